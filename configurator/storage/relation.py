"""What a customer and the shop gave each other, gathered from where each thing is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from configurator.storage.commitments import end_of
from configurator.storage.one_person import all_of
from configurator.storage.tables import MeasurementRow, OrderRow
from configurator.storage.tables_cases import CaseRow, CommitmentRow, UnevenRow
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_programmes import AttentionRow, GestureRow, ProgrammeRow
from configurator.storage.tables_value import (
    AcceptedSuggestionRow,
    CostRow,
    EarningRow,
    LoyaltyRow,
    ReferralRow,
)
from customers.dialogue.account import SIGNS, Given, Item, Side, Uneven, uneven
from customers.dialogue.case import Origin
from customers.dialogue.commitment import State
from customers.value.policy import Policies
from production.tracking import State as Made

SECONDS = 60
PERCENT = 100
MOST_UNEVEN = 500


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item is kept: whose, how many cents, when (a day by its ordinal, or an instant)."""

    item: Item
    person: SQLColumnExpression[str]
    cents: SQLColumnExpression[Any]
    when: SQLColumnExpression[Any]
    where: tuple[ColumnElement[bool], ...] = ()
    by_day: bool = True


def given_of(session: Session, person: str, policies: Policies, zone: tzinfo) -> tuple[Given, ...]:
    """What was given by a person and to him, and to who is one with him, by month and item."""
    found: dict[tuple[date, Item], list[int]] = {}
    for source in _sources(policies):
        his = source.person.in_(all_of(person)), *source.where
        for when, cents in session.execute(select(source.when, source.cents).where(*his)):
            day = date.fromordinal(when) if source.by_day else when.astimezone(zone).date()
            found.setdefault((day.replace(day=1), source.item), []).append(cents or 0)
    return tuple(
        Given(month, item, len(cents), sum(cents)) for (month, item), cents in sorted(found.items())
    )


def find_uneven(
    session: Session, policies: Policies, today: date, zone: tzinfo
) -> dict[str, tuple[Uneven, ...]]:
    """Relations in which a side had less than it gave at each of the last months' ends.

    The database finds who may be meant, all at once; of each it is then counted how long.
    """
    months = policies.care.uneven_months
    ends = _ends(today, months)
    found = {}
    for person in session.scalars(_below(policies, ends, zone).limit(MOST_UNEVEN)):
        sides = uneven(given_of(session, person, policies, zone), months, ends[0])
        if sides:
            found[person] = sides
    return found


def keep_uneven(session: Session, found: dict[str, tuple[Uneven, ...]], today: date) -> None:
    """Have managers shown these, and no others any more."""
    session.execute(delete(UnevenRow))
    rows = [
        {
            "person": person,
            "side": one.side.value,
            "months": one.months,
            "cents": one.cents,
            "day": today.toordinal(),
        }
        for person, sides in found.items()
        for one in sides
    ]
    if rows:
        session.execute(insert(UnevenRow), rows)


def uneven_relations(session: Session, limit: int) -> tuple[tuple[str, Uneven], ...]:
    """Persons and which side had less, as of the last night; the worst first."""
    row = UnevenRow
    rows = session.scalars(select(row).order_by(row.cents, row.person).limit(limit))
    return tuple((one.person, Uneven(Side(one.side), one.months, one.cents)) for one in rows)


def _ends(today: date, months: int) -> list[date]:
    """The last days of so many whole months before `today`, the latest first."""
    ends, day = [], today
    for _ in range(months):
        day = day.replace(day=1) - timedelta(days=1)
        ends.append(day)
    return ends


def _below(policies: Policies, ends: Sequence[date], zone: tzinfo) -> Select[str]:
    """Who may be below at all of these ends, on one side or the other; under his leader's id."""
    sides = [f"{side}{place}" for side in Side for place in range(len(ends))]
    parts = union_all(*(_part(one, ends, zone) for one in _sources(policies))).subquery()
    leader = func.coalesce(PersonRow.leader, parts.c.person)
    sums = {name: func.sum(parts.c[name]) for name in sides}
    below = [and_(*(sums[f"{side}{n}"] < 0 for n in range(len(ends)))) for side in Side]
    joined = select(leader).select_from(parts).outerjoin(PersonRow, PersonRow.id == parts.c.person)
    return joined.group_by(leader).having(below[0] | below[1]).order_by(leader)


def _part(source: Source, ends: Sequence[date], zone: tzinfo) -> Select[Any]:
    columns: list[ColumnElement[Any]] = [source.person.label("person")]
    for side in Side:
        for place, end in enumerate(ends):
            last = end.toordinal() if source.by_day else end_of(end, zone)
            cents = case((source.when <= last, source.cents * SIGNS[side][source.item]), else_=0)
            columns.append(func.sum(cents).label(f"{side}{place}"))
    return select(*columns).where(*source.where).group_by(source.person)


def _sources(policies: Policies) -> Iterator[Source]:
    terms, care = policies.terms, policies.care
    margin, cost, loyalty = EarningRow, CostRow, LoyaltyRow
    yield Source(Item.MARGIN, margin.person, margin.cents, margin.day)
    yield Source(Item.SERVICE, cost.person, cost.cents, cost.day)
    points = loyalty.points * care.point_cents
    yield Source(Item.POINTS, loyalty.person, points, loyalty.day, (loyalty.points > 0,))
    idea, time = AcceptedSuggestionRow, AttentionRow
    yield Source(Item.SUGGESTION, idea.person, idea.cents, idea.day)
    yield Source(Item.TIME, time.person, time.seconds * terms.minute_cents // SECONDS, time.day)
    told = literal(care.fact_cents)
    yield Source(
        Item.FACTS, MeasurementRow.customer, told, MeasurementRow.measured_at, by_day=False
    )
    yield from _of_others(terms.referral_percent)
    yield from _of_trouble(care.trouble_cents)


def _of_others(referral_percent: int) -> Iterator[Source]:
    """What hangs on a second table: gestures, customers brought, discounts in orders."""
    gesture, brought, order = GestureRow, ReferralRow, OrderRow
    cost = select(ProgrammeRow.cost_cents).where(ProgrammeRow.key == gesture.programme)
    cents = func.coalesce(cost.correlate(gesture).scalar_subquery(), 0)
    yield Source(Item.GESTURE, gesture.person, cents, gesture.done_day, (gesture.done_day > 0,))
    of_him = EarningRow.person == brought.referred, brought.cancelled_at.is_(None)
    merit = EarningRow.cents * referral_percent // PERCENT
    yield Source(Item.REFERRAL, brought.referrer, merit, EarningRow.day, of_him)
    less = func.coalesce(order.document["less_cents"].as_integer(), 0)
    its = order.state != Made.CANCELLED, less > 0
    yield Source(Item.DISCOUNT, order.customer, less, order.placed_at, its, by_day=False)


def _of_trouble(cents: int) -> Iterator[Source]:
    worth, bad, broken = literal(cents), CaseRow, CommitmentRow
    complaint = (bad.origin == Origin.COMPLAINT,)
    yield Source(Item.TROUBLE, bad.person, worth, bad.opened_at, complaint, by_day=False)
    its = broken.state == State.BROKEN, broken.ended_at.is_not(None)
    yield Source(Item.TROUBLE, broken.person, worth, broken.ended_at, its, by_day=False)
