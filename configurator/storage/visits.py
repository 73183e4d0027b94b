"""The visits of an account, for its owner: on what device, since when, last seen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.documents import secret_fingerprint
from configurator.storage.tables import WebSessionRow
from configurator.storage.web_sessions import is_living


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit that lives: `id` ends it and opens nothing; `is_this` the one that asks.

    `device` is empty where it is not known, and `is_program` where no person looks at pages.
    """

    id: str
    device: str
    since: datetime
    last_seen: datetime
    is_this: bool
    is_program: bool


def visits_of(session: Session, account: str, secret: str, at: datetime) -> tuple[Seen, ...]:
    """All living visits of an account, the one with that secret first, then the last seen."""
    this = secret_fingerprint(secret)
    rows = session.scalars(select(WebSessionRow).where(WebSessionRow.account == account))
    found = [_seen(row, this) for row in rows if is_living(row, at)]
    return tuple(sorted(found, key=lambda one: (one.is_this, one.last_seen), reverse=True))


def end_visit(session: Session, account: str, id_: str, at: datetime) -> None:
    """End that visit of the account; nothing happens if there is none such."""
    rows = select(WebSessionRow).where(WebSessionRow.account == account, WebSessionRow.id == id_)
    row = session.scalars(rows).first()
    if row is not None:
        session.delete(row)
        audit.record(session, audit.Deed(at, account, "ended visit", f"account {account}"))


def end_others(session: Session, account: str, secret: str, at: datetime) -> None:
    """End all visits of the account but the one with that secret."""
    this = secret_fingerprint(secret)
    rows = select(WebSessionRow).where(WebSessionRow.account == account, WebSessionRow.id != this)
    for row in session.scalars(rows):
        session.delete(row)
    audit.record(session, audit.Deed(at, account, "ended visits", f"account {account}"))


def _seen(row: WebSessionRow, this: str) -> Seen:
    device = row.data.get("proved", {}).get("device", "")
    is_program = bool(row.data.get("kind"))
    return Seen(row.id, device, row.created_at, row.seen_at, row.id == this, is_program)
