"""Customers: the people we make for, and everything ever measured of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from configurator.inferences import BODY
from configurator.storage import audit
from configurator.storage.accounts import Account, folded_email
from configurator.storage.bulk import insert_all
from configurator.storage.dialect import hold_all
from configurator.storage.errors import NotThere, Stale
from configurator.storage.folding import digits, folded, same_phone
from configurator.storage.one_person import all_of
from configurator.storage.pairs import Brought, keep_contacts
from configurator.storage.rejections import rejected_by
from configurator.storage.search_index import Change, having, keep_findable
from configurator.storage.tables import AccountRow, CustomerRow, MeasurementRow
from configurator.storage.telling import BY_HIMSELF, Done, tell_all_done, tell_done
from customers.body.reading import How
from customers.identity.event import Kind
from customers.identity.fields import CONTACT
from customers.identity.finding import Findable, findable

FIELDS = ("name", "email", "phone")
"""What may be changed of a customer."""

DIGITS_ASKED = 8
"""Phone numbers are looked up by so many last digits: written with or without the country."""


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
    """Another device saved the customer since `ours` was read; nothing was overwritten.

    `fields` are those that both changed, each to something else.
    """

    def __init__(self, current: Customer, ours: Customer, fields: tuple[str, ...] = FIELDS) -> None:
        self.current, self.ours, self.fields = current, ours, fields
        super().__init__()


def create_customer(session: Session, customer: Customer, by: str) -> Customer:
    """Save a new customer; `by` is who does it, for the audit trail."""
    create_customers(session, [customer], by)
    return replace(customer, revision=1)


def create_customers(session: Session, customers: Sequence[Customer], by: str) -> None:
    """Save many new customers at once."""
    put_customers(session, customers, by)
    new = [(one.id, one.created_at, _contact(one)) for one in customers]
    _tell(session, *(Done(Kind.WELCOMED, id_, id_, by, at, fields=said) for id_, at, said in new))


def put_customers(session: Session, customers: Sequence[Customer], by: str) -> None:
    """The same where the caller tells the log himself what is known of them."""
    for one in customers:
        deed = audit.Deed(one.created_at, by, "created", f"customer {one.id}", after=_contact(one))
        audit.record(session, deed)
    session.flush()
    new = ((one, {"id": one.id, "created_at": one.created_at}) for one in customers)
    insert_all(
        session, CustomerRow, [_columns(one) | known | {"revision": 1} for one, known in new]
    )
    keep_findable(session, (Change(one.id, Findable(), _findable(one)) for one in customers))


def find_customer(session: Session, id_: str) -> Customer | None:
    """The customer with that id, or None; nobody finds one who was erased."""
    row = session.get(CustomerRow, id_)
    return customer_from(row) if row and not row.erased_at else None


def get_customer(session: Session, id_: str) -> Customer:
    """The customer with that id. Raises NotThere."""
    customer = find_customer(session, id_)
    if customer is None:
        raise NotThere("customer", id_)
    return customer


def save_customer(session: Session, customer: Customer, by: str, at: datetime) -> Customer:
    """Save name, e-mail and phone of `customer`, changed since it was read at its revision.

    Saving again what already stands gives what stands. Raises StaleCustomer, NotThere.
    """
    row = _locked(session, customer.id)
    current = customer_from(row)
    before, after = _contact(current), _contact(customer)
    if current.revision != customer.revision:
        if before == after:
            return current
        raise StaleCustomer(current, customer)
    _written(row, customer).revision += 1
    session.flush()
    audit.record(session, audit.Deed(at, by, "changed", f"customer {row.id}", before, after))
    news = {key: after[key] for key in FIELDS if after[key] != before[key]}
    which = f"{row.id} {row.revision}"
    _tell(session, Done(Kind.CORRECTED, which, row.id, by, at, fields=news))
    keep_findable(session, [Change(row.id, _findable(current), _findable(customer))])
    return customer_from(row)


def merge_customer(
    session: Session, base: Customer, ours: Customer, by: str, at: datetime
) -> Customer:
    """Save what `ours` changed of `base`, as it was read; what others changed since then stays.

    Raises StaleCustomer when somebody changed the same field otherwise: then nothing is saved.
    Raises NotThere.
    """
    row = _locked(session, ours.id)
    current = customer_from(row)
    before, theirs, wanted = _contact(base), _contact(current), _contact(ours)
    changed = {key: wanted[key] for key in FIELDS if wanted[key] != before[key]}
    clashing = tuple(key for key in changed if theirs[key] not in {before[key], changed[key]})
    if clashing:
        raise StaleCustomer(current, ours, clashing)
    after = theirs | changed
    if after == theirs:
        return current
    _written(row, replace(current, **after)).revision += 1
    session.flush()
    audit.record(session, audit.Deed(at, by, "changed", f"customer {row.id}", theirs, after))
    which = f"{row.id} {row.revision}"
    _tell(session, Done(Kind.CORRECTED, which, row.id, by, at, fields=changed))
    keep_findable(session, [Change(row.id, _findable(current), _findable(customer_from(row)))])
    return customer_from(row)


def customer_of(session: Session, account: Account, id_: str, at: datetime) -> Customer:
    """The customer that `account` is; made as `id_` from its name and e-mail if there is none yet.

    Never somebody known already by that e-mail: only a letter that arrives proves an address, and
    measurements must not be had for the price of typing one. Raises NotThere.
    """
    row = session.get(AccountRow, account.id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere("account", account.id)
    known = find_customer(session, row.customer) if row.customer else None
    if known:
        return known
    made = create_customer(session, Customer(id_, row.name, row.email, "", at), account.id)
    row.customer, row.revision = made.id, row.revision + 1
    session.flush()
    tell_done(session, Done(Kind.REGISTERED, account.id, made.id, account.id, at))
    return made


def twins_of(
    session: Session, email: str, phone: str, *, held: bool = False
) -> tuple[Customer, ...]:
    """Customers with that very e-mail address or phone number, however they are written.

    With `held`, whoever else asks so for the same waits until this transaction ends.
    """
    address, number = folded_email(email), digits(phone)
    ways = [way for way in (folded(address), number[-DIGITS_ASKED:]) if way]
    hold_all(session, [f"contact {way}" for way in ways] if held else [])
    rows = select(CustomerRow).where(CustomerRow.id.in_(having(session, ways)))
    rows = rows.order_by(CustomerRow.created_at)
    return tuple(
        customer
        for customer in map(customer_from, session.scalars(rows))
        if (address and folded_email(customer.email) == address)
        or same_phone(customer.phone, phone)
    )


def record_measurements(session: Session, taken: Sequence[MeasurementTaken]) -> None:
    """Add measurements to what is known of their customers; earlier ones stay on record."""
    session.add_all(MeasurementRow(**asdict(one)) for one in taken)
    session.flush()
    for one in taken:
        subject, after = f"customer {one.customer}", {one.key: one.amount}
        deed = audit.Deed(one.measured_at, one.measured_by, "measured", subject, after=after)
        audit.record(session, deed)
        when = f"{one.customer} {one.measured_at.isoformat()}"
        by = BY_HIMSELF if one.measured_by == BY_HIMSELF else ""
        tell_done(session, Done(Kind.MEASURED, when, one.customer, by, one.measured_at))


def record_news(session: Session, taken: Sequence[MeasurementTaken]) -> None:
    """The same without what is on record already: no newer, and no other amount."""
    known = {one: latest_measurements(session, one) for one in {one.customer for one in taken}}
    record_measurements(
        session, [one for one in taken if _is_news(one, known[one.customer].get(one.key))]
    )


def latest_measurements(session: Session, customer: str) -> Mapping[str, MeasurementTaken]:
    """The newest measurement of each kind by key, recorded last; no estimates he rejected."""
    his: ColumnElement[bool] = MeasurementRow.customer.in_(all_of(customer))
    if BODY in rejected_by(session, customer):
        his &= MeasurementRow.how != How.ESTIMATE
    newest = select(func.max(MeasurementRow.id)).where(his).group_by(MeasurementRow.key)
    rows = session.scalars(select(MeasurementRow).where(MeasurementRow.id.in_(newest)))
    return {row.key: _taken(row) for row in rows}


def measurement_history(session: Session, customer: str) -> tuple[MeasurementTaken, ...]:
    """Everything ever measured of the customer, oldest first."""
    rows = select(MeasurementRow).where(MeasurementRow.customer.in_(all_of(customer)))
    return tuple(map(_taken, session.scalars(rows.order_by(MeasurementRow.id))))


def _tell(session: Session, *deeds: Done) -> None:
    """Tell the log, and by what the persons can be recognised from now on."""
    keep_contacts(
        session,
        (
            Brought(done.person, key, done.fields.get(key, ""), done.at)
            for done in deeds
            for key in CONTACT
        ),
    )
    tell_all_done(session, deeds)


def _is_news(one: MeasurementTaken, known: MeasurementTaken | None) -> bool:
    return known is None or known.amount != one.amount or known.measured_at < one.measured_at


def _locked(session: Session, id_: str) -> CustomerRow:
    row = session.get(CustomerRow, id_, with_for_update=True, populate_existing=True)
    if row is None or row.erased_at:
        raise NotThere("customer", id_)
    return row


def _written(row: CustomerRow, customer: Customer) -> CustomerRow:
    for column, value in _columns(customer).items():
        setattr(row, column, value)
    return row


def _columns(customer: Customer) -> dict[str, Any]:
    return _contact(customer)


def customer_from(row: CustomerRow) -> Customer:
    """For storage alone: the customer in a row."""
    return Customer(row.id, row.name, row.email, row.phone, row.created_at, row.revision)


def _findable(customer: Customer) -> Findable:
    return findable(customer.name, customer.email, customer.phone)


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
