"""Letters by post: written, waiting to be printed, and posted once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from configurator.settings import Settings
from configurator.storage import audit
from configurator.storage.addresses import Postal, postal_of
from configurator.storage.carried import told
from configurator.storage.errors import NotThere
from configurator.storage.handing import click_address, stop_of
from configurator.storage.tables import CustomerRow
from configurator.storage.tables_channels import HandedRow
from configurator.storage.tables_messages import MessageRow
from customers.dialogue.message import Nature
from customers.dialogue.texts import Texts
from customers.rights.purpose import Channel

WAITING = (HandedRow.channel == Channel.LETTER.value, HandedRow.posted_at.is_(None))


@dataclass(frozen=True, slots=True)
class Unposted:
    """A letter nobody posted yet; `to` is None where no address is known (any more).

    `words` names its texts, `link` leads to its place, `stop` says no to more of the kind, as it
    stands on paper; `is_service` if it serves what he waits for.
    """

    id: str
    person: str
    name: str
    at: datetime
    texts: Texts
    words: str
    link: str
    stop: str
    is_service: bool
    to: Postal | None


def unposted(session: Session, settings: Settings, limit: int = 20) -> tuple[Unposted, ...]:
    """What is to be printed and posted, the oldest first."""
    row = HandedRow
    query = select(row, MessageRow, CustomerRow.name).join(MessageRow, MessageRow.id == row.id)
    query = query.join(CustomerRow, CustomerRow.id == row.person).where(*WAITING)
    found = session.execute(query.order_by(row.handed_at, row.id).limit(limit)).all()
    return tuple(_unposted(session, settings, *one) for one in found)


def count_unposted(session: Session) -> int:
    """How many letters wait for the post."""
    return session.scalar(select(func.count()).select_from(HandedRow).where(*WAITING)) or 0


def note_posted_letters(session: Session, ids: Collection[str], by: str, at: datetime) -> int:
    """Note that these letters went; how many had not yet. The first word stands."""
    rows = select(HandedRow).where(HandedRow.id.in_(ids), *WAITING).with_for_update()
    went = session.scalars(rows).all()
    for row in went:
        row.posted_at, row.posted_by = at, by
        audit.record(session, audit.Deed(at, by, "posted letter", f"customer {row.person}"))
    return len(went)


def _to(session: Session, person: str) -> Postal | None:
    try:
        return postal_of(session, person)
    except NotThere:
        return None


def _unposted(
    session: Session, settings: Settings, row: HandedRow, message: MessageRow, name: str
) -> Unposted:
    return Unposted(
        id=row.id,
        person=row.person,
        name=name,
        at=row.handed_at,
        texts=told(session, row.id),
        words=message.words,
        link=click_address(settings, message.code) if row.link else "",
        stop=stop_of(settings, message).address,
        is_service=message.nature == Nature.SERVICE,
        to=_to(session, row.person),
    )
