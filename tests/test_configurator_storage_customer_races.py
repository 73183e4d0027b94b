"""Two tablets that edit one customer at the same moment: nothing is overwritten silently."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from configurator.storage.audit import entries_of, first_broken
from configurator.storage.customers import (
    Customer,
    StaleCustomer,
    create_customer,
    get_customer,
    merge_customer,
    twins_of,
)
from configurator.storage.database import Database, open_database

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
RACES = int(os.environ.get("SURMESURE_RACES", "200"))
"""So many races; the long run before a release asks for 1,000."""

Outcome = Customer | StaleCustomer


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        for number in range(RACES):
            anna = Customer(f"c{number}", f"Anna {number}", "anna@example.org", "111", NOW)
            create_customer(session, anna, "sam")
    return database


def race(database: Database, id_: str, *edits: Callable[[Customer], Customer]) -> list[Outcome]:
    """What becomes of edits that begin from the same page and are saved at the same moment."""
    barrier = threading.Barrier(len(edits))

    def save(tablet: int) -> Outcome:
        with database.reading() as session:
            base = get_customer(session, id_)
        barrier.wait()
        try:
            with database.recording() as session:
                return merge_customer(session, base, edits[tablet](base), f"tablet {tablet}", NOW)
        except StaleCustomer as stale:
            return stale

    with ThreadPoolExecutor(len(edits)) as tablets:
        return list(tablets.map(save, range(len(edits))))


def dialled(phone: str) -> Callable[[Customer], Customer]:
    return lambda base: replace(base, phone=phone)


def written_to(base: Customer) -> Customer:
    return replace(base, email="new@example.org")


def test_what_two_tablets_change_at_once_goes_together_or_is_shown_to_the_later(
    database: Database,
) -> None:
    for number in range(RACES):
        id_, same = f"c{number}", number % 2 == 0
        one = race(database, id_, dialled("222"), dialled("333") if same else written_to)
        with database.reading() as session:
            now = get_customer(session, id_)
            changes = entries_of(session, f"customer {id_}")[1:]
        refused = [outcome for outcome in one if isinstance(outcome, StaleCustomer)]
        saved = [outcome for outcome in one if isinstance(outcome, Customer)]
        if same:
            assert len(refused) == len(saved) == 1
            assert refused[0].fields == ("phone",)
            assert (refused[0].current.phone, refused[0].ours.phone) in {
                ("222", "333"),
                ("333", "222"),
            }
            assert now == refused[0].current == saved[0]
        else:
            assert not refused
            assert (now.email, now.phone) == ("new@example.org", "222")
        # Whatever was acknowledged stands, and each saving is on the trail.
        assert now.revision == 1 + len(changes)
        assert len(changes) == len(saved)
    with database.reading() as session:
        assert first_broken(session) is None


def test_two_tablets_that_welcome_the_same_person_at_once_make_one_customer(address: str) -> None:
    database = open_database(address)
    barrier = threading.Barrier(2)

    def welcome(tablet: int) -> bool:
        new = Customer(f"tablet {tablet}", "Zoé", "zoe@example.org", "", NOW)
        barrier.wait()
        with database.recording() as session:
            known = twins_of(session, new.email, new.phone, held=True)
            if not known:
                create_customer(session, new, "sam")
            return not known

    with ThreadPoolExecutor(2) as tablets:
        assert sorted(tablets.map(welcome, range(2))) == [False, True]
    database.close()
