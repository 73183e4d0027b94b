"""The next week foreseen from those before it, with limits, for anything that is counted by week.

What is expected follows the newest weeks most (Brown's exponential smoothing). The limits hold 90
of 100 weeks, by how far off such forecasts were; a count varies at least as Poisson's does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from customers.value.ahead import SURE

NEWEST = 0.2
"""So much of the newest week enters what is expected next."""

FEWEST = 4
"""Of fewer weeks nothing is foreseen."""


@dataclass(frozen=True, slots=True)
class Week:
    """What a week that begins on a Monday was expected to bring, with limits; and what came."""

    begin: date
    expected: float
    low: float
    high: float
    actual: int | None = None

    @property
    def is_outside(self) -> bool:
        """Whether what came lies outside the limits."""
        return self.actual is not None and not self.low <= self.actual <= self.high


def foresee_week(begin: date, before: Sequence[int]) -> Week | None:
    """The week after those in `before`, the oldest first; None where they are too few."""
    if len(before) < FEWEST:
        return None
    level = sum(before[:FEWEST]) / FEWEST
    off = []
    for count in before[FEWEST:]:
        off.append(count - level)
        level += NEWEST * (count - level)
    # The level itself is known from some 2 / NEWEST - 1 weeks.
    variance = max(level, 1.0) * (1 + NEWEST / (2 - NEWEST))
    if off:
        variance = max(variance, sum(one**2 for one in off) / len(off))
    wide = SURE * sqrt(variance)
    return Week(begin, level, max(level - wide, 0.0), level + wide)
