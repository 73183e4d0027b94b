"""For what somebody reads: each reading of what is known of people is for a declared purpose.

Whoever reads (the pages of one blueprint, a job, a command) stands in the register with purposes,
and so does each table. A statement that reads a table kept for none of its reader's purposes is
refused before the database sees it, wherever in the program it was made.

By table and not by column: that is how the register knows purposes, and what a statement reads is
then found once for each text of SQL, so that asking costs a click nothing.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import event

from configurator.storage.dialect import Engines
from configurator.storage.errors import StorageError
from customers.rights.register import register

_READ = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)|,\s*"?(\w+)"?(?=\s+AS\b|\s*[,)]|\s+WHERE\b|\s*$)')
_WRITES = re.compile(r"^(?:DELETE FROM \w+|INSERT (?:(?!\bSELECT\b).)*)", re.DOTALL)
"""Writing and dropping rows reads none of them; what the rest of the statement reads counts."""

_STATEMENTS = 8192
"""So many texts of SQL are remembered; the program makes fewer, but for lists of many lengths."""


class ReadForNoPurpose(StorageError):
    """`reader` has no purpose for which `tables` are kept. Nothing was read."""

    def __init__(self, reader: str, tables: frozenset[str]) -> None:
        self.reader, self.tables = reader, tuple(sorted(tables))
        super().__init__(
            f"{reader} reads {', '.join(self.tables)} for no declared purpose: name one under"
            " `readers` in customers/rights/register.yaml"
        )


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, as the register names him, and the tables that are open to him."""

    name: str
    tables: frozenset[str]


class _Unsaid:
    """Who reads where nobody said so: anybody in tests and tools, nobody in a shop that serves."""

    reader: Reader | None = None


_READER: ContextVar[Reader | None] = ContextVar("reader", default=None)


def refuse_the_unsaid() -> None:
    """From now on in this process, whoever did not say who reads reads nothing personal."""
    _Unsaid.reader = Reader("nobody", frozenset())


@contextmanager
def reading_as(*names: str) -> Iterator[None]:
    """Read as the register has these; who does not stand there reads nothing personal."""
    token = _READER.set(reader_of(names))
    try:
        yield
    finally:
        _READER.reset(token)


def read_as(*names: str) -> None:
    """The same from now on in this thread; no name ends it."""
    _READER.set(reader_of(names) if names else None)


@lru_cache(maxsize=1024)
def reader_of(names: tuple[str, ...]) -> Reader:
    """Who reads as all of these together; the first is told when something is refused."""
    return Reader(names[0], register().open_to(*names))


def watch(engines: Engines) -> None:
    """Have each statement of these engines looked at before it is sent; not those of migrations."""
    for engine in (engines.reading, engines.clicks, engines.facts):
        event.listen(engine, "before_cursor_execute", _look)


def _look(*sent: Any) -> None:  # noqa: ANN401 - link, cursor, SQL, values, context, whether many
    reader = _READER.get() or _Unsaid.reader
    if reader is None:
        return
    _, _, said, _, context, _ = sent
    read = read_by(context.compiled.string if context.compiled else said)
    if not read <= reader.tables:
        raise ReadForNoPurpose(reader.name, read - reader.tables)


@lru_cache(maxsize=_STATEMENTS)
def read_by(statement: str) -> frozenset[str]:
    """The tables with personal columns that a statement in SQL reads."""
    named = {one or other for one, other in _READ.findall(_WRITES.sub("", statement))}
    return frozenset(named & _personal())


@lru_cache(maxsize=1)
def _personal() -> frozenset[str]:
    return frozenset(name for name, table in register().tables.items() if table.personal)
