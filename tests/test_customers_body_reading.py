"""Readings of the tape come to one measurement."""

from functools import partial
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.body.reading import (
    APART_MM,
    Reading,
    Said,
    Side,
    agreed,
    asks_again,
    in_force,
    said,
    sides,
    wanted,
)

ENOUGH, MORE = partial(Said, enough=True), partial(Said, enough=False)


@pytest.mark.parametrize(
    ("amounts", "times", "come_to"),
    [
        ([840], 1, ENOUGH(840)),
        ([840], 2, MORE(840)),
        ([840, 850], 2, ENOUGH(845)),
        ([840, 841], 2, ENOUGH(841)),
        ([840, 855], 2, ENOUGH(848)),
        ([840, 856], 2, MORE(848)),
        ([840, 856, 852], 2, ENOUGH(854)),
        ([820, 280, 830], 2, ENOUGH(825)),
        ([800, 900, 1000], 2, ENOUGH(950)),
        ([800, 816, 832], 2, ENOUGH(824)),
    ],
)
def test_the_closest_two_are_averaged_and_a_third_is_asked_where_they_are_apart(
    amounts, times, come_to
):
    assert agreed(amounts, times) == come_to


@given(st.lists(st.integers(500, 1500), min_size=3, max_size=3, unique=True))
def test_of_three_readings_with_one_closest_pair_the_order_does_not_matter(amounts):
    low, middle, high = sorted(amounts)
    if middle - low != high - middle:
        assert len({agreed(list(one), 2) for one in permutations(amounts)}) == 1


@given(st.lists(st.integers(500, 1500), min_size=1, max_size=3))
def test_a_measurement_lies_among_its_readings(amounts):
    assert min(amounts) <= agreed(amounts, 2).amount <= max(amounts)


@given(st.integers(500, 1500), st.integers(-40, 40))
def test_two_readings_are_enough_exactly_where_they_are_close(one, apart):
    assert agreed([one, one + apart], 2).enough == (abs(apart) <= APART_MM)


def test_the_waist_is_read_twice_and_the_rest_once():
    assert wanted("waist_mm") == 2
    assert wanted("hip_mm") == 1
    assert asks_again("waist_mm", [])
    assert asks_again("waist_mm", [840])
    assert not asks_again("waist_mm", [840, 845])
    assert not asks_again("hip_mm", [1020])


def test_a_later_reading_stands_for_the_earlier_in_its_slot():
    first, second = Reading("waist_mm", 280), Reading("waist_mm", 840, slot=2)
    corrected = Reading("waist_mm", 820)

    assert list(in_force([first, second, corrected]).values()) == [second, corrected]
    assert said([first, second]) == {"waist_mm": MORE(560)}
    assert said([first, second, corrected]) == {"waist_mm": MORE(830)}


def test_what_was_taken_back_is_no_reading():
    assert said([Reading("hip_mm", 1020), Reading("hip_mm", None)]) == {}


def test_of_two_legs_the_larger_counts():
    right, left = (Reading("thigh_mm", 580, Side.RIGHT), Reading("thigh_mm", 590, Side.LEFT))

    assert said([right, left]) == {"thigh_mm": ENOUGH(590)}
    assert sides("thigh_mm") == (Side.RIGHT, Side.LEFT)
    assert sides("waist_mm") == (Side.BOTH,)
