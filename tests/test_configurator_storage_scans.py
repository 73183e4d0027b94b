import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from catalog.configuration import Configuration
from configurator.storage.audit import entries_of, first_broken
from configurator.storage.customers import Customer, create_customer
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import KeyUsedOtherwise, Request
from configurator.storage.orders import get_order, list_open_orders, list_orders, place_order
from configurator.storage.scans import (
    CannotCancel,
    Load,
    count_open,
    find_scan,
    follow_order,
    open_order_ending,
    record_scan,
    waiting_at,
)
from production.tracking import STATIONS, Direction, Doubt, Scan, State
from tests import shop

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
JEANS = Configuration("jeans", "2026-11")
NUMBER = "26-1001"
RACES = int(os.environ.get("SURMESURE_RACES", "12"))
"""So many permuted days; the long run before a release asks for 1,000, which are 15,000 scans."""

ORDER = replace(shop.ORDER, configuration="link", measured_at=NOW, placed_at=NOW)


def scan(name: str, direction: str = "in", station: str = "cutting", minute: int = 0, **other: str):
    at = NOW + timedelta(minutes=minute)
    way = Direction(direction)
    return Scan(name, way, station, at=at, received_at=NOW + timedelta(days=1), who="d", **other)


def record(database, one: Scan, number: str = NUMBER):
    with database.recording() as session:
        return record_scan(session, number, one)


def placed(database, links: list[str], **other):
    for link in links:
        order = replace(ORDER, configuration=link, **other)
        with database.recording() as session:
            create_draft(session, Draft(link, JEANS, saved_at=NOW))
            place_order(session, order, "anna", Request("order", link, {}), "anna")


def stored(database, number: str = NUMBER):
    with database.reading() as session:
        return get_order(session, number)


def scans(database) -> int:
    with database.reading() as session:
        return session.execute(text("SELECT count(*) FROM scan")).scalar_one()


@pytest.fixture
def database_url(address):
    return address


@pytest.fixture
def database(database):
    with database.recording() as session:
        create_customer(session, Customer("anna", "Anna Ek", "", "", NOW), "anna")
    placed(database, ["link"])
    return database


def test_a_scan_moves_the_order_and_is_written_down(database):
    recorded = record(database, scan("one"))

    assert (recorded.tracking.state, recorded.existed) == (State.CUTTING, False)
    assert (stored(database).state, stored(database).revision) == ("cutting", 2)
    with database.reading() as session:
        assert [one.what for one in entries_of(session, f"order {NUMBER}")] == [
            "placed",
            "in cutting",
        ]
        assert find_scan(session, NUMBER, "one") == recorded.scan
        assert find_scan(session, "26-9999", "one") is None


def test_a_repeated_scan_is_answered_as_at_first_and_changes_nothing(database):
    first = record(database, scan("one"))
    record(database, scan("two", "out", minute=9))

    again = record(database, replace(scan("one"), at=NOW + timedelta(hours=5)))

    assert again == replace(first, existed=True)
    assert stored(database).state == "sewing"
    assert stored(database).revision == 3
    assert scans(database) == 2


def test_a_scan_with_a_known_id_and_another_meaning_is_refused(database):
    record(database, scan("one"))
    placed(database, ["other"])

    with pytest.raises(KeyUsedOtherwise):
        record(database, scan("one", station="sewing"))
    with pytest.raises(KeyUsedOtherwise):
        record(database, scan("one"), "26-1002")
    assert scans(database) == 1


def test_a_late_scan_takes_its_place_in_the_history(database):
    record(database, scan("late", "in", "sewing", 30))
    assert follow(database).doubts[0].doubt is Doubt.SKIPPED
    record(database, scan("early", "in", "cutting", 5))

    assert [noted.scan.scan_id for noted in follow(database).history] == ["early", "late"]
    assert not follow(database).doubts
    assert stored(database).state == "sewing"


def test_a_clock_that_is_ahead_is_not_believed(database):
    recorded = record(database, scan("ahead", minute=10_000))

    assert recorded.scan.at == recorded.scan.received_at


def test_what_is_done_right_now_comes_after_all_that_is_known(database):
    for name, way in (("z", "hold"), ("y", "release"), ("x", "hold"), ("a", "release")):
        record(database, scan(name, way, "", minute=10_000))

    assert [noted.scan.scan_id for noted in follow(database).history] == ["z", "y", "x", "a"]
    assert stored(database).state == "queued"


def test_an_undo_gives_the_order_back_its_former_state(database):
    record(database, scan("one"))

    undone = record(database, scan("two", "undo", "", undoes="one"))

    assert undone.tracking.state == State.QUEUED
    assert stored(database).state == "queued"
    with pytest.raises(NotThere):
        record(database, scan("three", "undo", "", undoes="two"))
    with pytest.raises(NotThere):
        record(database, scan("four", "undo", "", undoes="nothing"))


def test_an_order_can_be_held_and_cancelled_until_it_is_cut(database):
    held = record(database, scan("hold", "hold", "", note="The cloth has a flaw"))
    assert held.tracking.state == State.HOLD
    assert record(database, scan("no", "cancel", "", 1)).tracking.state == State.CANCELLED
    with pytest.raises(CannotCancel):
        record(database, scan("again", "cancel", "", 2))


def test_an_order_that_is_being_cut_cannot_be_cancelled(database):
    record(database, scan("one"))
    record(database, scan("hold", "hold", "", 1))

    with pytest.raises(CannotCancel, match="hold"):
        record(database, scan("no", "cancel", "", 2))
    assert stored(database).state == "hold"


def test_nobody_scans_an_order_that_is_not_there(database):
    with pytest.raises(NotThere):
        record(database, scan("one"), "26-9999")


@pytest.mark.parametrize("change", ["UPDATE scan SET station = 'check'", "DELETE FROM scan"])
def test_a_scan_is_never_changed(database, change):
    record(database, scan("one"))

    with pytest.raises(DatabaseError, match="scan is a record"), database.recording() as session:
        session.execute(text(change))


def test_ten_scans_in_any_order_and_doubled_have_one_end(database):
    day = [
        scan(f"{way} {station}", way, station, 10 * number)
        for number, (station, way) in enumerate((s, w) for s in STATIONS for w in ("in", "out"))
    ]
    chance = random.Random(18)
    numbers = [f"26-{1002 + turn}" for turn in range(RACES)]
    placed(database, [f"link {number}" for number in numbers])
    ends = set()
    for number in numbers:
        arrived = day + chance.choices(day, k=5)
        chance.shuffle(arrived)
        for one in arrived:
            record(database, replace(one, scan_id=f"{number} {one.scan_id}"), number)
        ends.add((stored(database, number).state, stored(database, number).revision))
    assert ends == {("ready", 11)}
    assert scans(database) == 10 * len(numbers)


def test_the_same_scan_from_two_devices_at_once_is_one_event(database):
    rounds = 25
    barrier = threading.Barrier(2)

    def device(_: int) -> list[bool]:
        existed = []
        for turn in range(rounds):
            barrier.wait()
            existed.append(record(database, scan(f"scan {turn}", minute=turn)).existed)
        return existed

    with ThreadPoolExecutor(2) as threads:
        one, two = threads.map(device, range(2))
    assert [sorted(pair) for pair in zip(one, two, strict=True)] == [[False, True]] * rounds
    assert scans(database) == rounds
    assert stored(database).revision == rounds + 1
    with database.reading() as session:
        assert first_broken(session) is None


def test_one_id_for_two_orders_at_once_is_refused_for_one(database):
    placed(database, ["other"])
    barrier = threading.Barrier(2)

    def device(number: str) -> str:
        barrier.wait()
        try:
            return record(database, scan("one"), number).number
        except KeyUsedOtherwise:
            return "refused"

    with ThreadPoolExecutor(2) as threads:
        answers = set(threads.map(device, [NUMBER, "26-1002"]))
    assert "refused" in answers
    assert scans(database) == 1


def test_cancelling_and_cutting_at_once_end_in_one_of_the_two(database):
    numbers = [f"26-{1002 + turn}" for turn in range(10)]
    placed(database, numbers)
    barrier = threading.Barrier(2)

    def cut() -> None:
        for number in numbers:
            barrier.wait()
            record(database, scan(f"cut {number}"), number)

    def cancel() -> None:
        for number in numbers:
            barrier.wait()
            try:
                record(database, scan(f"cancel {number}", "cancel", ""), number)
            except CannotCancel:
                continue

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(cut), threads.submit(cancel)]:
            done.result()
    for number in numbers:
        now = follow(database, number)
        assert now.state in {State.CUTTING, State.CANCELLED}
        assert stored(database, number).state == now.state


def test_a_station_sees_what_lies_there_also_on_hold_the_first_promised_first(database):
    placed(database, ["soon"], promised_on=date(2026, 12, 1))
    placed(database, ["gone", "stopped"])
    record(database, scan("gone", station="sewing"), "26-1003")
    record(database, scan("stopped", "hold", ""), "26-1004")

    assert waiting(database, State.CUTTING) == ["26-1002", NUMBER, "26-1004"]
    assert waiting(database, State.SEWING) == ["26-1003"]
    assert waiting(database, State.READY) == []
    with database.reading() as session:
        counts = count_open(session, date(2026, 12, 5))
    assert counts[State.QUEUED] == Load(2, late=1)
    assert counts[State.SEWING] == counts[State.HOLD] == Load(1, late=0)
    assert counts[State.READY] == Load(0, late=0)
    assert State.COLLECTED not in counts


def test_a_running_number_alone_finds_the_one_open_order(database):
    with database.reading() as session:
        assert open_order_ending(session, "1001") == NUMBER
        assert open_order_ending(session, "1002") is None
        assert open_order_ending(session, "%") is None
    record(database, scan("no", "cancel", ""))
    with database.reading() as session:
        assert open_order_ending(session, "1001") is None


def test_open_orders_are_listed_by_their_promise(database):
    placed(database, ["soon"], promised_on=date(2026, 12, 1))
    placed(database, ["same"])
    placed(database, ["over"], promised_on=date(2026, 11, 1))
    record(database, scan("no", "cancel", ""), "26-1004")

    with database.reading() as session:
        first = list_open_orders(session, limit=2)
        rest = list_open_orders(session, limit=2, before=first.older)
        none = list_open_orders(session, state="sewing")
        every = list_orders(session)
    assert [line.number for line in (*first.lines, *rest.lines)] == ["26-1002", NUMBER, "26-1003"]
    assert (rest.older, none.lines) == (None, ())
    assert len(every.lines) == 4


def waiting(database, place: State) -> list[str]:
    with database.reading() as session:
        return [one.stored.order.number for one in waiting_at(session, place)]


def follow(database, number: str = NUMBER):
    with database.reading() as session:
        return follow_order(session, number).tracking
