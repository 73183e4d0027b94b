"""Who has not been in touch for as long as the register lets us know him: reminded, then erased.

What counts is what he did himself: came, called, wrote, bought, looked at our pages. What we wrote
down or sent does not, and neither does a letter that was opened, which we are never told. Who has
an account and did nothing but sign in and look is known for a shorter time. Whom we may only keep
is neither reminded nor erased by a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from configurator.storage import audit
from configurator.storage.accounts import Role
from configurator.storage.customers import find_customer
from configurator.storage.erasing import ask_erasure
from configurator.storage.one_person import everybody_in
from configurator.storage.tables import AccountRow, WebSessionRow
from configurator.storage.tables_erasing import ReminderRow
from configurator.storage.tables_identity import EventRow, PersonRow
from customers.identity.event import ABOUT_US, Kind

BY = "retention"
"""Who asks for the erasure, in the audit trail."""

OURS = (ABOUT_US - {Kind.WELCOMED, Kind.REGISTERED}) | {Kind.ABANDONED, Kind.INVOICED}
"""What happened without him; the day he became known counts as the first he was in touch."""

LOOKED = (
    *(Kind.WELCOMED, Kind.REGISTERED, Kind.SIGNED_IN, Kind.VIEWED, Kind.CONFIGURED),
    *(Kind.WISHED, Kind.QUOTED),
)
"""What one does with an account that is never used to order anything."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody, as he is known, who was in touch at that instant last."""

    person: str
    since: datetime


def silent(session: Session, before: datetime, limit: int) -> Sequence[Silent]:
    """Those who were in touch last before that instant and were not reminded since."""
    rows = session.execute(_silent(before).limit(limit))
    return [Silent(person, since) for person, since in rows]


def _silent(before: datetime) -> Select[str, datetime]:
    last = func.max(EventRow.at)
    return (
        select(PersonRow.leader, last)
        .join(EventRow, EventRow.person == PersonRow.id)
        .outerjoin(ReminderRow, ReminderRow.person == PersonRow.leader)
        .where(PersonRow.erased_at.is_(None), EventRow.kind.not_in(OURS))
        .where(ReminderRow.person.is_(None))
        .group_by(PersonRow.leader)
        .having(last < before)
        .order_by(last, PersonRow.leader)
    )


def silent_accounts(session: Session, before: datetime, limit: int) -> Sequence[Silent]:
    """The same of those who have an account and never did anything but sign in and look."""
    member = aliased(PersonRow)
    signs_in = select(member.leader).join(AccountRow, AccountRow.customer == member.id)
    signs_in = signs_in.where(AccountRow.role == Role.CUSTOMER)
    query = _silent(before).where(PersonRow.leader.in_(signs_in))
    only_looked = func.sum(case((EventRow.kind.in_(LOOKED), 0), else_=1)) == 0
    rows = session.execute(query.having(only_looked).limit(limit))
    return [Silent(person, since) for person, since in rows]


def only_looks(session: Session, person: str) -> bool:
    """Whether he has an account and never did anything but sign in and look."""
    his = everybody_in(session, person)
    accounts = select(AccountRow.id).where(AccountRow.customer.in_(his))
    acted = EventRow.person.in_(his), EventRow.kind.not_in((*OURS, *LOOKED))
    did = session.scalars(select(EventRow.id).where(*acted).limit(1)).first()
    return did is None and session.scalars(accounts.limit(1)).first() is not None


def idle_accounts(session: Session, before: datetime, limit: int) -> Sequence[str]:
    """Ids of accounts of customers made before that instant, whose customer is not known yet.

    None of them that is open on a device: he was there a short time ago.
    """
    row = AccountRow
    idle = row.role == Role.CUSTOMER, row.customer.is_(None), row.created_at < before
    is_open = exists().where(WebSessionRow.account == row.id)
    query = select(row.id).where(*idle, ~is_open).order_by(row.created_at, row.id)
    return session.scalars(query.limit(limit)).all()


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
