"""Whether a product keeps what its examples expect of it."""

from collections.abc import Iterator, Mapping
from datetime import date

from catalog.configuration import Choice
from catalog.examples import Example
from catalog.product import Kind
from rules.engine import Engine
from rules.explain import conflict, values_of
from rules.passes import held, possible
from rules.state import Situation, state


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
        left = [
            engine.diagram.values[number][1]
            for number in engine.diagram.numbers(option)
            if alive[number]
        ]
        if left != [value]:
            yield f"expected {option} to be forced to {value}, but left are {', '.join(left)}"
    total = state(engine, situation).total_cents
    if example.total_cents is not None and total != example.total_cents:
        yield f"expected a total of {example.total_cents} cents, but it is {total}"


def _situation(engine: Engine, values: Mapping[str, str]) -> Situation:
    measured = {option.key for option in engine.product.of_kind(Kind.MEASURED)}
    choices = tuple(Choice(o, v) for o, v in values.items() if o not in measured)
    facts = {option: value for option, value in values.items() if option in measured}
    return Situation(choices, facts, {}, date.min)
