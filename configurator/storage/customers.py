"""Customers: the people we make for, and everything ever measured of them."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.errors import NotThere, Stale
from configurator.storage.tables import CustomerRow, MeasurementRow


@dataclass(frozen=True, slots=True)
class Customer:
    """A person we make for. `id` is random text; `email` and `phone` may be empty."""

    id: str
    name: str
    email: str
    phone: str
    created_at: datetime
    revision: int = 1


@dataclass(frozen=True, slots=True)
class MeasurementTaken:
    """One measurement of a customer: whole mm (weight: hg) and exactly what was typed.

    `key` is `hip_mm`, `weight_hg`, ...; `how` says in what way it was taken (`tape`, `told`).
    """

    customer: str
    key: str
    amount: int
    text_typed: str
    unit_typed: str
    measured_by: str
    measured_at: datetime
    how: str


class StaleCustomer(Stale):
    """Another device saved the customer since `ours` was read; nothing was overwritten."""

    def __init__(self, current: Customer, ours: Customer) -> None:
        self.current, self.ours = current, ours
        super().__init__()


def create_customer(session: Session, customer: Customer, by: str) -> Customer:
    """Save a new customer; `by` is who does it, for the audit trail."""
    row = CustomerRow(id=customer.id, created_at=customer.created_at, revision=1)
    session.add(_written(row, customer))
    session.flush()
    subject, after = f"customer {customer.id}", _contact(customer)
    audit.record(session, audit.Deed(customer.created_at, by, "created", subject, after=after))
    return replace(customer, revision=1)


def find_customer(session: Session, id_: str) -> Customer | None:
    """The customer with that id, or None."""
    row = session.get(CustomerRow, id_)
    return _customer(row) if row else None


def save_customer(session: Session, customer: Customer, by: str, at: datetime) -> Customer:
    """Save name, e-mail and phone of `customer`, changed since it was read at its revision.

    Saving again what already stands gives what stands. Raises StaleCustomer, NotThere.
    """
    row = session.get(CustomerRow, customer.id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere("customer", customer.id)
    current = _customer(row)
    before, after = _contact(current), _contact(customer)
    if current.revision != customer.revision:
        if before == after:
            return current
        raise StaleCustomer(current, customer)
    _written(row, customer).revision += 1
    session.flush()
    audit.record(session, audit.Deed(at, by, "changed", f"customer {row.id}", before, after))
    return _customer(row)


def search_customers(session: Session, text: str, limit: int = 20) -> tuple[Customer, ...]:
    """Customers whose name, e-mail or phone holds every word of `text`, by name.

    Case, accents and the spaces of phone numbers do not matter. No word finds nobody.
    """
    words = _folded(text).split()
    if not words:
        return ()
    holds = [CustomerRow.search_text.contains(word, autoescape=True) for word in words]
    query = select(CustomerRow).where(*holds).order_by(CustomerRow.name, CustomerRow.id)
    return tuple(map(_customer, session.scalars(query.limit(limit))))


def record_measurements(session: Session, taken: Sequence[MeasurementTaken]) -> None:
    """Add measurements to what is known of their customers; earlier ones stay on record."""
    session.add_all(MeasurementRow(**asdict(one)) for one in taken)
    session.flush()
    for one in taken:
        subject, after = f"customer {one.customer}", {one.key: one.amount}
        deed = audit.Deed(one.measured_at, one.measured_by, "measured", subject, after=after)
        audit.record(session, deed)


def latest_measurements(session: Session, customer: str) -> Mapping[str, MeasurementTaken]:
    """The newest measurement of each kind by key; of two taken at once the later recorded."""
    newest = (
        select(func.max(MeasurementRow.id))
        .where(MeasurementRow.customer == customer)
        .group_by(MeasurementRow.key)
    )
    rows = session.scalars(select(MeasurementRow).where(MeasurementRow.id.in_(newest)))
    return {row.key: _taken(row) for row in rows}


def measurement_history(session: Session, customer: str) -> tuple[MeasurementTaken, ...]:
    """Everything ever measured of the customer, oldest first."""
    rows = select(MeasurementRow).where(MeasurementRow.customer == customer)
    return tuple(map(_taken, session.scalars(rows.order_by(MeasurementRow.id))))


def _folded(text: str) -> str:
    """`text` without case and accents; digits of a phone number stand together."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _written(row: CustomerRow, customer: Customer) -> CustomerRow:
    row.name, row.email, row.phone = customer.name, customer.email, customer.phone
    digits = "".join(letter for letter in customer.phone if letter.isdigit())
    row.search_text = _folded(f"{customer.name} {customer.email} {customer.phone} {digits}")
    return row


def _customer(row: CustomerRow) -> Customer:
    return Customer(row.id, row.name, row.email, row.phone, row.created_at, row.revision)


def _contact(customer: Customer) -> dict[str, Any]:
    return {"name": customer.name, "email": customer.email, "phone": customer.phone}


def _taken(row: MeasurementRow) -> MeasurementTaken:
    return MeasurementTaken(
        customer=row.customer,
        key=row.key,
        amount=row.amount,
        text_typed=row.text_typed,
        unit_typed=row.unit_typed,
        measured_by=row.measured_by,
        measured_at=row.measured_at,
        how=row.how,
    )
