"""Segments found in the data: groups of people who are alike in what is known of them.

A mixture of latent classes (Lazarsfeld and Henry, 1968; Goodman, Biometrika 61, 1974): within a
group each criterion is answered by shares of its own, and what is not known says nothing. Fitted by
expectation and maximization; how many groups there are is told by the BIC (Schwarz, 1978).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from customers.needs.coding import Codes, Floats, Scale, coded, one_hot, values_of
from customers.needs.traits import Traits
from customers.needs.with_sklearn import centres
from customers.taste.classes import mixed_up

ROUNDS, ENOUGH = 60, 1e-5
BELIEVED = 1.0
"""So many people more than there were, each value is believed to have in each group."""

FEWEST, MOST = 2, 12
LEARNED_FROM = 20_000
"""So many people tell the groups as well as all do."""

TOLD = 3
"""So many values say why somebody is in a group."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups: `shares` of all people, and of the values within each (groups x values)."""

    scales: tuple[Scale, ...]
    shares: Floats
    given: Floats

    def log_likelihood(self, codes: Codes) -> Floats:
        """The logarithm of how likely each person is in each group (people x groups)."""
        known = one_hot(self.scales, codes) @ np.log(self.given).T
        return np.asarray(known + np.log(self.shares))

    def places(self, people: Sequence[Traits]) -> list[int]:
        """The likeliest group of each; -1 of whom nothing is known."""
        codes = coded(self.scales, people)
        likeliest = self.log_likelihood(codes).argmax(axis=1)
        places: list[int] = np.where((codes >= 0).any(axis=1), likeliest, -1).tolist()
        return places

    def why(self, person: Traits, place: int) -> tuple[tuple[str, str, str], ...]:
        """The values that speak most for the group and against others."""
        mine = one_hot(self.scales, coded(self.scales, [person]))[0]
        told = mine * (np.log(self.given[place]) - np.log(self.shares @ self.given))
        best = np.argsort(-told, kind="stable")[:TOLD]
        names = values_of(self.scales)
        return tuple((names[one][0], "=", names[one][1]) for one in best if told[one] > 0)


def groups(scales: Sequence[Scale], people: Sequence[Traits], seed: int, number: int = 0) -> Groups:
    """So many groups of these people, or, with 0, as many as there are; the same for one seed."""
    codes = coded(scales, people)[sample(len(people), LEARNED_FROM, seed)]
    numbers = [number] if number else range(FEWEST, MOST + 1)
    best, least = None, np.inf
    for many in numbers:
        found, surprise = _fitted(tuple(scales), codes, many, seed)
        if best is None or surprise < least:
            best, least = found, surprise
    assert best is not None
    order = np.argsort(-best.shares, kind="stable")
    return Groups(best.scales, best.shares[order], best.given[order])


def sample(of: int, most: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Places of so many of them at most, the same for one seed."""
    if of <= most:
        return np.arange(of)
    return np.sort(np.argsort(mixed_up(seed, of), kind="stable")[:most])


def _fitted(
    scales: tuple[Scale, ...], codes: Codes, number: int, seed: int
) -> tuple[Groups, float]:
    """The groups and their BIC."""
    known = one_hot(scales, codes)
    near = centres(known, number, seed)
    posterior = np.eye(number)[near] * 0.8 + 0.2 / number
    before, found = -np.inf, _from(scales, known, posterior)
    for _ in range(ROUNDS):
        each = known @ np.log(found.given).T + np.log(found.shares)
        total = np.logaddexp.reduce(each, axis=1)
        likelihood = float(total.sum())
        if likelihood - before < ENOUGH * abs(likelihood):
            break
        before = likelihood
        found = _from(scales, known, np.exp(each - total[:, None]))
    free = number * sum(len(one.values) - 1 for one in scales) + number - 1
    return found, free * float(np.log(max(len(codes), 2))) - 2 * before


def _from(scales: tuple[Scale, ...], known: Floats, posterior: Floats) -> Groups:
    counts = posterior.T @ known
    everybody = known.sum(axis=0) + 1.0
    parts, first = [], 0
    for one in scales:
        part = slice(first, first := first + len(one.values))
        usual = everybody[part] / everybody[part].sum()
        mine = counts[:, part] + BELIEVED * usual
        parts.append(mine / mine.sum(axis=1, keepdims=True))
    weight = posterior.sum(axis=0) + BELIEVED
    return Groups(scales, weight / weight.sum(), np.concatenate(parts, axis=1))
