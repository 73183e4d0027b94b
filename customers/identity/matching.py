"""Who is probably the same: pairs of records, each with a probability.

Records are brought to one spelling, those worth comparing are found by blocking, compared in seven
respects, and weighed by shares that are estimated from these very records. What is rare weighs
more: two Ouazzani are more probably one person than two Martin.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from customers.identity.blocking import MOST_IN_BLOCK, candidates
from customers.identity.columns import Blocked, Column, Columns, Numbers, columns_of
from customers.identity.levels import NAME_SOUND, PLACE_TOWN, RESPECTS, compared
from customers.identity.mixture import (
    HOUSEHOLD,
    NAMESAKES,
    SAME,
    STRANGERS,
    Mixture,
    estimated,
    patterns,
)
from customers.identity.record import Record
from customers.identity.strangers import MOST_SAMPLED, sampled

Floats = NDArray[np.float64]

WORTH_SHOWING, LIKELY = 0.5, 0.8
"""From the one on a pair is worth looking at; from the other, 99 of 100 were the same person.

The second was found with made-up people of whom the truth is known, 100,000 of them.
"""

PEOPLE_BELIEVED = 1000.0
"""How rare a value is in so many more people goes into its frequency: few records tell little."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two records that may be one person: their ids and how probable that is."""

    a: str
    b: str
    probability: float


@dataclass(frozen=True, slots=True)
class Linking:
    """How records are linked: pairs from `threshold` on, what is blocked, what is compared."""

    threshold: float = WORTH_SHOWING
    blocked: Blocked = field(default_factory=Blocked)
    most_in_block: int = MOST_IN_BLOCK
    most_sampled: int = MOST_SAMPLED


def links(
    records: Sequence[Record], others: Sequence[Record] = (), how: Linking | None = None
) -> tuple[Link, ...]:
    """The probable pairs, most probable first: within `records`, or across to `others`.

    In each pair the record that stands first comes first, and one of `others` second.
    """
    how = how or Linking()
    columns = columns_of(records, others, how.blocked)
    left, right = candidates(columns, how.most_in_block)
    if not len(left):
        return ()
    probability = _probabilities(columns, left, right, how.most_sampled)
    rows = (*records, *others)
    worth = np.flatnonzero(probability >= how.threshold)
    # Most probable first; of equals, as the records stand.
    order = worth[np.lexsort((right[worth], left[worth], -probability[worth]))]
    return tuple(
        Link(rows[one].id, rows[other].id, chance)
        for one, other, chance in zip(
            left[order].tolist(), right[order].tolist(), probability[order].tolist(), strict=True
        )
    )


def _probabilities(columns: Columns, left: Numbers, right: Numbers, most: int) -> Floats:
    levels = compared(columns, left, right)
    anybody = patterns(compared(columns, *sampled(columns, most)))
    mixture = estimated(patterns(levels), anybody, columns.possible, columns.count)
    likelihood = mixture.log_likelihood(levels)
    for place, respect in enumerate(RESPECTS):
        rarer = _rarity(columns, left, levels[place], mixture, place)
        likelihood[STRANGERS] += rarer
        # People with the frequent names have the namesakes; a family's name may be any.
        likelihood[NAMESAKES] += rarer
        if respect.household is None:
            likelihood[HOUSEHOLD] += rarer
    return np.asarray(mixture.posterior(likelihood)[SAME])


def _rarity(
    columns: Columns, left: Numbers, levels: NDArray[np.int8], mixture: Mixture, place: int
) -> Floats:
    """What to add to the logarithm for strangers where both say the same: how rare it is."""
    respect, found = RESPECTS[place], np.zeros(len(left))
    same, alike = np.cumsum(mixture.shares[place][STRANGERS])[:2]
    column, towns = columns[respect.field], columns["town"]
    rare = [(0, column, _how_rare(column, np.arange(len(column.texts)), same))]
    if respect.key == "place":
        rare.append((PLACE_TOWN, towns, _how_rare(towns, towns.sounds, alike)))
    if respect.field in {"given_name", "surname"}:
        rare.append((NAME_SOUND, column, _how_rare(column, column.sounds, alike)))
    for level, said, by_text in rare:
        some = np.flatnonzero(levels == level)
        found[some] = by_text[said.numbers[left[some]]]
    return found


def _how_rare(column: Column, groups: Numbers, usual: float) -> Floats:
    """For each text the logarithm of how much more frequent than `usual` its group is."""
    counts = np.bincount(groups, weights=column.counts, minlength=1)
    frequency = (counts + PEOPLE_BELIEVED * usual) / (column.known + PEOPLE_BELIEVED)
    return np.asarray(np.log(frequency / usual)[groups])
