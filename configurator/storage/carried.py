"""What a call carries, put together when it is made: nothing of it is kept a second time."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.settings import Settings
from configurator.storage.addresses import phone_of
from configurator.storage.errors import NotThere
from configurator.storage.events import opened
from configurator.storage.handing import click_address, stop_of
from configurator.storage.hooks import Call, What
from configurator.storage.tables_channels import HandedRow
from configurator.storage.tables_identity import EventRow
from configurator.storage.tables_messages import MessageRow
from customers.dialogue.texts import Texts
from customers.identity.event import Kind

TEST = "Surmesure: test."


def carried(session: Session, settings: Settings, call: Call) -> dict[str, Any]:
    """The content of a call as JSON. Raises NotThere."""
    bare = {"id": call.id, "what": call.what, "person": call.reference}
    match call.what:
        case What.MESSAGE:
            return bare | _message(session, settings, call)
        case What.RECTIFIED:
            return bare | {"to": phone_of(session, call.person or "")}
        case What.TEST:
            return bare | {"text": TEST}
    return bare


def told(session: Session, id_: str) -> Texts:
    """What was said in the message with that id. Raises NotThere."""
    handed = session.get(HandedRow, id_)
    row = session.scalars(select(EventRow).where(EventRow.event_id == f"{Kind.TOLD} {id_}")).first()
    if handed is None or row is None:
        raise NotThere("message", id_)
    (event,) = opened(session, [row])
    subject, _, body = event.note.partition("\n\n")
    return Texts(handed.language, subject, body, handed.link)


def _message(session: Session, settings: Settings, call: Call) -> dict[str, Any]:
    row = session.get(MessageRow, call.id)
    if row is None:
        raise NotThere("message", call.id)
    texts = told(session, call.id)
    link = click_address(settings, row.code) if texts.link else ""
    return {
        "to": phone_of(session, row.person),
        "language": texts.language,
        "subject": texts.subject,
        "text": texts.body,
        "link": link,
        "stop": stop_of(settings, row).address,
    }
