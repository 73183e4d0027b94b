"""How far an order is, in words: the shop's, and the same truth in those of the customer."""

from collections.abc import Mapping
from typing import TypeAlias

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from production.tracking import Direction, Doubt, State

Words: TypeAlias = str | LazyString

SHOP: Mapping[State, Words] = {
    State.QUEUED: _l("In the queue"),
    State.CUTTING: _l("Cutting"),
    State.SEWING: _l("Sewing"),
    State.WASHING: _l("Washing"),
    State.FINISHING: _l("Finishing"),
    State.CHECK: _l("Check"),
    State.READY: _l("Ready"),
    State.COLLECTED: _l("Collected"),
    State.HOLD: _l("On hold"),
    State.CANCELLED: _l("Cancelled"),
}
"""States and stations as the shop calls them."""

CUSTOMER: Mapping[State, Words] = {
    State.QUEUED: _l("Ordered, waiting for the cutter"),
    State.CUTTING: _l("Being cut"),
    State.SEWING: _l("Being sewn"),
    State.WASHING: _l("In the wash"),
    State.FINISHING: _l("Getting its buttons and its press"),
    State.CHECK: _l("Being measured, point by point"),
    State.READY: _l("Ready for you"),
    State.COLLECTED: _l("With you"),
    State.HOLD: _l("Paused: something has to be settled first"),
    State.CANCELLED: _l("Cancelled"),
}
"""States as customers are told them."""

DOUBTS: Mapping[Doubt, Words] = {
    Doubt.ELSEWHERE: _l("this order has nothing to be done there"),
    Doubt.SKIPPED: _l("an earlier station was never scanned"),
    Doubt.BEHIND: _l("it was farther already"),
    Doubt.AHEAD: _l("it has not been there yet"),
    Doubt.HELD: _l("the order was on hold"),
    Doubt.CANCELLED: _l("the order was cancelled"),
    Doubt.TOO_LATE: _l("the cutting had begun"),
    Doubt.NOT_HELD: _l("it was not on hold"),
    Doubt.UNKNOWN: _l("there was nothing to take back"),
}
"""Why a scan is an exception."""

SAID: Mapping[Direction, Words] = {
    Direction.IN: _l("In"),
    Direction.OUT: _l("Done"),
    Direction.BACK: _l("Sent back"),
    Direction.UNDO: _l("Taken back"),
    Direction.HOLD: _l("Held"),
    Direction.RELEASE: _l("Released"),
    Direction.CANCEL: _l("Cancelled"),
}
"""What a scan says."""

SIGNS: Mapping[State, str] = {
    State.READY: "check",
    State.COLLECTED: "check",
    State.HOLD: "pause",
    State.CANCELLED: "cross",
}
"""The sign beside a state; all others are under way and have the clock."""

TONES: Mapping[State, str] = {
    State.READY: "good",
    State.COLLECTED: "plain",
    State.HOLD: "doubt",
    State.CANCELLED: "bad",
}
"""The colour of its badge; all others are `known`."""


def status_words(state: str) -> Words:
    """What a customer is told of an order in that state; an unknown state as it is."""
    return CUSTOMER[State(state)] if state in CUSTOMER else state


PARTS_DONE: Mapping[State, int] = {
    **dict.fromkeys((State.SEWING, State.WASHING, State.FINISHING, State.CHECK), 1),
    State.READY: 2,
    State.COLLECTED: 3,
}
"""How many of the three parts customers are told of (cut, made, ready) are behind an order."""
