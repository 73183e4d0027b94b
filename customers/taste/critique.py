"""What somebody would rather have than a design shown to him: cheaper, sooner, darker, looser.

Price and date are known of every value. What else may be more or less of something, its author
orders in `critiques.yaml` beside the product, from the least to the most:

    darker:
      says: {en: Darker, fr: Plus foncé}
      orders: {colour: [white, grey, indigo, black], wash: [bleach, stone, raw]}
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.product import Kind
from catalog.text import Text
from rules.closest import closest
from rules.engine import Engine
from rules.state import Situation, own_values


@dataclass(frozen=True, slots=True)
class Critique:
    """A wish for more of something: values by option, from the least to the most of it."""

    key: str
    says: Text
    orders: Mapping[str, tuple[str, ...]]


CHEAPER, SOONER = "cheaper", "sooner"
"""What can be wished for of any product."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value in place of another."""

    option: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Criticised:
    """The nearest valid design that answers a critique, one value for every option.

    `changes` are those of design options; `cents` and `days` are what it costs and takes more.
    """

    values: Mapping[str, str]
    changes: tuple[Change, ...]
    cents: int
    days: int


def criticised(
    engine: Engine, situation: Situation, shown: Mapping[str, str], critique: Critique | str
) -> Criticised | None:
    """What to show in place of `shown`, which has a value for every option; None if nothing can be.

    Own choices stay where they can: only if none of the designs that keep them answers, any is
    taken. Of an ordered critique the least step is taken that changes least, and nothing of what
    it orders goes the other way.
    """
    own = own_values(situation.choices)
    for kept in (own, {}):
        fixed = {**situation.facts, **kept}
        if isinstance(critique, Critique):
            found = _ordered(engine, shown, fixed, critique)
        elif critique == CHEAPER:
            found = closest(engine, shown, fixed, below_cents=_cents(engine, shown))
        else:
            found = closest(engine, shown, fixed, refused=_late(engine, situation, shown))
        if found is not None:
            return _compared(engine, situation, shown, found)
    return None


def _ordered(
    engine: Engine, shown: Mapping[str, str], fixed: Mapping[str, str], critique: Critique
) -> dict[str, str] | None:
    """The best of a step more in each option that the critique orders."""
    refused = {
        (option, value)
        for option, order in critique.orders.items()
        if shown[option] in order
        for value in order[: order.index(shown[option])]
    }
    best, least = None, None
    for option, value, step in _steps(shown, critique):
        if fixed.get(option, value) != value:
            continue
        found = closest(engine, shown, {**fixed, option: value}, refused)
        if found is not None:
            weighed = (len(_changes(engine, shown, found)), step, _cents(engine, found))
            if least is None or weighed < least:
                best, least = found, weighed
    return best


def _steps(shown: Mapping[str, str], critique: Critique) -> Iterator[tuple[str, str, int]]:
    for option, order in critique.orders.items():
        if shown[option] in order:
            for step, value in enumerate(order[order.index(shown[option]) + 1 :], 1):
                yield option, value, step


def _late(engine: Engine, situation: Situation, shown: Mapping[str, str]) -> set[tuple[str, str]]:
    """All values whose modules take as long as those of what is shown."""
    days, late = engine.weights(situation.stock).days, _days(engine, situation, shown)
    return {
        value
        for value, its in zip(engine.diagram.values, days.tolist(), strict=True)
        if its >= late
    }


def _compared(
    engine: Engine, situation: Situation, shown: Mapping[str, str], found: Mapping[str, str]
) -> Criticised:
    return Criticised(
        found,
        _changes(engine, shown, found),
        _cents(engine, found) - _cents(engine, shown),
        _days(engine, situation, found) - _days(engine, situation, shown),
    )


def _changes(
    engine: Engine, shown: Mapping[str, str], found: Mapping[str, str]
) -> tuple[Change, ...]:
    return tuple(
        Change(option.key, shown[option.key], found[option.key])
        for option in engine.product.of_kind(Kind.DESIGN)
        if shown[option.key] != found[option.key]
    )


def _numbers(engine: Engine, values: Mapping[str, str]) -> list[int]:
    return [engine.diagram.number(*value) for value in values.items()]


def _cents(engine: Engine, values: Mapping[str, str]) -> int:
    return engine.product.base_price_cents + int(engine.price[_numbers(engine, values)].sum())


def _days(engine: Engine, situation: Situation, values: Mapping[str, str]) -> int:
    return int(engine.weights(situation.stock).days[_numbers(engine, values)].max())
