"""The store of keys, a database of its own: who has it not reads nothing that is sealed.

A key is on the disk here before anything is sealed with it there: a key without events is harmless.
Who is erased is first noted there, then loses the key here; whoever asks in between is told that
there is none. No process remembers a key, so that a key destroyed is destroyed everywhere.
Here too they are sealed, under a secret of the installation that lies in no database.
"""

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Select,
    Table,
    delete,
    inspect,
    make_url,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateSchema

from configurator.storage.dialect import PATIENCE_S, Engines, engines_for, hold_on
from configurator.storage.seal import new_key
from configurator.storage.tables_keys import SCHEMA, KeyTable, PersonKeyRow, SuppressedRow
from configurator.storage.tidying import tidy
from configurator.storage.wrapping import mark_of, unwrapped, wrapped

KEYS = "the store of keys"
FILE = "keys.sqlite"
AT_ONCE = 500

_PERSONS = cast("Table", PersonKeyRow.__table__)
_MARKS = cast("Table", SuppressedRow.__table__)


class Keys:
    """The store at `address`, made when it is first asked.

    `secrets` key the marks of who does not want to come back, the newest first; keys are sealed
    under the first of `wraps` and opened with any; without, as in tests, they lie open.
    """

    def __init__(
        self, address: str, threads: int, secrets: Sequence[str], wraps: Sequence[str] = ()
    ) -> None:
        self.secrets, self._wraps = tuple(secrets), tuple(wraps)
        self._address, self._threads = address, threads
        self._engines: Engines | None = None
        self._mutex = threading.Lock()

    def of(self, persons: Collection[str]) -> dict[str, str]:
        """The keys of those of `persons` who have one: one question for some hundreds."""
        key = select(_PERSONS.c.person, _PERSONS.c.key).where(_PERSONS.c.key.is_not(None))
        return {
            person: unwrapped(known, self._wraps, person)
            for some in _parts(persons)
            for person, known in self._asked(key.where(_PERSONS.c.person.in_(some)))
        }

    def made_for(self, persons: Collection[str]) -> dict[str, str]:
        """The same, made and kept for whoever has none; still none for who was erased."""
        found = self.of(persons)
        new = [one for one in persons if one not in found]
        if new:
            self.put((one, new_key()) for one in new)
            found |= self.of(new)
        return found

    def of_the_shop(self, name: str) -> str:
        """The key of that name, which is nobody's; made when it is first asked for."""
        return self.made_for([name])[name]

    def put_in_place(self, name: str, key: str) -> None:
        """Have this be the key of that name, whatever it was before."""
        with self._writing() as connection:
            connection.execute(delete(_PERSONS).where(_PERSONS.c.person == name))
        self.put([(name, key)])

    def put(self, keys: Iterable[tuple[str, str]]) -> None:
        """Keep these keys of persons; who is here already keeps what he has."""
        rows = [
            {"person": person, "key": wrapped(key, self._wraps, person), "erased_at": None}
            for person, key in keys
        ]
        with self._writing() as connection:
            _add(connection, _PERSONS, rows)

    def forget(self, persons: Collection[str], at: datetime) -> None:
        """Destroy the keys of `persons` for good; it stays known that they were erased."""
        gone = {"key": None, "erased_at": at.isoformat()}
        with self._writing() as connection:
            _add(connection, _PERSONS, [{"person": one, **gone} for one in persons])
            for some in _parts(persons):
                its = _PERSONS.c.person.in_(some), _PERSONS.c.erased_at.is_(None)
                connection.execute(update(_PERSONS).where(*its).values(**gone))

    def erased(self) -> Mapping[str, datetime]:
        """Who was erased, and when."""
        asked = select(_PERSONS.c.person, _PERSONS.c.erased_at)
        rows = self._asked(asked.where(_PERSONS.c.erased_at.is_not(None)))
        return {person: datetime.fromisoformat(at) for person, at in rows}

    def suppress(self, marks: Collection[str]) -> None:
        """Have nobody with these marks brought back by others."""
        with self._writing() as connection:
            _add(connection, _MARKS, [{"mark": mark} for mark in marks])

    def lift(self, marks: Collection[str]) -> None:
        """Have these marks forgotten: he came back by himself."""
        if self.suppressed_among(marks):
            with self._writing() as connection:
                connection.execute(delete(_MARKS).where(_MARKS.c.mark.in_(marks)))

    def suppressed_among(self, marks: Collection[str]) -> set[str]:
        """Those of `marks` that nobody brings back."""
        mark = _MARKS.c.mark
        found = (self._asked(select(mark).where(mark.in_(some))) for some in _parts(marks))
        return {row[0] for rows in found for row in rows}

    def all_keys(self) -> Iterator[tuple[str, str]]:
        """Every person and key there is."""
        for person, key in self._asked(select(_PERSONS.c.person, _PERSONS.c.key)):
            if key is not None:
                yield person, unwrapped(key, self._wraps, person)

    def wrap_anew(self) -> int:
        """Have every key sealed under the newest secret that is not; how many were not.

        Afterwards former secrets are needed by none of them.
        """
        if not self._wraps:
            return 0
        newest = _PERSONS.c.key.startswith(mark_of(self._wraps[0]), autoescape=True)
        old = select(_PERSONS.c.person, _PERSONS.c.key).where(~newest).limit(AT_ONCE)
        count = 0
        while found := self._asked(old):
            self._keep_instead([(one, closed, self._anew(one, closed)) for one, closed in found])
            count += len(found)
        return count

    def unwrap_all(self) -> None:
        """Have every key lie open, as before there were secrets: the way back for migrations."""
        for person, closed in self._asked(select(_PERSONS.c.person, _PERSONS.c.key)):
            if closed is not None:
                bare = unwrapped(closed, self._wraps, person)
                self._keep_instead([(person, closed, bare)])

    def _anew(self, person: str, closed: str) -> str:
        return wrapped(unwrapped(closed, self._wraps, person), self._wraps, person)

    def _keep_instead(self, keys: Iterable[tuple[str, str, str]]) -> None:
        """Put the last of each three in the place of the second, unless it was destroyed since."""
        with self._writing() as connection:
            for person, before, after in keys:
                its = _PERSONS.c.person == person, _PERSONS.c.key == before
                connection.execute(update(_PERSONS).where(*its).values(key=after))

    def all_marks(self) -> list[str]:
        """Every mark there is."""
        return [row[0] for row in self._asked(select(_MARKS.c.mark))]

    def tidy(self) -> None:
        """Have nothing of what was destroyed left on the disk. Raises Busy."""
        tidy(self._opened().schema, [f"{SCHEMA}.{_PERSONS.name}", f"{SCHEMA}.{_MARKS.name}"])

    def close(self) -> None:
        """Give all connections back."""
        if self._engines:
            self._engines.close()

    def _asked(self, query: Select[Any]) -> Sequence[Any]:
        with self._opened().reading.connect() as connection:
            return connection.execute(query).all()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        engines = self._opened()
        gate = engines.gate.passed() if engines.gate else nullcontext()
        with gate, engines.facts.begin() as connection:
            yield connection

    def _opened(self) -> Engines:
        with self._mutex:
            if self._engines is None:
                self._engines = _ready(engines_for(self._address, self._threads, PATIENCE_S))
            return self._engines


def keys_beside(address: str) -> str:
    """Where keys lie unless somebody says otherwise: in a file beside that of SQLite.

    Of PostgreSQL in the same database, in a schema of their own: many processes on many machines
    reach it as they reach the shop's, and nothing has to be set up.
    """
    url = make_url(address)
    if url.get_backend_name() != "sqlite" or not url.database:
        return address
    beside = url.set(database=str(Path(url.database).with_name(FILE)))
    return beside.render_as_string(hide_password=False)


def keys_in(session: Session) -> Keys:
    """For storage alone: the store of keys that belongs to the database of `session`."""
    found: Keys = session.info[KEYS]
    return found


def _ready(engines: Engines) -> Engines:
    """The engines of a store whose tables are there."""
    if engines.reading.dialect.name == "sqlite":
        engines = engines.without_schema(SCHEMA)
    name, where = _PERSONS.name, None if engines.reading.dialect.name == "sqlite" else SCHEMA
    with engines.reading.connect() as connection:
        if inspect(connection).has_table(name, where):
            return engines
    gate = engines.gate.passed() if engines.gate else nullcontext()
    with gate, engines.schema.begin() as connection:
        hold_on(connection, "keys")
        if where:
            connection.execute(CreateSchema(where, if_not_exists=True))
        KeyTable.metadata.create_all(connection)
    return engines


def _add(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Add those of `rows` that are not there yet."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    if rows:
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)


def _parts(some: Collection[str]) -> Iterator[Sequence[str]]:
    ordered = sorted(set(some))
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
