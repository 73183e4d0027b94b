"""A quarter foreseen: what the customers of its first day will buy in it, with limits."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

import numpy as np

from customers.value.buying import Buying
from customers.value.expecting import expected_purchases, squared_purchases
from customers.value.history import DAYS_A_WEEK, Cells

SURE = 1.645
"""So many standard deviations to each side hold 90 of 100."""

MONTHS_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Days with a purchase in a quarter, expected and with limits; `actual` once it is over."""

    begin: date
    expected: float
    low: float
    high: float
    actual: int | None = None


def quarter_of(day: date) -> date:
    """The first day of the quarter of `day`."""
    return date(day.year, day.month - (day.month - 1) % MONTHS_A_QUARTER, 1)


def quarter_after(begin: date) -> date:
    """The first day of the next one."""
    return quarter_of(begin + timedelta(days=100))


def quarter_before(begin: date) -> date:
    """The first day of the one before."""
    return quarter_of(begin - timedelta(days=1))


def foreseen(  # noqa: PLR0913 - what a forecast hangs on
    buying: Buying, grouped: Cells, begin: date, days: int, busy: float, *, wrong: float = 0.0
) -> Foreseen:
    """What customers whose histories end on the day before `begin` buy in so many `days`.

    `busy` is the season's factor, `wrong` how far off former forecasts were, as a share of them:
    by chance alone a hundred thousand customers would be foreseen to the percent.
    """
    known = grouped.repeats, grouped.recency_weeks, grouped.age_weeks, days / DAYS_A_WEEK
    counts = grouped.counts
    each = expected_purchases(buying, *known) * busy
    spread = squared_purchases(buying, *known) * busy**2 - each**2
    # The season thins a Poisson count: its spread is the mean's, not the square's.
    variance = float(np.einsum("i,i", counts, np.maximum(spread, each)))
    expected = float(np.einsum("i,i", counts, each))
    wide = SURE * sqrt(variance + (wrong * expected) ** 2)
    return Foreseen(begin, expected, max(expected - wide, 0), expected + wide)


def how_wrong(former: list[Foreseen]) -> float:
    """How far off forecasts of quarters that are over were, as a share of them; 0 without any."""
    off = [(one.actual / one.expected - 1) for one in former if one.actual is not None]
    return sqrt(sum(one**2 for one in off) / len(off)) if off else 0.0
