"""Putting right what is known of a person, at his word: what follows from it follows at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.consents import may_now
from configurator.storage.customers import get_customer
from configurator.storage.events import tell, write_events
from configurator.storage.identity import history_of
from configurator.storage.one_person import everybody_in
from configurator.storage.portraits import DRAWN_FROM
from configurator.storage.tables_figures import AlikeRow, PortraitRow
from configurator.storage.tables_segments import TraitsRow
from configurator.storage.tables_value import MembershipRow
from configurator.storage.telling import SURE
from configurator.storage.value_wanted import LIFETIME_VALUE, take_value_away, want_rescored
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.profile import profile
from customers.rights.purpose import Channel


@dataclass(frozen=True, slots=True)
class Correction:
    """The person says that a field is `value`; `id` makes it happen once, `by` is the account."""

    id: str
    person: str
    key: str
    value: str
    by: str
    at: datetime
    is_own: bool = True


def rectify(session: Session, said: Correction) -> None:
    """Tell the log, as surely as what it replaces; the old value stays sealed in it alone.

    What was made of the old one is made anew, and whoever turns out to be too young, or not to be,
    is valued or not from now on. Raises NotThere.
    """
    get_customer(session, said.person)
    known = profile(history_of(session, said.person), said.at).fields.get(said.key)
    sure = max(SURE[Source.PERSON], known.chosen.confidence if known else 0)
    event = Event(
        id=f"{Kind.CORRECTED} {said.person} {said.key} {said.id}",
        person=said.person,
        kind=Kind.CORRECTED,
        at=said.at,
        told_at=said.at,
        medium=Medium.WEB if said.is_own else Medium.SHOP,
        adviser="" if said.is_own else said.by,
        tellings=(Telling(said.key, said.value, Source.PERSON, sure),),
    )
    tell(session, event)
    # What follows reads the log, so it must be in it.
    write_events(session)
    deed = audit.Deed(said.at, said.by, "rectified", f"customer {said.person}", {}, {said.key: ""})
    audit.record(session, deed)
    if said.key in DRAWN_FROM:
        _drop_copies(session, said.person)
    if not may_now(session, said.person, LIFETIME_VALUE, Channel.ANY, said.at):
        take_value_away(session, said.person)
    want_rescored(session, said.person, said.at)


def _drop_copies(session: Session, person: str) -> None:
    """Drop what was made of the old value; it is drawn anew by night, or when it is asked for."""
    theirs = everybody_in(session, person)
    for row in (PortraitRow, AlikeRow, TraitsRow, MembershipRow):
        session.execute(delete(row).where(row.person.in_(theirs)))
