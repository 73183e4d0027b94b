"""What a segment is worth before it is saved: size, likeness, stability, value, and warnings."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from customers.needs.coding import Codes, Floats, Scale, one_hot, values_of
from customers.needs.criteria import Limits
from customers.needs.with_sklearn import alike

Longs = np.ndarray[tuple[int], np.dtype[np.int64]]

STANDS_OUT = 3
CLEARLY, TIMES = 0.1, 1.25
"""What stands out is so much commoner in the segment than among all: by a share, and by times."""

SEPARABLE = 0.02
"""Of what people differ in, a segment leaves so much less, else it is like all others."""


class Warn(StrEnum):
    """What speaks against a segment."""

    SMALL = "small"
    UNSTABLE = "unstable"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Trait:
    """A value that stands out: its share in the segment and among all."""

    criterion: str
    value: str
    share: float
    among_all: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one segment.

    `likeness` is how much less its people differ from each other than all people do, 0 to 1.
    `stability` is the share of it that comes again when it is made from a resample (Jaccard, after
    Hennig, Computational Statistics and Data Analysis 52, 2007); a rule never moves. The cents are
    the lower quarter, the middle and the upper quarter of values, None where nobody is valued.
    """

    people: int
    share: float
    likeness: float
    stability: float
    low_cents: int | None
    middle_cents: int | None
    high_cents: int | None
    stands_out: tuple[Trait, ...]
    warnings: tuple[Warn, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sorted:
    """People sorted into segments: codes on the scales, the place of each (-1: none), values.

    `again` are the places when the segments are made from resamples, none for rules. Cents are NaN
    of who is not valued.
    """

    scales: Sequence[Scale]
    codes: Codes
    places: Longs
    cents: Floats
    again: Sequence[Longs] = ()


def judged(what: Sorted, number: int, limits: Limits) -> tuple[Figures, ...]:
    """The figures of each of so many segments."""
    known = one_hot(what.scales, what.codes)
    whole = _spread(known)
    return tuple(_figures(what, known, whole, place, limits) for place in range(number))


def agreement(what: Sorted) -> float:
    """How alike the segments of resamples are to these: the adjusted Rand index, 1 for rules."""
    return float(np.mean([alike(what.places.tolist(), one.tolist()) for one in what.again] or [1]))


def separation(what: Sorted, number: int) -> float:
    """The share of all differences between people that are differences between segments."""
    known = one_hot(what.scales, what.codes)
    whole = _spread(known) * len(known)
    parts = [known[what.places == place] for place in range(number)]
    parts.append(known[what.places < 0])
    within = sum(_spread(part) * len(part) for part in parts)
    return 1 - within / whole if whole else 0.0


def _figures(what: Sorted, known: Floats, whole: float, place: int, limits: Limits) -> Figures:
    mine = what.places == place
    people = int(mine.sum())
    likeness = max(0.0, 1 - _spread(known[mine]) / whole) if whole and people else 0.0
    stability = _stability(mine, what.again)
    cents = what.cents[mine]
    cents = cents[~np.isnan(cents)]
    quarters = np.percentile(cents, (25, 50, 75)) if len(cents) else None
    low, middle, high = map(round, quarters.tolist()) if quarters is not None else (None,) * 3
    doubts = {
        Warn.SMALL: people < limits.smallest,
        Warn.UNSTABLE: stability * 100 < limits.stable_percent,
        Warn.MIXED: likeness < SEPARABLE,
    }
    return Figures(
        people=people,
        share=people / max(len(mine), 1),
        likeness=likeness,
        stability=stability,
        low_cents=low,
        middle_cents=middle,
        high_cents=high,
        stands_out=_traits(what.scales, known, mine, limits.smallest),
        warnings=tuple(warn for warn, is_so in doubts.items() if is_so),
    )


def _spread(known: Floats) -> float:
    """The mean squared distance of people from their middle."""
    return float(known.var(axis=0).sum()) if len(known) else 0.0


def _stability(mine: np.ndarray[tuple[int], np.dtype[np.bool_]], again: Sequence[Longs]) -> float:
    shares = []
    for one in again:
        both = np.bincount(one[mine] + 1, minlength=int(one.max(initial=0)) + 2)
        theirs = np.bincount(one + 1, minlength=len(both))
        either = int(mine.sum()) + theirs - both
        shares.append(float((both / np.maximum(either, 1))[1:].max(initial=0.0)))
    return float(np.mean(shares)) if shares else 1.0


def _traits(
    scales: Sequence[Scale],
    known: Floats,
    mine: np.ndarray[tuple[int], np.dtype[np.bool_]],
    fewest: int,
) -> tuple[Trait, ...]:
    """The values that stand out most, by how far their share is from that of all.

    Of values that fewer than `fewest` in the segment have nothing is told.
    """
    if not mine.any():
        return ()
    inside, overall = known[mine].mean(axis=0), known.mean(axis=0)
    clear = (inside - overall >= CLEARLY) & (inside >= TIMES * overall)
    clear &= known[mine].sum(axis=0) >= fewest
    order = np.argsort(-(inside - overall), kind="stable")
    names = values_of(scales)
    best = [int(one) for one in order if clear[one]][:STANDS_OUT]
    return tuple(Trait(*names[one], float(inside[one]), float(overall[one])) for one in best)
