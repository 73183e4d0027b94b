"""Where the limits of 90 of 100 people lie when two normals are mixed: women and men."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

IN_THE_TAIL = 1.6448536269514722
"""So many standard deviations from the mean a normal leaves 5 % beyond."""

STEPS = 24
"""Each halves where the limit may lie: after 24, less than a thousandth of a millimetre is left."""

CERTAIN = 1e-9
"""A normal that weighs less than this moves no limit by a millimetre."""


def quantiles(means: Floats, deviations: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """The 5 %, 50 % and 95 % points of mixed normals.

    Args:
        means: of each normal (the first axis) in each mixture (the others).
        deviations: the same of their standard deviations, or what broadcasts to it.
        weights: how much of the mixture each is; they add up to 1 along the first axis.
    """
    means, deviations, weights = np.broadcast_arrays(means, deviations, weights)
    heavier = weights.argmax(axis=0)[None]
    centre = np.take_along_axis(means, heavier, 0)[0]
    reach = np.take_along_axis(deviations, heavier, 0)[0] * IN_THE_TAIL
    found = (centre - reach, centre.copy(), centre + reach)
    mixed = weights.min(axis=0) > CERTAIN
    if mixed.any():
        parts = (means[:, mixed], deviations[:, mixed], weights[:, mixed])
        for share, point in zip((0.05, 0.5, 0.95), found, strict=True):
            point[mixed] = _quantile(share, *parts)
    return found


def _quantile(share: float, means: Floats, deviations: Floats, weights: Floats) -> Floats:
    """Where the mixture leaves `share` below, by halving."""
    # The point of the mixture lies between the points of its parts.
    reach = {0.05: -IN_THE_TAIL, 0.5: 0.0, 0.95: IN_THE_TAIL}[share]
    points = means + reach * deviations
    low, high = points.min(axis=0), points.max(axis=0)
    for _ in range(STEPS):
        middle = (low + high) / 2
        below = (weights * _share_below((middle - means) / deviations)).sum(axis=0) < share
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)


def _share_below(deviations: Floats) -> Floats:
    """The normal distribution function, within 0.0000001.

    By the approximation of Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17.
    """
    far = np.abs(deviations)
    part = 1 / (1 + 0.2316419 * far)
    series = np.polyval(
        [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.319381530, 0], part
    )
    beyond = np.exp(-(far**2) / 2) / np.sqrt(2 * np.pi) * series
    return np.asarray(np.where(deviations < 0, beyond, 1 - beyond))
