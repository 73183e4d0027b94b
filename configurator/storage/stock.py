"""Stock: units of each module, and of each piece sold beside a garment, on the shelf."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere, Stale, StorageError
from configurator.storage.tables import StockRow

_UNITS = select(StockRow.__table__.c.sku, StockRow.__table__.c.units)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Units of one module, by its SKU."""

    sku: str
    units: int
    revision: int = 1


class SoldOut(StorageError):
    """Of a piece none is left on the shelf."""

    def __init__(self, sku: str) -> None:
        self.sku = sku
        super().__init__(f"no {sku} is left")


class StaleShelf(Stale):
    """Somebody else counted since `ours` was read."""

    def __init__(self, current: Shelf, ours: Shelf) -> None:
        self.current, self.ours = current, ours
        super().__init__()


def stock_units(session: Session) -> Mapping[str, int]:
    """Units by SKU of all modules."""
    rows = session.execute(_UNITS).all()  # All at once: a row at a time costs each click more.
    return {sku: units for sku, units in rows}  # noqa: C416 - rows are no pairs to the type checker


def find_shelf(session: Session, sku: str) -> Shelf | None:
    """The shelf of a module, or None."""
    row = session.get(StockRow, sku)
    return Shelf(row.sku, row.units, row.revision) if row else None


def add_shelves(session: Session, units: Mapping[str, int]) -> None:
    """Take modules into stock with these units by SKU; those already there stay as they are."""
    hold(session, "shelves")
    there = set(session.scalars(select(StockRow.sku)))
    new = (StockRow(sku=sku, units=units[sku], revision=1) for sku in units if sku not in there)
    session.add_all(new)
    session.flush()


def save_shelf(session: Session, shelf: Shelf, by: str, at: datetime) -> Shelf:
    """Save the units of `shelf`, read at its revision. Raises StaleShelf, NotThere."""
    row = session.get(StockRow, shelf.sku, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere("shelf", shelf.sku)
    if row.revision != shelf.revision:
        raise StaleShelf(Shelf(row.sku, row.units, row.revision), shelf)
    before, after = {"units": row.units}, {"units": shelf.units}
    row.units, row.revision = shelf.units, row.revision + 1
    session.flush()
    audit.record(session, audit.Deed(at, by, "counted", f"shelf {shelf.sku}", before, after))
    return Shelf(row.sku, row.units, row.revision)


def move_pieces(session: Session, skus: Iterable[str], units: int) -> None:
    """Add so many `units` to the shelf of each piece; fewer than none take them. Raises SoldOut."""
    for sku in sorted(skus):  # In one order, so that nobody waits for each other.
        row = session.get(StockRow, sku, with_for_update=True, populate_existing=True)
        if row is None or row.units + units < 0:
            raise SoldOut(sku)
        row.units, row.revision = row.units + units, row.revision + 1
