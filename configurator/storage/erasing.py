"""Erasing people: asked for at once, carried out by the worker, in steps that can be done again.

While an order of his is still in the making, an erasure waits: the order could not be handed over.
What stays of who was erased are the bare facts of the log and of the audit trail, by an id that
leads nowhere, and orders the law keeps, under a pseudonym.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.customers import get_customer
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere
from configurator.storage.events import batched, erase_person
from configurator.storage.identity import merges_in, unmerge_persons
from configurator.storage.jobs import ERASURE, Work, want_job
from configurator.storage.keys import keys_in
from configurator.storage.one_person import everybody_in
from configurator.storage.pairs import Decision
from configurator.storage.suppression import Contact
from configurator.storage.tables import AccountRow, CustomerRow, OrderRow
from configurator.storage.tables_erasing import ErasureRow
from configurator.storage.tables_identity import ContactRow, PersonRow
from production.tracking import State

AGAIN = "put back"
"""Who asked for the erasure of somebody who was erased before and came back with an old copy."""

OVER = frozenset({State.COLLECTED, State.CANCELLED})
"""States of orders for which nobody waits any more."""


class Step(StrEnum):
    """How far an erasure is."""

    DUE = "due"
    WAITING = "waiting"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody asked that `person` be erased; `persons` are all who are one with him.

    They are fixed when it is begun: who is parted from him before that is not erased.
    """

    id: str
    person: str
    persons: tuple[str, ...]
    step: Step
    asked_by: str
    asked_at: datetime
    done_at: datetime | None


def ask_erasure(session: Session, person: str, id_: str, *, by: str, at: datetime) -> Erasure:
    """Have `person` erased, with all who are one with him; asked again, it is the same erasure.

    Raises NotThere.
    """
    get_customer(session, person)
    hold(session, "erasure")
    if known := find_erasure(session, person):
        return known
    row = ErasureRow(
        id=id_, person=person, persons=[], state=Step.DUE, asked_by=by, asked_at=at, done_at=None
    )
    session.add(row)
    session.flush()
    want_job(session, Work(ERASURE, id_), at)
    audit.record(session, audit.Deed(at, by, "asked to erase", f"customer {person}"))
    return _erasure(row)


def find_erasure(session: Session, person: str) -> Erasure | None:
    """The erasure of who is one with `person` that is not done yet, or None."""
    his = ErasureRow.person.in_(everybody_in(session, person))
    row = session.scalars(select(ErasureRow).where(his, ErasureRow.state != Step.DONE)).first()
    return _erasure(row) if row else None


def withdraw_erasure(session: Session, person: str, *, by: str, at: datetime) -> bool:
    """Take back what was asked for while it is not begun; whether it could be."""
    hold(session, "erasure")
    hold(session, "event")
    asked = find_erasure(session, person)
    row = session.get(ErasureRow, asked.id, with_for_update=True) if asked else None
    if row is None or row.state not in {Step.DUE, Step.WAITING}:
        return False
    session.delete(row)
    session.flush()
    audit.record(session, audit.Deed(at, by, "withdrew erasure", f"customer {person}"))
    return True


def get_erasure(session: Session, id_: str) -> Erasure:
    """The erasure with that id. Raises NotThere."""
    row = session.get(ErasureRow, id_)
    if row is None:
        raise NotThere("erasure", id_)
    return _erasure(row)


def open_orders(session: Session, person: str) -> tuple[str, ...]:
    """Numbers of the orders of who is one with `person` that he is still waiting for."""
    his = OrderRow.customer.in_(everybody_in(session, person)), OrderRow.state.not_in(OVER)
    return tuple(session.scalars(select(OrderRow.number).where(*his).order_by(OrderRow.id)))


def wake_erasures(session: Session, at: datetime, persons: Collection[str] | None = None) -> None:
    """Have those that wait looked at again, all or those of `persons`: an order was handed over."""
    session.flush()
    waiting = select(ErasureRow).where(ErasureRow.state == Step.WAITING)
    for row in session.scalars(waiting):
        if persons is None or set(everybody_in(session, row.person)) & set(persons):
            want_job(session, Work(ERASURE, row.id), at)


def recognised_by(session: Session, persons: Collection[str]) -> set[Contact]:
    """All addresses and numbers by which these persons are known."""
    contact = select(ContactRow.kind, ContactRow.value).where(ContactRow.person.in_(persons))
    found = {(kind, value) for kind, value in session.execute(contact)}
    for row in session.scalars(select(CustomerRow).where(CustomerRow.id.in_(persons))):
        found |= {("email", row.email), ("phone", row.phone)}
    accounts = select(AccountRow.email).where(AccountRow.customer.in_(persons))
    found |= {("email", email) for email in session.scalars(accounts)}
    return {(kind, value) for kind, value in found if value}


def begin_erasure(session: Session, id_: str, at: datetime) -> Erasure:
    """Note all who are one with the person as erased, unless the erasure has to wait."""
    hold(session, "event")
    row = _row(session, id_)
    if row.state in {Step.DUE, Step.WAITING}:
        waits = open_orders(session, row.person)
        row.state = Step.WAITING if waits else Step.BEGUN
        if not waits:
            row.persons = row.persons or list(everybody_in(session, row.person))
    for person in row.persons if row.state == Step.BEGUN else ():
        erase_person(session, person, at)
    session.flush()
    return _erasure(row)


def end_erasure(session: Session, id_: str, at: datetime) -> None:
    """Note that nothing is left."""
    row = _row(session, id_)
    if row.state == Step.BEGUN:
        row.state, row.done_at = Step.DONE, at
        for person in row.persons:
            deed = audit.Deed(at, row.asked_by, "erased", f"customer {person}")
            audit.record(session, deed)


def erased_since(session: Session, at: datetime) -> tuple[Erasure, ...]:
    """Erasures that were done since that instant, or are being done."""
    lately = or_(ErasureRow.state == Step.BEGUN, ErasureRow.done_at >= at)
    return tuple(map(_erasure, session.scalars(select(ErasureRow).where(lately))))


def came_back(session: Session) -> Mapping[str, datetime]:
    """Who was erased and is there again with an old copy, and when he was erased."""
    erased = keys_in(session).erased()
    known = select(CustomerRow.id).where(CustomerRow.erased_at.is_(None))
    noted = select(PersonRow.id).where(PersonRow.erased_at.is_(None))
    there = {*_among(session, known, erased), *_among(session, noted, erased)}
    return {person: erased[person] for person in sorted(there)}


def erase_again(session: Session, persons: Sequence[str], id_: str, at: datetime) -> None:
    """Begin the erasure of exactly these; whom the copy says they are one with is parted again."""
    for person in persons:
        for merge in merges_in(session, person):
            if (merge.person in persons) != (merge.other in persons):
                parted = Decision(f"{id_} {merge.id}", AGAIN, at)
                unmerge_persons(session, merge.id, parted)
    row = ErasureRow(
        id=id_,
        person=persons[0],
        persons=list(persons),
        state=Step.BEGUN,
        asked_by=AGAIN,
        asked_at=at,
        done_at=None,
    )
    session.add(row)
    session.flush()
    want_job(session, Work(ERASURE, id_), at)


def not_forgotten(session: Session) -> set[str]:
    """Who is noted as erased and still has a key: a crash came in between."""
    noted = session.scalars(select(PersonRow.id).where(PersonRow.erased_at.is_not(None))).all()
    return set(keys_in(session).of(noted))


def _among(session: Session, known: Select[str], persons: Collection[str]) -> set[str]:
    (column,) = known.selected_columns
    found = (session.scalars(known.where(column.in_(some))) for some in batched(sorted(persons)))
    return {one for some in found for one in some}


def _row(session: Session, id_: str) -> ErasureRow:
    row = session.get(ErasureRow, id_, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere("erasure", id_)
    return row


def _erasure(row: ErasureRow) -> Erasure:
    return Erasure(
        row.id,
        row.person,
        tuple(row.persons),
        Step(row.state),
        row.asked_by,
        row.asked_at,
        row.done_at,
    )
