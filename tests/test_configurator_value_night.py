"""The night's run and what changes by day: values, ranks and tiers, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from configurator.crowd.buyers import bought
from configurator.storage.database import Database, open_database
from configurator.storage.errors import NotThere
from configurator.storage.events import tell
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_value import CustomerValueRow, EarningRow, MembershipRow
from configurator.storage.value import best_values, current_run, find_value, tier_moves
from configurator.storage.value_anew import Today, refer, rescore, value_lines
from configurator.storage.value_facts import NEED
from configurator.storage.value_intake import (
    Accepted,
    AlreadyReferred,
    Cost,
    Earning,
    NotACost,
    Points,
    accept_suggestion,
    cancel_referral,
    give_points,
    keep_earnings,
    note_cost,
    note_referral,
    points_of,
)
from configurator.value_night import Thought, show, think
from customers.identity.event import Event, Kind
from customers.value.lifetime import Part, Referral, value_cents
from customers.value.policy import read_policies

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
TODAY = Today(NOW, NOW.date())
PEOPLE, DAYS = 300, 900
POLICIES = read_policies()
TERMS = POLICIES.terms


def on(days: int) -> Today:
    """So many days later."""
    return Today(NOW + timedelta(days=days), TODAY.day + timedelta(days=days))


def night(database: Database, today: Today = TODAY) -> Thought:
    thought = think(database, POLICIES, today)
    show(database, thought, TERMS)
    return thought


def name(number: int) -> str:
    return f"p{number:03}"


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    """300 people who bought within 900 days, in three segments; nobody is valued yet."""
    opened = open_database(address)
    made = bought(PEOPLE, 7, DAYS, DAYS)
    begin = TODAY.day - timedelta(days=DAYS)
    rows = zip(made.who.tolist(), made.day.tolist(), made.cents.tolist(), strict=True)
    earnings = [
        Earning(str(place), name(who), begin + timedelta(days=day), cents, 2 * cents, f"K-{place}")
        for place, (who, day, cents) in enumerate(rows)
    ]
    with opened.recording() as session:
        keep_earnings(session, earnings)
        session.add_all(
            MembershipRow(family=NEED, person=name(one), segment=f"need {one % 3}")
            for one in range(PEOPLE - 30)
        )
    yield opened
    opened.close()


def known(database: Database, person: str):
    with database.reading() as session:
        found = find_value(session, person)
        assert found
        assert value_cents(value_lines(session, person, TERMS)) == found.value_cents
        return found


def everybody(database: Database) -> list:
    with database.reading() as session:
        return list(best_values(session, 10_000))


def total(database: Database) -> int:
    return sum(one.value_cents for one in everybody(database))


def test_a_night_values_ranks_and_sorts_everybody(database):
    done = night(database)

    found = everybody(database)
    assert len(done.everybody.ids) == len(found) == PEOPLE
    assert not done.fitted.pooled
    assert [one.rank for one in found] == list(range(1, PEOPLE + 1))
    values = [(-one.value_cents, one.person) for one in found]
    assert values == sorted(values)
    for segment in ("", "need 0", "need 1", "need 2"):
        ranks = [one.rank_in_segment for one in found if one.segment == segment]
        assert ranks == list(range(1, len(ranks) + 1))
    tiers = [one.tier for one in found]
    assert tiers.count("CPP") <= PEOPLE // 5
    assert set(tiers) <= {"CPP", "CCM", "CNR", ""}
    assert all(one.low_cents <= one.value_cents <= one.high_cents for one in found)
    assert known(database, found[0].person) == found[0]


def test_before_the_first_night_nothing_is_known_and_nothing_breaks(database):
    with database.recording() as session:
        rescore(session, name(1), TODAY, TERMS)
        refer(session, name(1), TODAY, TERMS)
        assert find_value(session, name(1)) is None
        assert value_lines(session, name(1), TERMS) == ()
        assert best_values(session, 5) == ()


def test_a_purchase_counts_at_once_and_who_is_new_is_there(database):
    night(database)
    before = known(database, name(3))
    with database.recording() as session:
        day = TODAY.day
        keep_earnings(session, [Earning("o1", name(3), day, 5_000, 9_000, "26-1001")] * 2)
        keep_earnings(session, [Earning("o2", "new", day, 4_000, 9_000, "26-1002")])
        rescore(session, name(3), TODAY, TERMS)
        rescore(session, "new", TODAY, TERMS)

    after, new = known(database, name(3)), known(database, "new")
    assert after.realised_cents == before.realised_cents + 5_000
    assert (after.purchases, after.rank) == (before.purchases + 1, before.rank)
    assert after.p_alive != before.p_alive
    assert (new.purchases, new.rank, new.tier) == (1, None, "")
    # The next night, fitted anew, says much the same, and ranks whoever is new.
    night(database)
    again = known(database, name(3))
    assert again.value_cents == pytest.approx(after.value_cents, rel=0.02)
    assert known(database, "new").rank


def test_a_call_for_service_takes_what_it_cost(database):
    night(database)
    before = known(database, name(5))
    call = Cost("c1", name(5), Part.SERVICE, TODAY.day, 2_000, "call")
    with database.recording() as session:
        for _ in range(2):
            note_cost(session, call, "sam", NOW)
            rescore(session, name(5), TODAY, TERMS)
        with pytest.raises(NotACost):
            note_cost(session, replace(call, id="c2", part=Part.REALISED), "sam", NOW)

    assert known(database, name(5)).value_cents == before.value_cents - 2_000


def test_a_referral_moves_value_and_taken_back_it_is_gone(database):
    night(database)
    before, whole = known(database, name(1)), total(database)
    told = Referral(name(1), name(2), TODAY.day, "code")
    with database.recording() as session:
        note_referral(session, told, "sam", NOW)
        note_referral(session, told, "sam", NOW)
        rescore(session, name(2), TODAY, TERMS)
        for other in (replace(told, referrer=name(9)), Referral(name(2), name(1), TODAY.day, "")):
            with pytest.raises(AlreadyReferred):
                note_referral(session, other, "sam", NOW)

    friend = known(database, name(2))
    merit = (friend.realised_cents + friend.expected_cents) * TERMS.referral_percent // 100
    assert merit > 0
    assert known(database, name(1)).value_cents == before.value_cents + merit
    assert known(database, name(2)).referral_cents == -merit
    assert total(database) == whole
    # The night says the same of both.
    night(database)
    assert known(database, name(1)).value_cents == before.value_cents + merit

    with database.recording() as session:
        refer(session, cancel_referral(session, name(2), "sam", NOW), TODAY, TERMS)
        rescore(session, name(2), TODAY, TERMS)
        with pytest.raises(NotThere):
            cancel_referral(session, name(2), "sam", NOW)
    assert known(database, name(1)).value_cents == before.value_cents
    assert total(database) == whole


def test_a_suggestion_is_valued_once_and_never_twice(database):
    night(database)
    before = known(database, name(4))
    with database.recording() as session:
        tell(session, Event("s1", name(4), Kind.SUGGESTED, NOW, NOW))
    accepted = Accepted("s1", TERMS.suggestion_cents, TODAY.day)
    with database.recording() as session:
        assert accept_suggestion(session, accepted, "sam", NOW) == name(4)
        assert accept_suggestion(session, replace(accepted, cents=1), "sam", NOW) is None
        rescore(session, name(4), TODAY, TERMS)
        with pytest.raises(NotThere):
            accept_suggestion(session, replace(accepted, event="none"), "sam", NOW)

    assert known(database, name(4)).value_cents == before.value_cents + TERMS.suggestion_cents


def test_points_are_given_once(database):
    given = Points("g1", name(1), 50, TODAY.day, "thanks")
    with database.recording() as session:
        give_points(session, given)
        give_points(session, given)
        give_points(session, Points("g2", name(1), -20, TODAY.day, "used"))
        assert points_of(session, name(1)) == 30


def test_who_was_merged_is_one_customer_with_one_history(database):
    with database.recording() as session:
        session.add(PersonRow(id=name(1), leader=name(2), merged_by="m1"))
        session.add(PersonRow(id=name(2), leader=name(2), merged_by=None))

    done = night(database)

    assert len(done.everybody.ids) == PEOPLE - 1
    both = known(database, name(2))
    with database.reading() as session:
        days = select(func.count(EarningRow.day.distinct()), func.sum(EarningRow.cents))
        theirs = EarningRow.person.in_([name(1), name(2)])
        purchases, cents = session.execute(days.where(theirs)).one()
    assert (both.purchases, both.baseline_cents) == (purchases, int(cents))
    assert both == known(database, name(1))


def test_tiers_change_when_two_nights_agree_and_the_month_tells_who_went_where(database):
    night(database)
    night(database, on(1))
    found = {one.person: one for one in everybody(database)}
    last = next(one for one in reversed(found.values()) if one.tier == "CCM")
    with database.recording() as session:
        day = TODAY.day + timedelta(days=1)
        keep_earnings(session, [Earning("big", last.person, day, 9_000_000, 9_000_000, "")])

    tiers = []
    for days in (9, 10, 11):  # December: what was at the end of November is what one comes from.
        night(database, on(days))
        tiers.append(known(database, last.person).tier)

    assert tiers == ["CCM", "CPP", "CPP"]
    with database.reading() as session:
        moves = tier_moves(session, "2026-12")
        assert sum(moves.values()) == PEOPLE
        assert moves["CCM", "CPP"] >= 1
        assert sum(tier_moves(session, "2026-11").values()) == PEOPLE
        run = current_run(session)
        assert run
        # Of former runs nothing is left.
        assert set(session.scalars(select(CustomerValueRow.run))) == {run.id}


def test_who_was_scored_while_a_run_went_on_is_scored_once_more(database):
    night(database)
    before = known(database, name(3))
    thought = think(database, POLICIES, TODAY)
    with database.recording() as session:
        keep_earnings(session, [Earning("o1", name(3), TODAY.day, 5_000, 9_000, "26-1001")])
        rescore(session, name(3), TODAY, TERMS)
    show(database, thought, TERMS)

    assert known(database, name(3)).realised_cents == before.realised_cents + 5_000
