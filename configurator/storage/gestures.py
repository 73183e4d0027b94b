"""Gestures: what is to be done for a customer because of his tier, one of each kind, by a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.bulk import insert_missing
from configurator.storage.errors import NotThere
from configurator.storage.one_person import all_of
from configurator.storage.tables_programmes import AssignmentRow, GestureRow
from configurator.storage.tables_value import CustomerValueRow
from configurator.storage.value import Run
from customers.value.path import Prospect
from customers.value.tier import IN_ORDER, Tier, name_of


class GestureKind(StrEnum):
    """What is done: a thank-you, an invitation to be an ambassador, a step up."""

    THANKS = "thanks"
    AMBASSADOR = "ambassador"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Gesture:
    """Something to do for a person by a day, and the margin it may add in cents.

    `done_on` is None while it is to be done; `answer` (yes, no) is to an invitation.
    """

    person: str
    kind: GestureKind
    programme: str
    due_on: date
    uplift_cents: int = 0
    done_on: date | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class GestureDone:
    """What was done for a person, by whom and when; `answer` is what he said to an invitation."""

    person: str
    kind: GestureKind
    by: str
    on: date
    at: datetime
    answer: str = ""


def gestures_of(session: Session, person: str) -> tuple[Gesture, ...]:
    """What is or was to be done for a person, by day."""
    row = GestureRow
    rows = select(row).where(row.person.in_(all_of(person))).order_by(row.due_day, row.kind)
    return tuple(map(_gesture, session.scalars(rows)))


def plan_gestures(session: Session, planned: Sequence[Gesture]) -> None:
    """Have these done; what is planned or was done for the same person already stays."""
    rows = [
        {
            "person": one.person,
            "kind": one.kind,
            "programme": one.programme,
            "due_day": one.due_on.toordinal(),
            "uplift_cents": one.uplift_cents,
            "done_day": None,
            "done_by": "",
            "answer": "",
        }
        for one in planned
    ]
    insert_missing(session, GestureRow, rows)


def do_gesture(session: Session, done: GestureDone) -> None:
    """Note that it was done; again changes nothing. Raises NotThere where nothing was planned."""
    row = GestureRow
    mine = select(row).where(row.person.in_(all_of(done.person)), row.kind == done.kind)
    # Of who was merged there may be two: the one still to be done.
    open_first = mine.order_by(row.done_day.is_not(None), row.due_day)
    found = session.scalars(open_first.with_for_update()).first()
    if found is None:
        raise NotThere("gesture", done.kind)
    if found.done_day is not None:
        return
    found.done_day, found.done_by, found.answer = done.on.toordinal(), done.by, done.answer
    session.flush()
    after = {"kind": done.kind, "answer": done.answer}
    deed = audit.Deed(done.at, done.by, "did gesture", f"customer {done.person}", after=after)
    audit.record(session, deed)


def drop_steps(session: Session, run: Run, done_before: date, due_before: date) -> None:
    """Drop steps up of who may grow no more, that were taken long ago, or that nobody took."""
    row, worth = GestureRow, CustomerValueRow
    grows = exists().where(
        worth.run == run.id,
        worth.person == row.person,
        worth.tier == IN_ORDER.index(Tier.CCM),
    )
    over = or_(
        row.done_day < done_before.toordinal(),
        row.done_day.is_(None) & (~grows | (row.due_day < due_before.toordinal())),
    )
    session.execute(delete(row).where(row.kind == GestureKind.STEP, over))


def without_step(session: Session, run: Run, programme: str, limit: int) -> dict[str, Prospect]:
    """Who is in the programme and may grow, but has no step up: from what his path begins."""
    row, drawn = CustomerValueRow, AssignmentRow
    has_step = exists().where(GestureRow.person == row.person, GestureRow.kind == GestureKind.STEP)
    theirs = (
        select(row)
        .join(drawn, (drawn.person == row.person) & (drawn.programme == programme))
        .where(row.run == run.id, row.tier == IN_ORDER.index(Tier.CCM))
        .where(drawn.is_control.is_(False), ~has_step)
        .order_by(row.person)
    )
    return {one.person: prospect(one) for one in session.scalars(theirs.limit(limit))}


def prospect(row: CustomerValueRow) -> Prospect:
    """For storage alone: from what the path of a customer begins."""
    return Prospect(
        tier=name_of(row.tier),
        value_cents=row.value_cents,
        earned_cents=row.baseline_cents,
        purchases=row.purchases,
        p_alive=row.p_alive,
        expected_purchases=row.expected_purchases,
    )


def _gesture(row: GestureRow) -> Gesture:
    return Gesture(
        person=row.person,
        kind=GestureKind(row.kind),
        programme=row.programme,
        due_on=date.fromordinal(row.due_day),
        uplift_cents=row.uplift_cents,
        done_on=date.fromordinal(row.done_day) if row.done_day else None,
        answer=row.answer,
    )
