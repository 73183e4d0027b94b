"""Who may go first at a station: only past those who are ready as promised all the same."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from production.slots import Waits, in_turn, passes

TODAY = date(2026, 11, 22)
A_DAY = 400


def pair(key: str, days: int, minutes: int = 100, *, has_slot: bool = False) -> Waits:
    return Waits(key, TODAY + timedelta(days), minutes, 0, has_slot)


def late(turn: Sequence[str], waiting: Sequence[Waits]) -> set[str]:
    """Those that are not ready on the day they are due, worked off in turn."""
    known, done, found = {one.key: one for one in waiting}, 0, set()
    for key in turn:
        one = known[key]
        done += one.minutes
        if done + one.minutes_after > ((one.due - TODAY).days + 1) * A_DAY:
            found.add(key)
    return found


@pytest.mark.parametrize(
    ("waiting", "turn", "ahead"),
    [
        ([pair("a", 3), pair("b", 5), pair("s", 9, has_slot=True)], "sab", "s"),
        ([pair("a", 0, 350), pair("b", 5), pair("s", 9, has_slot=True)], "asb", "s"),
        ([pair("a", -1), pair("s", 9, has_slot=True)], "as", ""),
        ([pair("a", 3), pair("s", 2, has_slot=True)], "sa", ""),
        ([pair("a", 0, 400), pair("b", 1, 400), pair("s", 9, has_slot=True)], "abs", ""),
        ([pair("s", 9, has_slot=True), pair("t", 8, has_slot=True), pair("a", 7)], "tsa", "st"),
        ([pair("b", 5), pair("a", 5)], "ba", ""),
    ],
)
def test_a_slot_goes_up_as_far_as_nobody_is_late_by_it(waiting, turn, ahead):
    found = in_turn(waiting, TODAY, A_DAY)

    assert "".join(found) == turn
    assert passes(found, waiting) == frozenset(ahead)


def test_whatever_waits_nobody_is_late_who_would_not_be_without_slots():
    chance = Random(5)
    for _round in range(300):
        waiting = [
            Waits(
                str(number),
                TODAY + timedelta(chance.randint(-1, 12)),
                chance.randint(5, 200),
                chance.choice((0, 0, 150)),
                chance.random() < 0.3,
            )
            for number in range(chance.randint(1, 14))
        ]
        plain = in_turn([replace(one, has_slot=False) for one in waiting], TODAY, A_DAY)
        turn = in_turn(waiting, TODAY, A_DAY)
        others = {one.key for one in waiting if not one.has_slot}

        assert sorted(turn) == sorted(plain)
        assert late(turn, waiting) & others <= late(plain, waiting)
        assert [one for one in turn if one in others] == [one for one in plain if one in others]
