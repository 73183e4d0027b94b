"""Whether a product keeps what its examples expect of it."""

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from catalog.configuration import Choice
from catalog.examples import Example
from catalog.product import Kind
from rules.engine import Engine
from rules.explain import conflict, values_of
from rules.passes import held, possible
from rules.soft import Advice, advice
from rules.state import Situation, state

MOST_NAMED = 100


def failures(engine: Engine, example: Example) -> Iterator[str]:
    """What is otherwise than `example` expects, a sentence each; nothing when all is well."""
    situation = _situation(engine, example.choices)
    clash = conflict(engine, situation)
    if example.valid and clash:
        rules = ", ".join(rule.key for rule in clash.rules)
        yield f"expected valid, but forbidden by {rules}"
    elif not example.valid and not clash:
        yield "expected invalid, but nothing forbids it"
    elif example.valid:
        yield from _consequences(engine, situation, example)


def _consequences(engine: Engine, situation: Situation, example: Example) -> Iterator[str]:
    what = held(engine.diagram, values_of(situation.choices), situation.facts)
    alive = possible(engine.diagram, what)
    for option, value in example.forced.items():
        numbers = engine.diagram.numbers(option)
        standing = np.flatnonzero(alive[numbers.start : numbers.stop]) + numbers.start
        left = [engine.diagram.values[number][1] for number in standing[:MOST_NAMED]]
        if left != [value]:
            yield f"expected {option} to be forced to {value}, but left are {', '.join(left)}"
    total = state(engine, situation).total_cents
    if example.total_cents is not None and total != example.total_cents:
        yield f"expected a total of {example.total_cents} cents, but it is {total}"
    yield from _advised(advice(engine, situation), example)


def _advised(said: Advice, example: Example) -> Iterator[str]:
    """What soft rules say otherwise than expected."""
    warned = frozenset(rule.key for rule in said.warnings)
    if example.warned is not None and warned != example.warned:
        yield f"expected warnings: {_names(example.warned)}; but warned is: {_names(warned)}"
    for option, value in example.recommended.items():
        if (option, value) not in said.recommended:
            yield f"expected {option}={value} to be recommended, but it is not"
    for option, value in example.suggested.items():
        found = said.suggested.get(option)
        if found is None or found.value != value:
            instead = found.value if found else "nothing"
            yield f"expected {value} to be suggested for {option}, but suggested is {instead}"
    hidden = frozenset(said.hidden)
    if example.hidden is not None and hidden != example.hidden:
        yield f"expected hidden: {_names(example.hidden)}; but hidden is: {_names(hidden)}"


def _names(keys: frozenset[str]) -> str:
    return ", ".join(sorted(keys)) or "nothing"


def _situation(engine: Engine, values: Mapping[str, str]) -> Situation:
    measured = {option.key for option in engine.product.of_kind(Kind.MEASURED)}
    choices = tuple(Choice(o, v) for o, v in values.items() if o not in measured)
    facts = {option: value for option, value in values.items() if option in measured}
    return Situation(choices, facts, {}, date.min)
