"""Finish for me: the best valid configuration that keeps every own choice."""

from enum import StrEnum

from rules.engine import Engine
from rules.explain import holding
from rules.layers import NEVER
from rules.passes import answers, best, held
from rules.state import Situation, own_values


class Goal(StrEnum):
    """What a completion shall be; of several equal ones, the cheaper."""

    CHEAPEST = "cheapest"
    SOONEST = "soonest"


def complete(engine: Engine, situation: Situation, goal: Goal) -> dict[str, str] | None:
    """One value for every option, own choices kept; None when these clash.

    Sizes are in it too, but only so that the garment can be made: tailoring sets them.
    """
    own = own_values(situation.choices)
    cost = holding(engine.diagram, dict(situation.facts) | own, engine.price)
    if goal is Goal.SOONEST:
        weights = engine.weights(situation.stock)
        found = answers(engine.diagram, held(engine.diagram, own, situation.facts), weights)
        cost[weights.days > found.all_days] = NEVER
    result = best(engine.diagram, cost)
    return result[1] if result else None
