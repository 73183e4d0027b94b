"""The order in which a station takes what waits: by date, with a slot sooner where it harms none.

A pair with a slot passes another only as long as that one, made later by its minutes, is still
ready when it was promised; one that is late or would be is never passed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Waits:
    """A pair that waits: minutes here and at the stations after, the day it is due; its own key."""

    key: str
    due: date
    minutes: int
    minutes_after: int
    has_slot: bool = False


def in_turn(waiting: Iterable[Waits], today: date, minutes_a_day: int) -> tuple[str, ...]:
    """Keys in the order in which to take them; of equals the one listed first comes first."""
    line: list[Waits] = []
    for one in sorted(waiting, key=lambda one: one.due):
        line.insert(_place(line, one, today, minutes_a_day), one)
    return tuple(one.key for one in line)


def passes(turn: Sequence[str], waiting: Iterable[Waits]) -> frozenset[str]:
    """Those that a slot has brought before somebody who would be their turn."""
    plain = {one.key: place for place, one in enumerate(sorted(waiting, key=lambda one: one.due))}
    return frozenset(one for place, one in enumerate(turn) if place < plain[one])


def _place(line: Sequence[Waits], one: Waits, today: date, minutes_a_day: int) -> int:
    """How far up `one` may go: past each that can wait for it, and past nobody with a slot."""
    place, done = len(line), sum(other.minutes for other in line)
    while one.has_slot and place and not line[place - 1].has_slot:
        other = line[place - 1]
        ready = done + one.minutes + other.minutes_after
        if ready > _room(other, today, minutes_a_day):
            break
        place, done = place - 1, done - other.minutes
    return place


def _room(one: Waits, today: date, minutes_a_day: int) -> int:
    """Minutes of work until the evening of the day it is due."""
    return ((one.due - today).days + 1) * minutes_a_day
