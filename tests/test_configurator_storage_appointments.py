"""Visits in storage: no seat is given twice, however many want it, and what came of each."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from configurator.storage.appointment_rows import (
    appointments_between,
    appointments_of,
    get_appointment,
)
from configurator.storage.appointments import (
    RECORDINGS,
    BookedThen,
    NoConsent,
    StaleAppointment,
    Taken,
    book,
    cancel,
    end,
    free_starts,
    move,
)
from configurator.storage.commitments import commitments_about
from configurator.storage.consents import note_consent
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.errors import NotThere
from configurator.storage.events import events_of
from configurator.storage.tables_cases import AppointmentRow
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tasks import open_tasks
from customers.dialogue import commitment
from customers.dialogue.appointment import (
    Appointment,
    Kind,
    NotNow,
    State,
    Way,
    read_opening,
)
from customers.identity.event import Kind as Happened
from customers.rights.consent import Consent, Said, Source
from customers.rights.purpose import Channel
from tests.shop import NOON

PARIS = ZoneInfo("Europe/Paris")
OPENING = read_opening("""
hours: {fri: ["10:00", "13:00"]}
minutes: 60
capacity: {shop: 2, video: 1, phone: 0}
ahead: {hours: 3, days: 14}
""")
FIRST = NOON.replace(day=27, hour=9).astimezone(UTC)
HOUR = timedelta(hours=1)
EVERYBODY = tuple(f"person-{number}" for number in range(8))


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        for id_ in ("zoe", *EVERYBODY):
            create_customer(session, Customer(id_, id_.title(), "", "", NOON), "sam")
    return database


def visit(person: str = "zoe", way: Way = Way.SHOP, hours: int = 0) -> Appointment:
    at = FIRST + hours * HOUR
    id_ = f"{person} {at} {way}"
    return Appointment(id_, person, Kind.DEMO, way, at, at + HOUR, "sam", NOON)


def booked(database: Database, wanted: Appointment) -> Appointment:
    with database.recording() as session:
        book(session, OPENING, wanted, PARIS)
    return wanted


def test_of_many_who_want_the_same_hour_at_once_only_so_many_get_it_as_there_are_seats(
    database: Database,
) -> None:
    together = threading.Barrier(len(EVERYBODY))

    def wants(person: str) -> bool:
        together.wait()
        try:
            booked(database, visit(person))
        except Taken:
            return False
        return True

    with ThreadPoolExecutor(len(EVERYBODY)) as crowd:
        got = list(crowd.map(wants, EVERYBODY))
    assert sum(got) == OPENING.capacity[Way.SHOP]
    with database.reading() as session:
        seats = select(AppointmentRow.seat).order_by(AppointmentRow.seat)
        assert session.scalars(seats).all() == [0, 1]
        found = free_starts(session, OPENING, Way.SHOP, NOON, PARIS)
        assert FIRST not in found
        assert FIRST + HOUR in found
        assert FIRST in free_starts(session, OPENING, Way.VIDEO, NOON, PARIS)
        assert free_starts(session, OPENING, Way.PHONE, NOON, PARIS) == ()


def test_nobody_is_in_two_places_at_once_nor_comes_while_we_are_closed(database: Database) -> None:
    booked(database, visit())
    with pytest.raises(BookedThen):
        booked(database, visit(way=Way.VIDEO))
    half = FIRST + HOUR / 2
    for wrong in (
        visit(hours=3),
        visit(hours=-1),
        visit(way=Way.PHONE, hours=1),
        replace(visit("person-1"), begins_at=half, ends_at=half + HOUR),
    ):
        with pytest.raises(Taken):
            booked(database, wrong)
    with pytest.raises(NotThere):
        booked(database, visit("nobody", hours=1))


def test_a_seat_that_is_let_go_is_given_again_and_a_move_needs_a_free_one(
    database: Database,
) -> None:
    mine, other = booked(database, visit(way=Way.VIDEO)), visit("person-1", Way.VIDEO, 1)
    booked(database, other)
    with pytest.raises(Taken), database.recording() as session:
        move(session, OPENING, mine, other.begins_at, PARIS, by="sam", at=NOON)
    with database.recording() as session:
        move(session, OPENING, mine, FIRST + 2 * HOUR, PARIS, by="sam", at=NOON)
    with pytest.raises(StaleAppointment), database.recording() as session:
        cancel(session, mine, by="sam", at=NOON)
    with database.recording() as session:
        cancel(session, get_appointment(session, other.id), by="person-1", at=NOON)
    booked(database, visit("person-2", Way.VIDEO, 1))
    with database.reading() as session:
        assert [one.moves for one in appointments_of(session, "zoe")] == [1]
        there = appointments_between(session, FIRST, FIRST + timedelta(days=1))
        assert [one.person for one in there] == ["person-2", "zoe"]


def test_who_booked_is_told_and_reminded_of_the_hour_that_holds_and_of_no_other(
    database: Database,
) -> None:
    mine = booked(database, visit())
    with database.recording() as session:
        move(session, OPENING, mine, FIRST + HOUR, PARIS, by="sam", at=NOON + HOUR)
        rows = session.scalars(select(MessageRow).order_by(MessageRow.due_at)).all()
        assert [(row.state, row.due_at, row.nature) for row in rows] == [
            ("lapses", NOON, "service"),
            ("waits", NOON + HOUR, "service"),
            ("lapses", FIRST - timedelta(days=1), "service"),
            ("waits", FIRST + HOUR - timedelta(days=1), "service"),
        ]
    with database.recording() as session:
        cancel(session, get_appointment(session, mine.id), by="zoe", at=NOON)
        states = session.scalars(select(MessageRow.state)).all()
        assert set(states) == {"lapses"}


@pytest.mark.parametrize(
    ("how", "state"),
    [(State.HELD, "kept"), (State.MISSED, "withdrawn"), (State.FAILED, "broken")],
)
def test_a_visit_is_a_promise_and_only_what_was_held_stands_on_the_timeline(
    database: Database, how: State, state: str
) -> None:
    mine = booked(database, visit(way=Way.VIDEO))

    def ended(at: datetime) -> None:
        with database.recording() as session:
            end(session, mine, how, words="Liked the raw one.", recording="", by="sam", at=at)

    with pytest.raises(NotNow):
        ended(NOON)
    ended(FIRST + 2 * HOUR)
    with database.reading() as session:
        (promise,) = commitments_about(session, mine.id)
        told = [one for one in events_of(session, ["zoe"]) if one.kind is Happened.VISITED]
        assert len(open_tasks(session)) == (how is State.FAILED)
    assert promise.state is commitment.State(state)
    assert [one.note for one in told] == (["Liked the raw one."] if how is State.HELD else [])


def test_a_visit_we_call_off_is_a_promise_we_broke_and_one_he_calls_off_is_not(
    database: Database,
) -> None:
    ours, his = booked(database, visit()), booked(database, visit("person-1"))
    with database.recording() as session:
        cancel(session, ours, by="sam", at=NOON, is_ours=True)
        cancel(session, his, by="person-1", at=NOON)
        states = [commitments_about(session, one.id)[0].state for one in (ours, his)]
    assert states == [commitment.State.BROKEN, commitment.State.WITHDRAWN]


@pytest.mark.parametrize(
    ("agreed", "says", "kept"),
    [
        ("for this visit", [Said.GIVEN], 1),
        ("for this visit", [], 0),
        ("for this visit", [Said.GIVEN, Said.WITHDRAWN], 0),
        ("not now", [Said.GIVEN], 0),
    ],
)
def test_a_recording_is_kept_only_of_who_agreed_for_this_visit_and_still_does(
    database: Database, agreed: str, says: list[Said], kept: int
) -> None:
    asked = replace(visit(way=Way.VIDEO), may_record=agreed == "for this visit")
    mine = booked(database, asked)
    with database.recording() as session:
        for said in says:
            word = Consent(
                *(f"{said}", "zoe", RECORDINGS, Channel.ANY, said, NOON, Source.PAGE),
                *("Record our visits.", 1, "en", "aloud", "sam"),
            )
            note_consent(session, word)

    def ended() -> None:
        with database.recording() as session:
            where, at = "shelf 3", FIRST + HOUR
            end(session, mine, State.HELD, words="Fine.", recording=where, by="sam", at=at)

    if kept:
        ended()
    else:
        with pytest.raises(NoConsent):
            ended()
    with database.reading() as session:
        notes = [one.note for one in events_of(session, ["zoe"]) if "shelf 3" in one.note]
        assert len(notes) == kept
