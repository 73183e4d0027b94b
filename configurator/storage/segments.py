"""Segmentations and their segments: asked for, made by the worker, saved, described, aimed at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere, Stale
from configurator.storage.segment_rows import (
    Segment,
    Segmentation,
    State,
    segment_from,
    segmentation_from,
)
from configurator.storage.tables_segments import SegmentationRow, SegmentRow
from configurator.storage.tables_value import MembershipRow
from customers.needs.levers import aimed_at
from customers.needs.segmentation import (
    Asked,
    Family,
    Made,
    Refused,
    Rules,
    document,
)
from customers.needs.traits import as_key

MOST_SHOWN = 12
"""So many segmentations of a family are looked through, the newest."""


class StaleSegment(Stale):
    """Somebody changed it since it was looked at, or it is past that."""


def ask(session: Session, id_: str, asked: Asked, by: str, at: datetime) -> None:
    """Have a segmentation made; the worker is to be told of it besides."""
    told = asdict(asked)
    row = SegmentationRow(
        id=id_,
        family=told.pop("family"),
        way=told.pop("way"),
        asked=told,
        found={},
        state=State.ASKED,
        asked_by=by,
        asked_at=at,
        made_at=None,
        revision=1,
    )
    session.add(row)
    audit.record(session, audit.Deed(at, by, "asked for segments", f"segmentation {id_}"))


def keep_found(
    session: Session,
    id_: str,
    found: Made | Refused,
    met: Mapping[str, Sequence[str]],
    at: datetime,
) -> None:
    """Keep what came of a segmentation that is still waited for."""
    row = _row(session, id_)
    if row.state != State.ASKED:
        return
    if isinstance(found, Refused):
        row.state = State.REFUSED
        weak = asdict(found.weak) if found.weak else None
        row.found = {"problems": [_said(one) for one in found.problems], "weak": weak}
    else:
        row.state = State.MADE
        row.found = {
            "names": found.names,
            "figures": [asdict(one) for one in found.figures],
            "agreement": found.agreement,
            "separation": found.separation,
            "met": dict(met),
            "kept": None if isinstance(found.model, Rules) else document(found.model),
        }
    row.made_at, row.revision = at, row.revision + 1


def save(  # noqa: PLR0913, PLR0917 - what, as it was seen, under which names, by whom and when
    session: Session,
    id_: str,
    revision: int,
    names: Sequence[str],
    by: str,
    at: datetime,
) -> tuple[Segment, ...]:
    """Put a segmentation that was made in force, its segments under these names.

    Raises NotThere, StaleSegment.
    """
    hold(session, "segments")
    row = _row(session, id_)
    if row.revision != revision or row.state != State.MADE:
        raise StaleSegment
    in_force = SegmentationRow.state == State.IN_FORCE
    former = (SegmentationRow.family == row.family) & in_force
    session.execute(update(SegmentationRow).where(former).values(state=State.PAST))
    taken = set(session.scalars(select(SegmentRow.id)))
    for place, name in enumerate(names):
        key = _free(as_key(name) or f"segment_{place + 1}", taken)
        taken.add(key)
        session.add(
            SegmentRow(
                id=key,
                segmentation=id_,
                place=place,
                name=name,
                description="",
                levers={},
                is_target=False,
                treatment="",
                revision=1,
            )
        )
    row.state, row.revision = State.IN_FORCE, row.revision + 1
    session.flush()
    audit.record(session, audit.Deed(at, by, "saved segments", f"segmentation {id_}"))
    return segments_in(session, id_)


def describe(session: Session, wanted: Segment, by: str, at: datetime) -> None:
    """Keep a segment's name, strategy and treatment. Raises NotThere, StaleSegment."""
    row = session.get(SegmentRow, wanted.id, with_for_update=True)
    if row is None:
        raise NotThere("segment", wanted.id)
    if row.revision != wanted.revision:
        raise StaleSegment
    before = segment_from(row)
    row.name, row.description = wanted.name, wanted.strategy.description
    row.levers = {lever.value: text for lever, text in wanted.strategy.levers.items()}
    row.is_target, row.treatment = wanted.strategy.is_target, wanted.treatment
    row.revision += 1
    deed = audit.Deed(
        *(at, by, "described a segment", f"segment {wanted.id}"), asdict(before), asdict(wanted)
    )
    audit.record(session, deed)


def get_segmentation(session: Session, id_: str) -> Segmentation:
    """The segmentation with that id. Raises NotThere."""
    row = session.get(SegmentationRow, id_)
    if row is None:
        raise NotThere("segmentation", id_)
    return segmentation_from(row)


def segmentations(session: Session, family: Family) -> tuple[Segmentation, ...]:
    """The newest of a family, whatever came of them."""
    row = SegmentationRow
    rows = select(row).where(row.family == family).order_by(row.asked_at.desc(), row.id)
    return tuple(map(segmentation_from, session.scalars(rows.limit(MOST_SHOWN))))


def in_force(session: Session) -> Mapping[Family, Segmentation]:
    """The segmentation in force of each family that has one."""
    rows = session.scalars(select(SegmentationRow).where(SegmentationRow.state == State.IN_FORCE))
    return {Family(row.family): segmentation_from(row) for row in rows}


def segments_in(session: Session, segmentation: str) -> tuple[Segment, ...]:
    """The segments of a segmentation, in order."""
    row = SegmentRow
    rows = select(row).where(row.segmentation == segmentation).order_by(row.place)
    return tuple(map(segment_from, session.scalars(rows)))


def get_segment(session: Session, id_: str) -> Segment:
    """The segment with that id. Raises NotThere."""
    row = session.get(SegmentRow, id_)
    if row is None:
        raise NotThere("segment", id_)
    return segment_from(row)


def name_of_segment(session: Session, id_: str) -> str:
    """What a segment is called; of one that was told to us from elsewhere, what it is told as."""
    row = session.get(SegmentRow, id_)
    return row.name if row else id_


def aim_at(session: Session, id_: str) -> Segment:
    """The segment a campaign aims at. Raises NotThere, NotReady for no target, or an unfit one."""
    found = get_segment(session, id_)
    aimed_at(found.name, found.strategy)
    return found


def sizes(session: Session, family: Family) -> Mapping[str, int]:
    """How many people are in each segment of a family now."""
    row = MembershipRow
    counted = select(row.segment, func.count()).where(row.family == family).group_by(row.segment)
    return dict(session.execute(counted).all())


def _row(session: Session, id_: str) -> SegmentationRow:
    row = session.get(SegmentationRow, id_, with_for_update=True)
    if row is None:
        raise NotThere("segmentation", id_)
    return row


def _free(key: str, taken: Iterable[str]) -> str:
    tried = (f"{key}_{number}" if number > 1 else key for number in range(1, len([*taken]) + 2))
    return next(one for one in tried if one not in taken)


def _said(problem: object) -> str:
    return str(problem)
