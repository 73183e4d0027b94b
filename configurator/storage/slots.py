"""Slots in the workshop: orders that may go first because of whose they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from configurator.storage.bulk import insert_missing
from configurator.storage.one_person import all_of
from configurator.storage.programmes import manner_of
from configurator.storage.tables import OrderRow
from configurator.storage.tables_programmes import SlotRow
from customers.value.policy import Policies
from production.tracking import DONE


def grant_slots(session: Session, person: str, policies: Policies, at: datetime) -> None:
    """Give the open orders of a person the slot his tier has, or take it from them."""
    theirs = tuple(session.scalars(all_of(person)))
    if not manner_of(session, person, policies, at).goes_first:
        session.execute(delete(SlotRow).where(SlotRow.person.in_(theirs)))
        return
    is_open = OrderRow.customer.in_(theirs), OrderRow.state.not_in(DONE)
    numbers = session.scalars(select(OrderRow.number).where(*is_open))
    rows = [{"order_number": one, "person": person, "at": at} for one in numbers]
    insert_missing(session, SlotRow, rows)


def with_slots(session: Session, numbers: Sequence[str]) -> frozenset[str]:
    """Those of these orders that have a slot."""
    return frozenset(
        session.scalars(select(SlotRow.order_number).where(SlotRow.order_number.in_(numbers)))
    )
