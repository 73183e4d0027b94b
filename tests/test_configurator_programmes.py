"""Programmes and referrals as they are kept, on both databases: who is in, who goes without."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from configurator.programmes_night import run_programmes
from configurator.storage.attention import Seen, effort_told, note_attention
from configurator.storage.consents import note_consent
from configurator.storage.database import Database, open_database
from configurator.storage.gestures import (
    Gesture,
    GestureDone,
    GestureKind,
    do_gesture,
    gestures_of,
)
from configurator.storage.identity import history_of
from configurator.storage.inbox import count_waiting
from configurator.storage.jobs import RESCORE, Work, find_job
from configurator.storage.programmes import (
    AlreadyBegun,
    Programme,
    begin_programme,
    end_programme,
    get_programme,
    goes_without,
    manner_of,
    plan_programme,
)
from configurator.storage.referral_codes import (
    CodeRefused,
    CodeTaken,
    code_of,
    outcome_of,
    take_code,
)
from configurator.storage.referral_codes import Why as NotTaken
from configurator.storage.tables_programmes import AssignmentRow, GestureRow
from configurator.storage.value import best_values, find_value
from configurator.storage.value_anew import Today, rescore
from configurator.storage.value_intake import (
    Cost,
    Earning,
    cancel_referral,
    keep_earnings,
    note_cost,
    points_of,
)
from configurator.value_night import show, think
from customers.rights.consent import EVERYTHING, Consent, Said, Source
from customers.rights.purpose import Channel
from customers.value.control import is_control
from customers.value.lifetime import Part
from customers.value.manner import Why
from customers.value.policy import read_policies
from customers.value.tier import Tier

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
TODAY = Today(NOW, NOW.date())
POLICIES = read_policies()
TERMS = POLICIES.terms
PEOPLE = 100


def name(number: int) -> str:
    return f"p{number:03}"


def later(days: int) -> Today:
    return Today(NOW + timedelta(days=days), TODAY.day + timedelta(days=days))


def night(database: Database, today: Today = TODAY) -> None:
    show(database, think(database, POLICIES, today), TERMS)
    run_programmes(database, POLICIES, today)


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    """100 people: the higher the number the better, bought each of the last six months."""
    opened = open_database(address)
    earnings = [
        Earning(f"{one} {month}", name(one), TODAY.day - timedelta(30 * month), 100 * one, 1, "")
        for one in range(PEOPLE)
        for month in range(1, 7)
    ]
    with opened.recording() as session:
        keep_earnings(session, earnings)
    yield opened
    opened.close()


def known(database: Database, tier: Tier) -> dict[str, tuple[Gesture, ...]]:
    """Gestures for everybody of a tier."""
    with database.reading() as session:
        everybody = [one.person for one in best_values(session, PEOPLE) if one.tier == tier]
        return {one: gestures_of(session, one) for one in everybody}


def test_who_becomes_cpp_is_thanked_enrolled_and_invited_once_unless_he_goes_without(database):
    night(database)
    best = known(database, Tier.CPP)

    assert len(best) == PEOPLE // 5
    percent = POLICIES.care.control_percent
    without = {one for one in best if is_control(Tier.CPP, one, percent)}
    assert 0 < len(without) < len(best) / 3
    for one, gestures in best.items():
        kinds = {gesture.kind for gesture in gestures}
        with database.reading() as session:
            points = points_of(session, one)
            assert goes_without(session, Tier.CPP, one) is (one in without)
            why = manner_of(session, one, POLICIES, NOW)
        if one in without:
            assert (kinds, points, why.why) == (set(), 0, Why.CONTROL)
            assert why.policy == POLICIES.policies[Tier.CCM]
        else:
            assert kinds == {GestureKind.THANKS, GestureKind.AMBASSADOR}
            assert points == POLICIES.care.welcome_points
            assert {one.due_on for one in gestures} == {TODAY.day + timedelta(days=7)}
            assert why.goes_first

    one = next(iter(set(best) - without))
    with database.recording() as session:
        do_gesture(session, GestureDone(one, GestureKind.THANKS, "sam", TODAY.day, NOW))
    night(database, later(1))
    with database.reading() as session:
        assert points_of(session, one) == POLICIES.care.welcome_points
        thanks = [each for each in gestures_of(session, one) if each.kind is GestureKind.THANKS]
    assert [each.done_on for each in thanks] == [TODAY.day]


def test_who_leaves_cpp_is_told_nothing_and_keeps_what_he_has(database):
    night(database)
    one, gestures = next(item for item in known(database, Tier.CPP).items() if item[1])
    with database.recording() as session:
        do_gesture(session, GestureDone(one, GestureKind.AMBASSADOR, one, TODAY.day, NOW, "yes"))
        note_cost(
            session, Cost("c", one, Part.SERVICE, TODAY.day, 10_000_000, "a loss"), "ada", NOW
        )
    for days in (1, 2):
        night(database, later(days))

    with database.reading() as session:
        worth, history = find_value(session, one), history_of(session, one)
        after = gestures_of(session, one)
        assert points_of(session, one) == POLICIES.care.welcome_points
        assert count_waiting(session) == 0
    assert worth
    assert worth.tier == Tier.CNR
    assert history == ()
    assert {each.kind for each in after} == {each.kind for each in gestures}
    assert "yes" in {each.answer for each in after}


def test_everybody_who_may_grow_has_one_dated_step_with_its_uplift_and_then_another(database):
    night(database)
    growing = known(database, Tier.CCM)
    percent = POLICIES.care.control_percent

    assert growing
    for one, gestures in growing.items():
        if is_control(Tier.CCM, one, percent):
            assert gestures == ()
            continue
        (step,) = gestures
        assert step.kind is GestureKind.STEP
        assert TODAY.day < step.due_on <= TODAY.day + timedelta(days=90)
        assert step.uplift_cents >= 0
        with database.reading() as session:
            worth = find_value(session, one)
        assert worth
        expected = worth.baseline_cents // worth.purchases * worth.p_alive * 10 / 100
        assert step.uplift_cents == round(expected)

    one = next(one for one, gestures in growing.items() if gestures)
    with database.recording() as session:
        do_gesture(session, GestureDone(one, GestureKind.STEP, "sam", TODAY.day, NOW))
    night(database, later(30))
    with database.reading() as session:
        assert [each.done_on for each in gestures_of(session, one)] == [TODAY.day]
    night(database, later(91))
    with database.reading() as session:
        assert [each.done_on for each in gestures_of(session, one)] == [None]


def consent(person: str, number: int, said: Said, purpose: str = "lifetime_value") -> Consent:
    return Consent(
        f"word {person} {number}",
        person,
        purpose,
        Channel.ANY,
        said,
        NOW,
        Source.PAGE,
        "",
        1,
        "en",
        "",
    )


@pytest.mark.parametrize("purpose", ["lifetime_value", EVERYTHING])
def test_of_who_says_no_nothing_stands_at_once_and_no_night_values_him(database, purpose):
    night(database)
    one = next(one for one, gestures in known(database, Tier.CPP).items() if gestures)
    with database.recording() as session:
        note_consent(session, consent(one, 1, Said.WITHDRAWN, purpose))
    with database.reading() as session:
        assert find_value(session, one) is None
        assert gestures_of(session, one) == ()
        assert find_job(session, Work(RESCORE, one))
        assert manner_of(session, one, POLICIES, NOW).why is Why.NOT_ALLOWED

    with database.recording() as session:
        rescore(session, one, TODAY, TERMS)
        assert find_value(session, one) is None
    night(database, later(1))
    with database.reading() as session:
        assert find_value(session, one) is None
        gone = select(AssignmentRow).where(AssignmentRow.person == one)
        assert session.scalars(gone).all() == []

    with database.recording() as session:
        note_consent(session, consent(one, 2, Said.LIFTED, purpose))
        rescore(session, one, TODAY, TERMS)
        assert find_value(session, one)


def test_a_code_moves_value_from_who_came_to_who_told_him_and_back_when_cancelled(database):
    night(database)
    with database.recording() as session:
        code = code_of(session, name(5), "chance", NOW)
        assert code_of(session, name(5), "another", NOW) == code
        for refused, why in ((name(5), NotTaken.OWN), (name(6), NotTaken.NOT_NEW)):
            with pytest.raises(CodeRefused) as told:
                take_code(session, CodeTaken(code, refused, TODAY.day, "sam", NOW))
            assert told.value.why is why
        keep_earnings(session, [Earning("new", "new", TODAY.day, 10_000, 1, "")])
        rescore(session, "new", TODAY, TERMS)

    def total() -> int:
        with database.recording() as session:
            rescore(session, "new", TODAY, TERMS)
            worths = [find_value(session, one) for one in ("new", *map(name, range(PEOPLE)))]
        return sum(one.value_cents for one in worths if one)

    def of(person: str) -> int:
        with database.reading() as session:
            worth = find_value(session, person)
        return worth.referral_cents if worth else 0

    before = total()
    with database.recording() as session:
        take_code(session, CodeTaken(code, "new", TODAY.day, "sam", NOW))
        other = code_of(session, name(7), "third", NOW)
        with pytest.raises(CodeRefused) as told:
            take_code(session, CodeTaken(other, "new", TODAY.day, "sam", NOW))
        assert told.value.why is NotTaken.REFERRED
    assert total() == before
    assert of(name(5)) == -of("new") > 0
    with database.reading() as session:
        assert outcome_of(session, name(5)).bought == 1

    with database.recording() as session:
        cancel_referral(session, "new", "ada", NOW)
        rescore(session, name(5), TODAY, TERMS)
    assert total() == before
    assert of(name(5)) == of("new") == 0


def test_an_offer_is_measured_against_those_drawn_to_go_without(database):
    night(database)
    planned = Programme("o1", "Hemming", Tier.CPP, 500, 20, 50, "seed")
    with database.recording() as session:
        plan_programme(session, planned, "ada", NOW)
        begin_programme(session, "o1", TODAY.day, "ada", NOW)
        with pytest.raises(AlreadyBegun):
            begin_programme(session, "o1", TODAY.day, "ada", NOW)
    run_programmes(database, POLICIES, TODAY)
    best = list(known(database, Tier.CPP))
    with database.reading() as session:
        without = {one for one in best if goes_without(session, "o1", one)}
        assert without == {one for one in best if is_control("seed", one, 50)}
    more = [
        Earning(f"x{one}", one, TODAY.day, 1_000 if one in without else 3_000, 1, "")
        for one in best
    ]
    with database.recording() as session:
        keep_earnings(session, more)
    run_programmes(database, POLICIES, later(1))

    with database.reading() as session:
        told = get_programme(session, "o1").told
    assert told
    assert told.more
    assert (told.reached, told.control) == (len(best) - len(without), len(without))
    assert (told.more.cents, told.more.low_cents, told.more.high_cents) == (2_000, 2_000, 2_000)
    assert told.net_cents == 2_000 * told.reached - 500 * told.reached
    with database.recording() as session:
        end_programme(session, "o1", TODAY.day, "ada", NOW)
        with pytest.raises(AlreadyBegun):
            end_programme(session, "o1", TODAY.day, "ada", NOW)


def test_effort_counts_what_a_page_was_looked_at_once_and_no_longer_than_it_was_open(database):
    night(database)
    best = next(iter(known(database, Tier.CPP)))
    with database.recording() as session:
        for at, seconds in ((NOW, 15), (NOW, 15), (NOW + timedelta(seconds=100), 100)):
            note_attention(session, Seen("page", best, seconds), TODAY.day, at)
        note_attention(session, Seen("page", best, 9_999), TODAY.day, NOW + timedelta(seconds=100))
        note_attention(session, Seen("other", name(30), 500), TODAY.day, NOW)
    run_programmes(database, POLICIES, TODAY)

    with database.reading() as session:
        told = effort_told(session)
    assert told
    since, tiers = told
    assert since == TODAY.day - timedelta(days=30)
    by_tier = {one.tier: one.seconds for one in tiers}
    assert by_tier == {Tier.CPP: 160, Tier.CCM: 60, Tier.CNR: 0}
    assert sum(one.margin_cents for one in tiers) > 0
    assert replace(tiers[0], seconds=0).offer_cents > 0


def test_a_step_is_dropped_when_somebody_may_grow_no_more(database):
    night(database)
    with database.recording() as session:
        session.add(
            GestureRow(
                person=name(PEOPLE - 1),
                kind=GestureKind.STEP,
                programme="CCM",
                due_day=TODAY.day.toordinal(),
                uplift_cents=1,
                done_day=None,
                done_by="",
                answer="",
            )
        )
    run_programmes(database, POLICIES, TODAY)
    with database.reading() as session:
        found = gestures_of(session, name(PEOPLE - 1))
    assert GestureKind.STEP not in {one.kind for one in found}
