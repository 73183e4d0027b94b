"""Messages as their person sees them: what we told him, what is new, and what he followed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from configurator.storage.errors import NotThere
from configurator.storage.events import opened, tell
from configurator.storage.one_person import all_of
from configurator.storage.tables_channels import HandedRow
from configurator.storage.tables_identity import EventRow
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tables_signing_in import OutgoingRow
from customers.dialogue.texts import Texts
from customers.identity.event import Event, Kind, Medium
from customers.rights.purpose import Channel

UNSEEN = (HandedRow.channel == Channel.WEB.value, HandedRow.opened_at.is_(None))
"""What only our own pages show, and nobody opened."""


@dataclass(frozen=True, slots=True)
class OwnMessage:
    """A message as it was told; `is_new` if nobody opened it yet. `code` is in its address."""

    id: str
    texts: Texts
    channel: Channel
    at: datetime
    is_new: bool
    code: str


def own_messages(session: Session, person: str, limit: int = 50) -> tuple[OwnMessage, ...]:
    """What was told to the person, new ones first, then the newest."""
    row, told = HandedRow, EventRow
    its = told.event_id == literal(f"{Kind.TOLD} ") + row.id
    query = select(row, told, MessageRow.code).join(told, its)
    query = query.join(MessageRow, MessageRow.id == row.id)
    query = query.where(row.person.in_(all_of(person)))
    is_seen = (row.channel != Channel.WEB.value) | row.opened_at.is_not(None)
    found = session.execute(query.order_by(is_seen, row.handed_at.desc(), row.id).limit(limit))
    pairs = [(handed, event, code) for handed, event, code in found]
    events = opened(session, [event for _, event, _ in pairs])
    return tuple(
        _shown(handed, event, code) for (handed, _, code), event in zip(pairs, events, strict=True)
    )


def count_new(session: Session, person: str) -> int:
    """How many messages wait for the person on our pages."""
    mine = select(func.count()).where(HandedRow.person.in_(all_of(person)), *UNSEEN)
    return session.scalar(mine) or 0


def open_message(session: Session, person: str, id_: str, at: datetime) -> OwnMessage:
    """The message of the person with that id; that he opened it is noted once, and is no contact.

    Raises NotThere, for another's too.
    """
    row = session.get(HandedRow, id_)
    its = select(EventRow).where(EventRow.event_id == f"{Kind.TOLD} {id_}")
    told, message = session.scalars(its).first(), session.get(MessageRow, id_)
    mine = session.scalars(all_of(person)).all()
    if row is None or told is None or message is None or row.person not in mine:
        raise NotThere("message", id_)
    (event,) = opened(session, [told])
    shown = _shown(row, event, message.code)
    row.opened_at = row.opened_at or at
    return shown


def followed(session: Session, code: str, at: datetime, *, is_machine: bool) -> str:
    """The place that a message with that code leads to; a click of a person is noted once.

    It is told to the log as well: he was in touch. Raises NotThere.
    """
    its = select(MessageRow).where(MessageRow.code == code).with_for_update()
    row = session.scalars(its).first()
    handed = session.get(HandedRow, row.id) if row else None
    if row is None or handed is None:
        raise NotThere("message", code)
    if not is_machine and row.clicked_at is None:
        row.clicked_at = at
        id_ = f"{Kind.CLICKED} {row.id}"
        event = Event(id_, row.person, Kind.CLICKED, at, at, Medium.WEB, document=row.id)
        tell(session, event)
    return handed.link


def sent_at(session: Session, code: str) -> datetime | None:
    """When the message with that code left us; None if there is none."""
    left = func.coalesce(OutgoingRow.sent_at, MessageRow.sent_at)
    query = select(left).select_from(MessageRow)
    query = query.outerjoin(OutgoingRow, OutgoingRow.id == MessageRow.id)
    return session.scalar(query.where(MessageRow.code == code))


def _shown(row: HandedRow, event: Event, code: str) -> OwnMessage:
    subject, _, body = event.note.partition("\n\n")
    texts = Texts(row.language, subject, body, row.link)
    is_new = row.channel == Channel.WEB.value and row.opened_at is None
    return OwnMessage(row.id, texts, Channel(row.channel), row.handed_at, is_new, code)
