from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from configurator.storage.accounts import Account, Role, create_account, find_account
from configurator.storage.audit import entries_of
from configurator.storage.customer_search import newest_customers, search_customers
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    StaleCustomer,
    create_customer,
    customer_of,
    find_customer,
    latest_measurements,
    measurement_history,
    merge_customer,
    record_measurements,
    record_news,
    save_customer,
    twins_of,
)
from configurator.storage.database import Database
from configurator.storage.errors import NotThere

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ANNA = Customer("anna", "Anna Ek", "anna@example.org", "+33 6 12 34 56 78", NOW)
ZOE = Customer("zoe", "Zoé Straße", "ZOE@example.org", "", NOW)
HIP = MeasurementTaken("anna", "hip_mm", 1020, "40 1/8", "in", "sam", NOW, "tape")


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_customer(session, ANNA, "sam")
        create_customer(session, ZOE, "sam")
    return database


def test_a_customer_is_found_as_saved(database: Database) -> None:
    with database.reading() as session:
        assert find_customer(session, "anna") == ANNA
        assert find_customer(session, "bert") is None


def test_of_two_tablets_the_later_is_shown_both(database: Database) -> None:
    with database.recording() as session:
        hers = save_customer(session, replace(ANNA, phone="0"), "sam", LATER)
    ours = replace(ANNA, email="new@example.org")
    with pytest.raises(StaleCustomer) as stale, database.recording() as session:
        save_customer(session, ours, "kim", LATER)
    assert (stale.value.current, stale.value.ours) == (hers, ours)
    assert hers.revision == 2
    with database.recording() as session:
        assert save_customer(session, replace(ANNA, phone="0"), "sam", LATER) == hers


def test_who_is_not_there_cannot_be_saved(database: Database) -> None:
    with pytest.raises(NotThere), database.recording() as session:
        save_customer(session, replace(ANNA, id="bert"), "sam", NOW)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ann", ["anna"]),
        ("EK anna", ["anna"]),
        ("zoe", ["zoe"]),
        ("strasse", ["zoe"]),
        ("0612", ["anna"]),
        ("0033 6 12", ["anna"]),
        ("+33 6 12", ["anna"]),
        ("ek 0612", ["anna"]),
        ("Ék", ["anna"]),
        ("61234", ["anna"]),
        ("6 12 34", ["anna"]),
        ("example.org", ["anna", "zoe"]),
        ("%", []),
        ("_", []),
        ("  ", []),
        ("", []),
    ],
)
def test_customers_are_found_while_one_types(
    database: Database, typed: str, found: list[str]
) -> None:
    with database.reading() as session:
        assert [one.customer.id for one in search_customers(session, typed)] == found


def test_those_who_came_last_are_shown_before_anything_is_typed(database: Database) -> None:
    later = replace(ANNA, id="bert", name="Bert", created_at=LATER)
    with database.recording() as session:
        create_customer(session, later, "sam")
    with database.reading() as session:
        newest = newest_customers(session, limit=2)
    assert [(one.customer.id, one.orders, one.newest) for one in newest] == [
        ("bert", 0, ""),
        ("anna", 0, ""),
    ]


def test_people_are_listed_by_name_whatever_its_case_and_accents(database: Database) -> None:
    with database.recording() as session:
        for name in ("élodie", "Emma", "Eda"):
            create_customer(session, replace(ANNA, id=name, name=name), "sam")
    with database.reading() as session:
        found = search_customers(session, "example.org")
    names = [one.customer.name for one in found]
    assert names == ["Anna Ek", "Eda", "élodie", "Emma", "Zoé Straße"]


@pytest.mark.parametrize(
    ("email", "phone", "twins"),
    [
        ("ANNA@example.org ", "", ["anna"]),
        ("anna@example.or", "", []),
        ("", "06 12 34 56 78", ["anna"]),
        ("", "0033612345678", ["anna"]),
        ("", "12 34 56 78", ["anna"]),
        ("", "5678", []),
        ("zoe@example.org", "+33 612 345 678", ["anna", "zoe"]),
        ("", "", []),
    ],
)
def test_who_is_known_by_the_same_e_mail_or_phone_is_found(
    database: Database, email: str, phone: str, twins: list[str]
) -> None:
    with database.reading() as session:
        assert sorted(one.id for one in twins_of(session, email, phone)) == twins


def test_changes_of_different_fields_go_together(database: Database) -> None:
    with database.recording() as session:
        merge_customer(session, ANNA, replace(ANNA, phone="0"), "sam", LATER)
    with database.recording() as session:
        both = merge_customer(session, ANNA, replace(ANNA, email="new@example.org"), "kim", LATER)
    assert (both.phone, both.email, both.revision) == ("0", "new@example.org", 3)


def test_two_changes_of_one_field_are_shown_and_neither_is_lost(database: Database) -> None:
    ours = replace(ANNA, name="Anna Berg", phone="1")
    with database.recording() as session:
        theirs = merge_customer(session, ANNA, replace(ANNA, phone="0"), "sam", LATER)
    with pytest.raises(StaleCustomer) as stale, database.recording() as session:
        merge_customer(session, ANNA, ours, "kim", LATER)
    assert stale.value.fields == ("phone",)
    assert (stale.value.current, stale.value.ours) == (theirs, ours)
    with database.reading() as session:
        assert find_customer(session, "anna") == theirs


def test_the_same_change_made_twice_is_one(database: Database) -> None:
    wanted = replace(ANNA, phone="0")
    with database.recording() as session:
        once = merge_customer(session, ANNA, wanted, "sam", LATER)
    with database.recording() as session:
        assert merge_customer(session, ANNA, wanted, "kim", LATER) == once


def test_an_account_becomes_a_customer_once_and_never_one_known_already(
    database: Database,
) -> None:
    account = Account("account", "anna@example.org", "Anna", Role.CUSTOMER, NOW)
    with database.recording() as session:
        create_account(session, account, "no hash", "test")
    for id_ in ("new", "newer"):
        with database.recording() as session:
            made = customer_of(session, account, id_, LATER)
        assert (made.id, made.name, made.email) == ("new", "Anna", "anna@example.org")
    with database.reading() as session:
        known = find_account(session, "account")
    assert known
    assert (known.customer, known.revision) == ("new", 2)


def test_only_news_is_recorded(database: Database) -> None:
    older = replace(HIP, measured_at=NOW - timedelta(days=1))
    larger, again = replace(HIP, amount=1030), replace(HIP, measured_at=LATER)
    with database.recording() as session:
        record_measurements(session, [HIP])
    for one in (HIP, older, larger, again):
        with database.recording() as session:
            record_news(session, [one])
    with database.reading() as session:
        assert measurement_history(session, "anna") == (HIP, larger, again)


def test_the_newest_measurement_counts_and_the_older_stay(database: Database) -> None:
    newer = replace(HIP, amount=1010, text_typed="101", unit_typed="cm", measured_at=LATER)
    waist = replace(HIP, key="waist_mm", amount=800)
    with database.recording() as session:
        record_measurements(session, [HIP, waist])
    with database.recording() as session:
        record_measurements(session, [newer])
    with database.reading() as session:
        assert latest_measurements(session, "anna") == {"hip_mm": newer, "waist_mm": waist}
        assert measurement_history(session, "anna") == (HIP, waist, newer)
        assert latest_measurements(session, "zoe") == {}


@pytest.mark.parametrize("change", ["UPDATE measurement SET amount = 1", "DELETE FROM measurement"])
def test_measurements_cannot_be_altered_by_any_program(database: Database, change: str) -> None:
    with database.recording() as session:
        record_measurements(session, [HIP])
    with pytest.raises(DatabaseError, match="is a record"), database.recording() as session:
        session.execute(text(change))


def test_what_was_done_to_a_customer_is_on_the_trail(database: Database) -> None:
    with database.recording() as session:
        save_customer(session, replace(ANNA, phone="0"), "kim", LATER)
        record_measurements(session, [HIP])
    with database.reading() as session:
        created, changed, measured = entries_of(session, "customer anna")
    assert [created.what, changed.what, measured.what] == ["created", "changed", "measured"]
    assert changed.before_hash == created.after_hash
    assert "Anna" not in f"{created}{changed}{measured}"
