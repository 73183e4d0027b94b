"""Orders as figures, and those somebody has to look after today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from configurator.storage.orders import OrderLine, listed_orders
from configurator.storage.tables import OrderRow
from production.tracking import DONE, State


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold over some time: number of orders, and their totals in cents by currency."""

    orders: int
    total_cents: Mapping[str, int]


def sold_since(session: Session, since: datetime) -> Sold:
    """What was sold since that instant, without what was cancelled."""
    sums = select(OrderRow.currency, func.count(), func.sum(OrderRow.total_cents))
    counted = OrderRow.placed_at >= since, OrderRow.state != State.CANCELLED
    rows = session.execute(sums.where(*counted).group_by(OrderRow.currency)).all()
    return Sold(
        sum(orders for _, orders, _ in rows), {currency: int(cents) for currency, _, cents in rows}
    )


def promised_by(session: Session, last: date, limit: int = 12) -> tuple[OrderLine, ...]:
    """Orders promised for `last` or earlier that are still being made, the longest due first."""
    due = OrderRow.promised_on <= last, OrderRow.state.not_in(DONE)
    order = OrderRow.promised_on, OrderRow.id
    return listed_orders(session, due, order, limit)


def ready_to_hand_over(session: Session, limit: int = 12) -> tuple[OrderLine, ...]:
    """Orders that lie on the shelf for their customers, the first promised first."""
    order = OrderRow.promised_on, OrderRow.id
    return listed_orders(session, (OrderRow.state == State.READY,), order, limit)
