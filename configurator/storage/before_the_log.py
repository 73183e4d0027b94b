"""Customers from before the log of events: told once what is on record of them.

The ids are those the deeds themselves would have had, so nothing is told twice, whoever tells it
first. The worker tells it, in short transactions, and not the migration: sealing makes keys, which
no migration should, and a shop with a million customers must not stand still for it.
"""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.database import Database
from configurator.storage.pairs import Brought, keep_contacts
from configurator.storage.tables import CounterRow, CustomerRow, MeasurementRow, OrderRow
from configurator.storage.tables_identity import EventRow
from configurator.storage.telling import BY_HIMSELF, Done, tell_all_done
from customers.identity.event import Kind
from customers.identity.fields import CONTACT

THROUGH = "told from before the log"
"""The counter that says that all was told."""

AT_ONCE = 200


def tell_all_from_before(database: Database) -> int:
    """Tell the log of all customers it has not welcomed; how many there were. Once for good."""
    after, count = "", 0
    with database.reading() as session:
        if session.get(CounterRow, THROUGH) is not None:
            return 0
    while True:
        with database.recording() as session:
            query = select(CustomerRow).where(CustomerRow.id > after).order_by(CustomerRow.id)
            some = session.scalars(query.limit(AT_ONCE)).all()
            if not some:
                session.merge(CounterRow(name=THROUGH, last=1))
                return count
            count += _tell(session, some)
            after = some[-1].id


def _tell(session: Session, customers: Sequence[CustomerRow]) -> int:
    ids = [row.id for row in customers]
    welcomed = EventRow.person.in_(ids), EventRow.kind == Kind.WELCOMED
    known = set(session.scalars(select(EventRow.person).where(*welcomed)))
    new = {row.id: row for row in customers if row.id not in known}
    if not new:
        return 0
    told = [_welcome(row) for row in new.values()]
    keep_contacts(
        session,
        (
            Brought(one.person, key, one.fields[key], one.at)
            for one in told
            for key in CONTACT
            if key in one.fields
        ),
    )
    tell_all_done(session, (*told, *_measured(session, new), *_bought(session, new)))
    return len(new)


def _welcome(row: CustomerRow) -> Done:
    fields = {"name": row.name, "email": row.email, "phone": row.phone}
    return Done(Kind.WELCOMED, row.id, row.id, "", row.created_at, fields=fields)


def _measured(session: Session, ids: Collection[str]) -> Iterator[Done]:
    columns = MeasurementRow.customer, MeasurementRow.measured_at, MeasurementRow.measured_by
    query = select(*columns).where(MeasurementRow.customer.in_(ids)).order_by(MeasurementRow.id)
    for person, at, by in session.execute(query):
        himself = BY_HIMSELF if by == BY_HIMSELF else ""
        yield Done(Kind.MEASURED, f"{person} {at.isoformat()}", person, himself, at)


def _bought(session: Session, ids: Collection[str]) -> Iterator[Done]:
    columns = OrderRow.number, OrderRow.customer, OrderRow.placed_at, OrderRow.product
    query = select(*columns).where(OrderRow.customer.in_(ids)).order_by(OrderRow.id)
    for number, person, at, product in session.execute(query):
        yield Done(Kind.BOUGHT, number, person, "", at, product, number)
