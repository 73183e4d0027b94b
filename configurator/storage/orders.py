"""Orders: placed once, frozen, and found by a number people read to each other."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from configurator.storage import audit
from configurator.storage.commitments import promise_orders
from configurator.storage.drafts import StaleDraft, draft_from, draft_row
from configurator.storage.efforts import note_effort
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Answer, Request, remember, replayed
from configurator.storage.jobs import LAYOUT, WORK_ORDER, Work, add_job
from configurator.storage.numbering import next_order_number
from configurator.storage.one_person import all_of
from configurator.storage.stock import move_pieces
from configurator.storage.tables import CustomerRow, OrderRow
from configurator.storage.telling import Done, tell_done
from customers.identity.event import Kind
from production.document import from_document, to_document
from production.order import Order
from production.tracking import DONE, State

CREATED = 201
FOUND = 200

Listed = Select[OrderRow, str]


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
    """Orders as they were asked for; ask for those before `older` to go on, None at the end."""

    lines: tuple[OrderLine, ...]
    older: str | None


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
    return Placement(stored_order(row), existed=True)


def place_order(  # noqa: PLR0913 - what, for whom, why, by whom and when
    session: Session,
    order: Order,
    customer: str,
    request: Request,
    by: str,
    *,
    year: int | None = None,
) -> Placement:
    """Place `order`, once: repeated, by the same request or another, it gives the first order.

    Args:
        session: one that records.
        order: built before this transaction; its number is not used, it is given one here.
        customer: the id of a customer already stored.
        request: the request this order comes from.
        by: who places it, for the audit trail.
        year: which its number tells; by default that of `placed_at` in UTC, which on New Year's
            Eve need not be that of the shop.

    Raises:
        KeyUsedOtherwise: the key came before with other content.
        StaleDraft: the draft was changed after the revision the order freezes.
        NotThere: there is no such draft.
        SoldOut: an accessory is not there any more.
    """
    placement = find_placement(session, order, request)
    if placement:
        return placement
    draft = draft_from(draft_row(session, order.configuration))
    if draft.revision != order.revision:
        raise StaleDraft(draft)
    numbered = replace(order, number=next_order_number(session, year or order.placed_at.year))
    row = _row(numbered, customer)
    session.add(row)
    session.flush()
    move_pieces(session, [one.sku for one in order.add_ons], -1)
    ordered = {line.option: line.value for line in order.lines}
    note_effort(session, row.number, draft.configuration, ordered)
    remember(session, request, Answer(CREATED, {"number": row.number}), order.placed_at)
    audit.record(
        session,
        audit.Deed(order.placed_at, by, "placed", f"order {row.number}", after=row.document),
    )
    bought = Done(Kind.BOUGHT, row.number, customer, by, order.placed_at, order.product, row.number)
    tell_done(session, bought)
    promise_orders(session, [row], by)
    # In this transaction, so that there is no order whose paper nobody prints.
    add_job(session, Work(WORK_ORDER, row.number, LAYOUT), order.placed_at)
    return Placement(stored_order(row), existed=False)


def find_order(session: Session, number: str) -> StoredOrder | None:
    """The order with that number, or None."""
    row = session.scalars(select(OrderRow).where(OrderRow.number == number)).first()
    return stored_order(row) if row else None


def get_order(session: Session, number: str) -> StoredOrder:
    """The order with that number. Raises NotThere."""
    stored = find_order(session, number)
    if stored is None:
        raise NotThere("order", number)
    return stored


def orders_of_draft(session: Session, link: str) -> tuple[StoredOrder, ...]:
    """The orders placed from the draft at `link`, the newest first."""
    rows = select(OrderRow).where(OrderRow.draft == link).order_by(OrderRow.id.desc())
    return tuple(map(stored_order, session.scalars(rows)))


def orders_of_customer(session: Session, customer: str, limit: int = 12) -> tuple[StoredOrder, ...]:
    """The orders of that customer, the newest first."""
    theirs = select(OrderRow).where(OrderRow.customer.in_(all_of(customer)))
    rows = theirs.order_by(OrderRow.id.desc()).limit(limit)
    return tuple(map(stored_order, session.scalars(rows)))


def orders_by_draft(session: Session, links: Collection[str]) -> Mapping[tuple[str, int], str]:
    """Numbers of the orders placed from the drafts at `links`, by link and revision ordered."""
    columns = OrderRow.draft, OrderRow.draft_revision, OrderRow.number
    rows = session.execute(select(*columns).where(OrderRow.draft.in_(links)))
    return {(link, revision): number for link, revision, number in rows}


def list_orders(
    session: Session,
    limit: int = 50,
    before: str | None = None,
    customer: str | None = None,
    state: str | None = None,
) -> OrderPage:
    """At most `limit` orders, newest first, older than the number `before`."""
    query = _listed()
    if before is not None:
        place = select(OrderRow.id).where(OrderRow.number == before).scalar_subquery()
        query = query.where(OrderRow.id < place)
    if customer is not None:
        query = query.where(OrderRow.customer.in_(all_of(customer)))
    if state is not None:
        query = query.where(OrderRow.state == state)
    return _page(session, query.order_by(OrderRow.id.desc()), limit)


def list_open_orders(
    session: Session, limit: int = 50, before: str | None = None, state: str | None = None
) -> OrderPage:
    """At most `limit` orders still to be made, the first promised first, after that number."""
    query = _listed().where(OrderRow.state.not_in(DONE))
    if before is not None:
        place = select(OrderRow.promised_on, OrderRow.id).where(OrderRow.number == before)
        promised_on, row_id = session.execute(place).one_or_none() or (date.min, 0)
        query = query.where(tuple_(OrderRow.promised_on, OrderRow.id) > (promised_on, row_id))
    if state is not None:
        query = query.where(OrderRow.state == state)
    return _page(session, query.order_by(OrderRow.promised_on, OrderRow.id), limit)


def listed_orders(
    session: Session,
    where: Sequence[ColumnElement[bool]],
    order: Sequence[InstrumentedAttribute[Any]],
    limit: int,
) -> tuple[OrderLine, ...]:
    """For storage alone: the first `limit` orders for which all of `where` holds, in that order."""
    return _page(session, _listed().where(*where).order_by(*order), limit).lines


def _listed() -> Listed:
    return select(OrderRow, CustomerRow.name).join(CustomerRow, OrderRow.customer == CustomerRow.id)


def _page(session: Session, query: Listed, limit: int) -> OrderPage:
    rows = session.execute(query.limit(limit + 1)).all()
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
        state=State.QUEUED,
        revision=1,
    )


def stored_order(row: OrderRow) -> StoredOrder:
    """The order kept in `row`; for storage alone."""
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
