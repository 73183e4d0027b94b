"""What is usual for a body, given any part of it that is known; see `customers.body.population`.

Where the sex is not stated, both count, each as much as what is known speaks for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from customers.body.mixture import quantiles
from customers.body.population import FIELDS, SEXES, Floats, Indices, Normal, Population


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual: the median, and the limits that hold 90 of 100 people (people x fields)."""

    low: Floats
    median: Floats
    high: Floats

    def put(
        self, of: Population, place: tuple[Indices, Indices], levels: tuple[Floats, ...]
    ) -> None:
        """Set some fields of some people to the amounts at three levels."""
        for part, level in zip((self.low, self.median, self.high), levels, strict=True):
            part[np.ix_(*place)] = of.amounts(level, place[1])


def filled(of: Population, amounts: Floats, sexes: Sequence[str]) -> Usual:
    """What every person may measure, given what is known of him or her.

    Args:
        of: the population that the people belong to.
        amounts: people x FIELDS, NaN where unknown.
        sexes: "f", "m" or "" for each person.

    Returns:
        All fields of all people; what is known stays as it is in all three.
    """
    usual = Usual(amounts.copy(), amounts.copy(), amounts.copy())
    levels, prior = of.levels(amounts), _prior(sexes)
    for people, known in patterns(amounts):
        missing = np.setdiff1d(np.arange(len(FIELDS)), known)
        told, likely = levels[np.ix_(people, known)], prior[people]
        means = np.empty((len(SEXES), len(people), missing.size))
        deviations = np.empty((len(SEXES), 1, missing.size))
        for sex, normal in enumerate(of.normals):
            given = _given(normal, known, missing)
            means[sex], deviations[sex] = given.mean(told), given.deviation
            likely[:, sex] += given.log_density(told)
        weights = _normed(likely).T[..., None]
        usual.put(of, (people, missing), quantiles(means, deviations, weights))
    return usual


@dataclass(frozen=True, slots=True)
class Residuals:
    """How each known amount stands to all others known of the person (people x fields).

    `deviation` is in standard deviations, NaN for what is unknown; `usual` is what the others
    let expect, NaN likewise.
    """

    deviation: Floats
    usual: Usual


def residuals(of: Population, amounts: Floats, sexes: Sequence[str]) -> Residuals:
    """This field given all others, for every known field of every person; see `filled`.

    Where the sex is not stated, the others say how likely each is, and of the two deviations the
    smaller counts unless its sex is unlikely.
    """
    nothing = np.full(amounts.shape, np.nan)
    found = Residuals(nothing, Usual(nothing.copy(), nothing.copy(), nothing.copy()))
    levels, prior = of.levels(amounts), _prior(sexes)
    for people, known in patterns(amounts):
        if known.size:
            told = levels[np.ix_(people, known)]
            left_out = [_left_out(normal, known, told) for normal in of.normals]
            off, means, deviations, likely = (
                np.array(parts) for parts in zip(*left_out, strict=True)
            )
            weights = _normed(likely + prior[people].T[..., None], axis=0)
            excusing = np.where(weights >= UNLIKELY, np.abs(off), np.inf).argmin(axis=0)[None]
            found.deviation[np.ix_(people, known)] = np.take_along_axis(off, excusing, 0)[0]
            found.usual.put(of, (people, known), quantiles(means, deviations, weights))
    return found


UNLIKELY = 0.02
"""A sex for which less than this share speaks excuses no odd amount."""


def _left_out(
    normal: Normal, known: Indices, told: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Of every field given the others: its deviation, its mean and spread, and how likely these.

    All are people x fields, and the last is a logarithm, up to a constant.
    """
    precision = np.linalg.inv(normal.covariance[np.ix_(known, known)])
    weighed = (told - normal.mean[known]) @ precision
    spread = np.broadcast_to(1 / np.sqrt(np.diag(precision)), told.shape)
    off = weighed * spread
    of_all = _given(normal, known, known[:0]).log_density(told)[:, None]
    # The density of the others is that of all, over that of this one given the others.
    return off, told - weighed * spread**2, spread, of_all + off**2 / 2 + np.log(spread)


@dataclass(frozen=True, slots=True)
class _Given:
    """What is missing, given what is known: a straight line and what is left around it."""

    known_mean: Floats
    factor: Floats  # of the known covariance, lower
    slopes: Floats  # missing x known, on what the factor makes independent
    missing_mean: Floats
    deviation: Floats

    def mean(self, told: Floats) -> Floats:
        return np.asarray(self.missing_mean + self._independent(told) @ self.slopes.T)

    def log_density(self, told: Floats) -> Floats:
        """Up to a constant that is the same for every sex."""
        squares = (self._independent(told) ** 2).sum(axis=1)
        return np.asarray(-squares / 2 - np.log(np.diag(self.factor)).sum())

    def _independent(self, told: Floats) -> Floats:
        return np.asarray(np.linalg.solve(self.factor, (told - self.known_mean).T).T)


def _given(normal: Normal, known: Indices, missing: Indices) -> _Given:
    covariance = normal.covariance
    factor: Floats = np.asarray(np.linalg.cholesky(covariance[np.ix_(known, known)]))
    slopes: Floats = np.asarray(np.linalg.solve(factor, covariance[np.ix_(known, missing)]).T)
    left = np.diag(covariance)[missing] - (slopes**2).sum(axis=1)
    mean = normal.mean
    return _Given(mean[known], factor, slopes, mean[missing], np.sqrt(left))


def patterns(amounts: Floats) -> Iterator[tuple[Indices, Indices]]:
    """The people of whom the same fields are known, and these fields, set by set."""
    found, belongs = np.unique(~np.isnan(amounts), axis=0, return_inverse=True)
    for number, known in enumerate(found):
        yield np.flatnonzero(belongs.ravel() == number), np.flatnonzero(known)


def _prior(sexes: Sequence[str]) -> Floats:
    """How likely each sex is before anything is measured: logarithms, up to a constant.

    People x sexes; a sex that is not the stated one is not likely at all, whatever was measured.
    """
    stated = np.array([[sex in (one, "") for one in SEXES] for sex in sexes], bool)
    return np.asarray(np.where(stated.reshape(-1, len(SEXES)), 0.0, -np.inf))


def _normed(likely: Floats, axis: int = -1) -> Floats:
    """Weights that add up to 1 along the axis, from logarithms."""
    weights = np.exp(likely - likely.max(axis=axis, keepdims=True))
    return np.asarray(weights / weights.sum(axis=axis, keepdims=True))
