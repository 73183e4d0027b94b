"""One upward and one downward pass over a diagram's edges answer for every value at once.

All algebras of a click run in the same two loops: and/or (possible), + and x (count), min and +
with cost 1 per own choice given up (changes), min and +, max and + (prices), min and max (days).
The loops themselves are in `rules.loops`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rules import loops
from rules.layers import FREE, NEVER, Diagram, Flags, Longs, counts_through
from rules.loops import CHANGES, CHEAPEST, COUNT, DAYS, DEAREST

Floats = NDArray[np.float64]

MOST_COUNTED = 1 << 62
"""Counts below this fit the loop of a click; larger ones are counted modulo primes."""


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

    Where a solver answers, counts are None and what it did not find out in time is UNKNOWN, or
    SOME for `changes` that are not 0.
    """

    changes: Longs
    count: Sequence[int | None]
    cheapest: Longs
    dearest: Longs
    days: Longs
    all_count: int | None
    all_cheapest: int
    all_dearest: int
    all_days: int


class Search(Protocol):
    """Answers what a diagram answers, by searching: for products too big to compile."""

    options: tuple[str, ...]
    values: Sequence[tuple[str, str]]

    def numbers(self, option: str) -> range:
        """The numbers of all values of `option`, in the author's order."""

    def layer(self, option: str) -> int:
        """The layer of `option`."""

    def number(self, option: str, value: str) -> int:
        """The number of a value."""

    def taken(self, values: Mapping[str, str]) -> Longs:
        """`values` by option as numbers by layer, FREE where none is taken."""

    def answers(self, what: Held, weights: Weights) -> Answers:
        """What the function of that name gives."""

    def possible(self, what: Held) -> Flags:
        """What the function of that name gives."""

    def best(self, cost: Longs) -> tuple[int, dict[str, str]] | None:
        """What the function of that name gives; of equal ones, any."""


Ways = Diagram | Search
"""What gives answers about all valid configurations of a product."""


def held(diagram: Ways, own: Mapping[str, str], facts: Mapping[str, str]) -> Held:
    """Values by option as numbers by layer."""
    return Held(diagram.taken(own), diagram.taken(facts))


def answers(diagram: Ways, what: Held, weights: Weights) -> Answers:
    """Every pass for every value, with exact counts of designs."""
    if not isinstance(diagram, Diagram):
        return diagram.answers(what, weights)
    fits = diagram.designs < MOST_COUNTED
    each = np.zeros((len(diagram.values), loops.ALGEBRAS), dtype=np.int64)
    root = loops.click(
        (diagram.source, diagram.target, diagram.label, diagram.first_edge),
        (what.own, what.facts, diagram.counted_designs & fits),
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


def possible(diagram: Ways, what: Held) -> Flags:
    """Which values stand with the own choices of other options: the and/or pass alone."""
    if not isinstance(diagram, Diagram):
        return diagram.possible(what)
    each = np.zeros(len(diagram.values), dtype=np.bool_)
    loops.possible(
        (diagram.source, diagram.target, diagram.label, diagram.first_edge),
        (what.own, what.facts),
        diagram.nodes,
        each,
    )
    return each


def best(diagram: Ways, cost: Longs) -> tuple[int, dict[str, str]] | None:
    """The valid configuration with the least sum of `cost`, its values traced back.

    Args:
        diagram: all valid configurations.
        cost: per value by number; NEVER (or more) forbids it.

    Returns:
        The sum and one value per option; of equal ones, the first in the order of layers and the
        author's order of values. None when no configuration is left.
    """
    if not isinstance(diagram, Diagram):
        return diagram.best(cost)
    up = np.full(diagram.nodes, NEVER, dtype=np.int64)
    up[-1] = 0
    picked = np.full(diagram.nodes, FREE, dtype=np.int64)
    loops.cheapest((diagram.source, diagram.target, diagram.label), cost, up, picked)
    if up[0] >= NEVER:
        return None
    taken = np.empty(len(diagram.options), dtype=np.int64)
    loops.trace((diagram.target, diagram.label), picked, taken)
    return int(up[0]), dict(map(diagram.values.__getitem__, taken.tolist()))


def stands(diagram: Ways, taken: Longs) -> bool:
    """Whether some configuration has the values `taken`, by layer, FREE where any may be."""
    if not isinstance(diagram, Diagram):
        return diagram.best(_forbidding(diagram, taken)) is not None
    edges = (diagram.source, diagram.target, diagram.label, diagram.first_edge)
    return bool(loops.reaches(edges, taken, np.zeros(diagram.nodes, dtype=np.bool_)))


def needed(diagram: Ways, taken: Longs, layers: Sequence[int]) -> list[int]:
    """Of `layers`, tried in turn, those without whose values the others that are `taken` stand.

    What is `taken`, by layer, cannot stand together.
    """
    if isinstance(diagram, Diagram):
        edges = (diagram.source, diagram.target, diagram.label, diagram.first_edge)
        left, tried = taken.copy(), np.array(layers, dtype=np.int64)
        loops.shrink(edges, left, tried, np.empty(diagram.nodes, dtype=np.bool_))
        return [layer for layer in layers if left[layer] != FREE]
    left = taken.copy()
    for layer in layers:
        left[layer] = FREE
        if stands(diagram, left):
            left[layer] = taken[layer]
    return [layer for layer in layers if left[layer] != FREE]


def _forbidding(diagram: Search, taken: Longs) -> Longs:
    """Per value by number 0, or NEVER where another is `taken`."""
    cost = np.zeros(len(diagram.values), dtype=np.int64)
    for option, mine in zip(diagram.options, taken.tolist(), strict=True):
        if mine != FREE:
            numbers = diagram.numbers(option)
            cost[numbers.start : numbers.stop] = NEVER
            cost[mine] = 0
    return cost


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of the products of weights over designs, for several tastes at once.

    Over the designs with a value beside the other own choices: `each` (values x tastes) times e to
    the power of `logs` (layers x tastes). Over those with all own choices: e to the power of
    `logarithm` (tastes), -inf when none is left.
    """

    each: Floats
    logs: Floats
    logarithm: Floats


def sums(diagram: Diagram, what: Held, weight: Floats) -> Sums:
    """The sum-product pass: `weight` is values x tastes, above or at zero.

    Raises ValueError for weights of another diagram: the compiled loop looks at no bounds.
    """
    if len(weight) != len(diagram.values):
        raise ValueError(f"{len(weight)} weights for {len(diagram.values)} values")
    each = np.zeros(weight.shape)
    logs = np.zeros((len(diagram.options), weight.shape[1]))
    # Room from here: NumPy keeps such blocks, the compiled loop would ask the system each time.
    room = np.empty((2, diagram.nodes, weight.shape[1]))
    held = (what.own, what.facts, diagram.counted_designs)
    with np.errstate(divide="ignore"):
        logarithm = loops.weigh(diagram.columns, held, weight, (room[0], room[1]), (each, logs))
    return Sums(each, logs, logarithm)


@dataclass(frozen=True, slots=True)
class Likely:
    """How likely each value is, by number, beside the other own choices: of an option, 1 in all.

    `logarithm` is that of the sum over all designs with the own choices of the product of their
    weights, -inf when none is left.
    """

    each: Floats
    logarithm: float


def likely(diagram: Diagram, what: Held, weights: Mapping[tuple[str, str], float]) -> Likely:
    """The share of every value, designs weighing the product of the `weights` of their values.

    Args:
        diagram: all valid configurations.
        what: what stands.
        weights: per value of a design option, not below zero; 1 where none is given.
    """
    weight = np.ones((len(diagram.values), 1))
    for (option, value), amount in weights.items():
        weight[diagram.number(option, value)] = amount
    found = sums(diagram, what, weight)
    return Likely(of_option(diagram, found.each[:, 0]), float(found.logarithm[0]))


def of_option(diagram: Diagram, each: Floats) -> Floats:
    """`each`, values first, in shares of all values of its option; 0 where these are none."""
    # Below the last option of any values lies none, so that every first value has a sum.
    totals = np.add.reduceat(each, diagram.first_value[:-1], axis=0)
    totals[totals == 0] = 1.0
    return np.asarray(each / np.repeat(totals, np.diff(diagram.first_value), axis=0))
