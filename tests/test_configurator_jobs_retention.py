"""The times of the register on a clock that is told: who was silent is reminded, then erased."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from configurator.jobs.retention import KEEPING, NOTICE, keep_times
from configurator.jobs.work import Bench, do_work
from configurator.sealing import sealing_keys
from configurator.storage.audit import entries_of
from configurator.storage.customers import Customer, create_customer, find_customer
from configurator.storage.erasing import find_erasure
from configurator.storage.events import tell
from configurator.storage.jobs import ERASURE, Work, want_job
from configurator.storage.outbox import list_waiting
from customers.identity.event import Event, Kind, Medium
from customers.rights.register import register
from tests.shop import NOON

KEEP = register().purposes["orders"].keep
DAY = timedelta(days=1)
REMINDED = NOON + KEEP - NOTICE + DAY
ERASED = NOON + KEEP + 2 * DAY


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def shop(settings, database):
    """The shop with Anna, who came once, and what is done with her at an instant."""
    with database.recording() as session:
        anna = Customer("anna", "Anna", "anna@example.org", "", NOON)
        create_customer(session, anna, "sam")
    return Shop(settings, database)


class Shop:
    def __init__(self, settings, database) -> None:
        self.settings, self.database = replace(settings, is_demo=True), database

    def happens(self, kind: Kind, at: datetime) -> None:
        with self.database.recording() as session:
            tell(session, Event(f"{kind} {at}", "anna", kind, at, at, Medium.WEB))

    def night(self, at: datetime) -> None:
        with self.database.recording() as session:
            want_job(session, KEEPING, at)
        bench = Bench(self.database, self.settings, lambda: at)
        assert do_work(bench, KEEPING)
        with self.database.reading() as session:
            asked = find_erasure(session, "anna")
        if asked:
            assert do_work(bench, Work(ERASURE, asked.id))

    def letters(self, at: datetime) -> list[str]:
        keys = sealing_keys(self.settings, "letters")
        with self.database.reading() as session:
            return [one.recipient for one in list_waiting(session, keys, at)]

    @property
    def is_there(self) -> bool:
        with self.database.reading() as session:
            return find_customer(session, "anna") is not None


def test_who_was_silent_is_reminded_once_and_erased_a_month_later(shop: Shop) -> None:
    shop.night(REMINDED - 2 * DAY)
    assert shop.letters(REMINDED - 2 * DAY) == []
    shop.night(REMINDED)
    shop.night(REMINDED + DAY)
    assert shop.letters(REMINDED + DAY) == ["anna@example.org"]
    shop.night(REMINDED + NOTICE - DAY)
    assert shop.is_there
    shop.night(ERASED)
    assert not shop.is_there
    with shop.database.reading() as session:
        said = [one.what for one in entries_of(session, "customer anna")]
    assert said[-3:] == ["reminded", "asked to erase", "erased"]


@pytest.mark.parametrize("kind", [Kind.SIGNED_IN, Kind.VIEWED, Kind.CALLED, Kind.BOUGHT])
def test_whoever_was_in_touch_is_kept_for_as_long_again(shop: Shop, kind: Kind) -> None:
    shop.night(REMINDED)
    shop.happens(kind, REMINDED + DAY)
    shop.night(ERASED)
    assert shop.is_there
    shop.night(REMINDED + DAY + KEEP - NOTICE + DAY)
    assert shop.is_there
    shop.night(REMINDED + DAY + KEEP + 2 * DAY)
    assert not shop.is_there


@pytest.mark.parametrize("kind", [Kind.NOTED, Kind.CORRECTED, Kind.ABANDONED, Kind.INVOICED])
def test_what_we_write_down_ourselves_renews_nothing(shop: Shop, kind: Kind) -> None:
    shop.happens(kind, REMINDED - DAY)
    shop.night(REMINDED)
    shop.night(ERASED)
    assert not shop.is_there


def test_a_night_that_is_run_twice_reminds_once(shop: Shop) -> None:
    for _ in range(2):
        keep_times(shop.database, shop.settings, REMINDED)
    assert len(shop.letters(REMINDED)) == 1
