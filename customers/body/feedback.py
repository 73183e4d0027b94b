"""Fit feedback: what is said of a pair after it was worn, and what is learned from it.

What a customer likes more than others is held for each point of measure as a normal distribution.
An answer is an observation of it: whoever finds the thigh too tight would have liked about one
tolerance more than what was worn. Kalman's update (prior variance against the spread of answers),
made robust: what contradicts all that was said before is heard less (Huber's weight), and no single
answer moves the next pair by more than a bounded step. Variances never fall to nothing, since
people change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from customers.body.target import Target


class Zone(StrEnum):
    """Where people say how a pair fits."""

    WAIST = "waist"
    HIP = "hip"
    THIGH = "thigh"
    KNEE = "knee"
    HEM = "hem"
    INSEAM = "inseam"
    RISE = "rise"


class Felt(StrEnum):
    """How a zone feels; pages put it into words and pictures."""

    MUCH_TOO_TIGHT = "much_too_tight"
    TOO_TIGHT = "too_tight"
    RIGHT = "right"
    TOO_LOOSE = "too_loose"
    MUCH_TOO_LOOSE = "much_too_loose"
    MUCH_TOO_SHORT = "much_too_short"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    MUCH_TOO_LONG = "much_too_long"


class Why(StrEnum):
    """What became of an answer."""

    CONFIRMED = "confirmed"  # it was right: surer than before
    MOVED = "moved"
    BOUNDED = "bounded"  # it asked for more than one pair may change
    UNLIKE = "unlike"  # it contradicts what was said before, and was heard less


class WrongAnswer(Exception):
    """A length is not tight and a girth is not short."""

    def __init__(self, zone: Zone, felt: Felt) -> None:
        self.zone, self.felt = zone, felt
        super().__init__(f"{zone} cannot feel {felt}")


ZONES: Mapping[Zone, tuple[str, ...]] = {
    Zone.WAIST: ("waist",),
    Zone.HIP: ("hip",),
    Zone.THIGH: ("thigh",),
    Zone.KNEE: ("knee",),
    Zone.HEM: ("leg_opening",),
    Zone.INSEAM: ("inseam",),
    Zone.RISE: ("front_rise", "back_rise"),
}
"""The points of measure that a zone is about; they share what is said of it."""

GIRTH = (
    Felt.MUCH_TOO_TIGHT, Felt.TOO_TIGHT, Felt.RIGHT, Felt.TOO_LOOSE, Felt.MUCH_TOO_LOOSE,
)  # fmt: skip
LENGTH = (
    Felt.MUCH_TOO_SHORT, Felt.TOO_SHORT, Felt.RIGHT, Felt.TOO_LONG, Felt.MUCH_TOO_LONG,
)  # fmt: skip
LENGTHS = (Zone.INSEAM, Zone.RISE)

# All in tolerances of the point. People differ by one and a half, and what one says of the same
# pair on two days by almost one; a pair moves by at most one and a quarter.
PRIOR, SPREAD, LEAST_SURE, MOST_MOVED = 1.5, 0.8, 0.4, 1.25
USUAL = 2.0
"""Beyond so many standard deviations an answer is unlike those before it."""


@dataclass(frozen=True, slots=True)
class Preference:
    """What a customer likes more than others at one point, in mm, and how unsure that is.

    `sd_mm` is None before anything was said.
    """

    ease_mm: int = 0
    sd_mm: float | None = None


UNKNOWN = Preference()


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one answer taught of one point: what was said, before, after, and why.

    `worn_mm` is what the pair had there more than others: what was learned till then, and by how
    much the pair missed its target. `asked_mm` is what the answer asks for instead.
    """

    zone: Zone
    point: str
    said: Felt
    worn_mm: int
    asked_mm: int
    before: Preference
    after: Preference
    why: Why


def answers(zone: Zone) -> tuple[Felt, ...]:
    """What can be said of a zone, from too small to too large."""
    return LENGTH if zone in LENGTHS else GIRTH


def lessons(
    targets: Sequence[Target],
    missed_mm: Mapping[str, int],
    said: Mapping[Zone, Felt],
    known: Mapping[str, Preference],
) -> tuple[Lesson, ...]:
    """What is learned from what was said of a pair that was worn, one lesson for each point.

    Args:
        targets: those of the pair.
        missed_mm: by how much the pair was larger than its targets, measured after the wash where
            it was, else as the pattern missed them.
        said: what was said, by zone; nothing is learned of the others.
        known: what was learned before, by point of measure.

    Raises WrongAnswer.
    """
    return tuple(
        _lesson(zone, felt, target, missed_mm.get(point, 0), known.get(point, UNKNOWN))
        for zone, felt in said.items()
        for point in ZONES[zone]
        for target in targets
        if target.point.key == point
    )


def learned_mm(known: Mapping[str, Preference]) -> dict[str, int]:
    """What the next pair shall have more, by point of measure, as `by_body` takes it."""
    return {point: preference.ease_mm for point, preference in known.items() if preference.ease_mm}


def _lesson(zone: Zone, felt: Felt, target: Target, missed_mm: int, before: Preference) -> Lesson:
    if felt not in answers(zone):
        raise WrongAnswer(zone, felt)
    degrees = answers(zone).index(felt) - len(answers(zone)) // 2
    tolerance = max(1, target.point.tolerance_mm)
    worn = target.learned_mm + missed_mm
    asked = worn - degrees * tolerance // len(ZONES[zone])
    after, why = _updated(before, asked, tolerance)
    told = Why.CONFIRMED if why is Why.MOVED and felt is Felt.RIGHT else why
    return Lesson(zone, target.point.key, felt, worn, asked, before, after, told)


def _updated(before: Preference, asked_mm: int, tolerance_mm: int) -> tuple[Preference, Why]:
    """What is believed after one observation, and what became of it."""
    spread = (SPREAD * tolerance_mm) ** 2
    sd = PRIOR * tolerance_mm if before.sd_mm is None else before.sd_mm
    unsure, new = sd**2, asked_mm - before.ease_mm
    unlike = abs(new) / sqrt(unsure + spread) / USUAL
    heard = spread * max(1.0, unlike) ** 2
    gain = unsure / (unsure + heard)
    most = round(MOST_MOVED * tolerance_mm)
    move = round(gain * new)
    bounded = max(-most, min(most, move))
    left = max(sqrt((1 - gain) * unsure), LEAST_SURE * tolerance_mm)
    why = Why.UNLIKE if unlike > 1 else Why.BOUNDED if bounded != move else Why.MOVED
    return Preference(before.ease_mm + bounded, left), why
