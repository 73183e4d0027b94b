"""The path of a customer: the tier he may come to next, what is missing, and the next step there.

A step is one dated thing to do for a customer who may grow, with the margin it may add: one more
purchase, of the size usual with him, taken up by so many of a hundred who are customers still.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from customers.value.tier import IN_ORDER, Tier

PERCENT = 100
SOONEST_DAYS, LATEST_DAYS = 7, 90


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a path begins from; cents, days, and chances from 0 to 1. `tier` may be empty."""

    tier: str
    value_cents: int
    earned_cents: int
    purchases: int
    p_alive: float
    expected_purchases: float

    @property
    def mean_cents(self) -> int:
        """What one purchase of his earned."""
        return self.earned_cents // max(self.purchases, 1)


@dataclass(frozen=True, slots=True)
class Path:
    """The next tier, how much value is missing, and how many purchases that are (None: never)."""

    target: Tier
    missing_cents: int
    purchases: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """What to do for a customer by a day, and the margin it may add."""

    on: date
    uplift_cents: int


def path(who: Prospect, least_cents: Mapping[str, int]) -> Path | None:
    """What leads to the next tier; None for the best and for who is not known yet.

    `least_cents` is the least value of anybody in each tier.
    """
    if who.tier not in IN_ORDER[:-1]:
        return None
    target = IN_ORDER[IN_ORDER.index(Tier(who.tier)) + 1]
    missing = max(least_cents.get(target, 0) - who.value_cents, 0)
    purchases = ceil(missing / who.mean_cents) if who.mean_cents > 0 else None
    return Path(target, missing, purchases)


def step(who: Prospect, today: date, horizon_days: int, uplift_percent: int) -> Step:
    """The next step for a customer: half-way to when he is expected again, but soon.

    `horizon_days` is how far `expected_purchases` look ahead.
    """
    gap = horizon_days / who.expected_purchases if who.expected_purchases > 0 else horizon_days
    days = min(max(round(gap / 2), SOONEST_DAYS), LATEST_DAYS)
    uplift = max(who.mean_cents, 0) * who.p_alive * uplift_percent / PERCENT
    return Step(today + timedelta(days=days), round(uplift))
