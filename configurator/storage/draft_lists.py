"""Drafts as lists ask for them: those not ordered as they stand, of one customer or of all."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from configurator.storage.drafts import Draft, draft_from
from configurator.storage.one_person import all_of
from configurator.storage.tables import AccountRow, CustomerRow, DraftRow, OrderRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft somebody is waiting with, and whom it is for."""

    draft: Draft
    customer: str
    name: str


def open_drafts_of(session: Session, customer: str, limit: int = 12) -> tuple[Draft, ...]:
    """Drafts for that customer that were not ordered as they stand, the one saved last first.

    For him are those the shop made for him, and those of accounts that are his.
    """
    accounts = select(AccountRow.id).where(AccountRow.customer.in_(all_of(customer)))
    his = or_(DraftRow.customer.in_(all_of(customer)), DraftRow.owner.in_(accounts))
    query = select(DraftRow).where(his, is_open()).order_by(DraftRow.saved_at.desc())
    return tuple(map(draft_from, session.scalars(query.limit(limit))))


def waiting_drafts(session: Session, limit: int = 12) -> tuple[Waiting, ...]:
    """The drafts for customers we know that were not ordered as they stand, the latest first."""
    query = select(DraftRow, CustomerRow).join(CustomerRow, DraftRow.customer == CustomerRow.id)
    rows = session.execute(query.where(is_open()).order_by(DraftRow.saved_at.desc()).limit(limit))
    return tuple(Waiting(draft_from(row), whose.id, whose.name) for row, whose in rows)


def is_open() -> ColumnElement[bool]:
    """For storage alone: that the draft was not ordered as it stands."""
    ordered = OrderRow.draft == DraftRow.link, OrderRow.draft_revision == DraftRow.revision
    return ~exists().where(*ordered)
