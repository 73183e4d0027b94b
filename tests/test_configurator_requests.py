"""Requests on record and by night: with their words, told to the officer, lifted on the day."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from configurator.answerable import Answerable
from configurator.jobs.keeping import keep_everything
from configurator.jobs.work import Bench, do_work
from configurator.sealing import sealing_keys
from configurator.storage.audit import entries_of
from configurator.storage.consents import is_restricted, may_now, restricted
from configurator.storage.customers import Customer, create_customer
from configurator.storage.erasing import ask_erasure
from configurator.storage.errors import NotThere
from configurator.storage.identity import merge_persons
from configurator.storage.jobs import ERASURE, Work
from configurator.storage.outbox import Outgoing, list_waiting
from configurator.storage.pairs import Decision
from configurator.storage.requests import (
    StaleRequest,
    Word,
    add_word,
    count_requests,
    get_request,
    open_requests,
    requests_of,
    save_request,
    take_request,
    words_of_request,
)
from configurator.storage.value import find_value
from configurator.storage.value_intake import Earning, keep_earnings
from configurator.value_night import value_everybody
from customers.rights.purpose import Channel
from customers.rights.request import (
    Identity,
    Request,
    Right,
    Step,
    done,
    due_on,
    identified,
    lifting,
)
from customers.value.policy import FILE, read_policies
from tests.shop import NOON

DAY = timedelta(days=1)
OFFICER = "officer@shop.example"


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database):
    with database.recording() as session:
        for name in ("anna", "ben"):
            create_customer(
                session, Customer(name, name.title(), f"{name}@x.example", "", NOON), ""
            )
    return database


def asked(right: Right, person: str = "anna", at: datetime = NOON) -> Request:
    due = due_on(right, "FR", at.date())
    return Request(f"{right} {person}", person, right, at, at.date(), due, "FR", "en", "sam")


def word(id_: str, what: str = Step.RECEIVED, words: str = "canarywords") -> Word:
    return Word(id_, what, words, "sam", NOON)


def taken(database, one: Request) -> Request:
    with database.recording() as session:
        take_request(session, one, word(f"{one.id} 1"))
    return one


def moved(database, one: Request, what: str, words: str = "") -> Request:
    with database.recording() as session:
        save_request(session, one, word(f"{one.id} {one.revision + 1}", what, words))
        return get_request(session, one.id)


def held(database, person: str = "anna") -> Request:
    """A restriction that was asked for and done."""
    one = taken(database, asked(Right.RESTRICTION, person))
    one = moved(database, identified(one, Identity.KNOWN), Step.IDENTIFIED)
    return moved(database, done(one, NOON), Step.DONE)


def letters(database, settings, at: datetime) -> list[Outgoing]:
    with database.reading() as session:
        return list(list_waiting(session, sealing_keys(settings, "letters"), at))


def test_what_is_due_first_stands_first_and_words_are_kept_in_order(database) -> None:
    later = taken(database, asked(Right.ACCESS, "ben", NOON + DAY))
    first = taken(database, asked(Right.ERASURE))
    known = moved(database, identified(first, Identity.PAPER), Step.IDENTIFIED, "a passport")
    with database.recording() as session:
        add_word(session, known.id, replace(word("more", "evidence", "a photo"), letter="l"))
    with database.reading() as session:
        assert open_requests(session) == (known, later)
        written = words_of_request(session, known.id)
        assert [(one.what, one.words) for one in written] == [
            ("received", "canarywords"),
            ("identified", "a passport"),
            ("evidence", "a photo"),
        ]
        assert written[-1].letter == "l"
        assert count_requests(session, first.due_on) == (2, 0)
        assert count_requests(session, first.due_on + DAY) == (2, 1)
        said = [entry.what for entry in entries_of(session, f"request {known.id}")]
        assert said == ["identified", "evidence"]


def test_of_two_who_move_one_on_the_second_is_told(database) -> None:
    one = taken(database, asked(Right.ACCESS))
    moved(database, identified(one, Identity.KNOWN), Step.IDENTIFIED)
    with pytest.raises(StaleRequest), database.recording() as session:
        save_request(session, identified(one, Identity.PAPER), word("late", Step.IDENTIFIED))
    with database.reading() as session:
        assert get_request(session, one.id).identity is Identity.KNOWN
        assert len(words_of_request(session, one.id)) == 1


def test_a_request_covers_all_who_were_merged(database) -> None:
    taken(database, asked(Right.ACCESS, "ben"))
    with database.recording() as session:
        merge_persons(session, "anna", "ben", Decision("m", "sam", NOON))
    with database.reading() as session:
        assert [one.person for one in requests_of(session, "anna")] == ["ben"]
    held(database, "ben")
    with database.reading() as session:
        assert restricted(session) >= {"anna", "ben"}


def test_who_was_erased_asked_and_was_answered_and_said_nothing(database, settings) -> None:
    one = taken(database, asked(Right.ERASURE))
    with database.recording() as session:
        ask_erasure(session, "anna", "erasure", by="sam", at=NOON)
    assert do_work(Bench(database, settings, lambda: NOON), Work(ERASURE, "erasure"))
    with database.reading() as session:
        assert get_request(session, one.id).right is Right.ERASURE
        assert words_of_request(session, one.id) == ()
    with database.recording() as session:
        add_word(session, one.id, word("after"))
    with database.reading() as session:
        assert words_of_request(session, one.id) == ()


def test_of_the_restricted_nothing_is_made_until_a_week_after_they_were_told(
    database, settings
) -> None:
    settings = replace(settings, is_demo=True)
    one = held(database)
    with database.reading() as session:
        assert is_restricted(session, "anna")
        assert restricted(session) == {"anna"}
        assert not may_now(session, "anna", "taste", Channel.ANY, NOON)
    moved(database, lifting(one, NOON.date()), "lifting")
    keep_everything(database, settings, NOON + 6 * DAY)
    with database.reading() as session:
        assert is_restricted(session, "anna")
    for day in (7, 8):
        keep_everything(database, settings, NOON + day * DAY)
        with database.reading() as session:
            assert not is_restricted(session, "anna")
            assert may_now(session, "anna", "taste", Channel.ANY, NOON + day * DAY)
    with database.reading() as session:
        told = [entry.what for entry in entries_of(session, "customer anna")]
    assert told.count("lifted") == 1


def test_the_restricted_are_not_scored_and_what_was_is_taken_away(database, settings) -> None:
    policies = read_policies(FILE)
    with database.recording() as session:
        for person in ("anna", "ben"):
            day = NOON.date() - 30 * DAY
            keep_earnings(session, [Earning(person, person, day, 5_000, 9_000, "26-1001")])
    value_everybody(database, policies, NOON, settings.time_zone)
    with database.reading() as session:
        assert find_value(session, "anna")
    held(database)
    for night in (0, 1):
        with database.reading() as session:
            assert find_value(session, "anna") is None
            assert find_value(session, "ben")
        at = NOON + night * DAY
        value_everybody(database, policies, at, settings.time_zone)


def test_who_asks_for_it_once_more_stays_restricted(database, settings) -> None:
    one = held(database)
    moved(database, lifting(one, NOON.date()), "lifting")
    again = replace(asked(Right.RESTRICTION), id="again")
    taken(database, again)
    known = moved(database, identified(again, Identity.KNOWN), Step.IDENTIFIED)
    moved(database, done(known, NOON + DAY), Step.DONE)
    keep_everything(database, settings, NOON + 9 * DAY)
    with database.reading() as session:
        assert is_restricted(session, "anna")


def test_no_clock_reminds_or_erases_who_may_only_be_kept(database, settings) -> None:
    settings = replace(settings, is_demo=True)
    held(database)
    for years in (3, 4):
        keep_everything(database, settings, NOON + years * 365 * DAY + DAY)
    with database.reading() as session:
        said = [entry.what for entry in entries_of(session, "customer anna")]
        others = [entry.what for entry in entries_of(session, "customer ben")]
    assert "reminded" not in said
    assert others[-2:] == ["reminded", "asked to erase"]


def test_the_officer_is_written_to_once_of_what_is_late_and_no_name_stands_in_it(
    database, settings
) -> None:
    settings = replace(settings, is_demo=True, answerable=Answerable(officer=OFFICER))
    one = taken(database, asked(Right.ACCESS))
    due = datetime.combine(one.due_on, NOON.timetz())
    keep_everything(database, settings, due)
    assert letters(database, settings, due) == []
    for hours in (24, 48):
        keep_everything(database, settings, due + timedelta(hours=hours))
    (letter,) = letters(database, settings, due + 2 * DAY)
    assert letter.recipient == OFFICER
    assert "/rights/requests" in letter.body
    assert "Anna" not in letter.subject + letter.body


def test_where_nobody_is_named_or_no_letter_leaves_none_is_written(database, settings) -> None:
    one = taken(database, asked(Right.ACCESS))
    late = datetime.combine(one.due_on, NOON.timetz()) + DAY
    named = replace(settings, answerable=Answerable(officer=OFFICER))
    for ours in (replace(settings, is_demo=True), named):
        keep_everything(database, ours, late)
        assert letters(database, settings, late) == []
    keep_everything(database, replace(named, is_demo=True), late + DAY)
    assert len(letters(database, settings, late + DAY)) == 1


def test_requests_are_forgotten_five_years_after_the_answer_but_not_what_is_restricted(
    database, settings
) -> None:
    one = taken(database, asked(Right.ACCESS))
    known = moved(database, identified(one, Identity.KNOWN), Step.IDENTIFIED)
    moved(database, done(known, NOON), Step.DONE, "canaryanswer")
    kept = held(database)
    keep_everything(database, settings, NOON + 1826 * DAY)
    with database.reading() as session:
        assert len(requests_of(session, "anna")) == 2
    keep_everything(database, settings, NOON + 1827 * DAY)
    with database.reading() as session:
        assert [it.id for it in requests_of(session, "anna")] == [kept.id]
        assert words_of_request(session, one.id) == ()


def test_nothing_is_taken_down_of_who_is_not_there(database) -> None:
    with pytest.raises(NotThere), database.recording() as session:
        take_request(session, asked(Right.ACCESS, "nobody"), word("one"))
