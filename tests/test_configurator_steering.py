"""What managers steer by: weeks, who was kept, contacts, who is known, what prospects bring."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from configurator.steering_night import (
    CONTACTS,
    KNOWN,
    ORDERS,
    SERVED,
    TRACES,
    VISITS,
    WEEKS,
    read_traces,
    read_weeks,
    steer,
)
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database, open_database
from configurator.storage.events import tell
from configurator.storage.identity import history_of, merge_persons
from configurator.storage.night_figures import find_figure
from configurator.storage.pairs import Decision
from configurator.storage.portraits import keep_portraits
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tables_programmes import AssignmentRow, AttentionRow, ProgrammeRow
from configurator.storage.tables_segments import TraitsRow
from configurator.storage.tables_value import EarningRow
from configurator.storage.topics import News, Topic, follow, publish
from configurator.storage.value import find_value
from configurator.storage.value_anew import Today, rescore
from configurator.storage.value_intake import Earning, keep_earnings
from configurator.value_night import show, think
from customers.identity.event import Event, Kind
from customers.value.policy import read_policies
from customers.value.potential import Known, Trace

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)  # A Wednesday.
TODAY = Today(NOW, NOW.date())
POLICIES = read_policies()
MONDAY = date(2026, 11, 23)
SERVED_ONES, CONTROL = 30, 12


def name(number: int) -> str:
    return f"p{number:02}"


def earned(person: str, on: date, cents: int = 1_000) -> Earning:
    return Earning(f"{person} {on}", person, on, cents, 2 * cents, "")


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    """42 customers, all drawn 400 days ago; 24 of 30 served and 4 of 12 others bought since."""
    opened, drawn = open_database(address), TODAY.day - timedelta(days=400)
    with opened.recording() as session:
        programme = ProgrammeRow(
            key="CPP",
            name="CPP",
            tier="CPP",
            cost_cents=500,
            take_percent=0,
            control_percent=10,
            seed="s",
            state="running",
            began_day=1,
            ended_day=None,
            made_by="",
            told={},
            revision=1,
        )
        session.add(programme)
        for number in range(SERVED_ONES + CONTROL):
            id_ = name(number)
            create_customer(session, Customer(id_, id_, "", "06" if number else "", NOW), "test")
            row = {"programme": "CPP", "person": id_, "day": drawn.toordinal()}
            session.add(AssignmentRow(**row, is_control=number >= SERVED_ONES))
            keep_earnings(session, [earned(id_, drawn - timedelta(days=30))])
            if number < 24 or number >= SERVED_ONES + 8:
                keep_earnings(session, [earned(id_, drawn + timedelta(days=50), 4_000)])
            tell(session, Event(f"v{number}", id_, Kind.VISITED, NOW, NOW))
    keep_portraits(opened, NOW)
    show(opened, think(opened, POLICIES, TODAY), POLICIES.terms)
    yield opened
    opened.close()


def found(database: Database, key: str, today: Today = TODAY) -> dict[str, Any]:
    steer(database, POLICIES.terms, today)
    with database.reading() as session:
        kept = find_figure(session, key)
    assert kept
    return dict(kept.figures)


def test_who_was_served_and_who_went_without_are_kept_apart_by_cohort_and_year(database):
    rows = {tuple(row[:4]): row[4:] for row in found(database, SERVED)["rows"]}
    assert rows["CPP", 2025, 0, False] == [30, 24, 24 * 4_000]
    assert rows["CPP", 2025, 0, True] == [12, 4, 4 * 4_000]
    assert rows["CPP", 2025, 1, False] == [30, 0, 0]


def test_what_was_bought_under_a_merged_id_counts_for_who_was_drawn(database):
    with database.recording() as session:
        create_customer(session, Customer("other", "other", "", "", NOW), "test")
        keep_earnings(session, [earned("other", TODAY.day - timedelta(days=200), 9_000)])
        merge_persons(session, name(25), "other", Decision("m", "test", NOW))
    rows = {tuple(row[:4]): row[4:] for row in found(database, SERVED)["rows"]}
    assert rows["CPP", 2025, 0, False] == [30, 25, 24 * 4_000 + 9_000]


def test_a_week_is_foreseen_before_it_and_never_again_and_the_truth_comes_in(database):
    with database.recording() as session:
        for back in range(1, 20):
            begin = MONDAY - timedelta(weeks=back)
            keep_earnings(
                session,
                [earned(name(one), begin + timedelta(days=one % 7)) for one in range(20)],
            )
    weeks = read_weeks(found(database, WEEKS), ORDERS)
    assert weeks[-1].begin == MONDAY
    assert weeks[-1].actual is None
    assert weeks[-2].actual == 20
    assert weeks[-1].low < 20 < weeks[-1].high
    assert not weeks[-2].is_outside

    with database.recording() as session:
        surge = [earned(f"p{one}", MONDAY, 5) for one in range(100, 160)]
        keep_earnings(session, surge)
    later = Today(NOW + timedelta(weeks=1), TODAY.day + timedelta(weeks=1))
    anew = {one.begin: one for one in read_weeks(found(database, WEEKS, later), ORDERS)}
    assert anew[MONDAY].expected == weeks[-1].expected
    assert anew[MONDAY].actual == 60
    assert anew[MONDAY].is_outside
    assert read_weeks(found(database, WEEKS, later), VISITS) == []


def test_contacts_cost_what_was_sent_spent_and_given_and_orders_are_sorted_by_how_they_came(
    database,
):
    day = TODAY.day.toordinal()
    with database.recording() as session:
        session.add(AttentionRow(id="a", person="p01", began_at=NOW, day=day, seconds=600))
        session.add(AssignmentRow(programme="CPP", person="new", is_control=False, day=day))
        news = News("n", Topic.CARE, {"en": ("a", "b")}, "us", TODAY.day, NOW)
        follow(session, "p01", [Topic.CARE], NOW)
        publish(session, news, "test", ["m"])
        session.execute(update(MessageRow).values(sent_at=NOW, cost_cents=90))
    costs = found(database, CONTACTS)["costs"]
    assert costs == {
        "messages": [1, 90],
        "minutes": [1, 10 * POLICIES.terms.minute_cents],
        "offers": [1, 500],
    }


def test_how_many_are_known_rises_with_the_night_after_an_answer(database):
    def shares() -> dict[int, list[int]]:
        return {row[0]: row[1:] for row in found(database, KNOWN)["rows"]}

    before = shares()
    assert sum(row[0] for row in before.values()) == SERVED_ONES + CONTROL
    assert sum(row[1] for row in before.values()) == SERVED_ONES + CONTROL - 1
    assert sum(row[2] for row in before.values()) == 0
    with database.recording() as session:
        told = {"cycles": "often"}
        session.add(TraitsRow(person="p01", day=1, told=told, inferred={}))
        session.add(TraitsRow(person="p02", day=1, told={"town": "nantes"}, inferred={}))
    assert sum(row[2] for row in shares().values()) == 1


def test_a_prospect_has_potential_and_becomes_a_customer_without_losing_his_history(database):
    with database.recording() as session:
        create_customer(session, Customer("new", "new", "", "", NOW), "test")
        tell(session, Event("w", "new", Kind.WISHED, NOW, NOW))
    keep_portraits(database, NOW)
    known = read_traces(found(database, TRACES))
    assert known[Trace.DESIGNED] == Known(1, 0, 0)
    assert sum(one.customers for one in known.values()) == SERVED_ONES + CONTROL

    with database.reading() as session:
        before = history_of(session, "new")
        assert find_value(session, "new") is None
    with database.recording() as session:
        keep_earnings(session, [earned("new", TODAY.day)])
        rescore(session, "new", TODAY, POLICIES.terms)
    with database.reading() as session:
        assert find_value(session, "new")
        assert history_of(session, "new") == before
        assert session.get(EarningRow, f"new {TODAY.day}")
