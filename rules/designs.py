"""Whether the starting designs of a product stand by its rules."""

from collections.abc import Iterator
from datetime import date

from catalog.configuration import By, Choice, Choices
from catalog.design import StartingDesign
from catalog.problems import Problem
from rules.engine import Engine
from rules.explain import conflict
from rules.state import Situation


def choices_of(design: StartingDesign, by: By) -> Choices:
    """What `design` chooses, in its author's order, as choices of whoever takes it."""
    return tuple(Choice(option, value, by) for option, value in design.choices.items())


def design_problems(engine: Engine) -> Iterator[Problem]:
    """A mistake at each design that rules forbid, naming the choices that clash and the rules."""
    for design in engine.product.designs:
        situation = Situation(choices_of(design, By.CUSTOMER), {}, {}, date.min)
        if clash := conflict(engine, situation):
            choices = " and ".join(f"{one.option} = {one.value}" for one in clash.choices)
            rules = ", ".join(rule.key for rule in clash.rules)
            message = f"`{design.key}` cannot be made: {choices} break {rules}"
            yield Problem(design.place, message)
