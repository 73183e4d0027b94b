"""Prospects most alike the best customers, by what was known of those before they bought.

A logistic regression on traces and circumstances, fitted on customers whose tier is known; how much
better than chance it is, is told by customers it has not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from scipy.special import expit

from customers.value.descent import lowest
from customers.value.history import Floats, Numbers

FEWEST_BEST = 50
"""Of fewer best customers nothing general is learned."""

HELD_OUT = 0.3
PENALTY = 1.0
"""On each weight but the first, of columns that are scaled alike."""

TENTHS = 10
FEWEST_OF_WORD = 30
"""Words that fewer customers share say nothing of others."""


@dataclass(frozen=True, slots=True)
class Traces:
    """People, one entry each: numbers (looks, visits ...) and words (region, class ...) of them."""

    ids: tuple[str, ...]
    counts: Numbers
    words: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lift:
    """How the model does on customers held out, best tenth first.

    `lifts` say how many times as many of the best are in the first tenth, the first two and so on
    as in as many at random; `held_out` of whom `best` are the best.
    """

    lifts: tuple[float, ...]
    held_out: int
    best: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """A model of who is alike: names of the words it knows, scale and weight of each column."""

    known: tuple[tuple[str, ...], ...]
    mean: Floats
    scale: Floats
    weights: Floats
    lift: Lift

    def scores(self, people: Traces) -> Floats:
        """The chance of each that he is like the best."""
        return _chances(_columns(people, self.known), self.mean, self.scale, self.weights)


def learn(customers: Traces, is_best: Floats) -> Likeness | None:
    """The model, learned from seven of ten customers and judged by the rest; None of too few."""
    if is_best.sum() < FEWEST_BEST or (1 - is_best).sum() < FEWEST_BEST:
        return None
    known = tuple(_known(column) for column in zip(*customers.words, strict=True))
    columns = _columns(customers, known)
    mean, scale = columns.mean(axis=0), np.maximum(columns.std(axis=0), 1e-9)
    held = np.array([_lot(one) < HELD_OUT for one in customers.ids])
    weights = _fitted((columns[~held] - mean) / scale, is_best[~held])
    chances = _chances(columns[held], mean, scale, weights)
    return Likeness(known, mean, scale, weights, _lift(chances, is_best[held]))


def _lift(chances: Floats, is_best: Floats) -> Lift:
    order = np.argsort(-chances, kind="stable")
    ends = [round(len(order) * tenth / TENTHS) for tenth in range(1, TENTHS + 1)]
    usual = max(float(is_best.mean()), 1e-12)
    lifts = tuple(float(is_best[order[:end]].mean()) / usual if end else 0.0 for end in ends)
    return Lift(lifts, len(order), int(is_best.sum()))


def _fitted(columns: Floats, is_best: Floats) -> Floats:
    design = np.column_stack([np.ones(len(columns)), columns])
    sign = 2 * is_best - 1

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * np.einsum("ij,j->i", design, weights)
        penalty = PENALTY * np.append(0.0, weights[1:])
        slope = penalty - np.einsum("ij,i->j", design, sign * expit(-margin))
        return float(np.logaddexp(0, -margin).sum() + penalty @ weights / 2), slope

    return lowest(loss, np.zeros(design.shape[1]))


def _chances(columns: Floats, mean: Floats, scale: Floats, weights: Floats) -> Floats:
    found: Floats = expit(weights[0] + np.einsum("ij,j->i", (columns - mean) / scale, weights[1:]))
    return found


def _columns(people: Traces, known: Sequence[Sequence[str]]) -> Floats:
    """Logarithms of counts, since the tenth look tells less than the first; words as yes or no."""
    found = [np.log1p(people.counts.astype(float))]
    for place, names in enumerate(known):
        of = np.array([words[place] for words in people.words], dtype=object)
        found += [(of == name).astype(float)[:, None] for name in names]
    return np.concatenate(found, axis=1)


def _known(column: Sequence[str]) -> tuple[str, ...]:
    names, counts = np.unique(np.array(column, dtype=str), return_counts=True)
    return tuple(str(one) for one in names[counts >= FEWEST_OF_WORD] if one)


def _lot(id_: str) -> float:
    """The same lot between 0 and 1 for the same id, whoever is there besides."""
    return int.from_bytes(blake2b(id_.encode(), digest_size=8).digest()) / 2**64
