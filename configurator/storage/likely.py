"""Customers as records for a matcher: what the shop and the log know of each, read bit by bit."""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import func, select

from configurator.storage.database import Database
from configurator.storage.events import opened
from configurator.storage.tables import CustomerRow
from configurator.storage.tables_identity import EventRow, PersonRow
from customers.identity.record import FIELDS, Record

AT_ONCE = 2000
"""So many rows are read in one go, so that nobody's transaction stays open for long."""

Known = dict[str, dict[str, str]]


def count_customers(database: Database) -> int:
    """How many customers there are."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(CustomerRow)) or 0


def records_of_customers(database: Database, most: int) -> tuple[Record, ...]:
    """One record for each customer, of the merged one for all; the newest, if there are more."""
    known: Known = {}
    leaders: dict[str, str] = {}
    for id_, leader, name, email, phone in islice(_customers(database), most):
        leaders[id_] = leader
        given, _, surname = name.strip().rpartition(" ")
        said = {"given_name": given, "surname": surname, "email": email, "phone": phone}
        fields = known.setdefault(leader, {})
        # Who leads says it best; of who was absorbed only what is missing counts.
        known[leader] = (
            {**fields, **_filled(said)} if leader == id_ else {**_filled(said), **fields}
        )
    for person, told in _told(database):
        if person in leaders:
            known[leaders[person]] |= told
    return tuple(Record(id_, **fields) for id_, fields in known.items())


def _filled(said: dict[str, str]) -> dict[str, str]:
    return {field: text for field, text in said.items() if text}


def _customers(database: Database) -> Iterator[tuple[str, str, str, str, str]]:
    """Id, under whom known, name, e-mail and phone of every customer, the newest first."""
    row, last = CustomerRow, None
    leader = func.coalesce(PersonRow.leader, row.id)
    read = select(row.id, leader, row.name, row.email, row.phone, row.created_at)
    read = read.outerjoin(PersonRow, PersonRow.id == row.id).where(row.erased_at.is_(None))
    newest = row.created_at.desc(), row.id
    while True:
        page = read.order_by(*newest).limit(AT_ONCE)
        if last is not None:
            at, id_ = last
            page = page.where((row.created_at < at) | ((row.created_at == at) & (row.id > id_)))
        with database.reading() as session:
            found = session.execute(page).all()
        for id_, known_as, name, email, phone, _ in found:
            yield id_, known_as, name, email, phone
        if len(found) < AT_ONCE:
            return
        last = found[-1][5], found[-1][0]


def _told(database: Database) -> Iterator[tuple[str, dict[str, str]]]:
    """What each event told of a person, in the order kept; nothing of who was erased."""
    last = 0
    sealed = select(EventRow).where(EventRow.sealed != "").order_by(EventRow.id).limit(AT_ONCE)
    while True:
        with database.reading() as session:
            rows = session.scalars(sealed.where(EventRow.id > last)).all()
            found = opened(session, rows)
        for event in found:
            told = {one.key: one.value for one in event.tellings if one.key in FIELDS}
            if told:
                yield event.person, told
        if len(found) < AT_ONCE:
            return
        last = found[-1].number
