"""Orders: placed once, frozen, and found by a number people read to each other."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.drafts import StaleDraft, draft_row, get_draft
from configurator.storage.errors import NotThere, Stale
from configurator.storage.idempotency import Answer, Request, remember, replayed
from configurator.storage.numbering import next_order_number
from configurator.storage.tables import CustomerRow, OrderRow
from production.document import from_document, to_document
from production.order import Order

QUEUED = "queued"
CREATED = 201
FOUND = 200


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """A frozen order and what still moves: whose it is and how far the workshop is with it."""

    order: Order
    customer: str
    state: str
    revision: int


@dataclass(frozen=True, slots=True)
class Placement:
    """The order that stands after `place_order`.

    `existed` is true when the draft had already been ordered at this revision by another request.
    A repeated request gets what it got at first.
    """

    stored: StoredOrder
    existed: bool


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order as lists show it."""

    number: str
    customer: str
    customer_name: str
    product: str
    currency: str
    total_cents: int
    promised_on: date
    placed_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Orders, newest first; ask for those before `older` to go on, None at the end."""

    lines: tuple[OrderLine, ...]
    older: str | None


class StaleOrder(Stale):
    """Somebody else moved the order since `ours` was read."""

    def __init__(self, current: StoredOrder, ours: StoredOrder) -> None:
        self.current, self.ours = current, ours
        super().__init__()


def find_placement(session: Session, order: Order, request: Request) -> Placement | None:
    """What `request` led to before, or the order the draft already has at this revision.

    Ask this first in the same transaction, before making what only a new order needs (a customer).
    Raises KeyUsedOtherwise, NotThere.
    """
    answer = replayed(session, request)
    if answer:
        return Placement(get_order(session, answer.document["number"]), answer.status == FOUND)
    # Whoever orders this draft at the same time waits here.
    draft_row(session, order.configuration)
    frozen = OrderRow.draft == order.configuration, OrderRow.draft_revision == order.revision
    row = session.scalars(select(OrderRow).where(*frozen)).first()
    if row is None:
        return None
    remember(session, request, Answer(FOUND, {"number": row.number}), order.placed_at)
    session.flush()
    return Placement(_stored(row), existed=True)


def place_order(
    session: Session, order: Order, customer: str, request: Request, by: str
) -> Placement:
    """Place `order`, once: repeated, by the same request or another, it gives the first order.

    Args:
        session: one that records.
        order: built before this transaction; its number is not used, it is given one here.
        customer: the id of a customer already stored.
        request: the request this order comes from.
        by: who places it, for the audit trail.

    Raises:
        KeyUsedOtherwise: the key came before with other content.
        StaleDraft: the draft was changed after the revision the order freezes.
        NotThere: there is no such draft.
    """
    placement = find_placement(session, order, request)
    if placement:
        return placement
    if draft_row(session, order.configuration).revision != order.revision:
        raise StaleDraft(get_draft(session, order.configuration))
    numbered = replace(order, number=next_order_number(session, order.placed_at.year))
    row = _row(numbered, customer)
    session.add(row)
    session.flush()
    remember(session, request, Answer(CREATED, {"number": row.number}), order.placed_at)
    audit.record(
        session,
        audit.Deed(order.placed_at, by, "placed", f"order {row.number}", after=row.document),
    )
    return Placement(_stored(row), existed=False)


def find_order(session: Session, number: str) -> StoredOrder | None:
    """The order with that number, or None."""
    row = session.scalars(select(OrderRow).where(OrderRow.number == number)).first()
    return _stored(row) if row else None


def get_order(session: Session, number: str) -> StoredOrder:
    """The order with that number. Raises NotThere."""
    stored = find_order(session, number)
    if stored is None:
        raise NotThere("order", number)
    return stored


def orders_of_draft(session: Session, link: str) -> tuple[StoredOrder, ...]:
    """The orders placed from the draft at `link`, the newest first."""
    rows = select(OrderRow).where(OrderRow.draft == link).order_by(OrderRow.id.desc())
    return tuple(map(_stored, session.scalars(rows)))


def move_order(session: Session, moved: StoredOrder, by: str, at: datetime) -> StoredOrder:
    """Save the state of `moved`, which was read at its revision. Raises StaleOrder, NotThere."""
    number = moved.order.number
    locked = select(OrderRow).where(OrderRow.number == number).with_for_update()
    row = session.scalars(locked.execution_options(populate_existing=True)).first()
    if row is None:
        raise NotThere("order", number)
    if row.revision != moved.revision:
        raise StaleOrder(_stored(row), moved)
    before: dict[str, Any] = {"state": row.state}
    row.state, row.revision = moved.state, row.revision + 1
    after = {"state": row.state}
    audit.record(session, audit.Deed(at, by, "moved", f"order {number}", before, after))
    return _stored(row)


def list_orders(
    session: Session,
    limit: int = 50,
    before: str | None = None,
    customer: str | None = None,
    state: str | None = None,
) -> OrderPage:
    """At most `limit` orders, newest first, older than the number `before`."""
    query = select(OrderRow, CustomerRow.name).join(
        CustomerRow, OrderRow.customer == CustomerRow.id
    )
    if before is not None:
        place = select(OrderRow.id).where(OrderRow.number == before).scalar_subquery()
        query = query.where(OrderRow.id < place)
    if customer is not None:
        query = query.where(OrderRow.customer == customer)
    if state is not None:
        query = query.where(OrderRow.state == state)
    rows = session.execute(query.order_by(OrderRow.id.desc()).limit(limit + 1)).all()
    lines = tuple(_line(row, name) for row, name in rows[:limit])
    return OrderPage(lines, lines[-1].number if len(rows) > limit else None)


def _row(order: Order, customer: str) -> OrderRow:
    return OrderRow(
        number=order.number,
        draft=order.configuration,
        draft_revision=order.revision,
        customer=customer,
        product=order.product,
        currency=order.currency,
        total_cents=order.total_cents,
        promised_on=order.promised_on,
        placed_at=order.placed_at,
        document=to_document(order),
        state=QUEUED,
        revision=1,
    )


def _stored(row: OrderRow) -> StoredOrder:
    return StoredOrder(from_document(row.document), row.customer, row.state, row.revision)


def _line(row: OrderRow, name: str) -> OrderLine:
    return OrderLine(
        number=row.number,
        customer=row.customer,
        customer_name=name,
        product=row.product,
        currency=row.currency,
        total_cents=row.total_cents,
        promised_on=row.promised_on,
        placed_at=row.placed_at,
        state=row.state,
    )
