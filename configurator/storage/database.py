"""The database of one process, and the three kinds of transaction in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session

from configurator.settings import Limits, Settings
from configurator.storage.audit import write_down
from configurator.storage.dialect import Engines, engines_for, is_busy
from configurator.storage.errors import Busy, OpenedElsewhere


class Database:
    """An open database. Every block below is one transaction: all of it is saved, or nothing.

    Keep blocks that write short (a few ms): no solver, PDF, hashing or template inside, and read
    again inside what the change hangs on. All of them raise Busy when others write for too long.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._process = os.getpid()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks, never waits for a writer, and cannot write."""
        with self._session(self._engines.reading) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session for clicks on drafts: a power cut may take back the last second of them."""
        with self._passed(), self._session(self._engines.clicks) as session:
            yield session

    @contextmanager
    def recording(self) -> Iterator[Session]:
        """A session for facts (orders, measurements, accounts): once saved, on the disk."""
        with self._passed(), self._session(self._engines.facts) as session:
            yield session

    @contextmanager
    def altering(self) -> Iterator[Connection]:
        """A connection for migrations, which change the tables themselves."""
        with self._passed(), _busy_as_such(), self._engines.schema.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give all connections back. The database must not be used afterwards."""
        engines = self._engines
        for engine in (engines.reading, engines.clicks, engines.facts, engines.schema):
            engine.dispose()
        if engines.gate:
            engines.gate.close()

    @contextmanager
    def _passed(self) -> Iterator[None]:
        self._must_be_ours()
        with self._engines.gate.passed() if self._engines.gate else nullcontext():
            yield

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        self._must_be_ours()
        with _busy_as_such(), Session(engine) as session, session.begin():
            session.connection()  # Begins here and not at the first statement.
            yield session
            write_down(session)

    def _must_be_ours(self) -> None:
        # Connections and file locks shared with a parent process would corrupt or never exclude.
        if os.getpid() != self._process:
            raise OpenedElsewhere


def open_database(where: Settings | str) -> Database:
    """The database that `where` (settings or an address) names; SQLite makes missing files.

    Open it once per process, after forking. Raises NotWal, UnknownDatabase.
    """
    if isinstance(where, Settings):
        return Database(engines_for(where.database_url, where.limits.threads))
    return Database(engines_for(where, Limits().threads))


@contextmanager
def _busy_as_such() -> Iterator[None]:
    """Raise Busy for what the drivers and the pool call by many names."""
    try:
        yield
    except PoolExhausted as error:
        raise Busy from error
    except DBAPIError as error:
        if is_busy(error):
            raise Busy from error
        raise
