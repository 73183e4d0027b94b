"""Latent classes: a few tastes that together explain what everybody chose.

A class gives a design the product of the weights of its values, as a share of all designs that
rules allow; so weights are no shares, and what rules make rare is not counted as disliked. Found
by expectation and maximization (Dempster, Laird and Rubin, 1977); as weights have no closed form
under rules, each round moves them towards shares that agree with what was chosen (iterative
scaling: Darroch and Ratcliff, Annals of Mathematical Statistics 43, 1972).
"""

from dataclasses import dataclass

import numpy as np

from customers.taste.made import design_layers
from rules.layers import FREE, Diagram, Longs
from rules.passes import Floats, held, of_option, sums

ROUNDS = 60
STEP = 0.45
"""Of the way to shares that agree: the whole way overshoots where rules tie options together.

Halved whenever it overshoots all the same.
"""

BELIEVED = 8.0
"""So many orders of each class are worth what everybody chose."""

ONCE = 0.5
"""So many orders more than there were, each value is believed to have been chosen."""


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """Classes of people: `shares` of all, and `weight` of values by number (values x classes).

    `given` are the shares of an option's values in each class while nothing is chosen, `whole` the
    logarithm of the sum over all designs.
    """

    shares: Floats
    weight: Floats
    given: Floats
    whole: Floats

    def log_likelihood(self, rows: Longs) -> Floats:
        """The logarithm of the share of each design in each class (orders x classes).

        Where values are missing, as if options did not hang together.
        """
        complete = (rows != FREE).all(axis=1, keepdims=True)
        return np.where(
            complete, picked(np.log(self.weight), rows) - self.whole, picked(_log(self.given), rows)
        )

    def posterior(self, rows: Longs) -> Floats:
        """How likely each class is for each order (orders x classes)."""
        return normed(self.log_likelihood(rows) + np.log(self.shares))


def picked(of: Floats, rows: Longs) -> Floats:
    """The sum over the values of each row (FREE ones count as 0) of a table by value."""
    ended = np.concatenate([of, np.zeros((1, of.shape[1]))])
    total = np.zeros((len(rows), of.shape[1]))
    for column in rows.T:
        total += ended[column]  # FREE is the last.
    return total


def normed(logarithms: Floats) -> Floats:
    """Each row as shares that add up to 1."""
    odds = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def popularity(diagram: Diagram, rows: Longs) -> Floats:
    """The shares of every design option's values in what everybody chose, none being 0."""
    counts = np.bincount(rows[rows != FREE], minlength=len(diagram.values)) + ONCE
    return of_option(diagram, np.asarray(counts, np.float64))


def classes(diagram: Diagram, rows: Longs, number: int, seed: int, rounds: int = ROUNDS) -> Classes:
    """So many classes that explain `rows`; the same for the same seed."""
    everybody = popularity(diagram, rows)
    if not len(rows):
        return weighed(diagram, np.ones(1), everybody[:, None])
    posterior, step, likelihood = _beginning(rows, number, seed), STEP, -np.inf
    best = weighed(diagram, np.ones(number), np.repeat(everybody[:, None], number, axis=1))
    for _ in range(rounds):
        weight = _moved(diagram, best, _wanted(diagram, everybody, rows, posterior), step)
        found = weighed(diagram, posterior.sum(axis=0) + 1.0, weight)
        each = found.log_likelihood(rows) + np.log(found.shares)
        total = float(np.logaddexp.reduce(each, axis=1).sum())
        if total >= likelihood:
            best, posterior, likelihood = found, normed(each), total
        else:
            step /= 2
    return best


def _wanted(diagram: Diagram, everybody: Floats, rows: Longs, posterior: Floats) -> Floats:
    """The shares of values that each class should have, by how likely it is for each order."""
    counts = np.zeros((len(everybody), posterior.shape[1]))
    for column in rows.T:
        known = column != FREE
        np.add.at(counts, column[known], posterior[known])
    return of_option(diagram, counts + BELIEVED * everybody[:, None])


def _moved(diagram: Diagram, found: Classes, wanted: Floats, step: float) -> Floats:
    """The weights of `found`, moved towards the shares that are `wanted`."""
    reached = (found.given > 0) & (wanted > 0)
    weight = found.weight * np.exp(step * np.where(reached, _log(wanted) - _log(found.given), 0.0))
    largest = np.maximum.reduceat(weight, diagram.first_value[:-1], axis=0)
    return np.asarray(weight / np.repeat(largest, np.diff(diagram.first_value), axis=0))


def weighed(diagram: Diagram, shares: Floats, weight: Floats) -> Classes:
    """Classes of these shares and weights, with all that follows from them."""
    chosen = np.isin(np.arange(len(diagram.options)), design_layers(diagram))
    # What nobody chooses is weighed by nobody.
    weight = np.where(np.repeat(chosen, np.diff(diagram.first_value))[:, None], weight, 1.0)
    found = sums(diagram, held(diagram, {}, {}), weight)
    return Classes(shares / shares.sum(), weight, of_option(diagram, found.each), found.logarithm)


def _beginning(rows: Longs, number: int, seed: int) -> Floats:
    """Every order near to those of a few that differ: the next is one of the least alike."""
    first = mixed_up(seed, 1)[0] % np.uint64(len(rows))
    centres = [int(first)]
    alike = (rows == rows[first]).sum(axis=1)
    for place in range(1, number):
        unlike = (rows.shape[1] - alike).astype(np.float64) ** 2
        upto = np.cumsum(unlike)
        lot = float(mixed_up(seed, place + 1)[-1] >> np.uint64(11)) / (1 << 53)
        centres.append(min(int(np.searchsorted(upto, lot * upto[-1])), len(rows) - 1))
        alike = np.maximum(alike, (rows == rows[centres[-1]]).sum(axis=1))
    near = np.stack([(rows == rows[one]).sum(axis=1) for one in centres], axis=1)
    return normed(near.astype(np.float64))


def mixed_up(seed: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """So many even 64-bit numbers of a seed (SplitMix64: Steele, Lea and Flood, OOPSLA 2014)."""
    state = np.uint64(seed % (1 << 64)) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(
        0x9E3779B97F4A7C15
    )
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def _log(shares: Floats) -> Floats:
    return np.log(np.maximum(shares, 1e-300))
