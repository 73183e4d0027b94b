"""The outbox: letters to send, written in the transaction of the deed they tell of.

To whom and what is sealed under a key that does not lie in the database, and thrown away once it
was sent or has become worthless: a letter that signs in is as good as a password.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.errors import NotThere
from configurator.storage.jobs import LETTER, Work, add_job
from configurator.storage.seal import sealed, unsealed_by
from configurator.storage.tables_signing_in import OutgoingRow


class Post(StrEnum):
    """How far a letter is."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    WORTHLESS = "worthless"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter to send: `id` is random text, `account` whom it is about, if anybody.

    Not sent before `worthless_at`, it is not sent at all. `person` is whom it tells something,
    where he need have no account; `html` is the same text for programs that show it, and `stop`
    the address that says no to more of its kind at one click (RFC 8058).
    """

    id: str
    kind: str
    language: str
    recipient: str
    subject: str
    body: str
    created_at: datetime
    worthless_at: datetime
    account: str | None = None
    state: Post = Post.WAITING
    person: str | None = None
    html: str = ""
    stop: str = ""


def post(session: Session, letter: Outgoing, key: str, *, is_sent: bool = True) -> None:
    """Put `letter` into the outbox, sealed under `key`; the worker sends it if anybody does."""
    said = [letter.recipient, letter.subject, letter.body, letter.html, letter.stop]
    text = json.dumps(said)
    session.add(
        OutgoingRow(
            id=letter.id,
            kind=letter.kind,
            language=letter.language,
            account=letter.account,
            person=letter.person,
            state=Post.WAITING,
            sealed=sealed(text, key, letter.id),
            created_at=letter.created_at,
            worthless_at=letter.worthless_at,
            sent_at=None,
        )
    )
    if is_sent:
        add_job(session, Work(LETTER, letter.id), letter.created_at)
    session.flush()


def find_waiting(session: Session, id_: str, keys: Sequence[str], at: datetime) -> Outgoing | None:
    """The letter if it is still to be sent. Raises NotThere, BrokenSeal."""
    row = session.get(OutgoingRow, id_)
    if row is None:
        raise NotThere("letter", id_)
    if row.state != Post.WAITING or row.worthless_at <= at:
        return None
    return _letter(row, keys)


def list_waiting(
    session: Session, keys: Sequence[str], at: datetime, limit: int = 50
) -> tuple[Outgoing, ...]:
    """Letters that still mean something, the newest first."""
    query = select(OutgoingRow).where(
        OutgoingRow.state == Post.WAITING, OutgoingRow.worthless_at > at
    )
    newest = OutgoingRow.created_at.desc(), OutgoingRow.id
    rows = session.scalars(query.order_by(*newest).limit(limit))
    return tuple(_letter(row, keys) for row in rows)


def note_posted(session: Session, id_: str, state: Post, at: datetime) -> None:
    """Note how it ended with a letter, and throw away what it said."""
    row = session.get(OutgoingRow, id_, with_for_update=True, populate_existing=True)
    if row is not None and row.state == Post.WAITING:
        _ended(row, state)
        row.sent_at = at if state is Post.SENT else None


def empty_worthless(session: Session, at: datetime, limit: int = 500) -> None:
    """Throw away what letters said that nobody needs any more."""
    query = select(OutgoingRow).where(
        OutgoingRow.state == Post.WAITING, OutgoingRow.worthless_at <= at
    )
    for row in session.scalars(query.limit(limit).with_for_update()):
        _ended(row, Post.WORTHLESS)


def _ended(row: OutgoingRow, state: Post) -> None:
    row.state, row.sealed = state, ""


def _letter(row: OutgoingRow, keys: Sequence[str]) -> Outgoing:
    said = json.loads(unsealed_by(row.sealed, keys, row.id))
    # Letters from before there was more to seal hold the first three.
    recipient, subject, body, html, stop = (*said, "", "")[:5]
    return Outgoing(
        row.id,
        row.kind,
        row.language,
        recipient,
        subject,
        body,
        row.created_at,
        row.worthless_at,
        row.account,
        Post(row.state),
        row.person,
        html,
        stop,
    )
