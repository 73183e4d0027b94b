"""Made-up buying of known truth: what the models of value must find again.

Nothing here is shared with the models: each purchase is drawn, one after the other.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Truth:
    """How the made-up people buy: rates a week, chances to leave, and cents of a purchase.

    Rates are gamma distributed with shape `r` and rate `alpha`, chances beta distributed with `a`
    and `b`; cents gamma with shape `p` and a rate of one's own, which is gamma with `q`, `gamma`.
    With `first_counts` one may leave after the first purchase too.
    """

    r: float = 2.0
    alpha: float = 100.0
    a: float = 1.2
    b: float = 3.0
    p: float = 6.0
    q: float = 3.8
    gamma: float = 1_800.0
    first_counts: bool = True


@dataclass(frozen=True, slots=True)
class Bought:
    """One entry for each purchase: by whom (counted from 0), on which day, for how many cents."""

    who: NDArray[np.int64]
    day: NDArray[np.int64]
    cents: NDArray[np.int64]


def bought(count: int, seed: int, days: int, until: int, truth: Truth | None = None) -> Bought:
    """All purchases of so many people up to the day `until`.

    They come one by one from day 0 on, the last of them on the day `days`.
    """
    true, chance = truth or Truth(), np.random.default_rng(seed)
    rate = np.maximum(chance.gamma(true.r, 1 / true.alpha, count) / DAYS_A_WEEK, 1e-12)
    leaving = chance.beta(true.a, true.b, count)
    own = true.p / chance.gamma(true.q, 1 / true.gamma, count)  # The mean of one purchase.
    when = chance.uniform(0, days, count)
    who = np.arange(count)
    found = []
    occasions = 0
    while len(who):
        cents = chance.gamma(true.p, 1 / true.p, len(who)) * own[who]
        found.append((who, np.floor(when).astype(np.int64), np.rint(cents).astype(np.int64)))
        stays = chance.random(len(who)) >= leaving[who]
        stays |= occasions == 0 and not true.first_counts
        who, when, occasions = who[stays], when[stays], occasions + 1
        when = when + chance.exponential(1 / rate[who])
        who, when = who[when <= until], when[when <= until]
    parts = [np.concatenate(one) for one in zip(*found, strict=True)]
    return Bought(*parts)
