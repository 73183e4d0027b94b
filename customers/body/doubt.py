"""What there is to ask about the readings of one visit. Nothing here refuses anything.

Asked about is one field at a time, the likeliest to be wrong first; what somebody said is right,
with a reason, is not asked about again and no longer hides what else may be wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from customers.body.agreement import RISE_MM, rise_gap, sides_gap
from customers.body.estimate import changes, suspicion
from customers.body.guess import Guess
from customers.body.measurement import MEASUREMENTS, Unit
from customers.body.plausible import Why
from customers.body.population import People
from customers.body.reading import SIDED, Reading, Side, in_force

MOST_ASKED = 3
"""More than three doubts at once is a person unlike others, or the wrong person."""

_ONE = {one.key: one for one in MEASUREMENTS}


class Kind(StrEnum):
    """Why an amount is asked about."""

    IMPOSSIBLE = "impossible"  # no adult measures that
    UNUSUAL = "unusual"  # with these others
    ALONE = "alone"  # whatever the others
    CHANGED = "changed"  # since the last visit
    SIDES = "sides"  # one leg and the other
    RISE = "rise"  # rise and inside leg against the outside leg


@dataclass(frozen=True, slots=True)
class Doubt:
    """The measurement to look at, in mm (weight: hg).

    `low` to `high` would be usual. `other` is what the amount was compared with: last time's, the
    other leg's, or the length its parts come to.
    """

    key: str
    amount: int
    kind: Kind
    low: int
    high: int
    guesses: tuple[Guess, ...] = ()
    other: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known when the readings of a visit are looked at.

    `before` holds amounts of the customer's own last visit, `units` in what each was typed; `sex`
    is "f", "m" or empty where it was not stated.
    """

    readings: Sequence[Reading]
    before: Mapping[str, int]
    sex: str = ""
    units: Mapping[str, Unit] | None = None


def doubts(visit: Visit) -> tuple[Doubt, ...]:
    """What to ask about, one doubt for each measurement at most."""
    latest = {one.key: one for one in in_force(visit.readings).values()}
    sure = {key for key, one in latest.items() if one.reason}
    amounts = {key: one.amount for key, one in latest.items() if one.amount is not None}
    found: dict[str, Doubt] = {}
    for doubt in _all(visit, amounts, sure):
        if doubt.key not in sure:
            found.setdefault(doubt.key, doubt)
    return tuple(found.values())


def _all(visit: Visit, amounts: Mapping[str, int], sure: set[str]) -> Iterator[Doubt]:
    yield from _suspicious(visit, amounts, sure)
    yield from _impossible(amounts)
    yield from _sides(visit.readings)
    yield from _changed(visit, amounts)
    yield from _rise(amounts)


def _suspicious(visit: Visit, amounts: Mapping[str, int], sure: set[str]) -> Iterator[Doubt]:
    judged = dict(amounts)
    for _ in range(MOST_ASKED + len(sure)):
        units = {key: unit for key, unit in (visit.units or {}).items() if key in judged}
        found = suspicion(judged, visit.sex or None, People.CIVILIAN, units)
        if found is None or found.field not in judged:
            return
        del judged[found.field]
        if found.field in sure:
            continue
        kind = Kind.UNUSUAL if found.why is Why.UNUSUAL else Kind.ALONE
        yield Doubt(found.field, found.amount, kind, found.low, found.high, found.guesses)


def _impossible(amounts: Mapping[str, int]) -> Iterator[Doubt]:
    for key, amount in amounts.items():
        if not _ONE[key].is_possible(amount):
            yield Doubt(key, amount, Kind.IMPOSSIBLE, *_ONE[key].soft)


def _sides(readings: Sequence[Reading]) -> Iterator[Doubt]:
    held = {(key, side): one for (key, side, _), one in in_force(readings).items()}
    for key in SIDED:
        left, right = held.get((key, Side.LEFT)), held.get((key, Side.RIGHT))
        if left is None or right is None or left.amount is None or right.amount is None:
            continue
        gap = sides_gap(left.amount, right.amount)
        if gap.is_odd():
            other, odd = right.amount, gap.allowed_mm
            yield Doubt(key, left.amount, Kind.SIDES, other - odd, other + odd, (), other)


def _changed(visit: Visit, amounts: Mapping[str, int]) -> Iterator[Doubt]:
    for one in changes(amounts, visit.before, visit.sex or None):
        if one.is_odd():
            low, high = one.expected_mm - one.allowed_mm, one.expected_mm + one.allowed_mm
            yield Doubt(one.field, one.now_mm, Kind.CHANGED, low, high, (), one.before_mm)


def _rise(amounts: Mapping[str, int]) -> Iterator[Doubt]:
    if not {"front_rise_mm", "inseam_mm", "outseam_navel_mm"} <= amounts.keys():
        return
    outseam = amounts["outseam_navel_mm"]
    gap = rise_gap(amounts["front_rise_mm"], amounts["inseam_mm"], outseam)
    least, most = outseam + gap.gap_mm - RISE_MM - SLANT_MM, outseam + gap.gap_mm
    if not least <= outseam <= most + RISE_MM:
        parts = outseam + gap.gap_mm
        yield Doubt("outseam_navel_mm", outseam, Kind.RISE, least, most + RISE_MM, (), parts)


SLANT_MM = 135
"""A tape up the front begins between the legs and follows the belly: by so much it may be longer
than the upright way. With this, 98 of 100 of 4,854 soldiers are not asked (ANSUR II)."""
