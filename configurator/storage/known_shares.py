"""How many active customers are known by identity, needs and value, by tier (row I16)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from configurator.storage.bulk import among
from configurator.storage.events import batched
from configurator.storage.tables import CustomerRow
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.tables_segments import TraitsRow
from configurator.storage.tables_value import CustomerValueRow
from customers.identity.event import ABOUT_US

MOST_LOOKED_AT = 2_000
"""So many of each tier tell the shares to two percent; ids are random, so any will do."""

PROSPECTS = -1
"""In place of a tier: who never bought."""


@dataclass(frozen=True, slots=True)
class KnownShare:
    """Of so many active people, how many are known by each."""

    people: int
    identity: int
    needs: int
    value: int


def known_share(
    session: Session, run: int, tier: int, questions: Collection[str], since: datetime
) -> KnownShare:
    """Of those of a tier who did something since then.

    Identity is known by a name and a way to reach him, needs by one answer or inference to any of
    `questions`, value by being counted in a run.
    """
    persons = _active(session, run, tier, since)
    reached = set[str]()
    told = dict[str, tuple[Mapping[str, str], Mapping[str, Sequence[str]]]]()
    for some in batched(persons):
        row = CustomerRow
        is_known = row.name != "", (row.email != "") | (row.phone != "")
        reached |= set(
            session.scalars(select(row.id).where(among(session, row.id, some), *is_known))
        )
        of = TraitsRow
        rows = select(of.person, of.told, of.inferred).where(among(session, of.person, some))
        told |= {person: (known, guessed) for person, known, guessed in session.execute(rows)}
    needs = sum(bool(guessed or known.keys() & set(questions)) for known, guessed in told.values())
    return KnownShare(len(persons), len(reached), needs, len(persons) if tier != PROSPECTS else 0)


def _active(session: Session, run: int, tier: int, since: datetime) -> Sequence[str]:
    value = CustomerValueRow
    row: ColumnElement[str] = (
        CustomerRow.id.expression if tier == PROSPECTS else value.person.expression
    )
    if tier == PROSPECTS:
        valued = exists().where(value.run == run, value.person == CustomerRow.id)
        theirs = CustomerRow.erased_at.is_(None) & ~valued
    else:
        theirs = (value.run == run) & (value.tier == tier)
    known = select(row).where(theirs, _did_something(row, since)).order_by(row)
    return session.scalars(known.limit(MOST_LOOKED_AT)).all()


def _did_something(person: ColumnElement[str], since: datetime) -> ColumnElement[bool]:
    did = EventRow.at >= since, EventRow.kind.not_in(ABOUT_US)
    own = exists().where(EventRow.person == person, *did)
    merged = select(PersonRow.id).where(PersonRow.leader == person, PersonRow.id != person)
    return own | exists().where(EventRow.person.in_(merged), *did)
