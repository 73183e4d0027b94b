"""Filling a new database with very many customers at once, for benchmarks: straight rows.

No events are told and nothing is audited, so never for customers that are true.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from configurator.storage.bulk import insert_sorted
from configurator.storage.contact_seal import seal_of
from configurator.storage.database import Database
from configurator.storage.dialect import weighed
from configurator.storage.search_index import fill_index

SINCE = datetime(2026, 1, 5, 9, tzinfo=UTC).isoformat(sep=" ")
DRAFT = "bench"
CUSTOMER = ("id", "name", "email", "phone", "revision", "created_at")
PERSON = ("id", "leader", "merged_by")
ORDER = (
    *("id", "number", "draft", "draft_revision", "customer", "product", "currency", "total_cents"),
    *("promised_on", "placed_at", "document", "state", "revision"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up customer; `leader` is under whom he is known."""

    id: str
    name: str
    email: str
    phone: str
    leader: str


def fill_customers(database: Database, made: Sequence[Made], ordered_every: int) -> None:
    """Write `made`, an order for every so many of them, and the index of the search."""
    with database.altering() as connection:
        seal = seal_of(connection).seal
        rows = ((one.id, one.name, seal(one.email), seal(one.phone), 1, SINCE) for one in made)
        insert_sorted(connection, "customer", CUSTOMER, rows)
        insert_sorted(connection, "person", PERSON, map(_person, made))
        _draft(connection)
        insert_sorted(connection, "orders", ORDER, _orders(made[::ordered_every]))
        connection.execute(text("DELETE FROM search_entry"))
        fill_index(connection)
        weighed(connection)


def _person(one: Made) -> tuple[str | None, ...]:
    return one.id, one.leader, None if one.leader == one.id else f"merge {one.id}"


def _orders(made: Sequence[Made]) -> Iterator[tuple[str | int, ...]]:
    for number, one in enumerate(made):
        named = number + 1, f"26-{1001 + number}", DRAFT, number, one.id
        yield *named, "jeans", "EUR", 14900, "2026-02-01", SINCE, "{}", "ordered", 1


def _draft(connection: Connection) -> None:
    """One draft for all orders: they only must have one."""
    columns = ("link", "revision", "product", "edition", "configuration", "body", "start")
    more = ("measured_by", "created_at", "saved_at")
    row = (DRAFT, 1, "jeans", "1", "{}", "{}", "{}", "", SINCE, SINCE)
    insert_sorted(connection, "draft", columns + more, [row])
