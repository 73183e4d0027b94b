"""How often customers buy and when they stop: the models BG/NBD and MBG/NBD, fitted.

Each customer buys at a rate of his own, gamma distributed over customers with shape r and rate
alpha, and leaves for good after a purchase with a chance of his own, beta distributed with a and b.
In BG/NBD (Fader, Hardie and Lee, "Counting Your Customers the Easy Way", Marketing Science 24(2),
2005, equations 6 and 7) he can leave after each purchase but the first; in MBG/NBD (Batislam,
Denizel and Filiztekin, "Empirical validation and comparison of models for customer base analysis",
International Journal of Research in Marketing 24(3), 2007) after the first too. That is the only
difference: x or x + 1 occasions to leave, called n here. With P(alive) = w the likelihood is

    G(r + x) alpha^r / G(r)  *  B(a, b + n) / B(a, b)
        *  ((alpha + T)^-(r + x)  +  [n > 0] a / (b + n - 1) (alpha + t_x)^-(r + x))

where w is the share of the first term in the last bracket.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, gammaln, psi

from customers.value.descent import lowest
from customers.value.history import DAYS_A_WEEK, Cells, Floats, Numbers

FEWEST_CUSTOMERS = 200
"""Of fewer, every third fit runs away: shipped parameters serve them, and it is said so."""

LIMITS = np.array([[1e-3, 1e-3, 1e-3, 1e-3], [1e2, 1e4, 1e2, 1e2]])
"""Of r, alpha in mean ages, a and b. A parameter at a limit is not in the data."""

LEAST_LEAVING = 1e-3
"""If on the mean fewer leave after a purchase, nobody seems to: the data do not tell."""

CLOSE = 1.01
"""What comes as near to a limit as this is at it."""

NAMES = ("r", "alpha", "a", "b")
STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 0.3, 0.5, 2.0))
"""Of r, alpha in mean ages, a and b; the second where the first leads nowhere."""


class Model(StrEnum):
    """Which of the two."""

    BG_NBD = "bg_nbd"
    MBG_NBD = "mbg_nbd"

    @property
    def first_counts(self) -> int:
        """1 where one can leave after the first purchase."""
        return int(self is Model.MBG_NBD)


@dataclass(frozen=True, slots=True)
class Buying:
    """A model with its parameters, in weeks.

    `pooled`: shipped and not fitted, since there were too few customers. `at_limit` names
    parameters the data say nothing about.
    """

    model: Model
    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = float("nan")
    pooled: bool = False
    at_limit: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, float]:
        """The four by name."""
        return {name: float(getattr(self, name)) for name in NAMES}

    @property
    def sees_drop_out(self) -> bool:
        """Whether the data told customers who left from those who are slow."""
        is_there = self.a / (self.a + self.b) >= LEAST_LEAVING
        return is_there and not {"a", "b"} & set(self.at_limit)

    def occasions(self, repeats: Numbers) -> Numbers:
        """How often such a customer could have left, called n above."""
        return repeats + self.model.first_counts


SHIPPED = {
    Model.BG_NBD: (0.2426, 4.4136, 0.7929, 2.4259),
    Model.MBG_NBD: (0.5248, 6.1831, 0.8914, 1.614),
}
"""What few customers are judged by until there are more: a published shop (CDNOW, 1997-98)."""


def fit_buying(cells: Cells, model: Model = Model.MBG_NBD) -> Buying:
    """The parameters under which these histories are likeliest; the shipped ones for too few."""
    if cells.customers < FEWEST_CUSTOMERS:
        return _Likelihood(cells, model).told(np.log(SHIPPED[model]), pooled=True)
    scale = max(float(np.average(cells.age_weeks, weights=cells.counts)), 1 / DAYS_A_WEEK)
    found = _best(_Likelihood(cells, model), STARTS[0], scale)
    if found.at_limit:
        found = max(found, _best(_Likelihood(cells, model), STARTS[1], scale), key=_likeliness)
    return found


def p_alive(buying: Buying, repeats: Numbers, recency_weeks: Floats, age_weeks: Floats) -> Floats:
    """The chance that such a customer is still one.

    For BG/NBD as in Fader and Hardie, "Computing P(alive) Using the BG/NBD Model", note 021, 2008.
    """
    alive, gone = _ways(buying, repeats, recency_weeks, age_weeks)
    return np.asarray(np.exp(alive - np.logaddexp(alive, gone)))


class _Likelihood:
    """The logarithm of the likelihood of histories, and how it changes with each parameter."""

    def __init__(self, cells: Cells, model: Model) -> None:
        self._cells, self._model = cells, model
        self.customers = cells.customers
        self._x, self._of = np.unique(cells.repeats, return_inverse=True)
        self._counts = np.bincount(self._of, weights=cells.counts)

    def at(self, log_parameters: Floats) -> tuple[float, Floats]:
        """Both, by the logarithms of r, alpha, a and b."""
        buying = Buying(self._model, *np.exp(log_parameters))
        seen, counts = self._cells, self._cells.counts
        alive, gone = _ways(buying, seen.repeats, seen.recency_weeks, seen.age_weeks)
        either = np.logaddexp(alive, gone)
        total = _dot(counts, either) + _dot(self._counts, self._of_repeats(buying))
        alive = np.asarray(counts * np.exp(alive - either))
        slopes = self._slopes(buying, alive, np.asarray(counts - alive))
        return total, slopes * np.exp(log_parameters)

    def told(
        self, log_parameters: Floats, *, pooled: bool = False, at_limit: tuple[str, ...] = ()
    ) -> Buying:
        """The model with these parameters, and how likely they make the histories."""
        r, alpha, a, b = map(float, np.exp(log_parameters))
        likelihood = self.at(log_parameters)[0]
        return Buying(self._model, r, alpha, a, b, likelihood, pooled, at_limit)

    def _of_repeats(self, one: Buying) -> Floats:
        """What hangs on x alone, for each x there is."""
        x, n = self._x, one.occasions(self._x)
        rates = gammaln(one.r + x) - gammaln(one.r) + one.r * np.log(one.alpha)
        return np.asarray(rates + betaln(one.a, one.b + n) - betaln(one.a, one.b))

    def _slopes(self, one: Buying, alive: Floats, gone: Floats) -> Floats:
        """The four slopes; `alive` and `gone` are how many of each cell probably are."""
        x, n, counts = self._x, one.occasions(self._x), self._counts
        until, last = one.alpha + self._cells.age_weeks, one.alpha + self._cells.recency_weeks
        gone_by_x = np.bincount(self._of, weights=gone)
        to_both = psi(one.a + one.b) - psi(one.a + one.b + n)
        of_rate = psi(one.r + x) - psi(one.r) + np.log(one.alpha)
        of_staying = to_both + psi(one.b + n) - psi(one.b)
        passed = one.r + self._cells.repeats
        return np.array(
            [
                _dot(counts, of_rate) - _dot(alive, np.log(until)) - _dot(gone, np.log(last)),
                counts.sum() * one.r / one.alpha - _dot(passed, alive / until + gone / last),
                _dot(counts, to_both) + gone_by_x.sum() / one.a,
                _dot(counts, of_staying) - _dot(gone_by_x, 1 / np.maximum(one.b + n - 1, one.b)),
            ]
        )


def _dot(weights: NDArray[Any], each: NDArray[Any]) -> float:
    """Their product: `@` would wake threads that wait for each other longer than this takes."""
    return float(np.einsum("i,i", weights, each))


def _ways(
    one: Buying, repeats: Numbers, recency_weeks: Floats, age_weeks: Floats
) -> tuple[Floats, Floats]:
    """Logarithms of the two terms in the bracket: he is still a customer, or he has left."""
    n, repeated = one.occasions(repeats), one.r + repeats
    alive = -repeated * np.log(one.alpha + age_weeks)
    odds = np.log(one.a) - np.log(np.maximum(one.b + n - 1, one.b))
    gone = np.where(n > 0, odds - repeated * np.log(one.alpha + recency_weeks), -np.inf)
    return np.asarray(alive), np.asarray(gone)


def _best(likelihood: _Likelihood, start: tuple[float, ...], scale: float) -> Buying:
    """The likeliest parameters found from `start`, alpha in units of `scale` weeks."""
    units = np.array([1.0, scale, 1.0, 1.0])
    low, high = np.log(LIMITS * units)

    def loss(log_parameters: Floats) -> tuple[float, Floats]:
        value, slopes = likelihood.at(log_parameters)
        return -value / likelihood.customers, -slopes / likelihood.customers

    found = lowest(loss, np.log(start * units), list(zip(low, high, strict=True)))
    at_limit = (found < low + np.log(CLOSE)) | (found > high - np.log(CLOSE))
    names = tuple(name for name, is_at in zip(NAMES, at_limit, strict=True) if is_at)
    return likelihood.told(found, at_limit=names)


def _likeliness(one: Buying) -> float:
    return one.log_likelihood
