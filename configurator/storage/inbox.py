"""The inbox: messages nobody answered yet, and answering them, each once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.accounts import find_account
from configurator.storage.customers import Customer, find_customer, get_customer
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere, StorageError
from configurator.storage.events import event_from, opened, tell
from configurator.storage.one_person import leader_of
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.tables_inbox import OpenMessageRow
from customers.identity.event import Event, Kind, Medium
from customers.identity.messages import answer_to, answered

COMMENT = "comment "
"""Before what makes the id of a public comment its own."""


class AnsweredBefore(StorageError):
    """Somebody was faster: his name (empty, if it was no account of ours), and when."""

    def __init__(self, by: str, at: datetime) -> None:
        self.by, self.at = by, at
        super().__init__("the message was answered before")


@dataclass(frozen=True, slots=True)
class Message:
    """Something that waits for an answer, and of whom."""

    event: Event
    customer: Customer


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered, by which medium, by whom (an account), and when."""

    note: str
    medium: Medium
    by: str
    at: datetime


def count_waiting(session: Session) -> int:
    """How many messages wait."""
    return session.scalar(select(func.count()).select_from(OpenMessageRow)) or 0


def waiting_messages(session: Session, limit: int) -> tuple[Message, ...]:
    """Messages that wait, the oldest first, under whom they are known by."""
    # The limit before the join: however many wait, only these are opened.
    at, event = OpenMessageRow.at, OpenMessageRow.event
    oldest = select(event, at).order_by(at, event).limit(limit).subquery()
    query = (
        select(EventRow, PersonRow.leader)
        .join(oldest, oldest.c.event == EventRow.event_id)
        .join(PersonRow, PersonRow.id == EventRow.person)
        .order_by(oldest.c.at, oldest.c.event)
    )
    found = session.execute(query).all()
    events = opened(session, [row for row, _ in found])
    return tuple(
        Message(event, customer)
        for event, (_, leader) in zip(events, found, strict=True)
        if (customer := find_customer(session, leader))
    )


def answer_message(session: Session, message: str, said: Said) -> None:
    """Tell that the message (the id of its event) was answered. Raises AnsweredBefore, NotThere."""
    hold(session, f"message {message}")
    told = session.scalars(select(EventRow).where(EventRow.event_id == message)).first()
    if told is None:
        raise NotThere("message", message)
    if session.get(OpenMessageRow, message) is None:
        raise _before(session, told)
    tell(session, answer_to(event_from(told, None), said.note, said.medium, said.by, said.at))
    audit.record(session, audit.Deed(said.at, said.by, "answered", f"customer {told.person}"))


def attach_comment(session: Session, person: str, key: str, said: Said) -> None:
    """Keep what a customer said in public. Only call it if he agreed. Raises NotThere.

    `key` makes it happen once. That he agreed stands in the audit trail with who asked him.
    """
    get_customer(session, person)
    event = Event(
        id=f"{COMMENT}{person} {key}",
        person=leader_of(session, person),
        kind=Kind.COMMENTED,
        at=said.at,
        told_at=said.at,
        medium=said.medium,
        adviser=said.by,
        note=said.note,
    )
    tell(session, event)
    after = {"agreed": True}
    deed = audit.Deed(said.at, said.by, "kept comment", f"customer {person}", after=after)
    audit.record(session, deed)


def _before(session: Session, told: EventRow) -> AnsweredBefore:
    its = select(EventRow).where(EventRow.event_id == answered(told.event_id))
    first = session.scalars(its).first()
    who = find_account(session, first.adviser) if first else None
    return AnsweredBefore(who.name if who else "", first.at if first else told.at)
