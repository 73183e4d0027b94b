import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.text import Text
from production.order import RoutingStep
from production.tracking import (
    PLACES,
    STATIONS,
    Direction,
    Doubt,
    Scan,
    State,
    tracked,
    way_of,
)

MORNING = datetime(2026, 12, 11, 8, tzinfo=UTC)
WASHED = PLACES
RAW = tuple(place for place in PLACES if place is not State.WASHING)


def scan(direction: str, station: str = "", minute: int = 0, name: str = "", **other: str) -> Scan:
    at = MORNING + timedelta(minutes=minute)
    return Scan(
        scan_id=name or f"{direction} {station} {minute}",
        direction=Direction(direction),
        station=station,
        at=at,
        received_at=at,
        who="driss",
        **other,
    )


def day(*words: str) -> list[Scan]:
    """Scans a minute apart: `in cutting`, `hold`."""
    told = (word.partition(" ") for word in words)
    return [scan(way, station, minute) for minute, (way, _, station) in enumerate(told)]


def step(station: str) -> RoutingStep:
    return RoutingStep(10, Text(en="Work"), station, "table", 5)


ALL_DONE = [f"{way} {station}" for station in STATIONS for way in ("in", "out")]


def test_an_order_nobody_scanned_is_queued_for_cutting():
    now = tracked(WASHED, [])

    assert (now.state, now.place, now.at_station) == (State.QUEUED, State.QUEUED, State.CUTTING)
    assert now.is_untouched
    assert not now.is_in


@pytest.mark.parametrize(
    ("words", "state", "is_in"),
    [
        (["in cutting"], State.CUTTING, True),
        (["in cutting", "out cutting"], State.SEWING, False),
        (["in cutting", "in cutting"], State.CUTTING, True),
        (["in cutting", "in sewing"], State.SEWING, True),
        (ALL_DONE[:6], State.FINISHING, False),
        (ALL_DONE, State.READY, False),
        ([*ALL_DONE, "out ready"], State.COLLECTED, False),
        ([*ALL_DONE, "in collected", "out collected"], State.COLLECTED, True),
        (["hold"], State.HOLD, False),
        (["in cutting", "hold", "release"], State.CUTTING, True),
        (["cancel"], State.CANCELLED, False),
        (["hold", "cancel", "release"], State.CANCELLED, False),
        ([*ALL_DONE[:8], "in check", "back finishing"], State.FINISHING, False),
        ([*ALL_DONE[:8], "in check", "back finishing", "in check"], State.CHECK, True),
        (["in cutting", "back cutting"], State.CUTTING, False),
    ],
)
def test_scans_move_an_order(words, state, is_in):
    now = tracked(WASHED, day(*words))

    assert (now.state, now.is_in) == (state, is_in)


def test_a_raw_pair_goes_past_the_washers():
    assert way_of([step("cutting"), step("sewing"), step("finishing"), step("check")]) == RAW
    assert tracked(RAW, day("in cutting", "out cutting", "in sewing", "out sewing")).state == (
        State.FINISHING
    )
    assert way_of([]) == WASHED


@pytest.mark.parametrize(
    ("way", "words", "doubt", "state"),
    [
        (RAW, ["in cutting", "in sewing", "in washing"], Doubt.ELSEWHERE, State.SEWING),
        (WASHED, ["in check"], Doubt.SKIPPED, State.CHECK),
        (WASHED, ["in cutting", "in sewing", "out cutting"], Doubt.BEHIND, State.SEWING),
        (WASHED, ["in cutting", "back check"], Doubt.AHEAD, State.CUTTING),
        (WASHED, ["hold", "in cutting"], Doubt.HELD, State.HOLD),
        (WASHED, ["cancel", "in cutting"], Doubt.CANCELLED, State.CANCELLED),
        (WASHED, ["in cutting", "cancel"], Doubt.TOO_LATE, State.CUTTING),
        (WASHED, ["release"], Doubt.NOT_HELD, State.QUEUED),
        (WASHED, ["cancel", "hold"], Doubt.CANCELLED, State.CANCELLED),
    ],
)
def test_a_scan_that_makes_no_sense_is_kept_with_its_doubt(way, words, doubt, state):
    now = tracked(way, day(*words))

    assert now.state == state
    assert [noted.doubt for noted in now.doubts] == [doubt]
    assert len(now.history) == len(words)


def test_what_is_sent_back_to_cutting_can_no_longer_be_cancelled():
    assert not tracked(WASHED, day("in cutting", "in sewing", "back cutting")).is_untouched


def test_a_doubt_goes_when_the_missing_scan_arrives_late():
    early, late = scan("in", "cutting", 1), scan("in", "sewing", 5)

    assert tracked(WASHED, [late]).doubts
    assert not tracked(WASHED, [late, early]).doubts


def test_an_undo_takes_back_one_movement_and_stays_in_the_history():
    wrong = scan("in", "check", 1, "wrong")
    undo = scan("undo", "", 2, undoes="wrong")

    now = tracked(WASHED, [undo, wrong])

    assert now.state == State.QUEUED
    assert [noted.undone for noted in now.history] == [True, False]
    assert not now.doubts


def test_an_undo_of_nothing_is_a_doubt():
    now = tracked(WASHED, [scan("undo", undoes="nothing"), scan("hold", minute=1, name="held")])

    assert [noted.doubt for noted in now.doubts] == [Doubt.UNKNOWN]


def test_the_next_place_and_those_to_send_back_to_are_on_the_way():
    now = tracked(RAW, day("in cutting", "in sewing"))

    assert now.following == State.FINISHING
    assert now.earlier == (State.CUTTING,)
    assert tracked(RAW, day("in collected")).following is None


def sample(chance: random.Random) -> list[Scan]:
    """Some scans of an order, sensible and not, with several of them at one instant."""
    made = list[Scan]()
    for number in range(chance.randint(5, 12)):
        direction = chance.choice([*["in", "out"] * 4, "back", "hold", "release", "cancel", "undo"])
        moves = direction in {"in", "out", "back"}
        earlier = chance.choice(made).scan_id if made else "nothing"
        made.append(
            scan(
                direction,
                chance.choice(PLACES) if moves else "",
                chance.randint(0, 8),
                f"scan {number}",
                undoes=earlier if direction == "undo" else "",
            )
        )
    return made


def test_ten_thousand_permuted_and_doubled_samples_have_one_end_each():
    chance = random.Random(26)
    for _ in range(1000):
        scans, way = sample(chance), chance.choice([WASHED, RAW])
        end = tracked(way, scans)
        for _ in range(10):
            arrived = scans + chance.choices(scans, k=5)
            chance.shuffle(arrived)
            assert tracked(way, arrived) == end


moves_of_a_day = st.lists(
    st.tuples(st.sampled_from(["in", "out"]), st.sampled_from(PLACES)), max_size=12
)


@given(moves_of_a_day, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_while_nothing_is_sent_back_not_even_wrong_clocks_move_the_end(moves, chance):
    minutes = list(range(len(moves)))
    told = [scan(way, station, minute, str(minute)) for minute, (way, station) in enumerate(moves)]
    chance.shuffle(minutes)
    wrong = [
        scan(way, station, minute, str(number))
        for number, (minute, (way, station)) in enumerate(zip(minutes, moves, strict=True))
    ]

    assert tracked(RAW, wrong).state == tracked(RAW, told).state


@given(st.integers(0, 2**32))
@settings(max_examples=50)
def test_every_scan_stands_in_the_history_once(seed):
    scans = sample(random.Random(seed))

    now = tracked(WASHED, [*scans, *scans])

    assert sorted(noted.scan.scan_id for noted in now.history) == sorted(
        one.scan_id for one in scans
    )
