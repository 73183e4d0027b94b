"""The inbox in storage: what waits follows from the log, and one answer stands."""

from datetime import datetime, timedelta

import pytest

from configurator.jobs.work import run_due_jobs
from configurator.settings import Settings
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.errors import NotThere
from configurator.storage.events import erase_person, tell
from configurator.storage.freshness import COUNTING, Freshness, count_freshness, freshness
from configurator.storage.identity import history_of, merge_persons
from configurator.storage.inbox import (
    AnsweredBefore,
    Said,
    answer_message,
    count_waiting,
    waiting_messages,
)
from configurator.storage.jobs import want_job
from configurator.storage.pairs import Decision
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import YEAR
from customers.identity.messages import MESSAGES, STILL_WAITS
from tests.shop import NOON

DAY = timedelta(days=1)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        for id_ in ("omar", "nadia"):
            create_customer(session, Customer(id_, id_.title(), "", "", NOON), "sam")
        account = Account("sam", "sam@example.com", "Samir", Role.STAFF, NOON)
        create_account(session, account, "$", "test")
    return database


def message(person: str, kind: Kind, at: datetime = NOON, told_at: datetime = NOON) -> Event:
    return Event(f"{kind} {person}", person, kind, at, told_at, Medium.EMAIL, note=f"{kind}!")


def put(database: Database, *events: Event) -> None:
    with database.recording() as session:
        tell(session, *events)


def waiting(database: Database) -> list[str]:
    with database.reading() as session:
        found = waiting_messages(session, 10)
        assert count_waiting(session) == len(found)
    return [one.event.id for one in found]


def said(note: str = "Gladly") -> Said:
    return Said(note, Medium.EMAIL, "sam", NOON + DAY)


def test_what_people_wrote_waits_the_oldest_first_and_old_books_do_not(database: Database) -> None:
    kinds = sorted(MESSAGES)
    told = [message("omar", kind, NOON - place * DAY) for place, kind in enumerate(kinds)]
    put(database, *told, message("omar", Kind.VISITED))
    put(database, message("nadia", Kind.COMPLAINED, NOON - STILL_WAITS - DAY))
    assert waiting(database) == [f"{kind} omar" for kind in reversed(kinds)]
    put(database, *told)
    assert len(waiting(database)) == len(kinds)


def test_an_answer_stands_once_and_who_comes_second_learns_who_was_faster(
    database: Database,
) -> None:
    put(database, message("omar", Kind.WROTE))
    with database.recording() as session:
        answer_message(session, "wrote omar", said())
    assert waiting(database) == []
    with pytest.raises(AnsweredBefore) as faster, database.recording() as session:
        answer_message(session, "wrote omar", said("Another"))
    assert (faster.value.by, faster.value.at) == ("Samir", NOON + DAY)
    with pytest.raises(NotThere), database.recording() as session:
        answer_message(session, "wrote nobody", said())
    with database.reading() as session:
        answers = [one for one in history_of(session, "omar") if one.kind is Kind.ANSWERED]
    assert [(one.document, one.note) for one in answers] == [("wrote omar", "Gladly")]


def test_a_message_of_who_was_merged_waits_under_whom_he_is_known_by(database: Database) -> None:
    put(database, message("nadia", Kind.COMMENTED))
    with database.recording() as session:
        merge_persons(session, "omar", "nadia", Decision("m", "sam", NOON))
    with database.reading() as session:
        (found,) = waiting_messages(session, 10)
    assert (found.customer.id, found.event.note) == ("omar", "commented!")


def test_nothing_waits_of_who_was_erased(database: Database) -> None:
    put(database, message("omar", Kind.WROTE))
    with database.recording() as session:
        erase_person(session, "omar", NOON)
    assert waiting(database) == []


def test_the_share_of_stale_fields_is_counted_among_active_customers(
    database: Database, tmp_path
) -> None:
    def knows(person: str, at: datetime, *keys: str) -> Event:
        tellings = tuple(Telling(key, "x", Source.IMPORT, 50) for key in (*keys, "name"))
        return Event(f"{person} {at}", person, Kind.SERVED, at, at, tellings=tellings)

    long_ago = NOON - 3 * YEAR
    put(database, knows("omar", long_ago, "town", "street", "country"))
    put(database, message("omar", Kind.CALLED))
    put(database, knows("nadia", long_ago, "town"))
    assert count_freshness(database, NOON) == Freshness(2, 3, NOON)
    put(database, knows("omar", NOON, "street"))
    settings = Settings.from_environment({"SURMESURE_DATA": str(tmp_path)})
    with database.recording() as session:
        want_job(session, COUNTING, NOON)
    assert run_due_jobs(database, settings, NOON) == 1
    with database.reading() as session:
        assert freshness(session) == Freshness(1, 3, NOON)
