"""Keys of persons in a database of their own: there before what they seal, and gone for good."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import event, select, text
from sqlalchemy.engine import Engine

from configurator.jobs.erasing import Place, erase_who_came_back
from configurator.migrations import configuration, upgrade
from configurator.settings import Settings
from configurator.storage.database import Database, open_database
from configurator.storage.events import (
    erase_person,
    events_of,
    first_broken_event,
    tell,
    write_events,
)
from configurator.storage.keys import keys_beside
from configurator.storage.seal import new_key
from configurator.storage.tables import CustomerRow
from configurator.storage.tables_keys import PersonKeyRow
from configurator.storage.wrapping import LostSecret
from customers.identity.event import Event, Kind, Medium
from tests.shop import NOON

WROTE = Event("one", "anna", Kind.WROTE, NOON, NOON, Medium.OTHER, note="of her daughter")


@pytest.fixture
def database_url(address: str) -> str:
    return address


def say(database: Database, *events: Event) -> None:
    with database.recording() as session:
        tell(session, *events)


def notes(database: Database, *persons: str) -> list[str]:
    with database.reading() as session:
        assert first_broken_event(session) is None
        return [one.note for one in events_of(session, persons)]


@contextmanager
def counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(("BEGIN", "SET", "PRAGMA")):
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def test_a_key_is_kept_before_what_it_seals_and_is_harmless_alone(database: Database) -> None:
    def fail() -> None:
        with database.recording() as session:
            tell(session, WROTE)
            write_events(session)
            assert database.keys.of(["anna"])  # Another connection sees it: it is committed.
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    key = database.keys.of(["anna"])
    assert notes(database, "anna") == []
    say(database, WROTE)
    assert (notes(database, "anna"), database.keys.of(["anna"])) == ([WROTE.note], key)


def test_a_copy_without_the_keys_opens_nothing(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    say(database, WROTE)
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    stolen = open_database(replace(settings, keys_url=elsewhere))
    assert (notes(stolen, "anna"), notes(database, "anna")) == ([""], [WROTE.note])
    stolen.close()


def test_the_keys_of_many_are_asked_for_together(database: Database) -> None:
    some = [replace(WROTE, id=f"{number}", person=f"p{number}") for number in range(400)]
    say(database, *some)
    people = [one.person for one in some]
    with counted() as asked:
        assert len(notes(database, *people)) == len(people)
    assert len([one for one in asked if "key" in one]) == 1


def test_who_is_noted_as_erased_is_opened_by_nobody_and_a_crash_is_made_good(
    database: Database, tmp_path: Path
) -> None:
    say(database, WROTE, replace(WROTE, id="two", person="tom"))
    with database.recording() as session:
        erase_person(session, "anna", NOON)
    assert notes(database, "anna", "tom") == ["", WROTE.note]
    assert database.keys.of(["anna"])  # Here the machine broke down.

    erase_who_came_back(Place(database, tmp_path, lambda: NOON))

    assert (database.keys.of(["anna"]), set(database.keys.erased())) == ({}, {"anna"})
    say(database, replace(WROTE, id="three"))
    assert database.keys.of(["anna"]) == {}
    assert notes(database, "anna", "tom") == ["", WROTE.note, ""]


def test_the_keys_of_a_shop_from_before_are_moved_and_nothing_of_them_is_left(
    empty_address: str, tmp_path: Path
) -> None:
    old = open_database(empty_address)
    key = new_key()
    with old.altering() as connection:
        config = configuration()
        config.attributes |= {"connection": connection, "keys": old.keys}
        command.upgrade(config, "0013")
        put = "INSERT INTO person (id, leader, key) VALUES (:id, :id, :key)"
        connection.execute(text(put), {"id": "anna", "key": key})
        gone = "INSERT INTO person (id, leader, erased_at) VALUES ('tom', 'tom', '2026-01-05')"
        connection.execute(text(gone))

    upgrade(old)

    assert (old.keys.of(["anna", "tom"]), set(old.keys.erased())) == ({"anna": key}, {"tom"})
    if empty_address.startswith("sqlite"):
        left = [path for path in tmp_path.glob("shop.sqlite*") if key.encode() in path.read_bytes()]
        assert left == []
        with old.altering() as connection:
            rows = connection.execute(text("SELECT * FROM person")).all()
            assert key not in str(rows)
    old.close()


def test_the_way_back_puts_the_keys_back(empty_address: str) -> None:
    database = open_database(empty_address)
    upgrade(database)
    with database.recording() as session:
        session.add(
            CustomerRow(id="anna", name="", email="", phone="", revision=1, created_at=NOON)
        )
    say(database, WROTE)
    with database.altering() as connection:
        config = configuration()
        config.attributes |= {"connection": connection, "keys": database.keys}
        command.downgrade(config, "0013")
        (found,) = connection.execute(text("SELECT key FROM person")).scalars()
    assert {"anna": found} == database.keys.of(["anna"])
    database.close()


def test_keys_lie_beside_the_file_or_in_the_same_postgresql() -> None:
    assert keys_beside("sqlite:////srv/shop/surmesure.sqlite") == "sqlite:////srv/shop/keys.sqlite"
    address = "postgresql://shop:secret@host/shop"
    assert keys_beside(address) == address


def test_a_key_that_was_put_twice_stays_the_first(database: Database) -> None:
    first = new_key()
    database.keys.put([("anna", first)])
    database.keys.put([("anna", new_key())])
    assert database.keys.of(["anna"]) == {"anna": first}
    database.keys.forget(["anna", "zoe"], NOON)
    database.keys.put([("anna", first), ("zoe", first)])
    assert database.keys.made_for(["anna", "zoe"]) == {}


def stored(database: Database) -> str:
    with database.keys._writing() as connection:  # noqa: SLF001 - what lies on the disk
        return str(connection.execute(select(PersonKeyRow.__table__)).all())


def test_keys_are_sealed_under_a_secret_that_lies_in_no_database(
    database: Database, settings: Settings
) -> None:
    say(database, WROTE)
    (key,) = database.keys.of(["anna"]).values()
    assert key not in stored(database)

    other = replace(settings, secret_key="n" * 43)
    robbed = open_database(other)
    with pytest.raises(LostSecret):
        robbed.keys.of(["anna"])
    robbed.close()
    both = open_database(replace(other, former_secret_keys=(settings.secret_key,)))
    assert notes(both, "anna") == [WROTE.note]
    assert (both.keys.wrap_anew(), both.keys.wrap_anew()) == (1, 0)
    both.close()
    anew = open_database(other)  # The former secret may be taken out now.
    assert notes(anew, "anna") == [WROTE.note]
    anew.close()


def test_keys_of_a_shop_from_before_are_sealed_and_the_way_back_opens_them(
    empty_address: str, settings: Settings
) -> None:
    database = open_database(replace(settings, database_url=empty_address))
    upgrade(database)
    config = configuration()
    key = new_key()
    database.keys.put([("anna", key)])
    for there, is_open in (("0028", True), ("head", False)):
        move = command.downgrade if is_open else command.upgrade
        with database.altering() as connection:
            config.attributes |= {"connection": connection, "keys": database.keys}
            move(config, there)
        assert (key in stored(database)) is is_open
        assert database.keys.of(["anna"]) == {"anna": key}
    database.close()
