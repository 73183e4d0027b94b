"""Finish for me: the best valid configuration that keeps every own choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from catalog.product import Kind
from rules.engine import Engine
from rules.explain import holding
from rules.layers import NEVER, Longs
from rules.passes import answers, best, held
from rules.soft import advice
from rules.state import Situation, own_values


class Goal(StrEnum):
    """What a completion shall be; of several equal ones, the cheaper."""

    CHEAPEST = "cheapest"
    SOONEST = "soonest"


def complete(engine: Engine, situation: Situation, goal: Goal) -> dict[str, str] | None:
    """One value for every option, own choices kept; None when these clash.

    Of equal ones that with the most suggested values, then the most recommended. Sizes are in it
    too, but only so that the garment can be made: tailoring sets them.
    """
    own = own_values(situation.choices)
    cost = holding(engine.diagram, dict(situation.facts) | own, engine.price)
    if goal is Goal.SOONEST:
        weights = engine.weights(situation.stock)
        found = answers(engine.diagram, held(engine.diagram, own, situation.facts), weights)
        cost[weights.days > found.all_days] = NEVER
    result = best(engine.diagram, _advised(engine, situation, cost))
    return result[1] if result else None


def _advised(engine: Engine, situation: Situation, cost: Longs) -> Longs:
    """`cost` many times over, less something smaller than any difference for what is advised.

    Unchanged where nothing is advised, or where such sums might grow too large.
    """
    said = advice(engine, situation)
    merit = np.zeros(len(cost), dtype=np.int64)
    for value, rules in said.recommended.items():
        merit[engine.diagram.number(*value)] = sum(rule.weight for rule in rules)
    each = int(merit.sum()) + 1  # One suggestion is worth more than all recommendations.
    for option, one in said.suggested.items():
        merit[engine.diagram.number(option, one.value)] += each
    times, reachable = int(merit.sum()) + 1, cost < NEVER
    most = int(np.abs(cost[reachable]).max(initial=0)) * len(engine.diagram.options)
    if times == 1 or most * times >= NEVER:
        return cost
    return np.where(reachable, cost * reachable * times - merit, NEVER)


def nearest(engine: Engine, situation: Situation, to: Mapping[str, str]) -> dict[str, str] | None:
    """One value for every option that differs from `to` as little as own choices and facts let it.

    Of several with as few differences in design options, the cheaper. None when choices clash.
    """
    diagram = engine.diagram
    # A difference weighs more than all prices together.
    most = int(np.abs(engine.price).max(initial=0)) * (len(diagram.options) + 1) * 2 + 1
    cost = holding(diagram, dict(situation.facts) | own_values(situation.choices), engine.price)
    for option in engine.product.of_kind(Kind.DESIGN):
        if option.key in to:
            numbers = diagram.numbers(option.key)
            differs = cost[numbers.start : numbers.stop]
            differs += most
            if option.has(to[option.key]):
                cost[diagram.number(option.key, to[option.key])] -= most
    result = best(diagram, cost)
    return result[1] if result else None


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """A completion nobody can beat in price without waiting longer, nor in time for no more."""

    values: Mapping[str, str]
    total_cents: int
    days: int


def tradeoffs(engine: Engine, situation: Situation) -> tuple[Tradeoff, ...]:
    """All of them, the cheapest first: each is the cheapest of those that are ready sooner."""
    own = dict(situation.facts) | own_values(situation.choices)
    cost, weights = holding(engine.diagram, own, engine.price), engine.weights(situation.stock)
    found = list[Tradeoff]()
    while (result := best(engine.diagram, cost)) is not None:
        total, values = result
        days = max(weights.days[engine.diagram.number(*value)] for value in values.items())
        # Equally cheap ones may be ready sooner: only the soonest of them is a tradeoff.
        if found and found[-1].total_cents == total + engine.product.base_price_cents:
            found.pop()
        found.append(Tradeoff(values, engine.product.base_price_cents + total, int(days)))
        cost[weights.days >= days] = NEVER
    return tuple(found)
