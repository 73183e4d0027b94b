"""The relational account: what each side gave, and who has had less for months."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from configurator.storage.cases import complain
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    record_measurements,
)
from configurator.storage.database import Database
from configurator.storage.identity import merge_persons
from configurator.storage.pairs import Decision
from configurator.storage.relation import (
    find_uneven,
    given_of,
    keep_uneven,
    uneven_relations,
)
from configurator.storage.value_intake import (
    Cost,
    Earning,
    Points,
    give_points,
    keep_earnings,
    note_cost,
)
from customers.dialogue.account import Given, Item, Side, Uneven, balance, by_month, uneven
from customers.identity.event import Event, Kind
from customers.value.lifetime import Part
from customers.value.policy import read_policies
from tests.shop import NOON

POLICIES = read_policies()
POLICIES = replace(POLICIES, care=replace(POLICIES.care, uneven_months=3))
JULY, TODAY = date(2026, 7, 10), date(2026, 11, 20)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    """Zoe pays, Omar costs, Nadia complains; Ben is even."""
    with database.recording() as session:
        for id_ in ("zoe", "omar", "nadia", "ben"):
            create_customer(session, Customer(id_, id_.title(), "", "", NOON), "sam")
        keep_earnings(
            session,
            [
                Earning("1", "zoe", JULY, 9_000, 15_000, "till"),
                Earning("2", "omar", JULY, 100, 15_000, "till"),
            ],
        )
        for person in ("zoe", "omar"):
            cost = Cost(f"cost {person}", person, Part.SERVICE, JULY, 3_000, "bill")
            note_cost(session, cost, "sam", NOON)
        give_points(session, Points("points", "zoe", 20, JULY, "thanks"))
        at = datetime(2026, 7, 10, 12, tzinfo=UTC)
        taken = ("102", "cm", "sam", at, "tape")
        record_measurements(session, [MeasurementTaken("nadia", "hip_mm", 1020, *taken)])
        torn = Event("torn", "nadia", Kind.COMPLAINED, at, at, document="26-1001")
        complain(session, replace(torn, told_at=at + timedelta(hours=1)))
    return database


def test_what_each_side_gave_is_gathered_by_month_with_its_worth(database: Database) -> None:
    month = JULY.replace(day=1)
    with database.reading() as session:
        zoe = given_of(session, "zoe", POLICIES, UTC)
        nadia = given_of(session, "nadia", POLICIES, UTC)
    assert set(zoe) == {
        Given(month, Item.MARGIN, 1, 9_000),
        Given(month, Item.SERVICE, 1, 3_000),
        Given(month, Item.POINTS, 1, 200),
    }
    assert (balance(zoe, Side.SHOP), balance(zoe, Side.CUSTOMER)) == (5_800, 3_200)
    assert {one.item: one.cents for one in nadia} == {Item.FACTS: 50, Item.TROUBLE: 2_000}
    assert (balance(nadia, Side.SHOP), balance(nadia, Side.CUSTOMER)) == (50, -2_050)


def test_managers_hear_of_relations_in_which_a_side_has_had_less_for_months(
    database: Database,
) -> None:
    with database.recording() as session:
        found = find_uneven(session, POLICIES, TODAY, UTC)
        keep_uneven(session, found, TODAY)
        keep_uneven(session, found, TODAY)
        assert find_uneven(session, POLICIES, date(2026, 9, 30), UTC) == {}
    assert found == {
        "omar": (Uneven(Side.SHOP, 4, -2_900),),
        "nadia": (Uneven(Side.CUSTOMER, 4, -2_050),),
    }
    with database.reading() as session:
        assert [person for person, _ in uneven_relations(session, 9)] == ["omar", "nadia"]
        assert len(uneven_relations(session, 1)) == 1


def test_who_was_merged_has_one_account(database: Database) -> None:
    with database.recording() as session:
        merge_persons(session, "zoe", "omar", Decision("merge", "sam", NOON))
        assert set(find_uneven(session, POLICIES, TODAY, UTC)) == {"nadia"}
        assert balance(given_of(session, "omar", POLICIES, UTC), Side.SHOP) == 2_900


def test_a_side_is_uneven_only_if_it_was_at_every_end_of_so_many_months() -> None:
    told = [
        Given(date(2026, 1, 1), Item.SERVICE, 1, 500),
        Given(date(2026, 3, 1), Item.MARGIN, 1, 600),
        Given(date(2026, 5, 1), Item.SERVICE, 1, 300),
    ]
    june = date(2026, 6, 30)
    assert list(by_month(told, Side.SHOP, june).values()) == [-500, -500, 100, 100, -200, -200]
    assert uneven(told, 2, june) == (Uneven(Side.SHOP, 2, -200),)
    assert uneven(told, 3, june) == ()
    assert uneven([], 1, june) == ()
