"""Scoring one customer anew, at once, in the transaction of what changed his value."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.consents import may_now
from configurator.storage.dialect import hold
from configurator.storage.one_person import all_of, leader_of
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_value import (
    AcceptedSuggestionRow,
    CostRow,
    CustomerValueRow,
    EarningRow,
    RescoredRow,
)
from configurator.storage.value import VALUE, Run, current_run
from configurator.storage.value_before import keep_before
from configurator.storage.value_facts import read_one
from configurator.storage.value_intake import (
    Earning,
    find_referral,
    keep_earnings,
    referred_by,
)
from configurator.storage.value_wanted import LIFETIME_VALUE, take_value_away, want_rescored
from customers.rights.purpose import Channel
from customers.value.lifetime import Line, Part, moved_cents, period
from customers.value.policy import Terms
from customers.value.scoring import horizon, valued
from customers.value.tier import UNKNOWN


@dataclass(frozen=True, slots=True)
class Today:
    """When it is: the instant, and the day by the shop's calendar."""

    now: datetime
    day: date


def earn(session: Session, earned: Earning | None, now: datetime) -> None:
    """Keep what was earned, once, and have the customer scored; nothing for None."""
    if earned:
        keep_earnings(session, [earned])
        want_rescored(session, earned.person, now)


def rescore(session: Session, person: str, today: Today, terms: Terms) -> None:
    """Say what a person is worth now, and what that is worth to those he is bound to by referrals.

    Ranks and tier stay as of the last night. Before the first night there is nothing to do. Of who
    does not allow it nothing stands afterwards.
    """
    hold(session, VALUE)
    who = leader_of(session, person)
    known = session.get(PersonRow, who)
    if known and known.erased_at:
        return
    session.merge(RescoredRow(person=who, at=today.now))
    run = current_run(session)
    if run is None:
        return
    if may_now(session, who, LIFETIME_VALUE, Channel.ANY, today.now):
        _score(session, run, who, today, terms)
    else:
        take_value_away(session, who)
        session.expire_all()
    if referral := find_referral(session, who):
        _refer(session, run, leader_of(session, referral.referrer), terms)
    for one in session.scalars(referred_by(who)):
        _refer(session, run, leader_of(session, one), terms)


def refer(session: Session, referrer: str, today: Today, terms: Terms) -> None:
    """Say anew what his referrals are worth to a person, after one was noted or taken back."""
    hold(session, VALUE)
    who = leader_of(session, referrer)
    session.merge(RescoredRow(person=who, at=today.now))
    run = current_run(session)
    if run:
        _refer(session, run, who, terms)


def value_lines(session: Session, person: str, terms: Terms) -> tuple[Line, ...]:
    """The lines his value is the sum of, those of the period the newest first; () for none."""
    run = current_run(session)
    row = session.get(CustomerValueRow, (run.id, leader_of(session, person))) if run else None
    if row is None or run is None:
        return ()
    kept = sorted(_kept(session, person), key=lambda line: line.on, reverse=True)
    as_of, model = date.fromordinal(row.day), run.fitted.buying.model.replace("_", "/").upper()
    expected = Line(Part.EXPECTED, row.expected_cents, as_of, model)
    shares = _shares(session, run, person, terms)
    return (*period(kept, as_of, terms.period_days), expected, *shares)


def _score(session: Session, run: Run, who: str, today: Today, terms: Terms) -> None:
    facts = read_one(session, who, today.day, terms)
    keep_before(session, run.id, who)
    row = session.get(CustomerValueRow, (run.id, who), with_for_update=True)
    if facts is None:
        if row is not None:
            session.delete(row)
            session.flush()
        return
    ahead = horizon(terms, run.season, today.day.toordinal())
    found = valued(facts, facts.cells, run.fitted, ahead, terms)
    if row is None:
        row = CustomerValueRow(run=run.id, person=who, **_NEW)
        session.add(row)
    row.day = today.day.toordinal()
    row.realised_cents, row.expected_cents = int(facts.realised[0]), int(found.expected[0])
    row.suggestion_cents, row.cost_cents = int(facts.suggestions[0]), int(facts.costs[0])
    row.baseline_cents, row.purchases = int(facts.earned[0]), int(facts.repeats[0]) + 1
    row.p_alive = float(found.worth.p_alive[0])
    row.expected_purchases = float(found.worth.purchases[0])
    row.low_cents, row.high_cents = int(found.low[0]), int(found.high[0])
    row.value_cents, row.referral_cents = int(found.value[0]), 0
    session.flush()
    _refer(session, run, who, terms)


def _refer(session: Session, run: Run, who: str, terms: Terms) -> None:
    """Set what referrals come to for `who`, and his value with it."""
    row = session.get(CustomerValueRow, (run.id, who), with_for_update=True)
    if row is None:
        return
    keep_before(session, run.id, who)
    cents = sum(line.cents for line in _shares(session, run, who, terms))
    more, row.referral_cents = cents - row.referral_cents, cents
    row.value_cents += more
    row.low_cents += more
    row.high_cents += more
    session.flush()


def _shares(session: Session, run: Run, person: str, terms: Terms) -> Iterator[Line]:
    """What of others' margins is his merit, and what of his own is another's."""
    if referral := find_referral(session, person):
        cents = _share(session, run, referral.referrer, person, terms)
        if cents:
            yield Line(Part.REFERRAL, -cents, date.fromordinal(referral.day), referral.source)
    for one in sorted(session.scalars(referred_by(person))):
        told = find_referral(session, one)
        assert told is not None
        if cents := _share(session, run, person, one, terms):
            yield Line(Part.REFERRAL, cents, date.fromordinal(told.day), told.source)


def _share(session: Session, run: Run, referrer: str, referred: str, terms: Terms) -> int:
    """What moves between them: nothing until both have bought."""
    both = (leader_of(session, one) for one in (referrer, referred))
    first, second = (session.get(CustomerValueRow, (run.id, one)) for one in both)
    if first is None or second is None:
        return 0
    return moved_cents(second.realised_cents + second.expected_cents, terms)


def _kept(session: Session, person: str) -> Iterator[Line]:
    """Lines of purchases, costs and suggestions, of whatever day."""
    theirs = all_of(person)
    bought = select(EarningRow).where(EarningRow.person.in_(theirs))
    for one in session.scalars(bought):
        yield Line(Part.REALISED, one.cents, date.fromordinal(one.day), one.source)
    for cost in session.scalars(select(CostRow).where(CostRow.person.in_(theirs))):
        yield Line(Part(cost.part), -cost.cents, date.fromordinal(cost.day), cost.source)
    row = AcceptedSuggestionRow
    for told in session.scalars(select(row).where(row.person.in_(theirs))):
        yield Line(Part.SUGGESTION, told.cents, date.fromordinal(told.day), told.event)


_NEW: dict[str, Any] = {
    "overall": 0,
    "in_segment": 0,
    "segment": "",
    "tier": UNKNOWN,
    "tending": UNKNOWN,
    "times": 0,
    "month_tier": UNKNOWN,
}
"""Of who came since the last night."""
