"""Counting what the database is asked, for those who measure how fast we are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, event


@dataclass(slots=True)
class Tally:
    """How many statements were sent so far; beginning and ending a transaction is none."""

    statements: int = 0


@contextmanager
def counted() -> Iterator[Tally]:
    """Count the statements of all databases of this process during the block."""
    tally = Tally()

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        tally.statements += not statement.startswith("BEGIN")

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield tally
    finally:
        event.remove(Engine, "before_cursor_execute", count)
