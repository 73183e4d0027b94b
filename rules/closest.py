"""The valid configuration that differs least from a given one, and yet does what is asked of it."""

from collections.abc import Collection, Mapping

import numpy as np

from catalog.product import Kind
from rules import loops
from rules.engine import Engine
from rules.explain import holding
from rules.front import traced
from rules.layers import NEVER, Diagram


def closest(
    engine: Engine,
    to: Mapping[str, str],
    fixed: Mapping[str, str],
    refused: Collection[tuple[str, str]] = (),
    below_cents: int | None = None,
) -> dict[str, str] | None:
    """One value for every option, with as few differences from `to` in design options as can be.

    Of several the cheapest. One pass adds up prices for each number of differences at once.

    Args:
        engine: of the product.
        to: a value for every design option.
        fixed: values by option that must be taken.
        refused: values that must not.
        below_cents: what the total must stay below, if anything.

    Returns:
        None when there is none, and where a search answers, which cannot count differences.
    """
    diagram = engine.diagram
    if not isinstance(diagram, Diagram):
        return None
    cost = holding(diagram, fixed, engine.price)
    for value in refused:
        cost[diagram.number(*value)] = NEVER
    designs = [option.key for option in engine.product.of_kind(Kind.DESIGN)]
    differs = np.zeros(len(diagram.values), dtype=np.int64)
    for option in designs:
        numbers = diagram.numbers(option)
        differs[numbers.start : numbers.stop] = 1
        differs[diagram.number(option, to[option])] = 0
    up = np.empty((diagram.nodes, len(designs) + 1), dtype=np.int64)
    loops.least_by_step((diagram.source, diagram.target, diagram.label), cost, differs, up)
    most = NEVER if below_cents is None else below_cents - engine.product.base_price_cents
    few = np.flatnonzero(up[0] < most)
    return traced(diagram, (cost, differs, up), int(few[0])) if len(few) else None
