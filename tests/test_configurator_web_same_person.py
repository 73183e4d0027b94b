"""At the counter: who is one person, who is not, and what just happened."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from configurator.jobs.work import run_due_jobs
from configurator.pairing import look_for_pairs
from configurator.settings import Settings
from configurator.storage.accounts import Role
from configurator.storage.customer_search import newest_customers, search_customers
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    record_measurements,
)
from configurator.storage.database import Database
from configurator.storage.events import tell
from configurator.storage.identity import history_of
from configurator.storage.one_person import is_same_person
from customers.identity.event import Event, Kind, Medium, Source, Telling
from tests.shop import NOON
from tests.web import HIDDEN, sent

NADIA = Customer("nadia", "Nadia El Amrani", "nadia@example.com", "+212 6 61 22 33 44", NOON)
NADYA = Customer("nadya", "Nadya Amrani", "", "06 61 22 33 44", NOON)


@pytest.fixture
def database(database: Database) -> Database:
    hip = MeasurementTaken("nadya", "hip_mm", 1025, "102.5", "cm", "Sam", NOON, "tape")
    with database.recording() as session:
        for one in (NADIA, NADYA):
            create_customer(session, one, "test")
        record_measurements(session, [hip])
    return database


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.STAFF, "Sam")


def is_one(database: Database) -> bool:
    with database.reading() as session:
        return is_same_person(session, "nadia", "nadya")


def test_the_same_phone_puts_a_pair_into_the_queue(clerk: FlaskClient) -> None:
    assert "1 pair of customers may be one person" in clerk.get("/customers").text
    queue = clerk.get("/customers/pairs").text
    assert "/customers/nadia/same/nadya" in queue
    assert "the same phone, 60 % sure" in queue
    assert "May be the same as Nadya Amrani" in clerk.get("/customers/nadia").text


def test_two_stand_side_by_side_with_what_differs(clerk: FlaskClient) -> None:
    page = clerk.get("/customers/nadia/same/nadya").text

    assert "They differ in 2 things" in page
    rows = re.findall(r'<th scope="row">(\w[\w-]*) ?(<span[^>]*>differs</span>)?', page)
    assert [name for name, differs in rows if differs] == ["Name", "Phone"]
    assert "nadia@example.com" in page


def test_merged_they_are_one_page_and_parted_again_two(
    clerk: FlaskClient, database: Database
) -> None:
    same = "/customers/nadia/same/nadya"
    with database.reading() as session:
        before = history_of(session, "nadia"), history_of(session, "nadya")

    assert sent(clerk, same, same, decision="merged").location == "/customers/nadia"
    assert is_one(database)
    assert clerk.get("/customers/nadya").location == "/customers/nadia"
    page = clerk.get("/customers/nadia").text
    assert "Merged with Nadya Amrani" in page
    assert "102.5" in page
    assert "1 pair" not in clerk.get("/customers").text
    with database.reading() as session:
        assert [one.customer for one in search_customers(session, "Nadya")] == [NADIA]
        assert [one.customer for one in newest_customers(session)] == [NADIA]

    undo = "/customers/nadia/unmerge"
    assert sent(clerk, "/customers/nadia", undo).location == "/customers/nadia"
    assert not is_one(database)
    assert "102.5" not in clerk.get("/customers/nadia").text
    with database.reading() as session:
        parted = history_of(session, "nadia"), history_of(session, "nadya")
    merges = {Kind.MERGED, Kind.UNMERGED}
    assert (
        tuple(tuple(one for one in history if one.kind not in merges) for history in parted)
        == before
    )


def test_two_persons_leave_the_queue_and_stay_two(clerk: FlaskClient, database: Database) -> None:
    same = "/customers/nadia/same/nadya"

    assert sent(clerk, same, same, decision="apart").location == "/customers/pairs"
    assert "Nobody waits" in clerk.get("/customers/pairs").text
    assert not is_one(database)


def test_a_second_tablet_that_decides_the_same_changes_nothing(
    clerk: FlaskClient, database: Database
) -> None:
    same, page = "/customers/nadia/same/nadya", "/customers/nadia"
    shown = clerk.get(same).text
    hidden = dict(HIDDEN.findall(shown)) | {"decision": "merged"}
    for key in ("one", "one", "two"):
        assert clerk.post(same, data=hidden | {"key": key}).location == page
    undone = dict(HIDDEN.findall(clerk.get(page).text))
    for key in ("three", "three", "four"):
        assert clerk.post(f"{page}/unmerge", data=undone | {"key": key}).location == page
    assert not is_one(database)


@pytest.mark.parametrize("fields", [{"decision": "perhaps"}, {}])
def test_a_decision_that_is_none_is_refused(clerk: FlaskClient, fields: dict[str, str]) -> None:
    same = "/customers/nadia/same/nadya"

    assert sent(clerk, same, same, **fields).status_code == 400


def test_who_is_not_there_is_compared_with_nobody(clerk: FlaskClient) -> None:
    assert clerk.get("/customers/nadia/same/nobody").status_code == 404


@pytest.mark.parametrize(
    ("kind", "words", "medium"),
    [
        ("visited", "Visited the shop", Medium.SHOP),
        ("called", "Called", Medium.PHONE),
        ("noted", "Note", Medium.SHOP),
    ],
)
def test_a_clerk_writes_down_what_just_happened_once(
    clerk: FlaskClient, database: Database, kind: str, words: str, medium: Medium
) -> None:
    form = dict(HIDDEN.findall(clerk.get("/customers/nadia").text))
    for _ in range(2):
        data = form | {"kind": kind, "note": "Wants them <wide>"}
        answer = clerk.post("/customers/nadia/log", data=data)
        assert answer.location == "/customers/nadia#timeline"
    with database.reading() as session:
        *_, logged = history_of(session, "nadia")
    assert (logged.kind, logged.medium, logged.note) == (kind, medium, "Wants them <wide>")
    page = clerk.get("/customers/nadia").text
    assert page.count(f"<p>{words}</p>") == 1
    assert "Wants them &lt;wide&gt;" in page


@pytest.mark.parametrize("fields", [{"kind": "bought"}, {}, {"kind": "noted", "note": "x" * 2001}])
def test_what_no_clerk_writes_down_is_refused(clerk: FlaskClient, fields: dict[str, str]) -> None:
    log = "/customers/nadia/log"

    assert sent(clerk, "/customers/nadia", log, **fields).status_code == 400


def test_the_timeline_can_be_narrowed_to_one_medium(clerk: FlaskClient, database: Database) -> None:
    call = Event("c", "nadia", Kind.CALLED, NOON, NOON, Medium.PHONE)
    wish = Event("w", "nadia", Kind.WISHED, NOON, NOON, Medium.WEB, document="W-7")
    with database.recording() as session:
        tell(session, call, wish)

    page = clerk.get("/customers/nadia?medium=web").text

    assert "Made a wish" in page
    assert "<p>Called</p>" not in page
    assert '<a href="/customers/nadia?medium=phone#timeline">By phone</a>' in page


def test_all_customers_are_compared_once_however_often_it_is_asked_for(
    clerk: FlaskClient, database: Database, tmp_path: Path
) -> None:
    settings = Settings.from_environment({"SURMESURE_DATA": str(tmp_path)})
    for mail in ("omar.haddad@example.com", "omar@example.org"):
        town = Telling("town", "Casablanca", Source.PERSON, 70)
        born = Telling("birth_date", "1990-03-04", Source.PERSON, 70)
        with database.recording() as session:
            create_customer(session, Customer(mail, "Omar Haddad", mail, "", NOON), "test")
            tell(session, Event(mail, mail, Kind.WROTE, NOON, NOON, tellings=(town, born)))
    hidden = dict(HIDDEN.findall(clerk.get("/customers/pairs").text))
    for _ in range(2):
        assert clerk.post("/customers/pairs", data=hidden).location == "/customers/pairs"
    assert "are being compared" in clerk.get("/customers/pairs").text

    assert run_due_jobs(database, settings, NOON) == 1
    assert look_for_pairs(database, settings, NOON).new == 0

    queue = unescape(clerk.get("/customers/pairs").text)
    assert "Omar Haddad · Omar Haddad" in queue
    assert "alike: Given name, Surname, Born on, Town" in queue
    assert "Last compared on" in queue


def test_of_three_who_hang_together_the_weakest_link_is_named(
    clerk: FlaskClient, database: Database
) -> None:
    third = Customer("third", "N. El Amrani", "nadia@example.com", "", NOON)
    with database.recording() as session:
        create_customer(session, third, "test")

    queue = clerk.get("/customers/pairs").text

    assert "3 customers hang together" in queue
    assert "one link: Nadia El Amrani and Nadya Amrani, 60 % sure" in queue


def test_two_who_both_had_the_same_phone_checked_are_one_and_can_be_parted(
    clerk: FlaskClient, database: Database
) -> None:
    for one in (NADIA, NADYA):
        assert not is_one(database)
        page = f"/customers/{one.id}"
        shown = clerk.get(page).text
        assert f'Phone checked with the customer<span class="only-read">: {one.phone}' in shown
        said = dict(HIDDEN.findall(shown)) | {"kind": "phone", "value": one.phone}
        assert clerk.post(f"{page}/prove", data=said).location == page
    assert is_one(database)
    assert "Merged with Nadya Amrani" in clerk.get("/customers/nadia", follow_redirects=True).text


@pytest.mark.parametrize("fields", [{"kind": "card", "value": "S"}, {"value": "0600000000"}])
def test_what_stands_on_no_page_cannot_be_checked(
    clerk: FlaskClient, fields: dict[str, str]
) -> None:
    assert sent(clerk, "/customers/nadya", "/customers/nadya/prove", **fields).status_code == 400
