"""People as numbers: for each criterion the place of its value among those met, or UNKNOWN."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from customers.needs.criteria import Criterion
from customers.needs.traits import Traits

Codes = NDArray[np.int16]
Floats = NDArray[np.float64]

UNKNOWN = -1
MOST_VALUES = 12
"""Of words so many, the commonest, are told apart; the others are one."""

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Scale:
    """How one criterion is numbered: by its `values`, or at `classes` where it is a number."""

    key: str
    values: tuple[str, ...]
    classes: tuple[int, ...] = ()

    def code(self, person: Traits) -> int:
        """The number of what is known of the person."""
        told = person.get(self.key)
        if told is None:
            return UNKNOWN
        if self.classes:
            return bisect_right(self.classes, int(told))
        if told in self.values:
            return self.values.index(told)
        return self.values.index(OTHER) if OTHER in self.values else UNKNOWN


def scale(one: Criterion, people: Sequence[Traits]) -> Scale:
    """The scale of a criterion among these people, the commonest first."""
    if one.most:
        classes = one.classes or (1,)
        ends = [
            str(low) if high == low + 1 else f"{low}\N{EN DASH}{high - 1}"
            for low, high in pairwise(classes)
        ]
        below = "0" if classes[0] == 1 else f"<{classes[0]}"
        names = (below, *ends, f"\N{GREATER-THAN OR EQUAL TO}{classes[-1]}")
        return Scale(one.key, names, classes)
    counts = Counter(person[one.key] for person in people if one.key in person)
    common = sorted(counts, key=lambda value: (-counts[value], value))
    if len(common) <= MOST_VALUES:
        return Scale(one.key, tuple(common))
    return Scale(one.key, (*common[:MOST_VALUES], OTHER))


def coded(scales: Sequence[Scale], people: Sequence[Traits]) -> Codes:
    """The numbers of all people (people x scales)."""
    found = np.full((len(people), len(scales)), UNKNOWN, np.int16)
    for place, one in enumerate(scales):
        known: dict[str | None, int] = {}
        for row, person in enumerate(people):
            told = person.get(one.key)
            if told not in known:
                known[told] = one.code(person)
            found[row, place] = known[told]
    return found


def one_hot(scales: Sequence[Scale], codes: Codes) -> Floats:
    """A column of 0 and 1 for each value of each scale; what is not known is 0 in all of its."""
    columns = [
        (codes[:, place] == value).astype(np.float64)
        for place, one in enumerate(scales)
        for value in range(len(one.values))
    ]
    return np.stack(columns, axis=1) if columns else np.zeros((len(codes), 0))


def values_of(scales: Sequence[Scale]) -> list[tuple[str, str]]:
    """Criterion and value of each column of `one_hot`."""
    return [(one.key, value) for one in scales for value in one.values]


def met(people: Sequence[Traits], criteria: Sequence[Criterion]) -> Mapping[str, list[str]]:
    """The values met by criterion, of those that are words."""
    words = [one.key for one in criteria if not one.most]
    return {key: sorted({one[key] for one in people if key in one}) for key in words}
