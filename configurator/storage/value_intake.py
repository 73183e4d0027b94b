"""What a value is made of, taken in: earnings, costs, referrals, suggestions, points of loyalty."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.bulk import insert_missing
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere, StorageError
from configurator.storage.one_person import all_of, leader_of
from configurator.storage.tables_identity import EventRow
from configurator.storage.tables_value import (
    AcceptedSuggestionRow,
    CostRow,
    EarningRow,
    LoyaltyRow,
    ReferralRow,
)
from configurator.storage.value_wanted import want_rescored
from customers.identity.event import Kind
from customers.value.lifetime import COSTS, Part, Referral

WELCOME, TAKEN_UP = "welcome", "idea"
"""Why points are given by themselves: for entering the programme, for an idea taken up."""


@dataclass(frozen=True, slots=True)
class Earning:
    """What one purchase earned: `cents` of `paid_cents`, both without tax; `source` is its paper.

    `mark` makes it known again: the number of our order, or that of an imported row.
    """

    mark: str
    person: str
    on: date
    cents: int
    paid_cents: int
    source: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What somebody cost us; `id` is random text of the caller. Cents are positive."""

    id: str
    person: str
    part: Part
    on: date
    cents: int
    source: str


@dataclass(frozen=True, slots=True)
class Points:
    """Points of loyalty somebody was given or, negative, used; `id` is random text."""

    id: str
    person: str
    points: int
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A suggestion, known by its event, that we took up; `cents` is what it is worth to us."""

    event: str
    cents: int
    on: date


class NotACost(StorageError):
    """Only acquisition, service and retention cost, and no cost is negative."""


class NotEnoughPoints(StorageError):
    """More points were to be used than there are."""


class AlreadyReferred(StorageError):
    """Somebody else referred him, or it would go in a circle."""


def keep_earnings(session: Session, earnings: Sequence[Earning]) -> None:
    """Keep those of `earnings` that are not known yet; the others stay as they were."""
    insert_missing(session, EarningRow, [_columns(one) for one in earnings])


def lose_earning(session: Session, mark: str, at: datetime) -> None:
    """Have a purchase earn nothing any more, and its customer valued without it."""
    if row := session.get(EarningRow, mark):
        session.delete(row)
        want_rescored(session, row.person, at)


def note_cost(session: Session, cost: Cost, by: str, at: datetime) -> None:
    """Keep a cost once; the same id again changes nothing. Raises NotACost."""
    if cost.part not in COSTS or cost.cents < 0:
        raise NotACost(cost.part)
    if session.get(CostRow, cost.id):
        return
    session.add(CostRow(**_columns(cost), noted_by=by, noted_at=at))
    session.flush()
    after = {"part": cost.part, "cents": cost.cents}
    audit.record(session, audit.Deed(at, by, "noted", f"cost {cost.id}", after=after))


def note_referral(session: Session, told: Referral, by: str, at: datetime) -> None:
    """Keep who told whom of us; the same again changes nothing.

    Raises AlreadyReferred where somebody else did, or both would have referred each other.
    """
    hold(session, "referral")
    first, second = leader_of(session, told.referrer), leader_of(session, told.referred)
    known = find_referral(session, second)
    if known and leader_of(session, known.referrer) == first:
        return
    if known or second in _line_of(session, first):
        raise AlreadyReferred(second)
    row = session.get(ReferralRow, second) or ReferralRow(referred=second)
    row.referrer, row.day, row.source = first, told.on.toordinal(), told.source
    row.noted_at, row.cancelled_at = at, None
    session.add(row)
    session.flush()
    after = {"referrer": first}
    audit.record(session, audit.Deed(at, by, "noted", f"referral {second}", after=after))


def cancel_referral(session: Session, referred: str, by: str, at: datetime) -> str:
    """Take a referral back, whoever told of it; gives the referrer. Raises NotThere."""
    known = find_referral(session, referred)
    if known is None:
        raise NotThere("referral", referred)
    known.cancelled_at = at
    session.flush()
    before = {"referrer": known.referrer}
    deed = audit.Deed(at, by, "cancelled", f"referral {known.referred}", before=before)
    audit.record(session, deed)
    return known.referrer


def find_referral(session: Session, referred: str) -> ReferralRow | None:
    """For storage alone: who referred him, under whichever of his ids, if it stands."""
    theirs, stands = ReferralRow.referred.in_(all_of(referred)), ReferralRow.cancelled_at.is_(None)
    oldest = select(ReferralRow).where(theirs, stands).order_by(ReferralRow.noted_at)
    return session.scalars(oldest).first()


def find_told(session: Session, referred: str) -> Referral | None:
    """Who told a person of us, if anybody did and it stands."""
    row = find_referral(session, referred)
    if row is None:
        return None
    return Referral(row.referrer, row.referred, date.fromordinal(row.day), row.source)


def referred_by(referrer: str) -> Select[str]:
    """For storage alone: whom a person referred, as far as it stands."""
    stands = ReferralRow.cancelled_at.is_(None)
    return select(ReferralRow.referred).where(ReferralRow.referrer.in_(all_of(referrer)), stands)


def accept_suggestion(session: Session, accepted: Accepted, by: str, at: datetime) -> str | None:
    """Value a suggestion once; whose it is, None if it was valued before.

    Raises NotThere where no such suggestion was told.
    """
    event = accepted.event
    known = select(EventRow).where(EventRow.event_id == event, EventRow.kind == Kind.SUGGESTED)
    told = session.scalars(known).first()
    if told is None:
        raise NotThere("suggestion", event)
    hold(session, f"suggestion {event}")
    if session.get(AcceptedSuggestionRow, event, populate_existing=True):
        return None
    row = AcceptedSuggestionRow(**_columns(accepted), person=told.person, accepted_by=by)
    session.add(row)
    session.flush()
    after = {"cents": accepted.cents}
    audit.record(session, audit.Deed(at, by, "accepted", f"suggestion {event}", after=after))
    return leader_of(session, told.person)


def give_points(session: Session, *given: Points) -> None:
    """Write points into the ledger once; the same id again changes nothing."""
    insert_missing(session, LoyaltyRow, [_columns(one) for one in given])


def note_points(session: Session, noted: Points, by: str, at: datetime) -> None:
    """Write points somebody of the shop gave or took into the ledger, once.

    Raises NotEnoughPoints: nobody uses more than he has.
    """
    hold(session, f"points {noted.person}")
    if session.get(LoyaltyRow, noted.id):
        return
    if noted.points < 0 and points_of(session, noted.person) + noted.points < 0:
        raise NotEnoughPoints(noted.person)
    give_points(session, noted)
    after = {"points": noted.points, "why": noted.why}
    audit.record(session, audit.Deed(at, by, "noted", f"points {noted.id}", after=after))


def ledger_of(session: Session, person: str) -> tuple[Points, ...]:
    """All points a person was given or used, the newest first."""
    mine = select(LoyaltyRow).where(LoyaltyRow.person.in_(all_of(person)))
    rows = session.scalars(mine.order_by(LoyaltyRow.day.desc(), LoyaltyRow.id))
    return tuple(
        Points(one.id, one.person, one.points, date.fromordinal(one.day), one.why) for one in rows
    )


def points_of(session: Session, person: str) -> int:
    """How many points a person has."""
    whose = LoyaltyRow.person.in_(all_of(person))
    return int(session.scalar(select(func.sum(LoyaltyRow.points)).where(whose)) or 0)


def _columns(one: Earning | Cost | Points | Accepted) -> Mapping[str, Any]:
    """As tables have it: days are numbers there."""
    row = asdict(one) | {"day": one.on.toordinal()}
    del row["on"]
    return row


def _line_of(session: Session, person: str) -> set[str]:
    """Who led to a person: himself, who referred him, and so on."""
    line: set[str] = set()
    while person not in line:
        line.add(person)
        known = find_referral(session, person)
        if known:
            person = leader_of(session, known.referrer)
    return line
