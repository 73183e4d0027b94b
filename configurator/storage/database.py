"""The database of one process, and the three kinds of transaction in it."""

import os
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session

from configurator.logs import logger
from configurator.sealing import sealing_keys
from configurator.settings import Limits, Settings
from configurator.storage.audit import Deed, record, write_down
from configurator.storage.contact_seal import CONTACTS, ContactSeal, seal_by
from configurator.storage.dialect import (
    PATIENCE_S,
    Engines,
    engines_for,
    is_busy,
    is_passing,
)
from configurator.storage.errors import Busy, OpenedElsewhere, StorageError
from configurator.storage.events import write_events
from configurator.storage.field_uses import USES, FieldUses, write_uses
from configurator.storage.keys import KEYS, Keys, keys_beside
from configurator.storage.pairs import BLOCKED, blocked_contacts
from configurator.storage.purposes import ReadForNoPurpose, reading_as, watch
from configurator.storage.telling import SHOP, ZONE
from configurator.storage.tidying import tidy

DONE = "deeds written down"
SUPPRESSION = "suppression"
"""What the marks of who does not want to come back are keyed for."""

WRITTEN = "what is written"
"""Who reads, in the register, where the chains of the log and the trail go on."""

REFUSED = "was refused to read"
"""The deed of who read for no declared purpose."""

WRAPPING = "keys of persons"
"""What the keys of persons are sealed for in their own store."""


class Database:
    """An open database. Every block below is one transaction: all of it is saved, or nothing.

    Keep blocks that write short (a few ms): no solver, PDF, hashing or template inside, and read
    again inside what the change hangs on. All of them raise Busy when others write for too long.

    `told` is given the deeds of each transaction once they are facts. It must not fail.
    """

    def __init__(self, engines: Engines, keys: Keys, shop_contacts: Collection[str] = ()) -> None:
        self.told: Callable[[Sequence[Deed]], None] = _told_nobody
        self.keys = keys
        self._engines = engines
        watch(engines)
        contacts = ContactSeal(lambda: keys.of_the_shop(CONTACTS))
        for engine in (engines.reading, engines.clicks, engines.facts, engines.schema):
            seal_by(engine.dialect, contacts)
        self._about: dict[str, Any] = {BLOCKED: blocked_contacts(shop_contacts), KEYS: keys}
        self._about[USES] = FieldUses()
        self._process = os.getpid()
        self._here = _Here()

    @property
    def commits(self) -> int:
        """How often this thread asked for its changes to be kept, whether or not it was told so."""
        return self._here.commits

    def stand_in(self, shop: str) -> None:
        """Have what is told from now on name the shop where it happened; empty names none."""
        self._about[SHOP] = shop

    def goes_by(self, zone: tzinfo) -> None:
        """Have days be those of that clock from now on; without, those of UTC."""
        self._about[ZONE] = zone

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks, never waits for a writer, and cannot write."""
        with self._refusals_told(), self._session(self._engines.reading) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session for clicks on drafts: a power cut may take back the last second of them."""
        clicks = self._engines.clicks
        with self._refusals_told(), self._passed(), self._session(clicks) as session:
            yield session
            self._to_be_kept(session)
        self.told(session.info[DONE])

    @contextmanager
    def recording(self) -> Iterator[Session]:
        """A session for facts (orders, measurements, accounts): once saved, on the disk."""
        facts = self._engines.facts
        with self._refusals_told(), self._passed(), self._session(facts) as session:
            yield session
            self._to_be_kept(session)
        self.told(session.info[DONE])

    @contextmanager
    def altering(self) -> Iterator[Connection]:
        """A connection for migrations, which change the tables themselves."""
        with self._passed(), _busy_as_such(), self._engines.schema.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give all connections back. The database must not be used afterwards."""
        self._engines.close()
        self.keys.close()

    def tidy(self, tables: Collection[str]) -> None:
        """Have nothing left on the disk of what was deleted from `tables`. Raises Busy."""
        self._must_be_ours()
        with _busy_as_such():
            tidy(self._engines.schema, tables)

    @contextmanager
    def _refusals_told(self) -> Iterator[None]:
        """Have the log and the trail told who read for no purpose, in a transaction of its own."""
        try:
            yield
        except ReadForNoPurpose as error:
            logger.error("read for no purpose", reader=error.reader, tables=error.tables)
            with suppress(StorageError):  # Within another that writes it stays with the log.
                self._tell_refusal(error, datetime.now(UTC))
            raise

    def _tell_refusal(self, error: ReadForNoPurpose, at: datetime) -> None:
        with self._passed(), self._session(self._engines.facts) as session:
            for table in error.tables:
                record(session, Deed(at, error.reader, REFUSED, f"table {table}"))
            self._to_be_kept(session)

    @contextmanager
    def _passed(self) -> Iterator[None]:
        self._must_be_ours()
        with self._engines.gate.passed() if self._engines.gate else nullcontext():
            yield

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        self._must_be_ours()
        with _busy_as_such(), Session(engine, info=dict(self._about)) as session, session.begin():
            session.connection()  # Begins here and not at the first statement.
            yield session

    def _to_be_kept(self, session: Session) -> None:
        """The last things in a transaction that writes, before it is asked to be kept."""
        with reading_as(WRITTEN):
            write_events(session)
            session.info[DONE] = write_down(session)
        session.flush()
        write_uses(session)
        self._here.commits += 1

    def _must_be_ours(self) -> None:
        # Connections and file locks shared with a parent process would corrupt or never exclude.
        if os.getpid() != self._process:
            raise OpenedElsewhere


def open_database(where: Settings | str, patience_s: int = PATIENCE_S) -> Database:
    """The database that `where` (settings or an address) names; SQLite makes missing files.

    Open it once per process, after forking. `patience_s` as in `engines_for`.
    Raises NotWal, UnknownDatabase.
    """
    if isinstance(where, Settings):
        threads, secrets = where.limits.threads, sealing_keys(where, SUPPRESSION)
        wraps = sealing_keys(where, WRAPPING)
        keys = Keys(where.keys_url or keys_beside(where.database_url), threads, secrets, wraps)
        engines = engines_for(where.database_url, threads, patience_s)
        opened = Database(engines, keys, where.shop_contacts)
        opened.goes_by(where.time_zone)
        return opened
    threads = Limits().threads
    keys = Keys(keys_beside(where), threads, (SUPPRESSION,))
    return Database(engines_for(where, threads, patience_s), keys)


class _Here(threading.local):
    """What is counted for each thread."""

    commits = 0


def _told_nobody(_deeds: Sequence[Deed]) -> None:
    """Whom nobody listens to."""


@contextmanager
def _busy_as_such() -> Iterator[None]:
    """Raise Busy for what the drivers and the pool call by many names."""
    try:
        yield
    except PoolExhausted as error:
        raise Busy from error
    except DBAPIError as error:
        if is_busy(error):
            raise Busy(passing=is_passing(error)) from error
        raise
