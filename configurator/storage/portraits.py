"""Portraits of persons, kept up with the log by night and, of who is new, when they are asked."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from configurator.storage.bulk import among, insert_all
from configurator.storage.consents import refusing
from configurator.storage.database import Database
from configurator.storage.events import batched, events_of
from configurator.storage.field_uses import note_use
from configurator.storage.tables_figures import PortraitRow
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.tables_inbox import FigureRow
from customers.identity.event import Event
from customers.identity.profile import profile
from customers.rights.consent import Standing, may
from customers.rights.purpose import Channel
from customers.value.portrait import Portrait, portrait

POSITION = "portraits"
"""Under this figure stands up to which event of the log they are kept up."""

PURPOSE = "lifetime_value"
KEYS = tuple(field.name for field in fields(Portrait))
DRAWN_FROM = ("birth_date", "country", "kind", "occupation", "phone", "postcode", "town")
"""The fields of a profile that `portrait` reads."""


def keep_portraits(database: Database, now: datetime) -> int:
    """Draw anew everybody of whom something was told since last time; how many those are.

    Who said no to it has none, nor has who is too young.
    """
    with database.reading() as session:
        row = session.get(FigureRow, POSITION)
        last = session.scalar(select(func.max(EventRow.id))) or 0
        since = row.part if row else 0
        told = select(EventRow.person).where(EventRow.id > since, EventRow.id <= last).distinct()
        changed = sorted(session.scalars(told))
        refused = refusing(session, PURPOSE, Channel.ANY, now.date())
    for some in batched(changed):
        with database.reading() as session:
            drawn = _drawn(session, some, now)
        kept = {one: how for one, how in drawn.items() if one not in refused}
        with database.recording() as session:
            _put(session, {*some, *drawn}, kept)
    with database.recording() as session:
        for some in batched(sorted(refused)):
            session.execute(delete(PortraitRow).where(among(session, PortraitRow.person, some)))
        session.merge(FigureRow(key=POSITION, part=last, whole=last, at=now))
    return len(changed)


def portraits_of(session: Session, persons: Collection[str], now: datetime) -> dict[str, Portrait]:
    """The portraits of `persons`, known by these ids; of who has none yet it is drawn now."""
    asked = sorted(persons)
    rows = session.scalars(select(PortraitRow).where(among(session, PortraitRow.person, asked)))
    found = {row.person: _portrait(row) for row in rows}
    for some in batched([one for one in asked if one not in found]):
        found |= _drawn(session, some, now)
    return found


def _drawn(session: Session, persons: Sequence[str], now: datetime) -> Mapping[str, Portrait]:
    """Portraits of the leaders of `persons`, by their whole histories, merged ones together."""
    known = select(PersonRow.leader).where(among(session, PersonRow.id, persons))
    leaders = sorted(set(session.scalars(known)))
    everybody = select(PersonRow.id, PersonRow.leader)
    everybody = everybody.where(among(session, PersonRow.leader, leaders))
    leader = {row[0]: row[1] for row in session.execute(everybody)}
    events = defaultdict[str, list[Event]](list)
    for some in batched(sorted(leader)):
        for event in events_of(session, some):
            events[leader[event.person]].append(event)
    found = {}
    note_use(session, DRAWN_FROM if events else (), now.date())
    for one, told in events.items():
        known_of = profile(told, now)
        age = Standing(birth_date=known_of.value("birth_date"), country=known_of.value("country"))
        if may(age, PURPOSE, Channel.ANY, now.date()):
            found[one] = portrait(known_of, now.date())
    return found


def _put(session: Session, persons: Collection[str], drawn: Mapping[str, Portrait]) -> None:
    for some in batched(sorted(persons)):
        session.execute(delete(PortraitRow).where(among(session, PortraitRow.person, some)))
    rows = [{"person": one, **asdict(how)} for one, how in sorted(drawn.items())]
    insert_all(session, PortraitRow, rows)


def _portrait(row: PortraitRow) -> Portrait:
    return Portrait(**{key: getattr(row, key) for key in KEYS})
