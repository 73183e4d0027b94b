"""Exact counts of any size from native loops: counted modulo primes, put together in the end.

So many primes are taken that every count is below their product; then its remainders name it
(Chinese remainder theorem; Knuth, The Art of Computer Programming 2, 4.3.2).
"""

from collections.abc import Iterator
from functools import cache
from itertools import count, islice
from math import inf, prod

import numpy as np
from numpy.typing import NDArray

from rules import loops

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]
Edges = tuple[Ints, Ints, Ints, Ints]
"""Of a diagram: sources, targets, labels, and the first edge of each layer."""

LARGEST = 2**31 - 1
"""A prime. The product of two remainders and one more fit into 63 bits."""

BITS = 30
"""What each prime is worth: all that are ever taken are above this power of two."""


class Counting:
    """Exact numbers of ways through a diagram of `edges`, between the first node and the last.

    Args:
        edges: as a diagram keeps them.
        nodes: their number.
        counted: per layer, whether its values are counted; below one that is not, none is.
    """

    def __init__(self, edges: Edges, nodes: int, counted: Flags) -> None:
        self._edges, self._nodes, self._counted = edges, nodes, counted
        self._primes = _primes(self._most_bits() // BITS + 1)

    def _most_bits(self) -> int:
        """No count needs more bits, whatever is held."""
        up = np.empty(self._nodes)
        loops.bits_below(self._edges, self._counted, up)
        # One more than the next whole number: rounding moves a logarithm by far less than a bit.
        return int(up[0]) + 2 if up[0] > -inf else 1

    def below(self, own: Longs, facts: Longs) -> Longs:
        """The ways below each node with the values held, as remainders: see `whole`."""
        up = np.zeros((self._nodes, len(self._primes)), dtype=np.int64)
        loops.ways_below(self._edges, (own, facts, self._counted), self._primes, up)
        return up

    def through(self, own: Longs, facts: Longs, values: int) -> tuple[Longs, Longs]:
        """The ways with each of so many values, its own layer set free, and all, as remainders."""
        up = self.below(own, facts)
        each = np.zeros((values, len(self._primes)), dtype=np.int64)
        held = (own, facts, self._counted)
        loops.ways_through(self._edges, held, self._primes, up, each)
        return each, up[0]

    def whole(self, remainders: Longs) -> list[int]:
        """The counts that leave these remainders, one per row."""
        moduli = self._primes.tolist()
        product = prod(moduli)
        rests = [product // prime for prime in moduli]
        basis = [rest * pow(rest, -1, prime) for rest, prime in zip(rests, moduli, strict=True)]
        total: list[int] = (remainders.astype(object) @ np.array(basis, dtype=object)).tolist()
        return [one % product for one in total]


@cache
def _primes(number: int) -> Longs:
    """The largest primes below 2^31."""
    return np.array(list(islice(_primes_down(), number)), dtype=np.int64)


def _primes_down() -> Iterator[int]:
    # The divisor that would be found first is never above the square root.
    divisors = np.arange(3, 46_341, 2)
    for candidate in count(LARGEST, -2):
        if (candidate % divisors).all():
            yield candidate
