"""Letters and mails attached to a person: sealed under his key, so that with the key they go."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.customers import get_customer
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere
from configurator.storage.events import keys_made_for, keys_of, tell
from configurator.storage.one_person import everybody_in
from configurator.storage.seal import opened_file, sealed_file
from configurator.storage.tables_imports import LetterRow
from customers.identity.event import Event, Kind, Medium

MOST_BYTES_OF_LETTER = 10 * 1024 * 1024
TYPES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "text/plain": "txt"}
"""What a letter may be, and how its file ends."""

LETTER = "letter "
"""Before the id of a letter in the id of its event."""

_STARTS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg"}
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Letter:
    """What was attached: `id` is random text, `type` one of TYPES."""

    id: str
    person: str
    type: str
    content: bytes


def type_of(content: bytes) -> str | None:
    """What the content is, by itself and not by its name; None if we do not keep such."""
    for start, known in _STARTS.items():
        if content.startswith(start):
            return known
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        return "image/png"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    plain = all(letter.isprintable() or letter in "\r\n\t\f" for letter in text)
    return "text/plain" if text.strip() and plain else None


def attach_letter(  # noqa: PLR0913 - what, by which way, how it is described, by whom, when
    session: Session, letter: Letter, medium: Medium, note: str, *, by: str, at: datetime
) -> None:
    """Keep a letter and tell the log that the person wrote. Raises NotThere."""
    get_customer(session, letter.person)
    hold(session, "event")
    key = keys_made_for(session, [letter.person]).get(letter.person)
    if key is None:  # Of who was erased nothing is kept any more.
        raise NotThere("customer", letter.person)
    row = LetterRow(
        id=letter.id,
        person=letter.person,
        type=letter.type,
        size=len(letter.content),
        sealed=sealed_file(letter.content, key, letter.id),
        kept_at=at,
    )
    session.add(row)
    event = Event(
        id=f"{LETTER}{letter.id}",
        person=letter.person,
        kind=Kind.WROTE,
        at=at,
        told_at=at,
        medium=medium,
        adviser=by,
        note=note,
    )
    tell(session, event)
    audit.record(session, audit.Deed(at, by, "attached", f"customer {letter.person}"))


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter there is, unopened."""

    id: str
    kept_at: datetime


def letters_of(session: Session, person: str) -> tuple[Kept, ...]:
    """The letters of the person, and of who is merged with it, the newest first."""
    row = LetterRow
    mine = select(row.id, row.kept_at).where(row.person.in_(everybody_in(session, person)))
    newest = mine.order_by(row.kept_at.desc(), row.id)
    return tuple(Kept(id_, kept_at) for id_, kept_at in session.execute(newest))


def read_letter(session: Session, person: str, id_: str, *, by: str, at: datetime) -> Letter:
    """A letter of the person, or of who is merged with it; who read it is written down.

    Raises NotThere, for one that was erased too; BrokenSeal.
    """
    row = session.get(LetterRow, id_)
    if row is None or row.person not in everybody_in(session, person):
        raise NotThere("letter", id_)
    key = keys_of(session, [row.person]).get(row.person)
    if key is None:
        raise NotThere("letter", id_)
    audit.record(session, audit.Deed(at, by, "read letter", f"customer {row.person}"))
    return Letter(row.id, row.person, row.type, opened_file(row.sealed, key, row.id))
