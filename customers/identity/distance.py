"""How many slips of the pen lie between two texts: letters wrong, missing, added or swapped.

The restricted Damerau distance, for many pairs at once: one bit per letter of the first text, one
step per letter of the second (H. Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and
Damerau Edit Distances", 2003). NumPy does a step for all pairs together, so that a pair costs less
than a microsecond and no library of distances is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_LETTERS = 40
"""Letters beyond are not compared."""

AT_ONCE = 1 << 16
"""So many pairs are worked on together; more no longer fit the processor's cache."""

Numbers = NDArray[np.int64]
_ONE = np.uint64(1)


@dataclass(frozen=True, slots=True)
class Letters:
    """Texts as rows of letters: `codes` (texts x longest) padded with 0, `lengths` (texts)."""

    codes: NDArray[np.uint32]
    lengths: Numbers


def letters_of(texts: Sequence[str]) -> Letters:
    """The letters of each text."""
    lengths = np.array([min(len(text), MOST_LETTERS) for text in texts], np.int64)
    longest = max(int(lengths.max(initial=1)), 1)
    written = np.array(list(texts), f"U{longest}")
    return Letters(written.view(np.uint32).reshape(len(texts), longest), lengths)


def distances(one: Letters, other: Letters, left: Numbers, right: Numbers) -> Numbers:
    """The distance between text `left[i]` of `one` and `right[i]` of `other`, for every i."""
    found = np.empty(len(left), np.int64)
    for first in range(0, len(left), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        found[some] = _distances(one, other, left[some], right[some])
    return found


def _distances(one: Letters, other: Letters, left: Numbers, right: Numbers) -> Numbers:
    pattern, text = one.codes[left], other.codes[right]
    sizes, ends = one.lengths[left], other.lengths[right]
    last = _ONE << np.maximum(sizes - 1, 0).astype(np.uint64)
    distance = sizes.copy()
    upper = np.full(len(left), ~np.uint64(0))
    lower = diagonal = before = np.zeros(len(left), np.uint64)
    for place in range(int(ends.max(initial=0))):
        same = _bits(pattern, text[:, place])
        swapped = ((~diagonal & same) << _ONE) & before
        diagonal = (((same & upper) + upper) ^ upper) | same | lower | swapped
        more, less = lower | ~(diagonal | upper), diagonal & upper
        step = ((more & last) != 0).astype(np.int64) - ((less & last) != 0)
        distance += np.where(place < ends, step, 0)
        more, less = (more << _ONE) | _ONE, less << _ONE
        upper, lower, before = less | ~(diagonal | more), more & diagonal, same
    # Nothing was written at all on the first side: every letter of the other is added.
    return np.where(sizes == 0, ends, distance)


def _bits(pattern: NDArray[np.uint32], letter: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Where in each row of the pattern the letter stands, the first place being the lowest bit."""
    packed = np.packbits(pattern == letter[:, None], axis=1, bitorder="little")
    eight = np.zeros((len(pattern), 8), np.uint8)
    eight[:, : packed.shape[1]] = packed
    return eight.view("<u8").reshape(-1).astype(np.uint64, copy=False)
