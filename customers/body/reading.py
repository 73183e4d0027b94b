"""Readings of the tape, and the measurement they come to.

A body is never quite still, so the waist is read twice. Readings more than 15 mm apart ask for a
third, and the closest two are averaged. Of a left and a right leg the larger one counts: cloth
can be taken away afterwards, never added.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations


class Side(StrEnum):
    """Which of two legs was measured; `both` is said of all that has no sides."""

    BOTH = "both"
    LEFT = "left"
    RIGHT = "right"


class How(StrEnum):
    """In what way an amount was had."""

    TAPE = "tape"  # by the shop
    SELF = "self"  # by the customer
    ESTIMATE = "estimate"  # from the other measurements
    TRY_ON = "try-on"  # from a garment that was worn


class Level(StrEnum):
    """Where around the body the tape lay, for what can be measured at several heights."""

    HIP_BONE = "hip_bone"
    NAVEL = "navel"
    FLOOR = "floor"  # so high above the floor


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: `amount` in mm (weight: hg), None where an earlier one was taken back.

    `slot` counts from 1 the readings of one measurement on one side; a later reading in the same
    slot stands for the earlier. `reason` says why an unusual amount is kept.
    """

    key: str
    amount: int | None
    side: Side = Side.BOTH
    slot: int = 1
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What readings come to: the amount in mm (hg), and whether nothing more need be read."""

    amount: int
    enough: bool


APART_MM = 15
"""Two readings may differ by so much."""

MOST_SLOTS = 3
"""More readings of one length tire everybody and tell nothing more."""

TWICE = frozenset({"waist_mm"})
"""Measurements that no other one can check: a slip of 10 cm is noticed in one waist of four."""

SIDED = frozenset({"thigh_mm", "knee_mm", "calf_mm", "heel_mm", "inseam_mm", "outseam_navel_mm"})
"""What legs measure: there are two of them."""

LEVELLED = frozenset({"waist_mm"})
"""What means nothing without its level."""


def sides(key: str) -> tuple[Side, ...]:
    """The sides a measurement is read on; the first is the one that must be."""
    return (Side.RIGHT, Side.LEFT) if key in SIDED else (Side.BOTH,)


def wanted(key: str) -> int:
    """How often a measurement is read at least."""
    return 2 if key in TWICE else 1


def in_force(readings: Iterable[Reading]) -> dict[tuple[str, Side, int], Reading]:
    """Of each slot the last reading, in the order taken, by key, side and slot."""
    last: dict[tuple[str, Side, int], Reading] = {}
    for one in readings:
        place = (one.key, one.side, one.slot)
        last.pop(place, None)
        if one.amount is not None:
            last[place] = one
    return last


def agreed(amounts: Sequence[int], times: int = 1) -> Said:
    """What readings of one length, in the order of their slots, come to.

    Of several equally close pairs the one read last counts. Half a millimetre is rounded up.

    Args:
        amounts: in mm (hg); at least one.
        times: how often it is read at least.
    """
    if len(amounts) == 1:
        return Said(amounts[0], times <= 1)
    pairs = list(combinations(amounts, 2))
    one, other = min(reversed(pairs), key=lambda pair: abs(pair[0] - pair[1]))
    enough = len(amounts) >= MOST_SLOTS or abs(one - other) <= APART_MM
    return Said((one + other + 1) // 2, enough and len(amounts) >= times)


def said(readings: Iterable[Reading]) -> dict[str, Said]:
    """What all readings of a visit come to, by key of the measurement."""
    by_side: dict[str, dict[Side, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for (key, side, slot), one in in_force(readings).items():
        assert one.amount is not None  # in_force leaves out what was taken back
        by_side[key][side][slot] = one.amount
    return {key: _larger(key, amounts) for key, amounts in by_side.items()}


def _larger(key: str, by_side: Mapping[Side, Mapping[int, int]]) -> Said:
    each = [agreed([of[slot] for slot in sorted(of)], wanted(key)) for of in by_side.values()]
    return Said(max(one.amount for one in each), all(one.enough for one in each))


def asks_again(key: str, amounts: Sequence[int]) -> bool:
    """Whether one more reading of this length is needed; `amounts` as in `agreed`."""
    return not amounts or not agreed(amounts, wanted(key)).enough
