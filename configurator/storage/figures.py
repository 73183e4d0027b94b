"""Cells of the night: customers who are alike in what tables count by, kept as sums.

Cells are written before their run is shown. Whose value changes afterwards is noted as the run had
him, so that sums read here are those of now: cells, less how these were, and how they are.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Select, case, cast, delete, func, select
from sqlalchemy.orm import Session

from configurator.storage.bulk import insert_sorted
from configurator.storage.portraits import portraits_of
from configurator.storage.tables import CustomerRow
from configurator.storage.tables_figures import (
    PlaceCellRow,
    PortraitRow,
    ValueBeforeRow,
    ValueCellRow,
)
from configurator.storage.tables_value import CustomerValueRow, ValueRunRow
from configurator.storage.value_facts import read_raw
from customers.value.portrait import Portrait
from customers.value.spread import EDGES

Cell = type[ValueCellRow | PlaceCellRow]
SUMS = ("customers", "purchases", "value_cents", "earned_cents")
KEYS: Mapping[Cell, tuple[str, ...]] = {
    ValueCellRow: ("shop", "segment", "region", "tier", "bucket"),
    PlaceCellRow: ("region", "town", "band", "trade", "who", "tier"),
}
"""What the cells of each table are alike in."""

AT_ONCE = 50_000
MOST_TRADES = 40
OTHER = "*"
"""The trade of all whose own is rare: people write what they like."""

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """What a page of figures is made with: a session to read in, the filters asked for, the time.

    Who `is_short` of time wants its message alone.
    """

    session: Session
    asked: Mapping[str, str]
    now: datetime
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """So many customers, their purchases, and cents: what they are worth, and earned us so far."""

    customers: int = 0
    purchases: int = 0
    value_cents: int = 0
    earned_cents: int = 0

    def plus(self, other: "Sums", times: int = 1) -> "Sums":
        """Both together; with `times` -1 what is left without the other."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in SUMS)
        return Sums(*(one + times * more for one, more in pairs))


def count_cells(session: Session, run: int, row: Cell) -> list[tuple[Any, ...]]:
    """The rows of a table of cells for a run, counted from all of its customers."""
    value, of = CustomerValueRow, PortraitRow
    keys = [_column(name) for name in KEYS[row]]
    sums = (func.sum(value.purchases), func.sum(value.value_cents), func.sum(value.baseline_cents))
    found = select(*keys, func.count(), *(cast(one, BigInteger) for one in sums))
    found = found.select_from(value).outerjoin(of, of.person == value.person)
    rows = found.where(value.run == run).group_by(*keys)
    cells = [one for some in read_raw(session, rows) for one in some]
    if row is PlaceCellRow:
        cells = _without_rare(cells, KEYS[row].index("trade"))
    return [(run, *one) for one in cells]


def write_cells(session: Session, row: Cell, cells: Sequence[tuple[Any, ...]]) -> None:
    """Add what `count_cells` counted."""
    columns = ("run", *KEYS[row], *SUMS)
    insert_sorted(session.connection(), row.__tablename__, columns, cells)


def forget_cells(session: Session, run: int) -> None:
    """Throw away the cells of all runs but that one, and how former ones had anybody."""
    for row in (ValueCellRow, PlaceCellRow, ValueBeforeRow):
        session.execute(delete(row).where(row.run != run))


def counted(
    session: Session,
    row: Cell,
    by: Sequence[str],
    only: Mapping[str, str | int],
    now: datetime,
) -> dict[Key, Sums]:
    """Customers as they are now, by the columns `by`, among those with all that `only` names."""
    run = session.scalar(select(func.max(ValueRunRow.id)).where(ValueRunRow.current))
    keys = [getattr(row, name) for name in by]
    sums = [cast(func.sum(getattr(row, name)), BigInteger) for name in SUMS]
    where = [getattr(row, name) == value for name, value in only.items()]
    query: Select[Any] = select(*keys, *sums).where(row.run == run, *where).group_by(*keys)
    found = {
        tuple(one[: len(by)]): Sums(*(int(part or 0) for part in one[len(by) :]))
        for one in session.execute(query)
    }
    for place, sums_of, times in _since(session, run or 0, now):
        if all(place[name] == value for name, value in only.items()):
            key = tuple(place[name] for name in by)
            found[key] = found.get(key, Sums()).plus(sums_of, times)
    return {key: one for key, one in found.items() if one.customers > 0}


def _since(
    session: Session, run: int, now: datetime
) -> Iterator[tuple[Mapping[str, Any], Sums, int]]:
    """What changed since the night: cells of single persons, taken away (-1) and added (1)."""
    before, value = ValueBeforeRow, CustomerValueRow
    was = {row.person: row for row in session.scalars(select(before).where(before.run == run))}
    if not was:
        return
    joined = select(value).join(before, before.person == value.person)
    now_are = session.scalars(joined.where(value.run == run, before.run == run))
    portraits = portraits_of(session, was, now)
    for person, old in was.items():
        if old.customers:
            sums = Sums(1, old.purchases, old.value_cents, old.earned_cents)
            place = _place(portraits.get(person), old.segment, old.tier, old.value_cents)
            yield place, sums, -1
    for one in now_are:
        sums = Sums(1, one.purchases, one.value_cents, one.baseline_cents)
        yield _place(portraits.get(one.person), one.segment, one.tier, one.value_cents), sums, 1


def _place(of: Portrait | None, segment: str, tier: int, cents: int) -> Mapping[str, Any]:
    names = ("region", "town", "band", "trade", "who", "shop")
    told = {name: getattr(of, name) if of else "" for name in names}
    return told | {"segment": segment, "tier": tier, "bucket": _bucket(cents)}


def _bucket(cents: int) -> int:
    return sum(cents >= edge for edge in EDGES)


def _column(name: str) -> Any:  # noqa: ANN401 - a column or what is made of one
    """What the key `name` of a cell is of a customer."""
    value = CustomerValueRow
    if name == "bucket":
        steps = [(value.value_cents < edge, number) for number, edge in enumerate(EDGES)]
        return case(*steps, else_=len(EDGES)).label(name)
    if name in {"segment", "tier"}:
        return getattr(value, name)
    return func.coalesce(getattr(PortraitRow, name), "").label(name)


def _without_rare(cells: Sequence[tuple[Any, ...]], place: int) -> list[tuple[Any, ...]]:
    """The cells with rare trades put together; sums are the last columns."""
    frequent = Counter[str]()
    for one in cells:
        frequent[one[place]] += one[-len(SUMS)]
    kept = {trade for trade, _ in frequent.most_common(MOST_TRADES)} | {""}
    found: dict[Key, tuple[int, ...]] = {}
    for one in cells:
        named = [*one[:place], one[place] if one[place] in kept else OTHER, *one[place + 1 :]]
        head, sums = tuple(named[: -len(SUMS)]), tuple(named[-len(SUMS) :])
        found[head] = tuple(a + b for a, b in zip(found.get(head, (0,) * 4), sums, strict=True))
    return [(*head, *sums) for head, sums in found.items()]


@dataclass(frozen=True, slots=True)
class Person:
    """One customer of a list; `rank` is None of who came since the night, `tier` its number."""

    id: str
    name: str
    rank: int | None
    tier: int
    value_cents: int


def people(
    session: Session,
    only: Mapping[str, str | int],
    between: tuple[int | None, int | None],
    page: slice,
) -> list[Person]:
    """Customers with all that `only` names and a value `between`, the most valuable first."""
    value, of, customer = CustomerValueRow, PortraitRow, CustomerRow
    run = session.scalar(select(func.max(ValueRunRow.id)).where(ValueRunRow.current))
    found = select(value.person, value.overall, value.tier, value.value_cents)
    if of_portrait := {key for key in only if hasattr(of, key)}:
        # Of an empty word nothing may have been told at all.
        is_outer = not all(only[key] for key in of_portrait)
        found = found.join(of, of.person == value.person, isouter=is_outer)
    low, high = between
    where = [(_column(key) if not wanted else _own(key)) == wanted for key, wanted in only.items()]
    where += [value.value_cents >= low] if low is not None else []
    where += [value.value_cents < high] if high is not None else []
    ordered = found.where(value.run == run, *where)
    ordered = ordered.order_by(value.value_cents.desc(), value.person)
    first = ordered.offset(page.start).limit(page.stop - page.start).subquery()
    named = select(first, customer.name).join(customer, customer.id == first.c.person)
    rows = session.execute(named.order_by(first.c.value_cents.desc(), first.c.person))
    return [Person(one[0], one[4], one[1] or None, one[2], one[3]) for one in rows]


def _own(name: str) -> Any:  # noqa: ANN401 - a column
    """The column of a key as it is kept, so that an index serves."""
    return getattr(PortraitRow if hasattr(PortraitRow, name) else CustomerValueRow, name)
