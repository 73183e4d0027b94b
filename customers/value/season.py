"""Seasons: how many purchases a time of the year has of what is usual."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from customers.value.history import Floats, Numbers

MONTHS = 12
FEWEST_MONTHS = 24
"""Before two whole years nobody can tell a season from growth: every month counts as usual."""

BELIEVED = 50
"""So many purchases a month is believed to be usual with, before it is counted."""

YEAR = np.array([0.5, *[1.0] * (MONTHS - 1), 0.5]) / MONTHS
"""Weights of the months around one, so that every time of the year counts alike."""

UNIX_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Season:
    """Factors of January to December; over the days of a year their mean is 1."""

    factors: tuple[float, ...] = (1.0,) * MONTHS

    def factor(self, after: int, days: int) -> float:
        """What the `days` days after the day `after` have of the usual number of purchases."""
        months = _month(np.arange(after + 1, after + days + 1)) % MONTHS
        return float(np.asarray(self.factors)[months].mean()) if days else 1.0


def season(days: Numbers, first_days: Numbers, until: int) -> Season:
    """The season in purchases made on `days`, by customers who came first on `first_days`.

    Both have one entry per purchase (or customer), whole days; observed up to the day `until`.
    Purchases after the first, per customer there was, by month, over their moving average of a
    year: the classical ratio, which growth and age of the customers do not touch.
    """
    if not len(days):
        return Season()
    # The first and the last month are seldom whole.
    begin, end = int(_month(days).min()) + 1, int(_month(np.array([until + 1]))[0])
    count = end - begin
    if count < FEWEST_MONTHS:
        return Season()
    bought = np.bincount(_within(_month(days) - begin, count), minlength=count)
    came = np.bincount(np.clip(_month(first_days) - begin, 0, count), minlength=count + 1)[:count]
    new = np.bincount(_within(_month(first_days) - begin, count), minlength=count)
    again = bought - new
    exposed = np.cumsum(came) * _days_of(begin, count)
    usual = np.convolve(again / np.maximum(exposed, 1), YEAR, "valid")
    inner = slice(MONTHS // 2, count - MONTHS // 2)
    month = np.arange(begin, end)[inner] % MONTHS
    found = np.bincount(month, weights=again[inner], minlength=MONTHS)
    expected = np.bincount(month, weights=usual * exposed[inner], minlength=MONTHS)
    factors = (found + BELIEVED) / (expected + BELIEVED)
    usual_year = np.average(factors, weights=_days_of(0, MONTHS))
    return Season(tuple(float(one) for one in factors / usual_year))


def _month(days: Numbers) -> Numbers:
    """Months since January 1970."""
    return (days - UNIX_EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _within(months: Numbers, count: int) -> Numbers:
    return months[(months >= 0) & (months < count)]


def _days_of(begin: int, count: int) -> Floats:
    """How many days each of `count` months has."""
    starts = np.arange(begin, begin + count + 1).astype("datetime64[M]").astype("datetime64[D]")
    return np.diff(starts).astype(float)
