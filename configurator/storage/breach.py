"""Who is affected when tables fell into wrong hands, and by which fields (GDPR art. 33 and 34)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from configurator.storage.declared import columns
from configurator.storage.events import batched
from configurator.storage.tables import CustomerRow, Row
from customers.rights.register import register

THROUGH = {
    "account": ("account", "id"),
    "order_number": ("orders", "number"),
    "measuring": ("measuring", "id"),
}
"""Columns that name a person only by another table, in whose column `customer` he stands."""

MARKS = {"idempotency", "sign_in_attempt", "audit"}
"""Tables that name people in words or by marks: their rows are found for one, and not listed."""


@dataclass(frozen=True, slots=True)
class Affected:
    """A person, how to reach him, and what may be known of him now, as `table.column`."""

    person: str
    name: str
    email: str
    phone: str
    fields: tuple[str, ...]


def breachable() -> tuple[str, ...]:
    """The tables whose rows lead to persons."""
    there = columns()
    return tuple(
        sorted(
            name
            for name, it in register().tables.items()
            if it.whose and name in there and name not in MARKS
        )
    )


def affected(session: Session, tables: Collection[str]) -> Iterator[Affected]:
    """Everybody with a row in any of these tables, by id. Raises KeyError."""
    reached = defaultdict[str, list[str]](list)
    for name in sorted(tables):
        for person in session.scalars(_persons(name)):
            reached[person].append(name)
    fields = {
        name: tuple(f"{name}.{column}" for column in register().tables[name].personal)
        for name in tables
    }
    for some in batched(sorted(reached)):
        rows = session.scalars(select(CustomerRow).where(CustomerRow.id.in_(some)))
        known = {row.id: row for row in rows}
        for person in some:
            row = known.get(person)
            told = (row.name, row.email, row.phone) if row else ("", "", "")
            its = (one for name in reached[person] for one in fields[name])
            yield Affected(person, *told, tuple(its))


def _persons(name: str) -> Select[Any]:
    """The ids of all persons a row of the table is about, each once."""
    # The first is whose the row is; others are further people or ways it also leads to them by.
    table, whose = Row.metadata.tables[name], register().tables[name].whose[0]
    if whose not in THROUGH:
        return select(table.c[whose]).where(table.c[whose].is_not(None)).distinct()
    name, key = THROUGH[whose]
    other = Row.metadata.tables[name]
    person = other.c.customer
    joined = table.join(other, table.c[whose] == other.c[key])
    return select(person).select_from(joined).where(person.is_not(None)).distinct()
