"""Orders the books need no longer: what could still lead to who they were for is taken out."""

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.tables import CustomerRow, OrderRow
from configurator.storage.tables_erasing import ErasingRow

BOOKS = "books"
NOBODY = {"name": "", "email": "", "phone": ""}


def strip_orders(session: Session, before: datetime, limit: int, *, by: str, at: datetime) -> None:
    """Take the pseudonym out of orders placed before that instant whose customer was erased.

    Amounts, dates and the garment stay: nobody is known by them. Who is still a customer keeps his.
    """
    row = OrderRow
    theirs = select(row).join(CustomerRow, CustomerRow.id == row.customer)
    old = CustomerRow.erased_at.is_not(None), row.placed_at < before
    is_named = row.document["person"]["name"].as_string() != ""
    query = theirs.where(*old, is_named).order_by(row.id).limit(limit)
    touched = set()
    orders = session.scalars(query).all()
    if orders:  # Records may be changed while this row is there.
        session.execute(insert(ErasingRow).values(id=BOOKS))
    for order in orders:
        order.document = order.document | {"person": NOBODY}
        order.revision += 1
        touched.add(order.customer)
        audit.record(session, audit.Deed(at, by, "stripped", f"order {order.number}"))
    session.flush()
    for customer in touched:
        _forget_name(session, customer, before)
    session.execute(delete(ErasingRow).where(ErasingRow.id == BOOKS))


def _forget_name(session: Session, customer: str, before: datetime) -> None:
    """The same for his own row, once none of his orders is needed any more."""
    newer = select(OrderRow.id).where(OrderRow.customer == customer, OrderRow.placed_at >= before)
    known = session.get(CustomerRow, customer)
    if known and session.scalars(newer.limit(1)).first() is None:
        known.name = ""
        known.revision += 1
        session.flush()
