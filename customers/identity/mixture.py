"""Estimating how records of one person agree, and those of people who only seem to be one.

The model of Fellegi and Sunter ("A Theory for Record Linkage", 1969), its shares found by
expectation and maximization (Dempster, Laird and Rubin, 1977), with four kinds of pairs in place
of two. People of one household share surname, address, phone and mailbox, but not the given name;
namesakes of one community share names and towns more often than chance would have it, and nothing
else. Without kinds of their own both pass for one person.

Every pair of records counts: those no blocking rule met are taken for strangers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customers.identity.levels import RESPECTS, UNKNOWN, Respect

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

SAME, HOUSEHOLD, NAMESAKES, STRANGERS = range(4)
"""The kinds of pairs, in the order of every axis over kinds."""

BELIEVED = (200.0, 200.0, 200.0, 400.0)
"""So many pairs of each kind are worth what is believed beforehand."""

BEGINNING = (0.1, 0.3, 0.1)
"""So many pairs of one person, of one household and of namesakes a record is believed to bring."""

TRUSTED = 100
"""So many records are worth what is believed of how frequent the kinds are."""

MOST_ROUNDS = 200
CLOSE_ENOUGH = 1e-7
LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Mixture:
    """What is known of pairs: how frequent each kind is, and how its pairs agree.

    `kinds` are shares of all pairs; `shares[respect]` is kinds x levels, each row adding up to 1.
    """

    kinds: Floats
    shares: tuple[Floats, ...]
    rounds: int

    def log_likelihood(self, levels: NDArray[np.int8]) -> Floats:
        """The logarithm of the share of such pairs in each kind (kinds x pairs).

        `levels` is respects x pairs; what is unknown says nothing.
        """
        found = np.zeros((len(self.kinds), levels.shape[1]))
        for shares, of_respect in zip(self.shares, levels, strict=True):
            # The level UNKNOWN is the last of all.
            found += np.log(np.pad(shares, ((0, 0), (0, 1)), constant_values=1))[:, of_respect]
        return found

    def posterior(self, likelihood: Floats) -> Floats:
        """How probable each kind is for each pair (kinds x pairs)."""
        weighed = likelihood + np.log(self.kinds)[:, None]
        weighed -= weighed.max(axis=0)
        odds = np.exp(weighed)
        return np.asarray(odds / odds.sum(axis=0))


@dataclass(frozen=True, slots=True)
class Seen:
    """Pairs that agree alike, counted: `levels` is respects x patterns, `counts` patterns."""

    levels: NDArray[np.int8]
    counts: Floats


def patterns(levels: NDArray[np.int8], respects: Sequence[Respect] = RESPECTS) -> Seen:
    """The different columns of `levels`, and how often each is there."""
    sizes = [len(one.same) + 1 for one in respects]
    codes = np.ravel_multi_index(tuple(levels.astype(np.int64) + 1), sizes)
    different, counts = np.unique(codes, return_counts=True)
    found = np.stack(np.unravel_index(different, sizes)).astype(np.int8) - np.int8(1)
    return Seen(found, counts.astype(np.float64))


def estimated(
    met: Seen,
    anybody: Seen,
    possible: int,
    records: int,
    respects: Sequence[Respect] = RESPECTS,
) -> Mixture:
    """The mixture that explains the pairs.

    Args:
        met: pairs that a blocking rule brought together.
        anybody: a sample of all pairs.
        possible: how many pairs there are.
        records: how many records there are.
        respects: what was compared.
    """
    hits = [_hits(met.levels[place], len(one.same)) for place, one in enumerate(respects)]
    everybody = [_counted(anybody, place, len(one.same)) for place, one in enumerate(respects)]
    kinds = _kinds(np.array(BEGINNING) * records, records, possible)
    shares = tuple(map(_beginning, respects))
    mixture = Mixture(kinds, shares, 0)
    for rounds in range(1, MOST_ROUNDS + 1):
        weights = mixture.posterior(mixture.log_likelihood(met.levels)) * met.counts
        kinds = _kinds(weights[:STRANGERS].sum(axis=1), records, possible)
        shares = tuple(
            _updated(one, weights @ hit, seen, kinds, before)
            for one, hit, seen, before in zip(
                respects, hits, everybody, mixture.shares, strict=True
            )
        )
        moved = max(
            float(np.abs(new - old).max()) for new, old in zip(shares, mixture.shares, strict=True)
        )
        mixture = Mixture(kinds, shares, rounds)
        if moved < CLOSE_ENOUGH:
            break
    return mixture


def _hits(levels: NDArray[np.int8], count: int) -> Floats:
    """Which pattern is at which level (patterns x levels)."""
    return np.asarray(levels[:, None] == np.arange(count), np.float64)


def _counted(seen: Seen, place: int, count: int) -> Floats:
    """How many pairs of the sample are at each level."""
    known = seen.levels[place] > UNKNOWN
    counts = np.bincount(seen.levels[place][known], weights=seen.counts[known], minlength=count)
    return np.asarray(counts, np.float64)


def _kinds(found: Floats, records: int, possible: int) -> Floats:
    """The shares of the kinds; what is believed beforehand weighs as much as so many records."""
    believed = np.array(BEGINNING) * records
    counts = (found * records + believed * TRUSTED) / (records + TRUSTED)
    # However few records there are, most pairs are of strangers.
    few = np.minimum(counts / max(possible, 1), 0.25)
    return np.array([*few, 1 - few.sum()])


def _beginning(one: Respect) -> Floats:
    return _whole(np.array(_believed(one)))


def _believed(one: Respect) -> Sequence[Sequence[float]]:
    """What is believed beforehand, by kind."""
    return one.same, one.household or one.strangers, one.namesakes or one.strangers, one.strangers


def _updated(one: Respect, weights: Floats, seen: Floats, kinds: Floats, before: Floats) -> Floats:
    """The shares of one respect, from how much of each kind is at each level."""
    # The sample holds pairs of the other kinds too: strangers are what is left without them.
    known = seen.sum() * (kinds[:STRANGERS, None] * before[:STRANGERS]).sum(axis=0)
    weights[STRANGERS] = np.maximum(seen - known, 0)
    found = weights + np.array(BELIEVED)[:, None] * np.array(_believed(one))
    if one.household is None:
        found[HOUSEHOLD] = found[STRANGERS]
    if one.namesakes is None:
        found[NAMESAKES] = found[STRANGERS]
    if one.unique:
        found[NAMESAKES, 0] = found[NAMESAKES].sum() * found[STRANGERS, 0] / found[STRANGERS].sum()
    return _whole(found)


def _whole(shares: Floats) -> Floats:
    """Each row made to add up to 1, nothing being impossible."""
    shares = np.maximum(shares / shares.sum(axis=1, keepdims=True), LEAST)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
