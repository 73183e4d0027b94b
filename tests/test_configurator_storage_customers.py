from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from configurator.migrations import upgrade
from configurator.storage.audit import entries_of
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    StaleCustomer,
    create_customer,
    find_customer,
    latest_measurements,
    measurement_history,
    record_measurements,
    save_customer,
    search_customers,
)
from configurator.storage.database import Database, open_database
from configurator.storage.errors import NotThere

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ANNA = Customer("anna", "Anna Ek", "anna@example.org", "+33 6 12 34 56 78", NOW)
ZOE = Customer("zoe", "Zoé Straße", "ZOE@example.org", "", NOW)
HIP = MeasurementTaken("anna", "hip_mm", 1020, "40 1/8", "in", "sam", NOW, "tape")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'shop.sqlite'}")
    upgrade(opened)
    with opened.recording() as session:
        create_customer(session, ANNA, "sam")
        create_customer(session, ZOE, "sam")
    yield opened
    opened.close()


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
        ("0612", []),
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
        assert [customer.id for customer in search_customers(session, typed)] == found


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
