"""What the shop's own deeds tell: each becomes an event, in the transaction of the deed.

The ids follow from what was done, so a deed done again tells nothing new.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from sqlalchemy.orm import Session

from configurator.storage.accounts import Role, find_account
from configurator.storage.events import tell
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import SHELF_LIFE

BY_HIMSELF = "customer"
"""Who did it, where nobody signed in."""

SHOP = "shop"
"""Under this name a session knows in which shop it is."""

ZONE = "zone"
"""Under this name a session knows the clock of the shop."""

SURE = {Source.STAFF: 80, Source.PERSON: 70}
"""How sure a typed field is: read out and seen typed, or typed alone; neither is proved."""


@dataclass(frozen=True, slots=True)
class Done:
    """Something done with `person`, by `by`: an account, a word for whoever has none.

    Empty is somebody of the shop. `subject` makes the id of the event with `kind`; `fields` are
    what was written down of him.
    """

    kind: Kind
    subject: str
    person: str
    by: str
    at: datetime
    line: str = ""
    document: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def tell_done(session: Session, done: Done) -> None:
    """Tell what was done, where and by whom of the shop; empty fields tell nothing."""
    tell_all_done(session, [done])


def tell_all_done(session: Session, deeds: Iterable[Done]) -> None:
    """The same for many at once."""
    known: dict[str, tuple[Medium, Source]] = {}
    for done in deeds:
        if done.by not in known:
            known[done.by] = _where(session, done.by)
        tell(session, _event(done, *known[done.by], session.info.get(SHOP, "")))


def _event(done: Done, medium: Medium, source: Source, shop: str) -> Event:
    tellings = tuple(
        Telling(key, value, source, SURE[source])
        for key, value in done.fields.items()
        if value and key in SHELF_LIFE
    )
    return Event(
        id=f"{done.kind} {done.subject}",
        person=done.person,
        kind=done.kind,
        at=done.at,
        told_at=done.at,
        medium=medium,
        shop=shop if medium is Medium.SHOP else "",
        adviser=done.by if source is Source.STAFF else "",
        line=done.line,
        document=done.document,
        tellings=tellings,
    )


def _where(session: Session, by: str) -> tuple[Medium, Source]:
    account = find_account(session, by) if by else None
    if by == BY_HIMSELF or (account and account.role is Role.CUSTOMER):
        return Medium.WEB, Source.PERSON
    return Medium.SHOP if account or not by else Medium.OTHER, Source.STAFF


def zone_of(session: Session) -> tzinfo:
    """The clock of the shop; UTC for a database that was opened without settings."""
    zone: tzinfo = session.info.get(ZONE, UTC)
    return zone


def day_of(at: datetime) -> str:
    """The day of an instant in UTC: what is told once a day is told once on it."""
    return at.astimezone(UTC).date().isoformat()
