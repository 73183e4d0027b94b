"""Who came by a file of another program and has to be told of it (GDPR art. 14(3)): within a month.

Whoever was merged into somebody, or came himself since, is met where he comes; everybody else is
written to. Who cannot be reached, or whose letter did not arrive, is erased when the time is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from configurator.storage import audit
from configurator.storage.outbox import Post
from configurator.storage.retention import OURS
from configurator.storage.tables import CustomerRow
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.tables_imports import ImportedRow, ImportRow
from configurator.storage.tables_requests import NoticeRow
from configurator.storage.tables_signing_in import OutgoingRow
from customers.identity.event import Kind

BY = "notice"
"""Who writes, and who asks for the erasure, in the audit trail."""

FAILED = (Post.REFUSED, Post.WORTHLESS)
IMPORTED = "imported "
"""How the ids of events begin that a file told."""


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody came by the file of that name; `email` may be empty."""

    person: str
    at: datetime
    file_name: str
    email: str


def to_be_told(session: Session, limit: int) -> Sequence[Came]:
    """Who has an address and was not written to, the oldest first."""
    has_address = CustomerRow.email != ""
    return _came(session, _new().where(has_address).limit(limit))


def out_of_reach(session: Session, before: datetime, limit: int) -> Sequence[str]:
    """Who came before that instant, was not told, and never came himself, the oldest first."""
    late = _new().where(EventRow.told_at < before, ~_came_himself(ImportedRow.person))
    untold = [one.person for one in _came(session, late.limit(limit))]
    row = NoticeRow
    failed = select(row.person).join(OutgoingRow, OutgoingRow.id == row.letter)
    failed = failed.join(PersonRow, PersonRow.id == row.person)
    failed = failed.where(OutgoingRow.state.in_(FAILED), row.came_at < before)
    failed = failed.where(PersonRow.erased_at.is_(None), ~_came_himself(row.person))
    more = session.scalars(failed.order_by(row.came_at, row.person).limit(limit))
    return [*untold, *more]


def note_notice(session: Session, came: Came, letter: str, at: datetime) -> None:
    """Note that he was written to."""
    session.add(NoticeRow(person=came.person, letter=letter, came_at=came.at))
    what = "told where from we know him"
    audit.record(session, audit.Deed(at, BY, what, f"customer {came.person}"))


def _came(session: Session, query: Select[str, datetime, str | None, str]) -> list[Came]:
    rows = session.execute(query)
    return [Came(person, at, name or "", email) for person, at, name, email in rows]


def _new() -> Select[str, datetime, str | None, str]:
    """Everybody who was first known by a file and was not written to, the oldest first."""
    welcome, person = aliased(EventRow), ImportedRow.person
    first = func.min(ImportRow.file_name)
    query = select(person, func.min(EventRow.told_at), first, func.min(CustomerRow.email))
    query = query.join(EventRow, EventRow.event_id == ImportedRow.event)
    # The one file that told of him is the one by which he was welcomed, in the same moment.
    his = welcome.person == person, welcome.kind == Kind.WELCOMED
    query = query.join(welcome, and_(*his, welcome.told_at == EventRow.told_at))
    query = query.join(PersonRow, PersonRow.id == person)
    query = query.join(CustomerRow, CustomerRow.id == person)
    query = query.outerjoin(ImportRow, ImportRow.id == ImportedRow.source)
    query = query.where(PersonRow.erased_at.is_(None), PersonRow.merged_by.is_(None))
    query = query.where(~exists().where(NoticeRow.person == person))
    return query.group_by(person).order_by(func.min(EventRow.told_at), person)


def _came_himself(person: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether there is anything a file did not tell and he did."""
    own = aliased(EventRow)
    acted = own.kind.not_in((*OURS, Kind.WELCOMED))
    by_file = own.event_id.startswith(IMPORTED, autoescape=True)
    return exists().where(own.person == person, acted, ~by_file)
