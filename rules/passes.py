"""One upward and one downward pass over a diagram's edges answer for every value at once.

All algebras of a click run in the same two loops: and/or (possible), + and x (count), min and +
with cost 1 per own choice given up (changes), min and +, max and + (prices), min and max (days).
The loops themselves are in `rules.loops`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules import loops
from rules.layers import DESIGNS, FREE, NEVER, Diagram, Flags, Longs, counts_through
from rules.loops import CHANGES, CHEAPEST, COUNT, DAYS, DEAREST

MOST_COUNTED = 1 << 62
"""Counts below this fit the native loop; larger ones take Python's whole numbers."""


@dataclass(frozen=True, slots=True)
class Held:
    """What stands: per layer the number of the value taken, or FREE.

    `own` choices may be given up, at cost 1 each; `facts` never.
    """

    own: Longs
    facts: Longs


@dataclass(frozen=True, slots=True)
class Weights:
    """What values weigh, by number: price in cents and days of lead."""

    price: Longs
    days: Longs


@dataclass(frozen=True, slots=True)
class Answers:
    """For every value by number, were it taken while own choices of other options stand.

    `changes`: fewest own choices of other options to give up, NEVER if even that does not help.
    `count`: designs left, 0 when ruled out. `cheapest`, `dearest` in cents and `days` of lead
    mean nothing when `changes` is not 0, nor does `count` below the last design option. The `all_`
    fields are for the own choices themselves, and mean nothing when they clash.
    """

    changes: Longs
    count: list[int]
    cheapest: Longs
    dearest: Longs
    days: Longs
    all_count: int
    all_cheapest: int
    all_dearest: int
    all_days: int


def held(diagram: Diagram, own: Mapping[str, str], facts: Mapping[str, str]) -> Held:
    """Values by option as numbers by layer."""
    return Held(diagram.taken(own), diagram.taken(facts))


def answers(diagram: Diagram, what: Held, weights: Weights) -> Answers:
    """Every pass for every value, with exact counts of designs."""
    fits = diagram.designs < MOST_COUNTED
    each = np.zeros((len(diagram.values), loops.ALGEBRAS), dtype=np.int64)
    root = loops.click(
        (diagram.source, diagram.target, diagram.label, diagram.first_edge),
        (what.own, what.facts, diagram.counted(DESIGNS) & fits),
        (weights.price, weights.days),
        diagram.nodes,
        each,
    )
    count, all_count = each[:, COUNT].tolist(), int(root[COUNT])
    if not fits:
        count, all_count = counts_through(diagram, what.own, what.facts)
    return Answers(
        changes=each[:, CHANGES],
        count=count,
        cheapest=each[:, CHEAPEST],
        dearest=each[:, DEAREST],
        days=each[:, DAYS],
        all_count=all_count,
        all_cheapest=int(root[CHEAPEST]),
        all_dearest=int(root[DEAREST]),
        all_days=int(root[DAYS]),
    )


def possible(diagram: Diagram, what: Held) -> Flags:
    """Which values stand with the own choices of other options: the and/or pass alone."""
    each = np.zeros(len(diagram.values), dtype=np.bool_)
    loops.possible(
        (diagram.source, diagram.target, diagram.label, diagram.first_edge),
        (what.own, what.facts),
        diagram.nodes,
        each,
    )
    return each


def best(diagram: Diagram, cost: Longs) -> tuple[int, dict[str, str]] | None:
    """The valid configuration with the least sum of `cost`, its values traced back.

    Args:
        diagram: all valid configurations.
        cost: per value by number; NEVER (or more) forbids it.

    Returns:
        The sum and one value per option; of equal ones, the first in the order of layers and the
        author's order of values. None when no configuration is left.
    """
    up = np.full(diagram.nodes, NEVER, dtype=np.int64)
    up[-1] = 0
    picked = np.full(diagram.nodes, FREE, dtype=np.int64)
    loops.cheapest((diagram.source, diagram.target, diagram.label), cost, up, picked)
    if up[0] >= NEVER:
        return None
    node, taken = 0, {}
    while (edge := picked[node]) != FREE:
        option, value = diagram.values[diagram.label[edge]]
        taken[option] = value
        node = diagram.target[edge]
    return int(up[0]), taken


@dataclass(frozen=True, slots=True)
class Likely:
    """How likely each value is, by number, beside the other own choices: of an option, 1 in all.

    `logarithm` is that of the sum over all designs with the own choices of the product of their
    weights, -inf when none is left.
    """

    each: NDArray[np.float64]
    logarithm: float


def likely(diagram: Diagram, what: Held, weights: Mapping[tuple[str, str], float]) -> Likely:
    """The share of every value, designs weighing the product of the `weights` of their values.

    Args:
        diagram: all valid configurations.
        what: what stands.
        weights: per value of a design option, not below zero; 1 where none is given.
    """
    weight = np.ones(len(diagram.values))
    for (option, value), amount in weights.items():
        weight[diagram.number(option, value)] = amount
    each = np.zeros(len(diagram.values))
    logarithm = loops.weigh(
        (diagram.source, diagram.target, diagram.label, diagram.first_edge),
        (what.own, what.facts, diagram.counted(DESIGNS)),
        weight,
        diagram.nodes,
        each,
    )
    for option in diagram.options:
        numbers = diagram.numbers(option)
        part = each[numbers.start : numbers.stop]
        if part.sum() > 0:
            part /= part.sum()
    return Likely(each, float(logarithm))
