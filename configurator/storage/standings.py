"""Of many persons at once all that decides what may be done with them, merged ones together."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from configurator.storage.bulk import among
from configurator.storage.consents import consent_from
from configurator.storage.events import opened
from configurator.storage.field_uses import note_use
from configurator.storage.tables import OrderRow
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.tables_rights import ConsentRow
from customers.identity.event import Event, Kind
from customers.identity.profile import profile
from customers.rights.consent import Consent, Standing

READ = ("birth_date", "country", "street", "town")
"""Fields of the sealed log that are looked at here."""


@dataclass(frozen=True, slots=True)
class Group:
    """Persons and all who are one with them: `leader` is by id under whom each is known."""

    leader: Mapping[str, str]

    @property
    def ids(self) -> list[str]:
        """All of them."""
        return sorted(self.leader)

    @property
    def leaders(self) -> list[str]:
        """Those under whom they are known."""
        return sorted(set(self.leader.values()))


@dataclass(frozen=True, slots=True)
class Stands:
    """How a person stands, and whether he told where a letter reaches him."""

    standing: Standing
    has_street: bool


def group_of(session: Session, persons: Collection[str]) -> Group:
    """These persons and all who are one with them; who is not known yet is known as himself."""
    asked = sorted(set(persons))
    leaders = select(PersonRow.leader).where(among(session, PersonRow.id, asked))
    rows = select(PersonRow.id, PersonRow.leader).where(PersonRow.leader.in_(leaders))
    found = {row[0]: row[1] for row in session.execute(rows)}
    return Group({one: one for one in asked} | found)


def stands(session: Session, group: Group, now: datetime) -> dict[str, Stands]:
    """How each stands, by leader; what lies sealed is opened for all of them together."""
    ids, words = group.ids, defaultdict[str, list[Consent]](list)
    said = select(ConsentRow).where(among(session, ConsentRow.person, ids))
    for row in session.scalars(said.order_by(ConsentRow.id)):
        words[group.leader[row.person]].append(consent_from(row))
    bought = {group.leader[one] for one in _bought(session, ids)}
    since, told = _one_since(session, group), _told(session, group)
    note_use(session, READ if told else (), now.date())
    found = {}
    for one in group.leaders:
        known = profile(told.get(one, ()), now)
        standing = Standing(
            words=tuple(words.get(one, ())),
            one_since=since.get(one),
            birth_date=known.value("birth_date"),
            country=known.value("country"),
            has_bought=one in bought,
        )
        found[one] = Stands(standing, bool(known.value("street") and known.value("town")))
    return found


def _bought(session: Session, ids: list[str]) -> Iterator[str]:
    here = select(OrderRow.customer).where(among(session, OrderRow.customer, ids))
    anywhere = select(EventRow.person).where(
        among(session, EventRow.person, ids), EventRow.kind == Kind.BOUGHT
    )
    yield from session.scalars(union(here, anywhere))


def _one_since(session: Session, group: Group) -> Mapping[str, datetime]:
    """When the last two of each became one."""
    query = (
        select(PersonRow.leader, func.max(EventRow.told_at))
        .join(EventRow, EventRow.event_id == PersonRow.merged_by)
        .where(among(session, PersonRow.leader, group.leaders))
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(PersonRow.leader))}


def _told(session: Session, group: Group) -> Mapping[str, list[Event]]:
    """The events of each that hold something sealed: only those tell what he said of himself."""
    rows = select(EventRow).where(among(session, EventRow.person, group.ids), EventRow.sealed != "")
    found = defaultdict[str, list[Event]](list)
    for one in opened(session, session.scalars(rows.order_by(EventRow.id)).all()):
        found[group.leader[one.person]].append(one)
    return found
