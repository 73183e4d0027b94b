"""The first screen: the whole design that somebody would most probably change least."""

from collections.abc import Mapping

import numpy as np

from customers.taste.made import design_layers
from rules.layers import NEVER, Diagram
from rules.passes import Floats, best

MILLION = 1_000_000


def proposal(diagram: Diagram, fixed: Mapping[str, str], each: Floats) -> dict[str, str] | None:
    """The design, with all that is fixed, of which most values are expected to be right.

    `each` says how likely every value is; what is fixed counts whatever it says. None when what is
    fixed cannot stand together.
    """
    cost = np.zeros(len(diagram.values), dtype=np.int64)
    for layer in design_layers(diagram):
        part = slice(*diagram.first_value[layer : layer + 2])
        cost[part] = np.rint((1 - each[part]) * MILLION)
    for option, value in fixed.items():
        numbers = diagram.numbers(option)
        cost[numbers.start : numbers.stop] = NEVER
        cost[diagram.number(option, value)] = 0
    found = best(diagram, cost)
    return found[1] if found else None
