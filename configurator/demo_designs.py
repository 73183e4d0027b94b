"""The designs of the demo shop: wishes drawn by lot, the same in every shop, and always valid."""

from collections.abc import Mapping
from random import Random

from catalog.configuration import By, Choice, Choices, Configuration, taking
from catalog.product import Kind, Option
from rules.engine import Engine
from rules.passes import held, possible
from rules.state import own_values

SEED = 14


def lots(name: str) -> Random:
    """The lots for `name`: no secret, the same in every demo."""
    return Random(f"{SEED} {name}")  # noqa: S311 - see above


def wished(engine: Engine, facts: Mapping[str, str], wishes: int, lot: Random) -> Choices:
    """So many choices of a customer with that body, each among what the earlier ones leave.

    What stands first in the product's files is what most people take.
    """
    options = engine.product.of_kind(Kind.DESIGN)
    choices: Choices = ()
    for option in lot.sample(options, k=min(wishes, len(options))):
        standing = _standing(engine, facts, choices, option)
        if standing:
            usual = [1 / (place + 1) for place in range(len(standing))]
            (value,) = lot.choices(standing, usual)
            choices = taking(choices, Choice(option.key, value, By.CUSTOMER))
    return choices


def configured(engine: Engine, choices: Choices) -> Configuration:
    """A configuration with these choices, taken one after the other, so that undo leads back."""
    configuration = Configuration(engine.product.key, engine.product.edition)
    for number in range(1, len(choices) + 1):
        configuration = configuration.moved_to(choices[:number])
    return configuration


def _standing(
    engine: Engine, facts: Mapping[str, str], choices: Choices, option: Option
) -> list[str]:
    diagram = engine.diagram
    stands = possible(diagram, held(diagram, own_values(choices), facts))
    numbers = diagram.numbers(option.key)
    return [one.key for number, one in zip(numbers, option.values, strict=True) if stands[number]]
