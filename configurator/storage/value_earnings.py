"""Keeping up with orders: each earns once, those cancelled nothing, and those of files too."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from configurator.storage.database import Database
from configurator.storage.orders import stored_order
from configurator.storage.tables import OrderRow
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.tables_imports import ImportedRow
from configurator.storage.tables_value import CostRow, EarningRow
from configurator.storage.value_intake import Cost, Earning, keep_earnings, note_cost
from customers.identity.mapping import Import
from customers.value.lifetime import Part
from production.order import Order
from production.tracking import State

AT_ONCE = 500
IMPORTED = "import"
PERCENT = 100

ERASED = select(PersonRow.id).where(PersonRow.erased_at.is_not(None))
"""Who is valued no more, though orders and accounts of his are kept."""

Earned = Callable[[Order, str], Earning]
"""What an order of a person earns."""


def drop_cancelled(session: Session) -> None:
    """Have orders that were cancelled earn nothing, whatever became of them before."""
    over = select(OrderRow.number).where(OrderRow.state == State.CANCELLED)
    session.execute(delete(EarningRow).where(EarningRow.mark.in_(over)))


def keep_up(
    database: Database,
    earned: Earned,
    day_of: Callable[[datetime], date],
    percent: int,
    at: datetime,
) -> None:
    """Keep what orders earned that nobody asked yet, ours and those of files.

    Of the latter `percent` of what was paid is left; what was given back cost us as much.
    """
    with database.recording() as session:
        drop_cancelled(session)
    while _keep_ours(database, earned) == AT_ONCE:
        pass
    while _keep_imported(database, day_of, percent, at) == AT_ONCE:
        pass


def _keep_ours(database: Database, earned: Earned) -> int:
    known = select(EarningRow.mark).where(EarningRow.mark == OrderRow.number).exists()
    living = OrderRow.customer.not_in(ERASED)
    missing = select(OrderRow).where(~known, living, OrderRow.state != State.CANCELLED)
    with database.recording() as session:
        orders = [stored_order(row) for row in session.scalars(missing.limit(AT_ONCE))]
        keep_earnings(session, [earned(one.order, one.customer) for one in orders])
    return len(orders)


def _keep_imported(
    database: Database, day_of: Callable[[datetime], date], percent: int, at: datetime
) -> int:
    row = ImportedRow
    known = select(EarningRow.mark).where(EarningRow.mark == row.mark).exists()
    given_back = select(CostRow.id).where(CostRow.id == row.mark).exists()
    missing = (
        select(row.mark, row.person, row.document, row.amount_cents, EventRow.at)
        .join(EventRow, EventRow.event_id == row.event)
        .where(row.kind == Import.ORDERS, row.amount_cents.is_not(None), ~known, ~given_back)
        .where(row.person.not_in(ERASED))
    )
    with database.recording() as session:
        rows = session.execute(missing.limit(AT_ONCE)).all()
        earnings = []
        for mark, person, document, cents, bought_at in rows:
            assert cents is not None
            left, day = cents * percent // PERCENT, day_of(bought_at)
            if cents >= 0:
                earnings.append(Earning(mark, person, day, left, cents, document))
            else:
                note_cost(
                    session, Cost(mark, person, Part.SERVICE, day, -left, document), IMPORTED, at
                )
        keep_earnings(session, earnings)
    return len(rows)
