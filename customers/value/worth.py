"""What customers will still bring: purchases times margins over time, with limits."""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv

from customers.value.buying import Buying, p_alive
from customers.value.expecting import expected_purchases, no_purchase, squared_purchases
from customers.value.history import DAYS_A_WEEK, Cells, Floats
from customers.value.spending import Spending

DAYS_A_YEAR = 365
LOW, HIGH = 0.05, 0.95
"""Between these lie 90 of 100."""

SHAPES = np.geomspace(1e-4, 1e6, 2001)
"""Shapes between which limits are interpolated: a million quantiles one by one take seconds."""

LIMITS = [gammaincinv(SHAPES, share) / SHAPES for share in (LOW, HIGH)]


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far one looks, what money of next year is worth less, and how busy the season is.

    `season` is what the time looked at has of the usual number of purchases.
    """

    days: int
    discount_percent: float = 0.0
    season: float = 1.0

    @property
    def steps(self) -> tuple[tuple[int, float], ...]:
        """Ends of years in days, and what money of each, as of its middle, is worth now."""
        ends = [*range(DAYS_A_YEAR, self.days, DAYS_A_YEAR), self.days]
        middles = [(end + begin) / 2 for begin, end in zip([0, *ends], ends, strict=False)]
        yearly = 1 + self.discount_percent / 100
        return tuple(
            (end, yearly ** -(middle / DAYS_A_YEAR))
            for end, middle in zip(ends, middles, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Worth:
    """What is expected of customers, one entry each.

    `purchases` within the horizon, the chance `p_alive` of still being a customer, `amount` of one
    purchase, and `value` of all, discounted, with the limits within which 90 of 100 will lie.
    """

    p_alive: Floats
    purchases: Floats
    amount: Floats
    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is expected of the customers of each cell, whatever they spend; one entry a cell.

    The chance `p_alive` of still being one, `purchases` within the horizon, their square, their
    number at what they are worth now (`discounted`), and the chance that there is `none`.
    """

    p_alive: Floats
    purchases: Floats
    squared: Floats
    discounted: Floats
    none: Floats


def ahead(buying: Buying, grouped: Cells, horizon: Horizon) -> Ahead:
    """What is expected of each of these cells within the horizon."""
    known = grouped.repeats, grouped.recency_weeks, grouped.age_weeks
    weeks = horizon.days / DAYS_A_WEEK
    discounted, so_far = np.zeros(len(grouped.counts)), np.zeros(len(grouped.counts))
    for end, worth_now in horizon.steps:
        until_then = expected_purchases(buying, *known, end / DAYS_A_WEEK) * horizon.season
        discounted += worth_now * (until_then - so_far)
        so_far = until_then
    squared = squared_purchases(buying, *known, weeks) * horizon.season**2
    none = no_purchase(buying, *known, weeks)
    return Ahead(p_alive(buying, *known), so_far, squared, discounted, none)


def worth(
    buying: Buying, spending: Spending | None, grouped: Cells, mean: Floats, horizon: Horizon
) -> Worth:
    """What is expected of customers whose histories are in `grouped`.

    `mean` is what one purchase of each brought, the first among them, for every purchase tells
    of the next. Without `spending`, where nobody paid anything yet, nothing is expected of it.
    """
    found, of = ahead(buying, grouped, horizon), grouped.of
    purchases, discounted = found.purchases[of], found.discounted[of]
    bought, paid = grouped.repeats[of] + 1, np.maximum(mean, 0)
    amount = spending.expected(bought, paid) if spending else np.zeros(len(of))
    value = discounted * amount
    of_means, of_amounts = spending.second_moments(bought, paid) if spending else (amount, amount)
    square = purchases * np.maximum(of_amounts - of_means, 0) + found.squared[of] * of_means
    low, high = _limits(purchases * amount, square)
    low *= (found.none < LOW)[of]
    part = (found.discounted / np.maximum(found.purchases, 1e-300))[of]
    return Worth(found.p_alive[of], purchases, amount, value, low * part, high * part)


def _limits(mean: Floats, square: Floats) -> tuple[Floats, Floats]:
    """Between what lies an amount of that mean and mean square that is never negative.

    Taken as gamma distributed, which fits what comes of simulated customers: most bring nothing
    and few a lot. What the parameters may be wrong by is far less and left out.
    """
    shape = mean**2 / np.maximum(square - mean**2, 1e-9 * mean**2 + 1e-300)
    log_shape, log_shapes = np.log(np.clip(shape, SHAPES[0], SHAPES[-1])), np.log(SHAPES)
    low, high = (mean * np.interp(log_shape, log_shapes, limit) for limit in LIMITS)
    return low, high
