"""Customers from before the log of events: told once, also after it was broken off."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from configurator.storage.before_the_log import AT_ONCE, tell_all_from_before
from configurator.storage.database import Database
from configurator.storage.events import events_of, first_broken_event
from configurator.storage.filling import SINCE, Made, fill_customers
from configurator.storage.pairs import sharing
from customers.identity.event import Kind, Medium, Source

COUNT = AT_ONCE + 50
ORDERED_EVERY = 100
FIRST = "p000"


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    fill_customers(database, [made(number) for number in range(COUNT)], ORDERED_EVERY)
    measured = text(
        "INSERT INTO measurement (customer, key, amount, text_typed, unit_typed, measured_by,"
        " measured_at, how) VALUES (:id, 'hip_mm', 980, '98', 'cm', 'customer', :at, 'tape')"
    )
    with database.altering() as connection:
        connection.execute(text("DELETE FROM person"))
        connection.execute(measured, {"id": FIRST, "at": SINCE})
    return database


def made(number: int) -> Made:
    id_ = f"p{number:03}"
    return Made(id_, f"Nadia Amrani {number}", f"{id_}@example.com", f"06{number:08}", id_)


class Stopped(Exception):
    """The worker was stopped."""


def stop(_deeds: Sequence[object]) -> None:
    raise Stopped


def counted(database: Database) -> dict[str, int]:
    with database.reading() as session:
        rows = session.execute(text("SELECT kind, count(*) FROM event GROUP BY kind"))
        return {kind: int(count) for kind, count in rows}


def test_each_is_told_of_once_though_it_was_broken_off_in_the_middle(database: Database):
    told, database.told = database.told, stop
    with pytest.raises(Stopped):
        tell_all_from_before(database)
    database.told = told
    assert counted(database)[Kind.WELCOMED] == AT_ONCE

    assert tell_all_from_before(database) == COUNT - AT_ONCE
    orders = len(range(0, COUNT, ORDERED_EVERY))
    everything = {Kind.WELCOMED: COUNT, Kind.MEASURED: 1, Kind.BOUGHT: orders}
    assert counted(database) == everything
    assert tell_all_from_before(database) == 0
    assert counted(database) == everything
    with database.reading() as session:
        assert first_broken_event(session) is None


def test_what_is_told_is_what_stood_on_record(database: Database):
    tell_all_from_before(database)

    with database.reading() as session:
        told = {one.kind: one for one in events_of(session, [FIRST])}
        assert sharing(session, "email", f"{FIRST}@example.com") == (FIRST,)
    assert {one.key: one.value for one in told[Kind.WELCOMED].tellings} == {
        "name": "Nadia Amrani 0",
        "email": f"{FIRST}@example.com",
        "phone": "0600000000",
    }
    assert {one.source for one in told[Kind.WELCOMED].tellings} == {Source.STAFF}
    assert told[Kind.MEASURED].medium is Medium.WEB
    assert (told[Kind.BOUGHT].document, told[Kind.BOUGHT].line) == ("26-1001", "jeans")
