"""What garments measured at the stations: added to and never changed, the last word counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.dialect import hold
from configurator.storage.errors import Stale
from configurator.storage.fit import find_remake
from configurator.storage.rolls import roll_taken
from configurator.storage.scans import follow_order
from configurator.storage.tables_rolls import FoundRow
from production.order import Order
from production.supplement import Replaced, Stage, Supplement


@dataclass(frozen=True, slots=True)
class Finding:
    """What one point of a garment measured, None for taken back; `number` counts up."""

    number: int
    stage: Stage
    point: str
    found_mm: int | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody at a station measured, in mm by point; None where nothing stands.

    `seen` is the number of the last finding that the page showed, 0 for none.
    """

    number: str
    stage: Stage
    found_mm: Mapping[str, int | None]
    seen: int
    by: str
    at: datetime


class MeasuredMeanwhile(Stale):
    """Somebody else measured the same points and found otherwise; nothing was kept."""

    def __init__(self, current: tuple[Finding, ...]) -> None:
        self.current = current
        super().__init__()


def findings(session: Session, number: str) -> tuple[Finding, ...]:
    """All that was found of the order of that number, in the order it was told."""
    rows = select(FoundRow).where(FoundRow.order_number == number).order_by(FoundRow.id)
    return tuple(map(_finding, session.scalars(rows)))


def latest(some: tuple[Finding, ...]) -> dict[tuple[Stage, str], Finding]:
    """The last word on each point, by stage and point; what was taken back is among them."""
    return {(one.stage, one.point): one for one in some}


def record_findings(session: Session, told: Told) -> None:
    """Keep what is new in `told`.

    Raises:
        NotThere: there is no such order.
        MeasuredMeanwhile: another's word on the same points came in between.
    """
    hold(session, f"found {told.number}")
    order = follow_order(session, told.number).stored.order
    points = {target.point.key for target in order.tailoring.targets}
    known = findings(session, told.number)
    now = latest(known)
    # What he was shown, or said himself since: a page saves field by field and stays as it is.
    shown = latest(tuple(one for one in known if one.number <= told.seen or one.by == told.by))
    news: dict[str, int | None] = {}
    clashes: list[Finding] = []
    for point, mm in told.found_mm.items():
        place = told.stage, point
        if point not in points or mm == _mm(shown.get(place)) or mm == _mm(now.get(place)):
            continue
        if now.get(place) != shown.get(place):
            clashes.append(now[place])
        news[point] = mm
    if clashes:
        raise MeasuredMeanwhile(tuple(clashes))
    _add(session, told, news, {point: _mm(now.get((told.stage, point))) for point in news})


def supplement_of(session: Session, order: Order) -> Supplement:
    """What came to `order` after it was frozen."""
    taken = roll_taken(session, order.number)
    remake = find_remake(session, order.configuration)
    found: dict[Stage, dict[str, int]] = {}
    for (stage, point), one in latest(findings(session, order.number)).items():
        if one.found_mm is not None:
            found.setdefault(stage, {})[point] = one.found_mm
    return Supplement(
        roll=taken.roll if taken else None,
        replaced=Replaced(remake.order_number, remake.reason) if remake else None,
        found_mm=found,
    )


def _mm(one: Finding | None) -> int | None:
    return one.found_mm if one else None


def _add(
    session: Session,
    told: Told,
    news: Mapping[str, int | None],
    before: Mapping[str, int | None],
) -> None:
    for point, mm in news.items():
        row = FoundRow(
            order_number=told.number,
            stage=told.stage.value,
            point=point,
            found_mm=mm,
            found_by=told.by,
            found_at=told.at,
        )
        session.add(row)
    session.flush()
    if news:
        what, subject = f"measured {told.stage} wash", f"order {told.number}"
        audit.record(session, audit.Deed(told.at, told.by, what, subject, before, news))


def _finding(row: FoundRow) -> Finding:
    return Finding(
        number=row.id,
        stage=Stage(row.stage),
        point=row.point,
        found_mm=row.found_mm,
        by=row.found_by,
        at=row.found_at,
    )
