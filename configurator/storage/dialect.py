"""Everything that differs between SQLite and PostgreSQL, and nothing else does.

SQLite: three pools of connections on one file, each with its own way to begin. PostgreSQL: three
views of one pool. The reasons behind the figures were measured: the driver's own transactions
begin too late and lose updates, plain BEGIN cannot be upgraded to a write, and NORMAL forgets
acknowledged commits in a power cut.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    ExceptionContext,
    Integer,
    String,
    TableValuedAlias,
    and_,
    cast,
    column,
    create_engine,
    event,
    func,
    make_url,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.pool import NullPool

from configurator.storage.errors import BrokenReferences, NotWal, UnknownDatabase
from configurator.storage.gate import Gate

GATE_WAIT_S = 8
POOL_WAIT_S = 2
SQLITE_PRAGMAS = (
    "busy_timeout = 10000",
    "foreign_keys = ON",
    "secure_delete = ON",  # What was erased must not stay readable in the file.
    "trusted_schema = OFF",
    "journal_size_limit = 67108864",
)
SQLITE_BUSY_CODES = {5, 6}  # SQLITE_BUSY, SQLITE_LOCKED
# could not serialise, deadlock found, lock not available in time, statement cancelled for its time
POSTGRESQL_BUSY_STATES = {"40001", "40P01", "55P03", "57014"}
POSTGRESQL_PASSING_STATES = {"40001", "40P01", "55P03"}
POSTGRESQL_OPTIONS = (
    "-c timezone=UTC -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000"
)
PATIENCE_S = 5
"""How long PostgreSQL may work on one statement of a request."""

PATIENCE_OF_JOBS_S = 60
ROOM_KIB = 64 * 1024
PAGES_IN_LOG = 12_000
QUOTES_VALUES = ("22", "23")
"""PostgreSQL's classes of errors whose messages quote what was to be written."""


@dataclass(frozen=True, slots=True)
class Engines:
    """Ways into one database: to look, to save clicks, to save facts, to change the tables.

    `gate` is None where the database itself lets many write at once.
    """

    reading: Engine
    clicks: Engine
    facts: Engine
    schema: Engine
    gate: Gate | None

    def without_schema(self, name: str) -> "Engines":
        """The same where tables said to lie in the schema `name` lie in none, as in SQLite."""
        ways = (self.reading, self.clicks, self.facts, self.schema)
        reading, clicks, facts, schema = (
            one.execution_options(schema_translate_map={name: None}) for one in ways
        )
        return Engines(reading, clicks, facts, schema, self.gate)

    def close(self) -> None:
        """Give all connections back."""
        for engine in (self.reading, self.clicks, self.facts, self.schema):
            engine.dispose()
        if self.gate:
            self.gate.close()


def engines_for(address: str, threads: int, patience_s: int = PATIENCE_S) -> Engines:
    """The engines for the database at `address`, with at most `threads` connections each.

    `patience_s` is how long PostgreSQL may work on one statement; SQLite knows no such limit.
    Raises UnknownDatabase, NotWal.
    """
    url = make_url(address)
    match url.get_backend_name():
        case "sqlite":
            return _sqlite(url, threads)
        case "postgresql":
            return _postgresql(url, threads, patience_s)
        case other:
            raise UnknownDatabase(other)


def is_busy(error: DBAPIError) -> bool:
    """Whether `error` only says that others are at work, so the same may be tried again."""
    code = getattr(error.orig, "sqlite_errorcode", 0)
    state = getattr(error.orig, "sqlstate", None)
    # The low byte is the kind of error, the rest its variety (SQLITE_BUSY_SNAPSHOT and so on).
    return code & 0xFF in SQLITE_BUSY_CODES or state in POSTGRESQL_BUSY_STATES


def is_passing(error: DBAPIError) -> bool:
    """Whether PostgreSQL gave this transaction up for another's sake, and undid all of it."""
    return getattr(error.orig, "sqlstate", None) in POSTGRESQL_PASSING_STATES


def inserting(session: Session, row: type[Any]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what happens where such a row is there."""
    is_sqlite = session.connection().dialect.name == "sqlite"
    return sqlite.insert(row) if is_sqlite else postgresql.insert(row)


def hold(session: Session, name: str) -> None:
    """Keep everybody else who asks for `name` waiting until this transaction ends.

    Needed before "look whether it is there, else insert it". SQLite has one writer at a time, so
    there it is so anyway.
    """
    hold_on(session.connection(), name)


def hold_all(session: Session, names: Collection[str]) -> None:
    """The same as `hold` for many names, in one order, so that nobody waits crosswise."""
    if session.connection().dialect.name == "postgresql":
        for name in sorted(set(names)):
            hold(session, name)


def make_room(session: Session) -> None:
    """Let a transaction that touches many pages keep them in memory, instead of writing each twice.

    SQLite's usual 2 MB hold a few clicks, and it copies the log into the file at every 4 MB, so
    the same pages again and again. The connection keeps the room.
    """
    if session.connection().dialect.name == "sqlite":
        for pragma in (f"cache_size = -{ROOM_KIB}", f"wal_autocheckpoint = {PAGES_IN_LOG}"):
            session.connection().exec_driver_sql(f"PRAGMA {pragma}")


def hold_on(connection: Connection, name: str) -> None:
    """The same as `hold`, for a connection."""
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def begins(session: Session, column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """That `column` begins with `text`, said so that an index serves: SQLite's LIKE uses none."""
    if session.connection().dialect.name == "postgresql":
        return column.startswith(text, autoescape=True)
    return and_(column >= text, column < f"{text}\U0010ffff")


def listed(session: Session, texts: Sequence[str]) -> TableValuedAlias:
    """`texts` as rows of a text and its place, counting up: one parameter, however many."""
    if session.connection().dialect.name == "postgresql":
        array = cast(list(texts), postgresql.ARRAY(String))
        unnested = func.unnest(array)
        placed = unnested.table_valued(column("text", String), with_ordinality="place")
        return placed.render_derived()
    rows = func.json_each(json.dumps(list(texts)))
    return rows.table_valued(column("value", String), column("key", Integer))


def weighed(connection: Connection) -> None:
    """Have the database count what is in its tables, so that it plans for that many."""
    connection.execute(text("ANALYZE"))


def foreign_keys_hold(connection: Connection) -> None:
    """Look for rows that point nowhere after SQLite's tables were altered with the check off.

    Raises BrokenReferences. PostgreSQL never lets it come to that.
    """
    if connection.dialect.name == "sqlite":
        broken = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
        if broken:
            raise BrokenReferences(sorted(broken))


_engine = partial(
    create_engine,
    hide_parameters=True,  # Errors end in logs; names and measurements must not.
    json_serializer=partial(json.dumps, ensure_ascii=False, allow_nan=False, separators=(",", ":")),
)
_pooled = partial(_engine, max_overflow=0, pool_timeout=POOL_WAIT_S)


def _sqlite(url: URL, threads: int) -> Engines:
    own_begin: dict[str, Any] = {"connect_args": {"isolation_level": None}}
    schema = _engine(url, poolclass=NullPool, **own_begin)
    gate = Gate(_file(url, schema), GATE_WAIT_S)
    reading, clicks, facts = (_pooled(url, pool_size=threads, **own_begin) for _ in range(3))
    _on_connect(reading, *SQLITE_PRAGMAS, "query_only = ON")
    _on_connect(clicks, *SQLITE_PRAGMAS, "synchronous = NORMAL")
    _on_connect(facts, *SQLITE_PRAGMAS, "synchronous = FULL")
    # Tables are rebuilt by copying; with foreign keys on, dropping the old one would cascade.
    _on_connect(schema, *SQLITE_PRAGMAS, "foreign_keys = OFF", "synchronous = FULL")
    _on_begin(reading, "BEGIN")
    for engine in (clicks, facts, schema):
        _on_begin(engine, "BEGIN IMMEDIATE")
    return Engines(reading, clicks, facts, schema, gate)


def _file(url: URL, engine: Engine) -> Path:
    """The file behind `url`, after it was switched to a write-ahead log. Raises NotWal."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        (mode,) = cursor.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise NotWal(url.render_as_string(), mode)
        *_, path = cursor.execute("PRAGMA database_list").fetchone()
        return Path(path)
    finally:
        raw.close()


def _on_connect(engine: Engine, *pragmas: str) -> None:
    @event.listens_for(engine, "connect")
    def send(raw: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}")


def _on_begin(engine: Engine, *statements: str) -> None:
    @event.listens_for(engine, "begin")
    def send(connection: Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _postgresql(url: URL, threads: int, patience_s: int) -> Engines:
    # Providers hand out addresses without a driver; SQLAlchemy would then look for an old one.
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    pool = _pooled(
        url,
        pool_size=threads,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={"options": f"{POSTGRESQL_OPTIONS} -c statement_timeout={patience_s * 1000}"},
    )
    event.listen(pool, "handle_error", _say_no_values)
    clicks, facts = pool.execution_options(), pool.execution_options()
    _on_begin(clicks, "SET LOCAL synchronous_commit = off")
    # One moment for the whole session, as SQLite gives it.
    reading = pool.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    schema = pool.execution_options()
    # A migration may think for as long as it takes.
    waits = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    _on_begin(schema, *(f"SET LOCAL {one} = 0" for one in waits))
    return Engines(reading, clicks, facts, schema, gate=None)


def _say_no_values(context: ExceptionContext) -> None:
    """Take what was to be written out of PostgreSQL's words: errors end in logs.

    Details always quote values ("Key (email)=(...) already exists"), some messages do.
    """
    error = context.original_exception
    told = getattr(error, "diag", None)
    if told is None or told.sqlstate is None:  # Said by the driver; it quotes nothing.
        return
    names = (told.table_name, told.column_name, told.constraint_name)
    quotes = told.sqlstate.startswith(QUOTES_VALUES)
    words = " ".join(filter(None, names)) if quotes else told.message_primary or ""
    plain = f"{type(error).__name__} {told.sqlstate} {words}".rstrip()
    error.args = (plain,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (plain,)
