"""Traits of people as tables keep them, and which segment of each family they put somebody in."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from configurator.storage.bulk import among, insert_all
from configurator.storage.consents import may_now, refusing
from configurator.storage.events import batched, events_of
from configurator.storage.one_person import leader_of
from configurator.storage.rejections import rejected_by, rejected_by_many
from configurator.storage.tables import OrderRow
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_inbox import FigureRow
from configurator.storage.tables_segments import LabelRow, TraitsRow
from configurator.storage.tables_value import CustomerValueRow, MembershipRow
from configurator.storage.value import current_run
from customers.dialogue.needs import Need
from customers.identity.event import Event
from customers.identity.profile import Profile, profile
from customers.needs.criteria import Criteria
from customers.needs.segmentation import Family, People
from customers.needs.traits import Seen, Traits
from customers.needs.wants import Shares, Told, Want, inferred, said, shares_of, together
from customers.rights.consent import Standing, is_minor
from customers.rights.purpose import Channel
from customers.rights.register import register
from customers.value.tier import name_of
from production.tracking import State

PURPOSES: Mapping[Family, str] = {
    Family.NEED: "taste",
    Family.PROFITABILITY: "lifetime_value",
    Family.CHANNEL: "lifetime_value",
}
"""What a person must not have said no to, to be in a segment of a family."""

TASTE = PURPOSES[Family.NEED]
NIGHT = time(tzinfo=UTC)

MOST_ORDERS = 2_000
"""So many orders, the newest, tell what is popular."""

SUPPORT = "need"
"""Figures that begin so count the people who have a need, of all."""


class Asking:
    """Whoever draws traits: questions and criteria of the shop, what is popular, who said no."""

    def __init__(
        self, session: Session, criteria: Criteria, needs: Sequence[Need], now: datetime
    ) -> None:
        self.criteria, self.needs, self.now = criteria, needs, now
        self.today = now.date()
        newest = select(OrderRow.document).order_by(OrderRow.id.desc()).limit(MOST_ORDERS)
        self.popular: Shares = shares_of(map(_values, session.scalars(newest)))
        self.refused = {
            purpose: refusing(session, purpose, Channel.ANY, self.today)
            for purpose in set(PURPOSES.values())
        }

    def refuses(self, person: str, purpose: str) -> bool:
        """Whether the person said no to that purpose."""
        return person in self.refused[purpose]


def everybody(session: Session) -> tuple[str, ...]:
    """Ids under which somebody is known who was not erased, sorted."""
    rows = select(PersonRow.id).where(PersonRow.leader == PersonRow.id)
    return tuple(session.scalars(rows.where(PersonRow.erased_at.is_(None)).order_by(PersonRow.id)))


def seen(
    session: Session, leaders: Sequence[str], asking: Asking
) -> Iterator[tuple[str, Seen, tuple[Want, ...]]]:
    """What is on record of each, and his needs; of nobody who is too young or said no to all."""
    histories, made = _histories(session, leaders, asking), _made(session, leaders)
    tiers, rejected = _tiers(session, leaders), rejected_by_many(session, leaders)
    for person, known in histories.items():
        no = {purpose for purpose in asking.refused if asking.refuses(person, purpose)}
        age = Standing(birth_date=known.value("birth_date"), country=known.value("country"))
        if len(no) == len(asking.refused) or is_minor(age, asking.today, register()):
            continue
        worn = made.get(person, ()) if TASTE not in no else ()
        wants = () if TASTE in no else _wants(known, worn, asking, rejected.get(person, ()))
        answers = {one.question: one.answer for one in wants}
        tier = "" if "lifetime_value" in no else tiers.get(person, "")
        yield person, Seen(known, asking.today, tier, worn, answers), wants


def wants_of(
    session: Session, person: str, events: Sequence[Event], needs: Sequence[Need], now: datetime
) -> tuple[Want, ...]:
    """The needs of one person: what his `events` say now, and what the night inferred.

    What he rejected is left out, and all that is inferred if he does not let us.
    """
    own = said(events, needs)
    row = session.get(TraitsRow, leader_of(session, person))
    if row is None or not row.inferred or not may_now(session, person, TASTE, Channel.ANY, now):
        return own
    rejected, on = rejected_by(session, person), datetime.combine(date.fromordinal(row.day), NIGHT)
    guessed = (
        Want(need, Told.INFERRED, tuple(evidence), on)
        for need, evidence in row.inferred.items()
        if f"need {need}" not in rejected
    )
    return together(own, guessed)


def put_traits(
    session: Session,
    persons: Collection[str],
    found: Mapping[str, tuple[Traits, Sequence[Want]]],
    day: date,
) -> None:
    """Keep traits and inferred needs of these, and none of those of `persons` not found."""
    for some in batched(sorted(persons)):
        session.execute(delete(TraitsRow).where(among(session, TraitsRow.person, some)))
    rows = [
        {
            "person": person,
            "day": day.toordinal(),
            "told": dict(told),
            "inferred": {
                one.need: list(one.evidence) for one in wants if one.told is Told.INFERRED
            },
        }
        for person, (told, wants) in sorted(found.items())
    ]
    insert_all(session, TraitsRow, rows)


def forget_traits(session: Session, but: date) -> None:
    """Throw away what was drawn on another day: of who is gone, or merged into another."""
    session.execute(delete(TraitsRow).where(TraitsRow.day != but.toordinal()))


def read_people(session: Session, family: Family, now: datetime) -> People:
    """Everybody who may be sorted in that family, by id."""
    refused = refusing(session, PURPOSES[family], Channel.ANY, now.date())
    rows = session.execute(select(TraitsRow.person, TraitsRow.told).order_by(TraitsRow.person))
    known = {person: told for person, told in rows if person not in refused}
    run = current_run(session)
    row = CustomerValueRow
    valued = select(row.person, row.value_cents).where(row.run == (run.id if run else 0))
    cents = dict(session.execute(valued).all())
    worth = np.array([cents.get(one, np.nan) for one in known], dtype=float)
    said_ = select(LabelRow.person, LabelRow.label).where(LabelRow.family == family)
    labels = {leader_of(session, person): label for person, label in session.execute(said_)}
    return People(tuple(known), tuple(known.values()), worth, labels)


def find_traits(session: Session, person: str) -> Traits | None:
    """What is known of one person in the words of criteria, as of last night."""
    row = session.get(TraitsRow, leader_of(session, person))
    return row.told if row else None


def put_members(session: Session, family: Family, members: Mapping[str, str]) -> int:
    """Have exactly these be in these segments of a family; how many that changes.

    Whoever rejected a segment is in none.
    """
    rejected = rejected_by_many(session, members)
    wanted = {
        person: segment
        for person, segment in members.items()
        if inference(segment) not in rejected.get(person, ())
    }
    row = MembershipRow
    query = select(row.person, row.segment).where(row.family == family)
    before = dict(session.execute(query).all())
    changed = sorted(
        one for one in {*before, *wanted} if before.get(one, "") != wanted.get(one, "")
    )
    for some in batched(changed):
        theirs = (row.family == family) & among(session, row.person, some)
        session.execute(delete(row).where(theirs))
    new = [
        {"family": family.value, "person": one, "segment": wanted[one]}
        for one in changed
        if one in wanted
    ]
    insert_all(session, MembershipRow, new)
    return len(changed)


def put_member(session: Session, family: Family, person: str, segment: str) -> None:
    """Have the person be in that segment of a family, or, where it is empty, in none."""
    key = MembershipRow.family == family, MembershipRow.person == person
    session.execute(delete(MembershipRow).where(*key))
    if segment and inference(segment) not in rejected_by(session, person):
        session.add(MembershipRow(family=family.value, person=person, segment=segment))
        session.flush()


def segment_of(session: Session, person: str, family: Family, now: datetime) -> str | None:
    """In which segment of a family the person is, if he lets us know; by its id."""
    who = leader_of(session, person)
    row = session.get(MembershipRow, (family.value, who))
    if row is None or not may_now(session, who, PURPOSES[family], Channel.ANY, now):
        return None
    return None if inference(row.segment) in rejected_by(session, who) else row.segment


def inference(segment: str) -> str:
    """By what a rejection of being in a segment is kept."""
    return f"segment {segment}"


def members_of(session: Session, segment: str, limit: int) -> tuple[str, ...]:
    """Ids of people in a segment, so many at most."""
    family = select(MembershipRow.person).where(MembershipRow.segment == segment)
    return tuple(session.scalars(family.order_by(MembershipRow.person).limit(limit)))


def put_support(session: Session, support: Mapping[str, int], of: int, at: datetime) -> None:
    """Keep how many people have each need."""
    session.execute(delete(FigureRow).where(FigureRow.key.startswith(f"{SUPPORT} ")))
    session.add_all(
        FigureRow(key=f"{SUPPORT} {need}", part=many, whole=of, at=at)
        for need, many in support.items()
    )


def support(session: Session) -> Mapping[str, int]:
    """How many people have each need, as of last night."""
    rows = select(FigureRow.key, FigureRow.part).where(FigureRow.key.startswith(f"{SUPPORT} "))
    return {key.removeprefix(f"{SUPPORT} "): many for key, many in session.execute(rows)}


def _wants(
    known: Profile,
    worn: Sequence[Mapping[str, str]],
    asking: Asking,
    rejected: Collection[str],
) -> tuple[Want, ...]:
    guessed = inferred(worn, asking.needs, asking.popular, asking.now) if worn else ()
    stands = (one for one in guessed if f"need {one.need}" not in rejected)
    return together(said(known.events, asking.needs), stands)


def _histories(session: Session, leaders: Sequence[str], asking: Asking) -> Mapping[str, Profile]:
    rows = select(PersonRow.id, PersonRow.leader)
    leader = dict(session.execute(rows.where(among(session, PersonRow.leader, leaders))).all())
    told = defaultdict[str, list[Event]](list)
    for event in events_of(session, leader):
        told[leader[event.person]].append(event)
    return {one: profile(told[one], asking.now) for one in leaders}


def _made(session: Session, leaders: Sequence[str]) -> Mapping[str, list[Mapping[str, str]]]:
    """What each ordered and did not cancel, the oldest first."""
    query = select(PersonRow.leader, OrderRow.document).join(
        OrderRow, OrderRow.customer == PersonRow.id
    )
    stands = OrderRow.state != State.CANCELLED, among(session, PersonRow.leader, leaders)
    found = defaultdict[str, list[Mapping[str, str]]](list)
    for person, document in session.execute(query.where(*stands).order_by(OrderRow.id)):
        found[person].append(_values(document))
    return found


def _values(document: Mapping[str, Sequence[Mapping[str, str]]]) -> Mapping[str, str]:
    return {one["option"]: one["value"] for one in document["lines"]}


def _tiers(session: Session, leaders: Sequence[str]) -> Mapping[str, str]:
    run = current_run(session)
    row = CustomerValueRow
    theirs = row.run == (run.id if run else 0), among(session, row.person, leaders)
    rows = session.execute(select(row.person, row.tier).where(*theirs))
    return {person: name_of(tier) for person, tier in rows}
