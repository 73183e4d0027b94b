"""What a purchase brings: the Gamma-Gamma model of amounts, fitted.

The amounts of one customer are gamma distributed with shape p around a mean of his own, and those
means differ over customers by another gamma distribution, with shape q and rate gamma (Fader and
Hardie, "The Gamma-Gamma Model of Monetary Value", note 025, 2013, equations 1a and 5). How often he
buys must say nothing about how much: `agreement` tells whether it does.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, psi

from customers.value.descent import lowest
from customers.value.history import Floats, Numbers

FEWEST_BUYERS = 100
"""Of fewer who bought again, the shipped shape is taken, at the scale of their own amounts."""

SHIPPED_P, SHIPPED_Q = 6.249, 3.745
"""The shape of a published shop (CDNOW, 1997-98); its scale would be another currency's."""

LIMITS = ((1e-2, 1e3), (1.001, 1e3), (1e-3, 1e3))
"""Of p, of q (from 1 on down no mean would be finite) and of gamma in mean amounts."""

FEWEST_MOMENTS = 2.1
"""q from which on the spread of means is finite."""


@dataclass(frozen=True, slots=True)
class Spending:
    """The model with its parameters; gamma, like all amounts, in the unit of what it was fitted on.

    `buyers` are the customers it was fitted on, `agreement` the correlation of how often and how
    much among them. `pooled`: shape shipped and not fitted.
    """

    p: float
    q: float
    gamma: float
    buyers: int = 0
    agreement: float = 0.0
    pooled: bool = False

    @property
    def parameters(self) -> dict[str, float]:
        """The three by name."""
        return {"p": self.p, "q": self.q, "gamma": self.gamma}

    @property
    def mean(self) -> float:
        """What a purchase of somebody unknown brings."""
        return self.p * self.gamma / (self.q - 1)

    def expected(self, purchases: Numbers, mean: Floats) -> Floats:
        """What a further purchase brings, of who made so many that brought `mean` each."""
        known = np.asarray(self.p * (self.gamma + purchases * mean))
        return np.asarray(known / (self.p * purchases + self.q - 1))

    def second_moments(self, purchases: Numbers, mean: Floats) -> tuple[Floats, Floats]:
        """Of the customer's own mean and of one further purchase: what their squares come to."""
        shape = np.maximum(self.p * purchases + self.q, FEWEST_MOMENTS)
        rate_squared = (self.gamma + purchases * mean) ** 2 / ((shape - 1) * (shape - 2))
        return self.p**2 * rate_squared, self.p * (self.p + 1) * rate_squared


def fit_spending(purchases: Numbers, mean: Floats) -> Spending | None:
    """The parameters under which these amounts are likeliest; None where nobody paid anything.

    Takes those who bought at all (`purchases` > 0) and paid something; costs are no part of this.
    """
    used = (purchases > 0) & (mean > 0)
    x, z = purchases[used], mean[used]
    if not len(x):
        return None
    scale = float(np.average(z, weights=x))
    if len(x) < FEWEST_BUYERS:
        gamma = scale * (SHIPPED_Q - 1) / SHIPPED_P
        return Spending(SHIPPED_P, SHIPPED_Q, gamma, len(x), _agreement(x, z), pooled=True)
    found = lowest(_Loss(x, z / scale), np.log([3.0, 3.0, 1.0]), np.log(LIMITS).tolist())
    p, q, gamma = (float(one) for one in np.exp(found))
    return Spending(p, q, gamma * scale, len(x), _agreement(x, z))


class _Loss:
    """Minus the mean logarithm of the likelihood of means `z` of `x` amounts, and its slopes."""

    def __init__(self, x: Numbers, z: Floats) -> None:
        self._z, self._x = z, x
        # What hangs on x alone is asked once for each x there is.
        self._counts, self._of = np.unique(x, return_inverse=True)
        self._shares = np.bincount(self._of) / len(x)
        self._log_total = float(self._shares_of(np.log(x * z)) @ self._counts)

    def __call__(self, log_parameters: Floats) -> tuple[float, Floats]:
        """Both, by the logarithms of p, q and gamma."""
        p, q, gamma = np.exp(log_parameters)
        counts, shares = self._counts, self._shares
        shape, rate = p * counts + q, gamma + self._x * self._z
        log_rate, per_rate = self._shares_of(np.log(rate)), self._shares_of(1 / rate)
        of_counts = q * np.log(gamma) - betaln(p * counts, q)
        value = shares @ of_counts + p * self._log_total - shape @ log_rate
        slopes = np.array(
            [
                (shares * counts) @ (psi(shape) - psi(p * counts))
                + self._log_total
                - counts @ log_rate,
                shares @ psi(shape) - psi(q) + np.log(gamma) - log_rate.sum(),
                q / gamma - shape @ per_rate,
            ]
        )
        return -float(value), -slopes * [p, q, gamma]

    def _shares_of(self, each: Floats) -> Floats:
        """The sum over customers of each count, in shares of all customers."""
        return np.bincount(self._of, weights=each) / len(self._x)


def _agreement(x: Numbers, z: Floats) -> float:
    if np.ptp(x) == 0 or np.ptp(z) == 0:
        return 0.0
    return float(np.corrcoef(x, z)[0, 1])
