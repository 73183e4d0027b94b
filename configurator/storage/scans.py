"""Scans of the workshop: recorded once each, with the state of the order that follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.commitments import order_moved
from configurator.storage.dialect import hold
from configurator.storage.erasing import OVER, wake_erasures
from configurator.storage.errors import NotThere, StorageError
from configurator.storage.idempotency import KeyUsedOtherwise
from configurator.storage.orders import StoredOrder, stored_order
from configurator.storage.stock import move_pieces
from configurator.storage.tables import OrderRow, ScanRow
from configurator.storage.telling import Done, tell_done
from configurator.storage.value_intake import lose_earning
from customers.identity.event import Kind
from production.document import routing_in
from production.tracking import (
    DONE,
    MOVES,
    STATIONS,
    Direction,
    Scan,
    State,
    Tracking,
    tracked,
    way_of,
)

A_TICK = timedelta(microseconds=1)

MOST_WAITING = 60
"""Orders shown in the queue of a station: more than anybody looks through."""

# Asked at every scan, so they are put together once.
_LOCKED = (
    select(OrderRow)
    .where(OrderRow.number == bindparam("number"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_BY_ID = select(ScanRow).where(ScanRow.scan_id == bindparam("scan_id"))
_OF_ORDERS = (
    select(ScanRow)
    .where(ScanRow.order_number.in_(bindparam("numbers", expanding=True)))
    .order_by(ScanRow.id)
)


@dataclass(frozen=True, slots=True)
class Followed:
    """An order with its tracking."""

    stored: StoredOrder
    tracking: Tracking


@dataclass(frozen=True, slots=True)
class Load:
    """How many orders are somewhere, and how many of them should be ready by now."""

    count: int
    late: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A scan that is on record, and how the order stood when it had arrived.

    `existed` is true when it had arrived before; the rest is then what was answered at first.
    """

    number: str
    scan: Scan
    tracking: Tracking
    existed: bool


class CannotCancel(StorageError):
    """The order is in `state`: the cutting has begun, or it is cancelled already."""

    def __init__(self, number: str, state: State) -> None:
        self.number, self.state = number, state
        super().__init__(f"order {number} cannot be cancelled, it is in state {state}")


def record_scan(session: Session, number: str, scan: Scan) -> Recorded:
    """Record `scan` of the order with that number, once, and move the order accordingly.

    A time of the device that lies ahead of ours is taken for ours: its clock is wrong. What is done
    right now comes after all that is known, also where two clocks do not tell them apart.

    Args:
        session: one that records.
        number: of the order, exactly.
        scan: its `scan_id` was made by the device, once per scan.

    Raises:
        KeyUsedOtherwise: the `scan_id` came before, for another order or with another meaning.
        CannotCancel: it is a cancellation that comes too late.
        NotThere: there is no such order, or no movement of it that `undoes` names.
    """
    # Two devices that send the same scan at once wait here, whichever order they name.
    hold(session, f"scan {scan.scan_id}")
    row = _locked(session, number)
    way = way_of(routing_in(row.document))
    known = _rows(session, [number])
    if before := _same(session, number, scan):
        told = tracked(way, [_scan(one) for one in known if one.id <= before.id])
        return Recorded(number, _scan(before), told, existed=True)
    scans = [_scan(one) for one in known]
    _must_make_sense(number, scan, tracked(way, scans))
    scan = _timed(scan, scans)
    after = tracked(way, [*scans, scan])
    session.add(_row(number, scan))
    _note(session, row, scan, after)
    return Recorded(number, scan, after, existed=False)


def follow_order(session: Session, number: str) -> Followed:
    """The order with that number and its tracking. Raises NotThere."""
    row = session.scalars(select(OrderRow).where(OrderRow.number == number)).first()
    if row is None:
        raise NotThere("order", number)
    return _followed(session, [row])[0]


def find_scan(session: Session, number: str, scan_id: str) -> Scan | None:
    """That scan of that order, or None."""
    row = session.scalars(_BY_ID, {"scan_id": scan_id}).first()
    return _scan(row) if row and row.order_number == number else None


def waiting_at(session: Session, place: State, limit: int = MOST_WAITING) -> tuple[Followed, ...]:
    """The orders that are at `place`, on its table or in its queue, the first promised first.

    Those on hold whose garment lies there are among them.
    """
    states = [State.QUEUED, place] if place is STATIONS[0] else [place]
    rows = [*_in_states(session, states, limit), *_in_states(session, [State.HOLD], limit)]
    here = (one for one in _followed(session, rows) if one.tracking.at_station is place)
    return tuple(here)


def count_open(session: Session, today: date) -> dict[State, Load]:
    """The load of each state that still asks for something; hold is one of them."""
    states = [state for state in State if state not in OVER]
    is_late = and_(OrderRow.promised_on < today, OrderRow.state.not_in(DONE))
    late = func.sum(case((is_late, 1), else_=0))
    counted = select(OrderRow.state, func.count(), late).where(OrderRow.state.in_(states))
    rows = session.execute(counted.group_by(OrderRow.state)).all()
    found = {state: Load(count, late) for state, count, late in rows}
    return {state: found.get(state, Load(0, 0)) for state in states}


def open_order_ending(session: Session, digits: str) -> str | None:
    """The number of the one open order whose running number is `digits`; None for none or many."""
    ending = select(OrderRow.number).where(
        OrderRow.number.endswith(f"-{digits}", autoescape=True), OrderRow.state.not_in(DONE)
    )
    found = session.scalars(ending.limit(2)).all()
    return found[0] if len(found) == 1 else None


def _in_states(session: Session, states: list[State], limit: int) -> Iterable[OrderRow]:
    rows = select(OrderRow).where(OrderRow.state.in_(states))
    return session.scalars(rows.order_by(OrderRow.promised_on, OrderRow.id).limit(limit)).all()


def _locked(session: Session, number: str) -> OrderRow:
    row = session.scalars(_LOCKED, {"number": number}).first()
    if row is None:
        raise NotThere("order", number)
    return row


def _same(session: Session, number: str, scan: Scan) -> ScanRow | None:
    """The row of `scan` if it arrived before; repeated with another meaning it is refused."""
    row = session.scalars(_BY_ID, {"scan_id": scan.scan_id}).first()
    if row is None:
        return None
    # The time is no part of the meaning: a device that tells none is given ours, anew each time.
    said = row.order_number, row.direction, row.station, row.undoes
    if said != (number, scan.direction, scan.station, scan.undoes):
        raise KeyUsedOtherwise("scan", scan.scan_id)
    return row


def _must_make_sense(number: str, scan: Scan, now: Tracking) -> None:
    """Refuse what is no observation but a wish that cannot be granted (any more)."""
    if scan.direction is Direction.CANCEL and not now.is_untouched:
        raise CannotCancel(number, now.state)
    moves = {noted.scan.scan_id for noted in now.history if noted.scan.direction in MOVES}
    if scan.direction is Direction.UNDO and scan.undoes not in moves:
        raise NotThere("scan", scan.undoes)


def _timed(scan: Scan, known: list[Scan]) -> Scan:
    if scan.at < scan.received_at:
        return scan
    later = (one.at + A_TICK for one in known if one.at >= scan.received_at)
    return replace(scan, at=max(later, default=scan.received_at))


def _note(session: Session, row: OrderRow, scan: Scan, after: Tracking) -> None:
    before = {"state": row.state, "revision": row.revision}
    if after.state is State.COLLECTED != row.state:
        collected = f"{row.number} {scan.scan_id}"
        done = Done(Kind.COLLECTED, collected, row.customer, scan.who, scan.at, row.product)
        tell_done(session, replace(done, document=row.number))
    if after.state is State.CANCELLED != row.state:
        lose_earning(session, row.number, scan.received_at)
        move_pieces(session, [one["sku"] for one in row.document.get("add_ons", ())], +1)
    row.state, row.revision = after.state, row.revision + 1
    order_moved(session, row, scan.who, scan.at)
    if row.state in OVER:
        wake_erasures(session, scan.received_at, [row.customer])
    told = {"state": row.state, "revision": row.revision, "scan": scan.scan_id}
    what = f"{scan.direction} {scan.station}".strip()
    audit.record(
        session,
        audit.Deed(scan.received_at, scan.who, what, f"order {row.number}", before, told),
    )


def _followed(session: Session, rows: Iterable[OrderRow]) -> list[Followed]:
    stored = [stored_order(row) for row in rows]
    scans: dict[str, list[Scan]] = {one.order.number: [] for one in stored}
    for row in _rows(session, list(scans)):
        scans[row.order_number].append(_scan(row))
    return [
        Followed(one, tracked(way_of(one.order.routing), scans[one.order.number])) for one in stored
    ]


def _rows(session: Session, numbers: list[str]) -> Iterable[ScanRow]:
    return session.scalars(_OF_ORDERS, {"numbers": numbers}).all()


def _row(number: str, scan: Scan) -> ScanRow:
    return ScanRow(
        scan_id=scan.scan_id,
        order_number=number,
        station=scan.station,
        direction=scan.direction,
        at=scan.at,
        received_at=scan.received_at,
        who=scan.who,
        note=scan.note,
        undoes=scan.undoes,
    )


def _scan(row: ScanRow) -> Scan:
    return Scan(
        scan_id=row.scan_id,
        direction=Direction(row.direction),
        station=row.station,
        at=row.at,
        received_at=row.received_at,
        who=row.who,
        note=row.note,
        undoes=row.undoes,
    )
