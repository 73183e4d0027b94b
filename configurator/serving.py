"""The web server of one machine: two processes that share the compiled products.

Products are compiled before the processes part, once and in shared memory; each process then opens
the database for itself, since connections must not be shared.
"""

from collections.abc import Mapping
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped] # ships no types

from configurator.app import create_app
from configurator.settings import Settings
from configurator.storage.database import open_database
from rules.engine import Engine

PROCESSES = 2
HOST = "127.0.0.1"
"""Only this machine: towards the net stands a proxy that also keeps slow clients away from us."""


class Server(BaseApplication):  # type: ignore[misc] # the same
    """A gunicorn that serves our application on `settings.port`."""

    def __init__(self, settings: Settings, engines: Mapping[str, Engine]) -> None:
        self._settings, self._engines = settings, engines
        super().__init__()

    def load_config(self) -> None:
        """What gunicorn is told."""
        told: dict[str, Any] = {
            "bind": f"{HOST}:{self._settings.port}",
            "workers": PROCESSES,
            "worker_class": "gthread",
            "threads": self._settings.limits.threads,
            "loglevel": "warning",
            # Its access log would write down addresses of drafts, which are secrets.
            "accesslog": None,
            # It would open a socket in the home folder, shared by all servers of this user.
            "control_socket_disable": True,
            "timeout": 60,
            "graceful_timeout": 20,
        }
        for name, value in told.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """The application of one process, asked for after forking."""
        settings = self._settings
        return create_app(settings, engines=self._engines, database=open_database(settings))


def serve(settings: Settings, engines: Mapping[str, Engine]) -> None:
    """Serve until told to stop; the tables must be up to date."""
    Server(settings, engines).run()
