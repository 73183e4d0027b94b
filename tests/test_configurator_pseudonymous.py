"""Scoring works with ids: the night values and counts everybody without reading who he is."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from configurator.figures_night import find_out
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import open_database
from configurator.storage.portraits import keep_portraits
from configurator.storage.value import find_value
from configurator.storage.value_anew import Today
from configurator.storage.value_intake import Earning, keep_earnings
from configurator.value_night import value_everybody
from customers.value.policy import FILE, read_policies
from tests.shop import NOON

WHO_HE_IS = {
    ("customer", "name"),
    ("customer", "email"),
    ("customer", "phone"),
    ("account", "name"),
    ("account", "email"),
    ("contact", "value"),
    ("event", "sealed"),
}
WHETHER_REACHED = {("customer", "email"), ("customer", "phone")}
"""Whether these are empty is counted."""


@pytest.fixture
def asked():
    """Columns that were read on connections opened meanwhile, as SQLite itself says."""
    found: set[tuple[str, str]] = set()

    def watch(raw, _record) -> None:
        def allow(what: int, table: str, column: str, *_where: str) -> int:
            if what == sqlite3.SQLITE_READ:
                found.add((table, column))
            return sqlite3.SQLITE_OK

        raw.set_authorizer(allow)

    event.listen(Pool, "connect", watch)
    yield found
    event.remove(Pool, "connect", watch)


def test_the_night_that_values_everybody_reads_nothing_of_who_they_are(settings, asked) -> None:
    database = open_database(settings)
    with database.recording() as session:
        for number in range(30):
            person = f"person-{number}"
            create_customer(session, Customer(person, f"Name {number}", "", "", NOON), "")
            on = NOON.date() - timedelta(days=10 * number)
            keep_earnings(session, [Earning(person, person, on, 5_000, 9_000, person)])
    keep_portraits(database, NOON)  # What is coarse of everybody, under ids, for all that follows.
    asked.clear()
    policies = read_policies(FILE)
    value_everybody(database, policies, NOON, settings.time_zone)
    assert ("earning", "cents") in asked
    assert asked & WHO_HE_IS == set()
    find_out(database, policies.terms, Today(NOON, NOON.date()))
    assert asked & WHO_HE_IS <= WHETHER_REACHED
    with database.reading() as session:
        assert find_value(session, "person-1")
    database.close()
