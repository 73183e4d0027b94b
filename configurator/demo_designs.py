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


LOYAL = 0.75
"""So often somebody takes what he likes, where it can be had."""


def liked(engine: Engine, person: str) -> Mapping[str, str]:
    """What somebody of that name likes: one of the product's starting designs."""
    designs = engine.product.designs
    return lots(f"taste of {person}").choice(designs).choices if designs else {}


def wished(
    engine: Engine,
    facts: Mapping[str, str],
    wishes: int,
    lot: Random,
    likes: Mapping[str, str] | None = None,
) -> Choices:
    """So many choices of a customer with that body, each among what the earlier ones leave.

    Mostly what he `likes`; else, what stands first in the product's files is what most take.
    """
    options = engine.product.of_kind(Kind.DESIGN)
    choices: Choices = ()
    for option in lot.sample(options, k=min(wishes, len(options))):
        standing = _standing(engine, facts, choices, option)
        mine = (likes or {}).get(option.key)
        if mine in standing and lot.random() < LOYAL:
            choices = taking(choices, Choice(option.key, str(mine), By.CUSTOMER))
        elif standing:
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
