"""Finding customers while somebody types: by name, e-mail, phone or the number of an order."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from configurator.storage.customers import Customer, customer_from
from configurator.storage.folding import words_of
from configurator.storage.tables import CustomerRow, OrderRow
from configurator.storage.tables_identity import PersonRow

_SHORTEST_NUMBER = 4
"""Fewer characters of an order's number (`26-1`) than this fit too many to be meant."""


@dataclass(frozen=True, slots=True)
class Found:
    """A customer with the number of orders placed, and the number of the newest, if any."""

    customer: Customer
    orders: int
    newest: str


def search_customers(session: Session, text: str, limit: int = 20) -> tuple[Found, ...]:
    """Customers whose name, e-mail or phone holds every word of `text`, by name.

    Or who placed the order of which `text` is the number or its beginning. Case, accents and how
    a phone number is spaced do not matter. No word finds nobody.
    """
    words, number = words_of(text), text.strip()
    if not words:
        return ()
    holds = and_(*(CustomerRow.search_text.contains(word, autoescape=True) for word in words))
    if len(number) >= _SHORTEST_NUMBER and number[0].isdigit():
        ordered = OrderRow.number.startswith(number, autoescape=True)
        holds = or_(holds, CustomerRow.id.in_(select(OrderRow.customer).where(ordered)))
    # Whoever was merged is found by all that was known of both, and shown once.
    known_as = func.coalesce(PersonRow.leader, CustomerRow.id)
    joined = CustomerRow.__table__.outerjoin(PersonRow, PersonRow.id == CustomerRow.id)
    fits = CustomerRow.id.in_(select(known_as).select_from(joined).where(holds))
    by_name = CustomerRow.search_text, CustomerRow.id
    return _read(session, _found().where(fits).order_by(*by_name).limit(limit))


def newest_customers(session: Session, limit: int = 20) -> tuple[Found, ...]:
    """The customers who came last, the newest first."""
    newest_first = CustomerRow.created_at.desc(), CustomerRow.id
    absorbed = select(PersonRow.id).where(PersonRow.merged_by.is_not(None))
    others = _found().where(CustomerRow.id.not_in(absorbed))
    return _read(session, others.order_by(*newest_first).limit(limit))


def _found() -> Select[CustomerRow, int, str | None]:
    # Said aloud: two levels deep the customer of the line would else be any customer.
    merged = select(PersonRow.id).where(PersonRow.leader == CustomerRow.id).correlate(CustomerRow)
    his = or_(OrderRow.customer == CustomerRow.id, OrderRow.customer.in_(merged))
    newest = select(OrderRow.number).where(his).order_by(OrderRow.id.desc()).limit(1)
    count = select(func.count(OrderRow.id)).where(his)
    return select(CustomerRow, count.scalar_subquery(), newest.scalar_subquery())


def _read(session: Session, query: Select[CustomerRow, int, str | None]) -> tuple[Found, ...]:
    lines = session.execute(query).all()
    return tuple(Found(customer_from(row), orders, newest or "") for row, orders, newest in lines)
