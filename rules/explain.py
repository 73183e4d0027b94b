"""Why not? The own choices that clash, and the rules to blame."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.configuration import OWN, Choice, Choices
from rules import passes
from rules.check import holds
from rules.consequences import NotFollowed
from rules.engine import Engine
from rules.layers import NEVER, Longs
from rules.passes import Ways, needed
from rules.rule import Rule
from rules.state import Situation


@dataclass(frozen=True, slots=True)
class Conflict:
    """Own `choices` that clash, none of which can be left out, and the `rules` to blame."""

    choices: Choices
    rules: tuple[Rule, ...]


def conflict(engine: Engine, situation: Situation, wish: Choice | None = None) -> Conflict | None:
    """The own choices that rule `wish` out, or that clash among themselves without one.

    None when all stand together. Older choices are let go first, so that of several conflicts
    the one that keeps the newest wishes is shown. (Deletion from the oldest: Chinneck and
    Dravnieks, ORSA Journal on Computing 3, 1991; each try is one pass over the diagram. It gives
    the preferred conflict that QuickXplain gives, Junker, AAAI 2004, which asks less often where
    asking is dear.)
    """
    own = other_choices(situation.choices, wish)
    fixed = dict(situation.facts) | ({wish.option: wish.value} if wish else {})
    if stands(engine.diagram, fixed, own):
        return None
    return _blamed(engine, fixed, smallest_clash(engine.diagram, fixed, own))


def conflicts(
    engine: Engine, situation: Situation, wish: Choice | None = None, most: int = 5
) -> tuple[Conflict, ...]:
    """Up to `most` different conflicts, the one that keeps the newest wishes first.

    Each further one leaves out a choice of one before it (Reiter's hitting-set tree, Artificial
    Intelligence 32, 1987), the oldest first; what is left out is asked about only where it takes
    something of every conflict found.
    """
    own = other_choices(situation.choices, wish)
    fixed = dict(situation.facts) | ({wish.option: wish.value} if wish else {})
    found: list[Choices] = []
    waiting, seen = deque([frozenset[Choice]()]), set[frozenset[Choice]]()
    while waiting and len(found) < most:
        left_out = waiting.popleft()
        if left_out in seen:
            continue
        seen.add(left_out)
        clash = next((one for one in found if left_out.isdisjoint(one)), None)
        if clash is None:
            rest = tuple(choice for choice in own if choice not in left_out)
            if stands(engine.diagram, fixed, rest):
                continue
            clash = smallest_clash(engine.diagram, fixed, rest)
            found.append(clash)
        waiting.extend(left_out | {choice} for choice in clash)
    return tuple(_blamed(engine, fixed, clash) for clash in found)


def _blamed(engine: Engine, fixed: Mapping[str, str], clash: Choices) -> Conflict:
    return Conflict(clash, blame(engine, dict(fixed) | values_of(clash)))


def blame(engine: Engine, values: Mapping[str, str]) -> tuple[Rule, ...]:
    """Rules that together forbid `values`, of which none can be left out.

    Mostly they follow step by step, or one rule about nothing else is broken outright, which the
    judge sees at once; the solver is asked where only reasoning by cases tells.
    """
    try:
        return engine.consequences.blame(values)
    except NotFollowed:
        for scope, rule in engine.scopes:
            if scope <= values.keys() and not holds(rule.claim, engine.product, values):
                return (rule,)
        return engine.solver.blame(values)


def other_choices(choices: Choices, wish: Choice | None) -> Choices:
    """Own choices of options other than the wish's, oldest first."""
    return tuple(c for c in choices if c.by in OWN and not (wish and c.option == wish.option))


def values_of(choices: Sequence[Choice]) -> dict[str, str]:
    """Values by option."""
    return {choice.option: choice.value for choice in choices}


def smallest_clash(diagram: Ways, fixed: Mapping[str, str], own: Choices) -> Choices:
    """Of `own`, which do not all stand with `fixed`, choices that clash and are all needed."""
    layers = [diagram.layer(choice.option) for choice in own]
    kept = needed(diagram, diagram.taken(dict(fixed) | values_of(own)), layers)
    return tuple(choice for choice, layer in zip(own, layers, strict=True) if layer in kept)


def stands(diagram: Ways, fixed: Mapping[str, str], own: Choices) -> bool:
    """Whether some configuration has all these values."""
    return passes.stands(diagram, diagram.taken(dict(fixed) | values_of(own)))


def holding(diagram: Ways, values: Mapping[str, str], cost: Longs | None = None) -> Longs:
    """`cost` per value by number (none by default), NEVER for what departs from `values`."""
    result = np.zeros(len(diagram.values), dtype=np.int64) if cost is None else cost.copy()
    for option, value in values.items():
        numbers = diagram.numbers(option)
        mine = diagram.number(option, value)
        kept = result[mine]
        result[numbers.start : numbers.stop] = NEVER
        result[mine] = kept
    return result
