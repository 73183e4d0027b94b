"""A trace: what each choice of a configuration excluded, in order, and by which rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from catalog.configuration import Choice, Choices
from rules.analysis import Named
from rules.engine import Engine
from rules.explain import conflict, values_of
from rules.passes import held, possible
from rules.rule import Rule
from rules.state import Situation


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A value that a choice ruled out, and the rules to blame."""

    by: Choice
    value: Named
    rules: tuple[Rule, ...]


def trace(engine: Engine, situation: Situation) -> Iterator[Exclusion]:
    """What each choice in turn rules out of what was possible before it, and why."""
    diagram = engine.diagram
    taken: Choices = ()
    before = possible(diagram, held(diagram, {}, situation.facts))
    for choice in situation.choices:
        taken = (*taken, choice)
        after = possible(diagram, held(diagram, values_of(taken), situation.facts))
        for number in np.flatnonzero(before & ~after).tolist():
            value = diagram.values[number]
            if engine.product.option(value[0]).wide:
                continue  # Nobody reads thousands of numbers; why one is out is told when asked.
            yield Exclusion(choice, value, _blamed(engine, situation, taken, value))
        before = after


def _blamed(engine: Engine, situation: Situation, taken: Choices, value: Named) -> tuple[Rule, ...]:
    clash = conflict(engine, replace(situation, choices=taken), Choice(*value))
    return clash.rules if clash else ()
