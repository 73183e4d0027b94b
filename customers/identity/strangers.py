"""A sample of pairs from everywhere: how far people agree who are strangers."""

import numpy as np

from customers.identity.columns import Columns, Numbers

MOST_SAMPLED = 400_000
"""So many pairs show agreement that happens once in fifty thousand."""


def sampled(columns: Columns, most: int = MOST_SAMPLED) -> tuple[Numbers, Numbers]:
    """Left and right of pairs spread evenly over all; every pair if there are no more.

    Without chance: the same records give the same sample.
    """
    # Each pair has a number; a step without a common divisor visits every pair once.
    possible = columns.possible
    if possible <= most:
        places = np.arange(possible, dtype=np.int64)
    else:
        step = int(possible * 0.6180339887498949) | 1
        while np.gcd(step, possible) > 1:
            step += 2
        # Whole numbers of Python do not overflow; the sum of steps is taken bit by bit.
        places = _multiples(step, possible, most)
    return _pair(places, columns)


def _multiples(step: int, modulus: int, count: int) -> Numbers:
    """0, step, 2 step, ... modulo `modulus`, doubled until there are enough."""
    found = np.zeros(1, np.int64)
    while len(found) < count:
        found = np.concatenate([found, (found + step * len(found) % modulus) % modulus])
    return found[:count]


def _pair(places: Numbers, columns: Columns) -> tuple[Numbers, Numbers]:
    if columns.is_two_sided:
        left, right = np.divmod(places, columns.count - columns.first_side)
        return left, right + columns.first_side
    # Row by row of a triangle: the second of the pair grows with the root of twice the place.
    right = ((1 + np.sqrt(1 + 8 * places.astype(np.float64))) / 2).astype(np.int64)
    right -= right * (right - 1) // 2 > places
    right += right * (right + 1) // 2 <= places
    return places - right * (right - 1) // 2, right
