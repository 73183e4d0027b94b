"""What a person rejected stays rejected, whatever is learned later, until he takes it up again."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from configurator.inferences import BODY, EASE
from configurator.storage.audit import entries_of
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    latest_measurements,
    record_measurements,
)
from configurator.storage.database import Database
from configurator.storage.events import erase_person
from configurator.storage.identity import history_of, merge_persons, unmerge_persons
from configurator.storage.pairs import Decision
from configurator.storage.rejections import (
    Rejection,
    reject,
    rejected_by,
    rejected_by_many,
    rejections_of,
    take_up,
)
from customers.identity.event import Kind
from customers.identity.profile import profile
from tests.shop import NOON

WORDS = "You seem to like dark washes."


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def shop(database: Database) -> Database:
    with database.recording() as session:
        for id_ in ("anna", "ann", "bob"):
            create_customer(session, Customer(id_, id_.title(), "", "", NOON), "sam")
    return database


def said(id_: str, person: str, key: str = "taste dark") -> Rejection:
    return Rejection(id_, person, key, WORDS, "her-account", NOON)


def test_a_rejection_stays_until_it_is_taken_up_again_and_counts_once(shop: Database) -> None:
    for id_ in ("one", "two"):
        with shop.recording() as session:
            reject(session, said(id_, "anna"))
    with shop.reading() as session:
        assert rejected_by(session, "anna") == {"taste dark"}
        assert rejected_by(session, "bob") == frozenset()
        (kept,) = rejections_of(session, "anna")
        assert (kept.words, kept.at) == (WORDS, NOON)
        told = [one for one in history_of(session, "anna") if one.kind is Kind.REJECTED]
        assert len(told) == 1
        assert [one.what for one in entries_of(session, "customer anna")][-1].startswith("rejected")
        assert not profile(told, NOON).fields
    with shop.recording() as session:
        take_up(session, said("three", "anna"))
    with shop.reading() as session:
        assert rejected_by(session, "anna") == frozenset()
    with shop.recording() as session:
        reject(session, said("four", "anna"))
    with shop.reading() as session:
        assert rejected_by(session, "anna") == {"taste dark"}


def test_what_was_rejected_is_sealed_and_goes_with_the_person(shop: Database) -> None:
    with shop.recording() as session:
        reject(session, said("one", "anna"))
    with shop.reading() as session:
        for table in ("event", "audit"):
            rows = session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - names of ours
            assert "dark" not in str(rows)
    with shop.recording() as session:
        erase_person(session, "anna", NOON)
    with shop.reading() as session:
        assert rejected_by(session, "anna") == frozenset()


def test_of_several_who_are_one_it_stands_while_it_stands_for_any(shop: Database) -> None:
    with shop.recording() as session:
        reject(session, said("one", "ann"))
        merge_persons(session, "anna", "ann", Decision("merge", "sam", NOON))
    with shop.reading() as session:
        assert rejected_by(session, "anna") == rejected_by(session, "ann") == {"taste dark"}
        assert rejected_by_many(session, ["anna", "bob"]) == {"anna": {"taste dark"}}
    with shop.recording() as session:
        unmerge_persons(session, "merge", Decision("unmerge", "sam", NOON))
    with shop.reading() as session:
        assert rejected_by(session, "anna") == frozenset()
        assert rejected_by(session, "ann") == {"taste dark"}
    with shop.recording() as session:
        merge_persons(session, "anna", "ann", Decision("again", "sam", NOON))
    with shop.recording() as session:
        take_up(session, said("two", "anna"))
    with shop.reading() as session:
        assert rejected_by(session, "ann") == frozenset()


def test_whoever_rejects_estimates_has_only_what_was_measured(shop: Database) -> None:
    typed = ("102", "cm", "Sam")
    hip = MeasurementTaken("anna", "hip_mm", 1020, *typed, NOON, "tape")
    later = NOON + timedelta(days=1)
    guess = MeasurementTaken("anna", "hip_mm", 999, "", "", "Sam", later, "estimate")
    knee = MeasurementTaken("anna", "knee_mm", 390, "", "", "Sam", later, "estimate")
    with shop.recording() as session:
        record_measurements(session, [hip, guess, knee])
    with shop.reading() as session:
        assert set(latest_measurements(session, "anna")) == {"hip_mm", "knee_mm"}
    with shop.recording() as session:
        reject(session, said("one", "anna", BODY))
        reject(session, said("two", "anna", EASE))
    with shop.reading() as session:
        found = latest_measurements(session, "anna")
    assert {key: one.amount for key, one in found.items()} == {"hip_mm": 1020}
