"""What the workshop of the demo measured: strips of rolls, and garments at the check."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from configurator.demo_designs import lots
from configurator.storage.database import Database
from configurator.storage.found import Told, record_findings, supplement_of
from configurator.storage.rolls import read_roll, take_roll
from configurator.storage.scans import Followed, follow_order
from customers.body.cutting import Shrinkage
from production.found import compared, stage_at
from production.order import Order
from production.supplement import Roll, Stage, Supplement, kind_of
from production.tracking import State

CUT_FROM_ROLLS, CHECKED = 6, 8
"""So many orders before the cutter have their roll, so many garments were measured at the check."""

PERMILLE = 8
"""So far a strip shrinks otherwise than its kind of cloth does."""

SPREAD = 0.4
"""Of its tolerance a length is missed by so much, as a standard deviation: 1 in 80 lies outside."""


def fill_measured(database: Database, numbers: Sequence[str], by: str, now: datetime) -> None:
    """Give what is cut next its roll, and tell what garments at the check measured."""
    with database.reading() as session:
        found = [follow_order(session, number) for number in numbers]
    urgent = sorted(found, key=lambda one: one.stored.order.promised_on)
    for one in [one for one in urgent if one.tracking.state is State.QUEUED][:CUT_FROM_ROLLS]:
        _take(database, one.stored.order, by, now)
    for one in [one for one in urgent if one.tracking.at_station is State.CHECK][:CHECKED]:
        _measure(database, one, by, now)


def _take(database: Database, order: Order, by: str, now: datetime) -> None:
    lot = lots(f"roll {kind_of(order)}")
    usual = {target.point.grain: target.shrink_permille for target in order.tailoring.targets}
    warp, weft = (
        max(0, usual.get(way, 0) + lot.randrange(-PERMILLE, PERMILLE + 1))
        for way in ("warp", "weft")
    )
    number = f"R-{lot.randrange(1000, 10_000)}"
    strip = Roll(0, number, kind_of(order), Shrinkage(warp, weft), by, now)
    with database.recording() as session:
        take_roll(session, order.number, read_roll(session, strip), seen=0, by=by, at=now)


def _measure(database: Database, one: Followed, by: str, now: datetime) -> None:
    order, stage = one.stored.order, stage_at(one.stored.order, State.CHECK)
    assert stage is not None  # The check measures all there is.
    with database.recording() as session:
        beside = supplement_of(session, order)
        told = Told(order.number, stage, _found_mm(order, beside, stage), seen=0, by=by, at=now)
        record_findings(session, told)


def _found_mm(order: Order, beside: Supplement, stage: Stage) -> Mapping[str, int]:
    lot = lots(f"found {order.number}")
    return {
        point.target.point.key: point.aim_mm
        + round(lot.gauss(0, SPREAD * point.target.point.tolerance_mm))
        for point in compared(order, beside, stage)
    }
