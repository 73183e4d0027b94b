"""What there is to weigh: completions that none beats in price, in date and in likelihood."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import gcd

import numpy as np

from rules import loops
from rules.engine import Engine
from rules.explain import holding
from rules.layers import NEVER, Diagram, Longs
from rules.likeliest import Taste, priced, spread, unlikelihood
from rules.passes import Ways, best
from rules.state import Situation, own_values

MOST_CELLS = 1 << 23
"""Nodes of the diagram times different totals: up to here a front is exact, in 64 MB."""


@dataclass(frozen=True, slots=True)
class Point:
    """A completion; `unlikelihood` is 0 where every value is the likeliest of its option."""

    values: Mapping[str, str]
    total_cents: int
    days: int
    unlikelihood: int


@dataclass(frozen=True, slots=True)
class Front:
    """Points of which none is at least as good in all three and better in one: the sooner first.

    Where not `exact`, only those are there that some weighing of price against likelihood makes
    the best of their date.
    """

    points: tuple[Point, ...]
    exact: bool


def front(
    engine: Engine, situation: Situation, taste: Taste, most_cells: int = MOST_CELLS
) -> Front:
    """The completions to weigh by price, ready date and likelihood, own choices kept.

    For every number of days there can be, one pass finds the likeliest below for each total; above
    `most_cells` a few passes find the corners of that curve (Aneja and Nair, Management Science 25,
    1979). Points alike in all three are one.
    """
    price = priced(engine)
    step = gcd(*price.tolist()) or 1
    steps = price // step
    unlikely = unlikelihood(engine, taste, (NEVER >> 2) // (spread(engine, price) + 1))
    fixed = dict(situation.facts) | own_values(situation.choices)
    for value in fixed.items():
        unlikely[engine.diagram.number(*value)] = 0
    diagram, cost = engine.diagram, holding(engine.diagram, fixed, unlikely)
    cost = np.where(cost < NEVER, cost, NEVER)
    sums = spread(engine, steps) + 1
    exact = isinstance(diagram, Diagram) and diagram.nodes * sums <= most_cells
    days = engine.weights(situation.stock).days
    found = list[Point]()
    for late in sorted(set(days.tolist())):
        within = np.where(days > late, NEVER, cost)
        if isinstance(diagram, Diagram) and exact:
            curve = _curve(diagram, within, steps, sums)
        else:
            curve = _corners(engine, diagram, within, steps)
        for values, unlikelihood_of in curve:
            point = Point(values, _total(engine, values), int(late), unlikelihood_of)
            if not any(_beats(other, point) for other in found):
                found.append(point)
    return Front(tuple(found), exact)


def _curve(
    diagram: Diagram, cost: Longs, steps: Longs, sums: int
) -> Iterator[tuple[dict[str, str], int]]:
    """The likeliest of each total, the cheapest first, where it is likelier than all before."""
    edges = (diagram.source, diagram.target, diagram.label)
    up = np.empty((diagram.nodes, sums), dtype=np.int64)
    loops.least_by_step(edges, cost, steps, up)
    least = NEVER
    for total in np.flatnonzero(up[0] < NEVER).tolist():
        if up[0, total] < least:
            least = int(up[0, total])
            yield traced(diagram, (cost, steps, up), total), least


def traced(diagram: Diagram, of: tuple[Longs, Longs, Longs], total: int) -> dict[str, str]:
    """The values of the least cost whose steps come to `total`."""
    cost, steps, up = of
    node, values = 0, dict[str, str]()
    for layer in range(len(diagram.options)):
        part = diagram.edges_of(layer)
        labels, targets = diagram.label[part], diagram.target[part]
        rest = total - steps[labels]
        fits = (diagram.source[part] == node) & (rest >= 0) & (cost[labels] < NEVER)
        below = np.where(fits, up[targets, np.maximum(rest, 0)], NEVER)
        edge = int(np.flatnonzero(fits & (below + cost[labels] == up[node, total]))[0])
        option, value = diagram.values[labels[edge]]
        values[option] = value
        node, total = int(targets[edge]), int(rest[edge])
    return values


def _corners(
    engine: Engine, diagram: Ways, cost: Longs, steps: Longs
) -> Iterator[tuple[dict[str, str], int]]:
    """What some weighing of total against likelihood makes best, the cheapest first."""
    reachable = cost < NEVER
    most = spread(engine, np.where(reachable, cost, 0)) + 1

    def leaning(to_steps: int, to_cost: int) -> tuple[dict[str, str], int, int] | None:
        weighed = np.where(reachable, cost, 0) * to_cost + steps * to_steps
        result = best(diagram, np.where(reachable, weighed, NEVER))
        if result is None:
            return None
        numbers = [diagram.number(*value) for value in result[1].items()]
        return result[1], int(steps[numbers].sum()), int(cost[numbers].sum())

    ends = leaning(most, 1), leaning(1, spread(engine, steps) + 1)
    waiting = [ends]
    while waiting:
        first, last = waiting.pop()
        if first is None or last is None:
            return
        slower, dearer = first[2] - last[2], last[1] - first[1]
        corner = leaning(slower, dearer) if slower and dearer else None
        if (
            corner
            and corner[1] * slower + corner[2] * dearer < first[1] * slower + first[2] * dearer
        ):
            waiting += [(corner, last), (first, corner)]
        else:
            yield first[0], first[2]
            if last is ends[1] and last[1:] != first[1:]:
                yield last[0], last[2]


def _total(engine: Engine, values: Mapping[str, str]) -> int:
    numbers = [engine.diagram.number(*value) for value in values.items()]
    return engine.product.base_price_cents + int(engine.price[numbers].sum())


def _beats(one: Point, other: Point) -> bool:
    """Whether `one`, found before and so no later, is as cheap and as likely."""
    return one.total_cents <= other.total_cents and one.unlikelihood <= other.unlikelihood
