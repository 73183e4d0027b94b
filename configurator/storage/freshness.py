"""How much of what we know of active customers is out of date: counted by night, read by pages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.database import Database
from configurator.storage.events import batched
from configurator.storage.field_uses import keep_kept
from configurator.storage.identity import history_of
from configurator.storage.jobs import FRESHNESS, Work
from configurator.storage.one_person import leader_of
from configurator.storage.tables_identity import EventRow
from configurator.storage.tables_inbox import FigureRow
from customers.identity.event import ABOUT_US
from customers.identity.fields import SHELF_LIFE
from customers.identity.profile import profile

COUNTING = Work(FRESHNESS, FRESHNESS)

ACTIVE_WITHIN = timedelta(days=365)
"""Who did something within so long is active."""

MOST_LOOKED_AT = 2_000
"""So many customers tell the share to two percent; their ids are random, so any will do."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """So many of so many fields that can grow old are older than their shelf life."""

    stale: int
    fields: int
    at: datetime


def count_freshness(database: Database, now: datetime, most: int = MOST_LOOKED_AT) -> Freshness:
    """Count it among `most` active customers and keep the figure for the pages.

    With it is kept of how many of them each field is known at all.
    """
    with database.reading() as session:
        persons = _active(session, now - ACTIVE_WITHIN, most)
    stale = fields = 0
    kept = Counter[str]()
    for some in batched(persons):
        with database.reading() as session:
            for person in some:
                known = profile(history_of(session, person), now)
                stale += len(known.stale)
                fields += sum(SHELF_LIFE[key] is not None for key in known.fields)
                kept.update(known.fields.keys())
    with database.recording() as session:
        session.merge(FigureRow(key=FRESHNESS, part=stale, whole=fields, at=now))
        keep_kept(session, kept, len(persons), now)
    return Freshness(stale, fields, now)


def freshness(session: Session) -> Freshness | None:
    """What was counted last; None before."""
    row = session.get(FigureRow, FRESHNESS)
    return Freshness(row.part, row.whole, row.at) if row else None


def _active(session: Session, since: datetime, most: int) -> Sequence[str]:
    """Persons who did something since then, each under the id he is known by."""
    query = (
        select(EventRow.person)
        .where(EventRow.at >= since, EventRow.kind.not_in(ABOUT_US))
        .group_by(EventRow.person)
        .order_by(EventRow.person)
        .limit(most)
    )
    return tuple(dict.fromkeys(leader_of(session, one) for one in session.scalars(query)))
