"""What was said of pairs that were worn is only added to, and of two answers the later counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from catalog.configuration import Configuration
from configurator.storage.audit import entries_of
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.drafts import Draft, create_draft, get_draft, save_draft
from configurator.storage.fit import (
    Remake,
    find_remake,
    is_learning,
    record_remake,
    remade_as,
    said_of,
    say_fit,
    switch_learning,
    worn_by,
    worn_since,
)
from configurator.storage.idempotency import Request
from configurator.storage.orders import StoredOrder, place_order
from customers.body.feedback import Felt, Zone
from customers.body.start import Start
from customers.body.target import Tailoring, Way
from production.order import Order
from tests.shop import ORDER

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
JEANS = Configuration("jeans", "2026-11")


def order(draft: str) -> Order:
    return replace(
        ORDER,
        configuration=draft,
        measured_at=NOW,
        measured_by="Yasmine",
        tailoring=Tailoring("w86_90a", {}, {}, ()),
        placed_at=NOW,
    )


def bought(database: Database, draft: str) -> StoredOrder:
    with database.recording() as session:
        create_draft(session, Draft(draft, JEANS, saved_at=NOW))
        asked = Request("order", draft, {})
        return place_order(session, order(draft), "anna", asked, "anna").stored


def say(database: Database, pair: StoredOrder, at: datetime = LATER, **felt: Felt) -> None:
    said = {Zone(zone): one for zone, one in felt.items()}
    with database.recording() as session:
        say_fit(session, pair, said, "yasmine", at)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        for one in ("anna", "ben"):
            create_customer(session, Customer(one, one, f"{one}@example.org", "", NOW), one)
    return database


def test_of_two_answers_about_a_zone_the_later_counts_and_both_stay(database) -> None:
    pair = bought(database, "first")
    number = pair.order.number
    say(database, pair, waist=Felt.TOO_TIGHT, hip=Felt.RIGHT)
    say(database, pair, at=LATER + timedelta(days=1), waist=Felt.RIGHT, hip=Felt.RIGHT)
    with database.reading() as session:
        said = said_of(session, [number])[number]
        kept = session.execute(text("SELECT count(*) FROM fit_feedback")).scalar_one()
        deeds = [entry.what for entry in entries_of(session, f"order {number}")]
    assert {zone: one.felt for zone, one in said.items()} == {
        Zone.WAIST: Felt.RIGHT,
        Zone.HIP: Felt.RIGHT,
    }
    assert (said[Zone.HIP].at, said[Zone.HIP].by) == (LATER, "yasmine")
    assert kept == 3
    assert deeds == ["placed", "said fit", "said fit"]


def test_pairs_are_found_by_who_wears_them_in_the_order_they_were_bought(database) -> None:
    first, second, third = (bought(database, draft) for draft in ("first", "second", "third"))
    say(database, third, knee=Felt.RIGHT)
    say(database, first, waist=Felt.TOO_LOOSE)
    with database.reading() as session:
        worn = worn_by(session, "anna")
        assert worn_by(session, "ben") == ()
        assert worn_since(session, NOW) == worn
        assert worn_since(session, NOW + timedelta(seconds=1)) == ()
    assert [one.stored.order.number for one in worn] == [first.order.number, third.order.number]
    assert worn[0].felt == {Zone.WAIST: Felt.TOO_LOOSE}
    assert second.order.number not in {one.stored.order.number for one in worn}


def test_learning_is_on_until_somebody_switches_it_off(database) -> None:
    for wanted in (True, False, False, True):
        with database.recording() as session:
            switch_learning(session, "anna", "yasmine", LATER, on=wanted)
        with database.reading() as session:
            assert is_learning(session, "anna") is wanted
            assert is_learning(session, "ben")
    with database.reading() as session:
        deeds = [entry.what for entry in entries_of(session, "customer anna")]
    assert deeds.count("switched learning") == 2


def test_a_remake_is_linked_to_the_pair_it_replaces_with_the_reason(database) -> None:
    first = bought(database, "first").order.number
    remake = Remake("second", first, "the hem is too narrow", "yasmine", LATER)
    with database.recording() as session:
        create_draft(session, Draft("second", JEANS, saved_at=NOW))
        record_remake(session, remake)
    with database.recording() as session:
        placed = place_order(session, order("second"), "anna", Request("order", "2", {}), "anna")
    with database.reading() as session:
        assert find_remake(session, "second") == remake
        assert find_remake(session, "first") is None
        assert remade_as(session, first) == (placed.stored.order.number,)
        assert remade_as(session, placed.stored.order.number) == ()


@pytest.mark.parametrize("table", ["fit_feedback", "learning", "remake"])
@pytest.mark.parametrize("change", ["UPDATE {} SET said_by = 'nobody'", "DELETE FROM {}"])
def test_what_was_said_is_never_changed(database, table: str, change: str) -> None:
    pair = bought(database, "first")
    say(database, pair, waist=Felt.RIGHT)
    with database.recording() as session:
        switch_learning(session, "anna", "yasmine", LATER, on=False)
        record_remake(session, Remake("first", pair.order.number, "why", "yasmine", LATER))
    with pytest.raises(DatabaseError, match="is a record"), database.recording() as session:
        session.execute(text(change.format(table)))


def test_a_draft_keeps_from_what_it_is_tailored(database) -> None:
    start = Start(Way.TRY_ON, "w86_90a", {"hip": -5}, {"hip_adjust": "p10"})
    with database.writing() as session:
        plain = create_draft(session, Draft("plain", JEANS, saved_at=NOW))
        save_draft(session, replace(plain, start=start), LATER)
    with database.reading() as session:
        assert get_draft(session, "plain").start == start
    with database.writing() as session:
        session.execute(text("UPDATE draft SET start = '{}'"))
    with database.reading() as session:
        assert get_draft(session, "plain").start == Start()
