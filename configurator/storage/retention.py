"""Who has not been in touch for as long as the register lets us know him: reminded, then erased.

What counts is what he did himself: came, called, wrote, bought, looked at our pages. What we wrote
down or sent does not, and neither does a letter that was opened, which we are never told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.customers import find_customer
from configurator.storage.erasing import ask_erasure
from configurator.storage.one_person import everybody_in
from configurator.storage.tables_erasing import ReminderRow
from configurator.storage.tables_identity import EventRow, PersonRow
from customers.identity.event import ABOUT_US, Kind

BY = "retention"
"""Who asks for the erasure, in the audit trail."""

OURS = (ABOUT_US - {Kind.WELCOMED, Kind.REGISTERED}) | {Kind.ABANDONED, Kind.INVOICED}
"""What happened without him; the day he became known counts as the first he was in touch."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody, as he is known, who was in touch at that instant last."""

    person: str
    since: datetime


def silent(session: Session, before: datetime, limit: int) -> Sequence[Silent]:
    """Those who were in touch last before that instant and were not reminded since."""
    last = func.max(EventRow.at)
    query = (
        select(PersonRow.leader, last)
        .join(EventRow, EventRow.person == PersonRow.id)
        .outerjoin(ReminderRow, ReminderRow.person == PersonRow.leader)
        .where(PersonRow.erased_at.is_(None), EventRow.kind.not_in(OURS))
        .where(ReminderRow.person.is_(None))
        .group_by(PersonRow.leader)
        .having(last < before)
        .order_by(last, PersonRow.leader)
        .limit(limit)
    )
    return [Silent(person, since) for person, since in session.execute(query)]


def note_reminder(session: Session, person: str, at: datetime) -> str:
    """Note that he was reminded; to what address he is written, empty if none is known."""
    session.add(ReminderRow(person=person, reminded_at=at))
    known = find_customer(session, person)
    audit.record(session, audit.Deed(at, BY, "reminded", f"customer {person}"))
    return known.email if known else ""


def reminded(session: Session, before: datetime, limit: int) -> Sequence[str]:
    """Those who were reminded before that instant."""
    row = ReminderRow
    query = select(row.person).where(row.reminded_at < before).order_by(row.reminded_at, row.person)
    return session.scalars(query.limit(limit)).all()


def end_reminder(session: Session, person: str, id_: str, *, kept: datetime, at: datetime) -> None:
    """Have him erased, or forget that he was reminded, if he was in touch since `kept`."""
    his = EventRow.person.in_(everybody_in(session, person)), EventRow.kind.not_in(OURS)
    last = session.scalar(select(func.max(EventRow.at)).where(*his))
    is_back = last is not None and last >= kept
    if is_back or find_customer(session, person) is None:
        session.execute(delete(ReminderRow).where(ReminderRow.person == person))
    else:
        ask_erasure(session, person, id_, by=BY, at=at)
