"""The servers of one machine: two web processes that share the compiled products, and a worker.

Products are compiled before the processes part, once and in shared memory; each process then opens
the database for itself, since connections must not be shared. The worker is a program of its own,
started again whenever it ends.
"""

import gc
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped] # ships no types
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped] # the same
from gunicorn.glogging import Logger  # type: ignore[import-untyped] # the same

from configurator.app import connect, create_app
from configurator.jobs.queue import Queue
from configurator.logs import RecordHandler, init_records
from configurator.settings import Settings
from configurator.storage.database import open_database
from configurator.storage.purposes import refuse_the_unsaid
from configurator.web.metrics import forget_counts, share_counts
from rules.engine import Engine

PROCESSES = 2
HOST = "127.0.0.1"
"""Only this machine: towards the net stands a proxy that also keeps slow clients away from us."""

COUNTS = "metrics"
WORKER = (sys.executable, "-m", "configurator.jobs", "--beside")
LIVED_WELL_S = 10
GARBAGE = (10_000, 20, 20)
"""How many new objects make the interpreter look for circles among them, and among older ones:
one page makes thousands, and next to none of them stand in a circle."""

LONGEST_PAUSE_S = 30


class Beside:
    """The worker beside the web processes: started, and started again whenever it has ended."""

    def __init__(self, settings: Settings) -> None:
        self._environ = {
            **os.environ,
            "SURMESURE_DATA": str(settings.data_folder),
            "DATABASE_URL": settings.database_url,
            "SURMESURE_KEYS": settings.keys_url,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause_s = 0.0

    def see_to_it(self) -> None:
        """Start the worker if it does not run; one that dies at once is given time."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is None:
            return
        if now < self._started + self._pause_s:
            return
        lived_well = now - self._started > LIVED_WELL_S
        self._pause_s = 0 if lived_well else min(2 * self._pause_s + 1, LONGEST_PAUSE_S)
        self._started = now
        command = [*WORKER, str(os.getpid())]
        self._process = subprocess.Popen(command, env=self._environ)  # noqa: S603 - our own program

    def stop(self) -> None:
        """Have the worker end after what it is doing."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)


class Overseer(Arbiter):  # type: ignore[misc] # ships no types
    """Gunicorn's overseer of web processes, who looks after the worker too, every second."""

    def manage_workers(self) -> None:
        """See to the web processes and the worker."""
        super().manage_workers()
        self.app.beside.see_to_it()

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002 - gunicorn's signature
        """End them all."""
        self.app.beside.stop()
        super().stop(graceful)


class Records(Logger):  # type: ignore[misc] # ships no types
    """Gunicorn's own words, in our way: addresses of drafts, which are secrets, left out."""

    def setup(self, cfg: object) -> None:
        """Write as all others do."""
        super().setup(cfg)
        self.error_log.handlers[:] = [RecordHandler(logging.WARNING)]


class Server(BaseApplication):  # type: ignore[misc] # the same
    """A gunicorn that serves our application on `settings.port`."""

    def __init__(self, settings: Settings, engines: Mapping[str, Engine]) -> None:
        self._settings, self._engines = settings, engines
        self.beside = Beside(settings)
        super().__init__()

    def load_config(self) -> None:
        """What gunicorn is told."""
        told: dict[str, Any] = {
            "bind": f"{HOST}:{self._settings.port}",
            "workers": PROCESSES,
            "worker_class": "gthread",
            "threads": self._settings.limits.threads,
            "loglevel": "warning",
            "logger_class": Records,
            # Its access log would write down addresses of drafts, which are secrets.
            "accesslog": None,
            # It would open a socket in the home folder, shared by all servers of this user.
            "control_socket_disable": True,
            "timeout": 60,
            "graceful_timeout": 20,
            # Whom to believe about https and hosts is for `web.proxies` alone to say.
            "forwarded_allow_ips": "",
        }
        for name, value in told.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        """Serve until told to stop."""
        Overseer(self).run()

    def load(self) -> object:
        """The application of one process, asked for after forking."""
        settings = self._settings
        refuse_the_unsaid()
        init_records()
        share_counts(settings.data_folder / COUNTS)
        app = create_app(settings, engines=self._engines, database=open_database(settings))
        connect(app, Queue(settings.data_folder))
        _spare_garbage()
        return app


def _spare_garbage() -> None:
    """Look for garbage less often, and never again in what stands for good: products, code."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def serve(settings: Settings, engines: Mapping[str, Engine]) -> None:
    """Serve until told to stop; the tables must be up to date."""
    forget_counts(settings.data_folder / COUNTS)
    Server(settings, engines).run()
