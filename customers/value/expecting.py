"""What the models of buying expect of a customer: purchases to come, and how sure that is."""

from functools import lru_cache

import numpy as np
from scipy.special import hyp2f1, roots_jacobi

from customers.value.buying import Buying, p_alive
from customers.value.history import Floats, Numbers

SINGULAR = 1e-6
"""So near to a = 1 the formula is one zero by another; it is as good a little beside it."""

SMALL = 1e-4
NODES = 24
"""Of the quadrature; more change nothing that is shown."""


def expected_purchases(
    buying: Buying, repeats: Numbers, recency_weeks: Floats, age_weeks: Floats, weeks: float
) -> Floats:
    """How often such a customer will buy within so many `weeks` after his age.

    Fader, Hardie and Lee (2005), equation 10; Batislam et al. (2007), equation 10, with n as in
    `buying`. Both hold (1 - z)^(r + x) F(r + x, b + n; a + b + n - 1; z) with z = weeks /
    (alpha + T + weeks) and Gauss's hypergeometric series F. By Euler's transformation that is
    (1 - z)^(a - 1) F(a + b + n - x - 1 - r, a - 1; a + b + n - 1; z), whose parameters stay small
    however large x is: the one above has terms beyond all floats.
    """
    n = buying.occasions(repeats)
    a = buying.a + SINGULAR if abs(buying.a - 1) < SINGULAR else buying.a
    z = weeks / (buying.alpha + age_weeks + weeks)
    both = a + buying.b + n - 1
    series = hyp2f1(both - repeats - buying.r, a - 1, both, z)
    stays = (1 - (1 - z) ** (a - 1) * series) * both / (a - 1)
    return np.asarray(stays * p_alive(buying, repeats, recency_weeks, age_weeks))


def squared_purchases(
    buying: Buying, repeats: Numbers, recency_weeks: Floats, age_weeks: Floats, weeks: float
) -> Floats:
    """What the square of that number comes to, which tells how sure it is.

    Who buys at rate l and leaves with chance p has E[Y^2] = E[Y] + 2 (1 - p) / p^2 (1 - e^(-lpt)
    (1 + lpt)), from dE[Y^2]/dt = l e^(-lpt) (1 + 2 l (1 - p) t). The mean over l, gamma
    distributed, is exact; that over p, beta distributed, by Gauss and Jacobi's quadrature.
    """
    n, shape = buying.occasions(repeats), buying.r + repeats
    tau = weeks / (buying.alpha + age_weeks)
    alive = p_alive(buying, repeats, recency_weeks, age_weeks)
    found = np.zeros(len(n))
    for one in np.unique(n):
        here = n == one
        p, weights = _chances(buying.a, buying.b + int(one))
        lost = p * tau[here, None]
        stays = (1 + lost) ** -shape[here, None]
        once = (1 - stays) / p
        again = 1 - stays * (1 + shape[here, None] * lost / (1 + lost))
        # Of numbers that small nothing would be left of the difference.
        of_few = shape[here, None] * (shape[here, None] + 1) / 2 * lost**2
        again = np.where(lost < SMALL, of_few, again)
        found[here] = (once + 2 * (1 - p) / p**2 * again) @ weights
    return found * alive


@lru_cache(maxsize=4096)
def _chances(a: float, b: float) -> tuple[Floats, Floats]:
    """Chances and their weights: the mean over them is that of the beta distribution."""
    roots, weights = roots_jacobi(NODES, b - 1, a - 1)
    return (1 + roots) / 2, weights / weights.sum()


def no_purchase(
    buying: Buying, repeats: Numbers, recency_weeks: Floats, age_weeks: Floats, weeks: float
) -> Floats:
    """The chance that he buys nothing within so many `weeks`: he left, or is slow.

    From the density of the rate of who is still a customer: gamma with r + x and alpha + T.
    """
    alive = p_alive(buying, repeats, recency_weeks, age_weeks)
    age = buying.alpha + age_weeks
    return np.asarray(1 - alive + alive * (age / (age + weeks)) ** (buying.r + repeats))
