"""A trace: what each choice of a configuration excluded, in order, and by which rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from catalog.configuration import Choice, Choices
from catalog.product import Option
from rules.analysis import Named
from rules.engine import Engine
from rules.explain import conflict, values_of
from rules.layers import Flags
from rules.passes import held, possible
from rules.rule import Rule
from rules.state import Situation


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A value that a choice ruled out, and the rules to blame.

    Of an option with very many numbers, all from `value` to `last` at once; the rules are those
    against the one of them that lies nearest to what stands.
    """

    by: Choice
    value: Named
    rules: tuple[Rule, ...]
    last: str = ""


def trace(engine: Engine, situation: Situation) -> Iterator[Exclusion]:
    """What each choice in turn rules out of what was possible before it, and why."""
    diagram = engine.diagram
    taken: Choices = ()
    before = possible(diagram, held(diagram, {}, situation.facts))
    for choice in situation.choices:
        taken = (*taken, choice)
        after = possible(diagram, held(diagram, values_of(taken), situation.facts))
        then = replace(situation, choices=taken)
        for key in diagram.options:
            numbers, option = diagram.numbers(key), engine.product.option(key)
            part = slice(numbers.start, numbers.stop)
            for first, last, nearest in _gone(option, before[part], after[part]):
                value, end = option.values[first].key, option.values[last].key
                rules = _blamed(engine, then, (key, option.values[nearest].key))
                yield Exclusion(choice, (key, value), rules, end if last > first else "")
        before = after


def _gone(option: Option, before: Flags, after: Flags) -> Iterator[tuple[int, int, int]]:
    """The places of values that no longer stand; of very many numbers first and last of a run.

    With each that of the one nearest to what stands.
    """
    gone = np.flatnonzero(before & ~after)
    alone = len(option.wide.first if option.wide else option.values)
    yield from ((place, place, place) for place in gone[gone < alone].tolist())
    many = gone[gone >= alone]
    for run in np.split(many, np.flatnonzero(np.diff(many) > 1) + 1) if len(many) else ():
        first, last = int(run[0]), int(run[-1])
        yield first, last, first if after[alone:first].any() else last


def _blamed(engine: Engine, situation: Situation, value: Named) -> tuple[Rule, ...]:
    clash = conflict(engine, situation, Choice(*value))
    return clash.rules if clash else ()
