"""Readings are records: they are added, shared by the tablets at one visit, and never changed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from catalog.configuration import Configuration
from configurator.storage.audit import entries_of
from configurator.storage.customers import Customer, create_customer, latest_measurements
from configurator.storage.database import Database
from configurator.storage.drafts import Draft, create_draft, get_draft
from configurator.storage.errors import NotThere
from configurator.storage.readings import (
    Measuring,
    ReadingTaken,
    StaleReading,
    find_measuring,
    get_measuring,
    hold_measuring,
    is_current,
    join_customer,
    measuring_of_customer,
    measuring_of_draft,
    readings_of,
    take_readings,
)
from customers.body.reading import Reading

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
ANNA = Customer("anna", "Anna Ek", "anna@example.org", "", NOW)
VISIT = Measuring("visit", "anna", None, NOW, "Sam", "f", "in")
HIP = ReadingTaken(Reading("hip_mm", 1020), "40 1/8", "in", "Sam", NOW)
WAIST = ReadingTaken(Reading("waist_mm", 840), "84", "cm", "Sam", NOW, level="floor", level_mm=1070)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_customer(session, ANNA, "sam")
        create_draft(session, Draft("link", Configuration("jeans", edition="one"), NOW))
    return database


def take(
    database: Database, *taken: ReadingTaken, seen: int = 0, visit: Measuring = VISIT
) -> Measuring:
    with database.recording() as session:
        return take_readings(session, visit, taken, seen)


def read(database: Database, visit: str = "visit") -> list[ReadingTaken]:
    with database.reading() as session:
        return [replace(one, number=0) for one in readings_of(session, visit)]


def test_a_visit_begins_with_its_first_reading(database: Database) -> None:
    with database.reading() as session:
        assert find_measuring(session, "visit") is None
        with pytest.raises(NotThere):
            get_measuring(session, "visit")
    begun = take(database, HIP, WAIST)

    assert begun == replace(VISIT, revision=2)
    assert read(database) == [HIP, WAIST]
    with database.reading() as session:
        assert measuring_of_customer(session, "anna") == begun
        assert len(entries_of(session, "measuring visit")) == 2


def test_the_same_reading_again_is_no_other(database: Database) -> None:
    take(database, HIP)
    take(database, replace(HIP, taken_by="Kim", taken_at=NOW + timedelta(minutes=1)))

    assert read(database) == [HIP]


def test_a_correction_follows_and_both_stay(database: Database) -> None:
    better = replace(HIP, reading=Reading("hip_mm", 1030), text_typed="103", unit_typed="cm")
    seen = take(database, HIP).revision
    take(database, better, seen=seen)

    assert read(database) == [HIP, better]


def test_who_fills_a_slot_that_was_filled_meanwhile_is_told(database: Database) -> None:
    take(database, HIP)
    other = replace(HIP, reading=Reading("hip_mm", 1040), taken_by="Kim")
    with pytest.raises(StaleReading) as stale:
        take(database, WAIST, other)

    assert (stale.value.current.reading.amount, stale.value.ours) == (1020, other)
    assert read(database) == [HIP]
    take(database, WAIST)
    assert read(database) == [HIP, WAIST]


@pytest.mark.parametrize("change", ["UPDATE reading SET amount = 1", "DELETE FROM reading"])
def test_a_reading_cannot_be_changed(database: Database, change: str) -> None:
    take(database, HIP)
    with pytest.raises(DatabaseError), database.recording() as session:
        session.execute(text(change))
    assert read(database) == [HIP]


def test_a_visit_is_current_until_something_else_is_read(database: Database) -> None:
    begun = take(database, HIP)
    with database.recording() as session:
        assert is_current(session, begun)
    take(database, WAIST)
    with database.recording() as session:
        assert not is_current(session, begun)


def test_what_was_read_for_a_draft_joins_its_customer_once(database: Database) -> None:
    take(database, HIP, visit=replace(VISIT, id="mine", customer=None, draft="link"))
    with database.recording() as session:
        draft = replace(get_draft(session, "link"), body_mm={"hip_mm": 1020, "heel_mm": 330})
        joined = join_customer(session, draft, "anna")
        assert join_customer(session, draft, "anna") == ()
        known = latest_measurements(session, "anna")
        found = measuring_of_draft(session, "link")

    assert [one.customer for one in joined] == ["anna"]
    assert {key: (one.amount, one.measured_at) for key, one in known.items()} == {
        "hip_mm": (1020, NOW)
    }
    assert found == joined[0]


def test_tablets_that_measure_at_once_lose_nothing(database: Database) -> None:
    keys = ["hip_mm", "knee_mm", "thigh_mm", "heel_mm", "inseam_mm", "waist_mm"]

    def measure(key: str) -> None:
        with database.recording() as session:
            hold_measuring(session, "anna")
            one = replace(HIP, reading=Reading(key, 800), taken_by=key)
            take_readings(session, VISIT, [one], 0)

    with ThreadPoolExecutor(6) as tablets:
        list(tablets.map(measure, keys))

    assert sorted(one.reading.key for one in read(database)) == sorted(keys)
    with database.reading() as session:
        assert [one.number for one in readings_of(session, "visit")] == [1, 2, 3, 4, 5, 6]
