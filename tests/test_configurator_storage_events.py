from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from configurator.storage.database import Database
from configurator.storage.events import (
    ToldOtherwise,
    erase_person,
    events_for,
    events_of,
    first_broken_event,
    refuse_otherwise,
    tell,
)
from configurator.storage.seal import BrokenSeal, new_key, sealed, unsealed
from customers.identity.event import Event, Kind, Medium, Source, Telling

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
VISIT = Event(
    id="visit 1",
    person="anna",
    kind=Kind.VISITED,
    at=NOW - timedelta(days=2),
    told_at=NOW,
    medium=Medium.SHOP,
    shop="Lyon",
    adviser="sam-id",
    division="clothes",
    line="jeans",
    document="26-1001",
    organisation="firm",
    tellings=(Telling("email", "anna@example.org", Source.PERSON, 70),),
    note="Wants them by Easter, é",
)


@pytest.fixture
def database_url(address: str) -> str:
    return address


def say(database: Database, *events: Event) -> None:
    with database.recording() as session:
        tell(session, *events)


def stored(database: Database, table: str) -> str:
    with database.reading() as session:
        return str(session.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608 - ours


def test_an_event_comes_back_as_it_was_told(database: Database) -> None:
    say(database, VISIT)
    with database.reading() as session:
        assert events_of(session, ["anna"]) == (replace(VISIT, number=1),)
        assert events_for(session, "firm") == (replace(VISIT, number=1),)
        assert events_of(session, ["tom"]) == ()


def test_an_event_told_twice_happened_once(database: Database) -> None:
    say(database, VISIT, VISIT)
    say(database, replace(VISIT, told_at=NOW + timedelta(hours=1)), replace(VISIT, id="visit 2"))
    with database.reading() as session:
        assert [one.id for one in events_of(session, ["anna"])] == ["visit 1", "visit 2"]


@pytest.mark.parametrize(
    "other", [replace(VISIT, note="No"), replace(VISIT, person="tom"), replace(VISIT, tellings=())]
)
def test_an_id_with_another_meaning_is_refused(database: Database, other: Event) -> None:
    with pytest.raises(ToldOtherwise), database.recording() as session:
        refuse_otherwise(session, [VISIT, other])
    say(database, VISIT)
    with database.recording() as session:
        refuse_otherwise(session, [VISIT])
    with pytest.raises(ToldOtherwise), database.recording() as session:
        refuse_otherwise(session, [other])


def test_the_log_holds_nothing_a_person_could_be_known_by_in_the_open(database: Database) -> None:
    say(database, VISIT)

    assert "anna@example.org" not in stored(database, "event")
    assert "Easter" not in stored(database, "event")


def test_with_the_key_everything_told_is_gone_and_the_chain_still_holds(
    database: Database,
) -> None:
    say(database, VISIT, replace(VISIT, id="other", person="tom"))
    with database.recording() as session:
        erase_person(session, "anna", NOW)
    say(database, replace(VISIT, id="visit 2"))
    with database.reading() as session:
        first, second = events_of(session, ["anna"])
        (other,) = events_of(session, ["tom"])
        assert first_broken_event(session) is None
    assert (first.tellings, first.note, second.tellings, second.note) == ((), "", (), "")
    assert (first.kind, first.document) == (Kind.VISITED, "26-1001")
    assert other.note == VISIT.note
    with database.recording() as session:
        refuse_otherwise(session, [replace(VISIT, note="nobody can tell any more")])


def test_events_of_a_transaction_that_fails_never_happened(database: Database) -> None:
    def fail_afterwards() -> None:
        with database.recording() as session:
            tell(session, VISIT)
            raise LookupError

    with pytest.raises(LookupError):
        fail_afterwards()
    with database.reading() as session:
        assert events_of(session, ["anna"]) == ()


@pytest.mark.parametrize("change", ["UPDATE event SET kind = 'bought'", "DELETE FROM event"])
def test_the_log_cannot_be_altered_by_any_program(database: Database, change: str) -> None:
    say(database, VISIT)
    with pytest.raises(DatabaseError, match="is a record"), database.recording() as session:
        session.execute(text(change))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET kind = 'bought' WHERE id = 3",
        "UPDATE event SET sealed = '' WHERE id = 3",
        "UPDATE event SET told_at = '2026-11-21 19:30:01.000000' WHERE id = 3",
        "UPDATE event SET person = 'tom' WHERE id = 3",
        "DELETE FROM event WHERE id = 2",
    ],
)
def test_who_gets_round_the_triggers_breaks_the_chain(database: Database, change: str) -> None:
    say(database, *(replace(VISIT, id=f"visit {number}") for number in range(4)))
    with database.reading() as session:
        assert first_broken_event(session) is None
    with database.altering() as connection:
        where = "" if connection.dialect.name == "sqlite" else " ON event"
        connection.execute(text(f"DROP TRIGGER event_refuses_update{where}"))
        connection.execute(text(f"DROP TRIGGER event_refuses_delete{where}"))
        connection.execute(text(change))
    with database.reading() as session:
        assert first_broken_event(session) in {2, 3}


def test_a_seal_opens_with_its_key_in_its_place_and_nowhere_else() -> None:
    key = new_key()
    closed = sealed("Zoé", key, "visit 1")

    assert unsealed(closed, key, "visit 1") == "Zoé"
    assert sealed("Zoé", key, "visit 1") != closed
    for wrong, place in ((new_key(), "visit 1"), (key, "visit 2")):
        with pytest.raises(BrokenSeal):
            unsealed(closed, wrong, place)


def test_many_who_tell_at_once_make_one_whole_chain_and_nothing_twice(database: Database) -> None:
    def till(number: int) -> None:
        for sale in range(5):
            say(database, replace(VISIT, id=f"till {number} {sale}"), replace(VISIT, id=f"{sale}"))

    with ThreadPoolExecutor(6) as tills:
        list(tills.map(till, range(6)))

    with database.reading() as session:
        assert len(events_of(session, ["anna"])) == 6 * 5 + 5
        assert first_broken_event(session) is None
