"""Rolls of cloth: the readings of their test strips, and which orders are cut from them.

Both are only added to. An order stays with the reading it was given, until it is given another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere, Stale, StorageError
from configurator.storage.jobs import LAYOUT, WORK_ORDER, Work, want_job
from configurator.storage.scans import follow_order
from configurator.storage.tables import OrderRow
from configurator.storage.tables_rolls import RollRow, RollTakenRow
from customers.body.cutting import Shrinkage
from production.supplement import ClothKind, Roll, kind_of
from production.tracking import State, Tracking

TOOK = "took roll"
"""The deed by which an order is given a roll; its paper is printed anew."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The roll an order is cut from, by whom and when it was given; `number` counts up."""

    number: int
    roll: Roll
    by: str
    at: datetime


class CutAlready(StorageError):
    """The order was cut, or is cancelled: its numbers stay."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(f"order {number} is cut already")


class TakenMeanwhile(Stale):
    """Somebody else gave the order a roll in between."""


def read_roll(session: Session, roll: Roll) -> Roll:
    """Add a reading of a roll's strip and give it with its key; the same again is not added."""
    hold(session, f"roll {roll.number}")
    before = _newest(session, roll)
    if before and (before.warp_permille, before.weft_permille) == (
        roll.shrinkage.warp_permille,
        roll.shrinkage.weft_permille,
    ):
        return _roll(before)
    row = RollRow(
        number=roll.number,
        cloth=roll.kind.cloth,
        colour=roll.kind.colour,
        wash=roll.kind.wash,
        warp_permille=roll.shrinkage.warp_permille,
        weft_permille=roll.shrinkage.weft_permille,
        read_by=roll.by,
        read_at=roll.at,
    )
    session.add(row)
    session.flush()
    after = {"warp": row.warp_permille, "weft": row.weft_permille, "wash": row.wash}
    audit.record(
        session, audit.Deed(roll.at, roll.by, "read roll", f"roll {row.number}", after=after)
    )
    return _roll(row)


def all_readings(session: Session, limit: int = 500) -> tuple[Roll, ...]:
    """The readings of all rolls, the newest first."""
    rows = select(RollRow).order_by(RollRow.id.desc()).limit(limit)
    return tuple(map(_roll, session.scalars(rows)))


def rolls_of(session: Session, kind: ClothKind) -> tuple[Roll, ...]:
    """The rolls an order of that kind can be cut from, each as it was read last, newest first."""
    rows = select(RollRow).where(*_is(kind)).order_by(RollRow.id.desc())
    last: dict[str, RollRow] = {}
    for row in session.scalars(rows):
        last.setdefault(row.number, row)
    return tuple(map(_roll, last.values()))


def find_reading(session: Session, key: int) -> Roll | None:
    """The reading of that key, or None."""
    row = session.get(RollRow, key)
    return _roll(row) if row else None


def roll_taken(session: Session, number: str) -> Taken | None:
    """The roll the order of that number is cut from, or None where it was given none."""
    rows = select(RollTakenRow, RollRow).join(RollRow, RollRow.id == RollTakenRow.roll)
    rows = rows.where(RollTakenRow.order_number == number).order_by(RollTakenRow.id.desc())
    found = session.execute(rows.limit(1)).first()
    if found is None:
        return None
    taken, roll = found
    return Taken(taken.id, _roll(roll), taken.taken_by, taken.taken_at)


def may_take_roll(tracking: Tracking) -> bool:
    """Whether the order lies before the cutter still, so that its cut values may change."""
    return tracking.state is not State.CANCELLED and tracking.at_station is State.CUTTING


def take_roll(  # noqa: PLR0913 - which order, which roll, after what was seen, by whom and when
    session: Session, number: str, roll: Roll, *, seen: int, by: str, at: datetime
) -> None:
    """Cut the order from `roll` and have its paper printed anew; again the same does nothing.

    Args:
        session: one that records.
        number: of the order.
        roll: as `read_roll` or `find_reading` gave it.
        seen: the number of the `Taken` that was known to who decided, 0 for none.
        by: an account.
        at: an instant in UTC.

    Raises:
        NotThere: no such order, or the roll is of another cloth, colour or wash.
        CutAlready: the garment has left the cutter.
        TakenMeanwhile: the order was given another roll after `seen`.
    """
    # A scan out of the cutting waits for this row too, and the other way round.
    session.execute(select(OrderRow.id).where(OrderRow.number == number).with_for_update())
    found = follow_order(session, number)
    if kind_of(found.stored.order) != roll.kind:
        raise NotThere("roll", roll.number)
    if not may_take_roll(found.tracking):
        raise CutAlready(number)
    before = roll_taken(session, number)
    if before and before.roll == roll:
        return
    if (before.number if before else 0) != seen:
        raise TakenMeanwhile
    session.add(RollTakenRow(order_number=number, roll=roll.key, taken_by=by, taken_at=at))
    session.flush()
    told = {"roll": roll.number, "reading": roll.key}
    audit.record(session, audit.Deed(at, by, TOOK, f"order {number}", after=told))
    want_job(session, Work(WORK_ORDER, number, LAYOUT), at)


def _newest(session: Session, roll: Roll) -> RollRow | None:
    rows = select(RollRow).where(*_is(roll.kind), RollRow.number == roll.number)
    return session.scalars(rows.order_by(RollRow.id.desc()).limit(1)).first()


def _is(kind: ClothKind) -> Sequence[ColumnElement[bool]]:
    return RollRow.cloth == kind.cloth, RollRow.colour == kind.colour, RollRow.wash == kind.wash


def _roll(row: RollRow) -> Roll:
    return Roll(
        key=row.id,
        number=row.number,
        kind=ClothKind(row.cloth, row.colour, row.wash),
        shrinkage=Shrinkage(row.warp_permille, row.weft_permille),
        by=row.read_by,
        at=row.read_at,
    )
