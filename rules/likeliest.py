"""The likeliest completion: what somebody of a known taste would most probably choose."""

from collections.abc import Mapping
from math import inf, log

import numpy as np

from catalog.product import Kind
from rules.engine import Engine
from rules.explain import holding
from rules.layers import NEVER, Longs
from rules.passes import best
from rules.soft import advice
from rules.state import Situation, own_values

MICRO = 1_000_000

Taste = Mapping[tuple[str, str], float]
"""Weights of values of design options, not below zero; 1 where none is given."""


def advised(engine: Engine, situation: Situation) -> Taste:
    """What is advised in `situation`, as a taste.

    A recommendation makes a value so much likelier as it weighs; a suggestion is likelier than all
    that is recommended of its option together.
    """
    said, taste = advice(engine, situation), dict[tuple[str, str], float]()
    for value, rules in said.recommended.items():
        taste[value] = 1.0 + sum(rule.weight for rule in rules)
    for option, suggestion in said.suggested.items():
        taste[option, suggestion.value] = 1.0 + sum(
            weight for (of, _), weight in taste.items() if of == option
        )
    return taste


def likeliest(engine: Engine, situation: Situation, taste: Taste) -> dict[str, str] | None:
    """One value for every option, own choices kept, with the largest product of weights.

    Of several the cheapest; a millionth between two products counts as none. A value of weight 0
    is never taken unless chosen. None when the own choices clash or leave no value of weight.
    """
    price = priced(engine)
    times = spread(engine, price) + 1
    cost = unlikelihood(engine, taste, (NEVER >> 1) // times)
    own = dict(situation.facts) | own_values(situation.choices)
    for value in own.items():
        cost[engine.diagram.number(*value)] = 0
    cost = np.where(cost < NEVER, np.minimum(cost, NEVER // times) * times + price, NEVER)
    result = best(engine.diagram, holding(engine.diagram, own, cost))
    return result[1] if result else None


def unlikelihood(engine: Engine, taste: Taste, most: int) -> Longs:
    """How unlikely each value is beside the likeliest of its option, by number: NEVER of weight 0.

    Logarithms in whole millionths, coarser where sums would grow above `most`: they add up as
    weights multiply.
    """
    diagram = engine.diagram
    nats = np.zeros(len(diagram.values))
    for option in engine.product.of_kind(Kind.DESIGN):
        liked = {
            diagram.number(*value): weight
            for value, weight in taste.items()
            if value[0] == option.key and option.has(value[1])
        }
        numbers = diagram.numbers(option.key)
        others = [1.0] if len(liked) < len(numbers) else []
        top = max([*others, *liked.values()])
        nats[numbers.start : numbers.stop] = log(top) if others else 0
        for number, weight in liked.items():
            nats[number] = log(top / weight) if weight > 0 else inf
    largest = nats[np.isfinite(nats)].sum()
    scale = min(MICRO, most / (largest + 1))
    finite = np.where(np.isfinite(nats), nats, 0)
    return np.where(np.isfinite(nats), np.rint(finite * scale).astype(np.int64), NEVER)


def priced(engine: Engine) -> Longs:
    """What each value costs more than the cheapest of its option, in cents by number."""
    result = engine.price.copy()
    for option in engine.diagram.options:
        numbers = engine.diagram.numbers(option)
        part = result[numbers.start : numbers.stop]
        part -= part.min(initial=NEVER) if len(part) else 0
    return result


def spread(engine: Engine, amounts: Longs) -> int:
    """The largest sum of `amounts` that one value of each option can come to."""
    numbers = map(engine.diagram.numbers, engine.diagram.options)
    return sum(int(amounts[one.start : one.stop].max(initial=0)) for one in numbers)
