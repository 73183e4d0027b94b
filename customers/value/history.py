"""What the models of buying read of each customer: how often he came back, when last, since when.

Weeks have 7 days, and several purchases on one day are one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Histories:
    """Customers in the order of their ids, one entry each.

    `repeats` are days with a purchase after the first, called x; `recency_days` lie between first
    and last purchase, called t_x; `age_days` between the first and the end of observation, T.
    `total` is what was paid (or earned) in all, `repeat_total` without the first day.
    """

    customers: tuple[str, ...]
    repeats: Numbers
    recency_days: Numbers
    age_days: Numbers
    total: Floats
    repeat_total: Floats

    @property
    def mean(self) -> Floats:
        """What one purchase of each brought."""
        return self.total / (self.repeats + 1)

    @property
    def repeat_mean(self) -> Floats:
        """The same of purchases after the first; 0 where there was none."""
        return self.repeat_total / np.maximum(self.repeats, 1)


@dataclass(frozen=True, slots=True)
class Cells:
    """Customers who look the same to a model, together: what is asked for a cell is asked once.

    `counts` says how many customers are in each cell, `of` the cell of each customer (none where
    the customers are counted elsewhere).
    """

    repeats: Numbers
    recency_weeks: Floats
    age_weeks: Floats
    counts: Numbers
    of: Numbers

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return int(self.counts.sum())


def histories(
    customers: Sequence[str] | NDArray[Any], days: Numbers, amounts: Floats, until: int
) -> Histories:
    """The histories that purchases make, of all who bought up to the day `until`.

    `customers`, `days` (whole days, as of `date.toordinal`) and `amounts` have one entry each for
    every purchase. Later purchases are passed over.
    """
    within = days <= until
    names, who = np.unique(np.asarray(customers)[within], return_inverse=True)
    day, amount = days[within], amounts[within]
    order = np.lexsort((day, who))
    who, day, amount = who[order], day[order], amount[order]
    if not len(who):
        none = np.zeros(0, np.int64)
        return Histories((), none, none, none, np.zeros(0), np.zeros(0))
    is_new = np.ones(len(who), bool)
    is_new[1:] = (who[1:] != who[:-1]) | (day[1:] != day[:-1])
    who, day, amount = who[is_new], day[is_new], np.add.reduceat(amount, np.flatnonzero(is_new))
    first = np.flatnonzero(np.diff(who, prepend=-1))
    last = np.append(first[1:], len(who)) - 1
    total = np.add.reduceat(amount, first)
    return Histories(
        customers=tuple(str(name) for name in names),
        repeats=last - first,
        recency_days=day[last] - day[first],
        age_days=until - day[first],
        total=total,
        repeat_total=total - amount[first],
    )


def cells(repeats: Numbers, recency_days: Numbers, age_days: Numbers) -> Cells:
    """Customers of these histories, put together where all three are the same."""
    most = int(age_days.max(initial=0)) + 1
    key = (repeats * most + recency_days) * most + age_days
    found, of, counts = np.unique(key, return_inverse=True, return_counts=True)
    return Cells(
        repeats=found // most**2,
        recency_weeks=found // most % most / DAYS_A_WEEK,
        age_weeks=found % most / DAYS_A_WEEK,
        counts=counts,
        of=of,
    )
