"""Handing over: a message the arbiter let go leaves by its channel, in the same transaction.

What it says is told to the log, sealed with the rest of what we know of the person, and nowhere
else: whoever shows, prints or sends it reads it there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from configurator.mail_page import mail_page
from configurator.sealing import LETTERS, sealing_keys
from configurator.settings import Settings
from configurator.stop_links import stop_address
from configurator.storage.addresses import mail_address
from configurator.storage.customers import get_customer
from configurator.storage.events import tell
from configurator.storage.hooks import SMS, have_carried
from configurator.storage.outbox import Outgoing, post
from configurator.storage.tables_channels import HandedRow
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tasks import Task, TaskKind, add_task
from customers.dialogue.message import Nature
from customers.dialogue.texts import Texts, words
from customers.identity.event import Event, Kind, Medium
from customers.rights.purpose import Channel
from customers.rights.register import register

MESSAGE = "message"
"""The kind of a letter in the outbox that is a message; both have the same id."""

NEWS = "marketing"
"""What a message of service offers to say no to: news and offers, by all channels."""

TO_CALL = timedelta(days=2)
"""Within this a person of the shop calls; not after the message has ended."""

MEDIA = {
    Channel.WEB: Medium.WEB,
    Channel.EMAIL: Medium.EMAIL,
    Channel.SMS: Medium.PHONE,
    Channel.PHONE: Medium.PHONE,
    Channel.LETTER: Medium.LETTER,
}
"""Where the log says it was told."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The address that says no to more of the kind, and whether one click there is enough."""

    address: str
    is_one_click: bool


def hand_over(
    session: Session, settings: Settings, row: MessageRow, texts: Texts, at: datetime
) -> None:
    """Hand over a message that is sent now by `row.channel`; `texts` from `writer_of(row.words)`.

    Again changes nothing. A call is told to the log when it was made, all else now.
    Raises NotThere, where the person was erased or has no address.
    """
    if session.get(HandedRow, row.id) is not None:
        return
    channel = Channel(row.channel)
    get_customer(session, row.person)
    email = mail_address(session, row.person) if channel is Channel.EMAIL else ""
    told = {"id": row.id, "person": row.person, "channel": channel, "language": texts.language}
    unseen = {"opened_at": None, "posted_at": None, "posted_by": ""}
    session.add(HandedRow(**told, link=texts.link, handed_at=at, **unseen))
    if channel is Channel.PHONE:
        _call(session, row, texts, at)
        return
    tell(session, event_told(row, texts, at))
    match channel:
        case Channel.EMAIL:
            letter = _letter(settings, row, texts, email, at)
            key = sealing_keys(settings, LETTERS)[0]
            post(session, letter, key, is_sent=settings.smtp is not None)
        case Channel.SMS:
            have_carried(session, row.id, SMS, row.person, at)


def event_told(row: MessageRow, texts: Texts, at: datetime, adviser: str = "") -> Event:
    """What we told, as the log keeps it: the first line is the subject."""
    return Event(
        id=f"{Kind.TOLD} {row.id}",
        person=row.person,
        kind=Kind.TOLD,
        at=at,
        told_at=at,
        medium=MEDIA[Channel(row.channel)],
        adviser=adviser,
        document=row.id,
        note=f"{texts.subject}\n\n{texts.body}",
    )


def click_address(settings: Settings, code: str) -> str:
    """The address in a message that leads to its place."""
    return f"{settings.public_address}/m/{code}"


def stop_of(settings: Settings, row: MessageRow) -> Stop:
    """How to say no to more like it: to its purpose by its channel, else to news at all."""
    purpose, channel = register().purposes[row.purpose], Channel(row.channel)
    by = next((one for one in (channel, Channel.ANY) if one in purpose.asked), None)
    serves = row.nature == Nature.SERVICE
    if serves or by is None:
        return Stop(stop_address(settings, row.person, NEWS, Channel.ANY), not serves)
    return Stop(stop_address(settings, row.person, row.purpose, by), is_one_click=True)


def _letter(
    settings: Settings, row: MessageRow, texts: Texts, email: str, at: datetime
) -> Outgoing:
    stop, link = stop_of(settings, row), click_address(settings, row.code) if texts.link else ""
    frame = words().frame[texts.language]
    before = frame.stop if row.nature != Nature.SERVICE else frame.service
    act = f"\n\n{texts.act}:\n{link}" if link else ""
    return Outgoing(
        id=row.id,
        kind=MESSAGE,
        language=texts.language,
        recipient=email,
        subject=texts.subject,
        body=f"{texts.body}{act}\n\n-- \n{before}\n{stop.address}\n",
        created_at=at,
        worthless_at=row.ends_at,
        person=row.person,
        html=mail_page(texts, link, before, stop.address),
        stop=stop.address if stop.is_one_click else "",
    )


def _call(session: Session, row: MessageRow, texts: Texts, at: datetime) -> None:
    due, said = min(at + TO_CALL, row.ends_at), f"{texts.subject}\n\n{texts.body}"
    about = row.about or row.id
    asked = Task(row.id, row.person, TaskKind.CALL, row.programme, due, at, said, about)
    add_task(session, asked)
