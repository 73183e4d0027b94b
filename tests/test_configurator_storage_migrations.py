import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from configurator.migrations import configuration, is_current, upgrade
from configurator.storage.database import Database, open_database
from configurator.storage.errors import BrokenReferences
from configurator.storage.tables import Row


@pytest.fixture
def empty(empty_address: str) -> Iterator[Database]:
    opened = open_database(empty_address)
    yield opened
    opened.close()


def names(database: Database) -> set[str]:
    with database.reading() as session:
        return set(inspect(session.connection()).get_table_names())


def test_the_migrations_lead_to_the_tables_of_the_program(empty: Database) -> None:
    assert not is_current(empty)
    upgrade(empty)
    assert is_current(empty)
    with empty.altering() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Row.metadata) == []


def test_upgrading_twice_changes_nothing(empty: Database) -> None:
    upgrade(empty)
    before = names(empty)
    upgrade(empty)
    assert names(empty) == before


def test_a_migration_that_fails_leaves_nothing_half_done(empty: Database) -> None:
    with empty.altering() as connection:
        connection.execute(text("CREATE TABLE audit (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        upgrade(empty)
    assert names(empty) == {"audit"}


def test_a_migration_that_breaks_references_is_refused(tmp_path: Path) -> None:
    # PostgreSQL refuses the third line already.
    empty = open_database(f"sqlite:///{tmp_path / 'shop.sqlite'}")
    with empty.altering() as connection:
        connection.execute(text("CREATE TABLE one (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE two (one INTEGER REFERENCES one (id))"))
        connection.execute(text("INSERT INTO two VALUES (7)"))
    with pytest.raises(BrokenReferences, match="two"):
        upgrade(empty)
    assert names(empty) == {"one", "two"}
    empty.close()


def test_the_way_back_is_complete(empty: Database) -> None:
    upgrade(empty)
    with empty.altering() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert names(empty) == {"alembic_version"}


def test_processes_that_start_at_once_upgrade_once(empty_address: str) -> None:
    code = (
        "import sys\n"
        "from configurator.migrations import is_current, upgrade\n"
        "from configurator.storage.database import open_database\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "database = open_database(sys.argv[1])\n"
        "upgrade(database)\n"
        "assert is_current(database)\n"
    )
    children = [
        subprocess.Popen(  # noqa: S603 - the code above
            [sys.executable, "-c", code, empty_address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for child in children:
        assert child.stdout
        child.stdout.readline()
    for child in children:
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
    ends = [child.communicate() for child in children]
    assert [child.returncode for child in children] == [0, 0, 0], ends
