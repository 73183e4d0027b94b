"""What else could change? The next-best repairs beside the smallest, each with total and date."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from catalog.configuration import Choice
from rules.engine import Engine
from rules.explain import holding, other_choices, values_of
from rules.layers import NEVER, Longs
from rules.passes import best
from rules.repair import Change, Repair, outcome, repairs
from rules.state import Situation

MOST_ALTERNATIVES = 5
"""More than so many nobody compares."""


def alternatives(
    engine: Engine, situation: Situation, wish: Choice | None = None, most: int = MOST_ALTERNATIVES
) -> tuple[Repair, ...]:
    """Up to `most` repairs that differ, the best first; the first is `repair` itself.

    First those that give up different choices. Where these are fewer than `most`, those that give
    up the same choices as one before them, but lead to other values: those from which the cheapest
    garments are reached, in the order of their totals.
    """
    ways = tuple(islice(repairs(engine, situation, wish), most))
    others = list[Repair]()
    for way in ways:
        alike = islice(_other_values(engine, situation, way), most - len(ways) - len(others))
        others += sorted(alike, key=lambda one: one.total_cents)
    return ways + tuple(others)


def changed_to(
    engine: Engine, situation: Situation, wish: Choice | None, after: Mapping[str, str]
) -> Repair | None:
    """The repair that gives up the choices of the options in `after` for the values there.

    None where one of these is no other value of an own choice, or where choices clash afterwards.
    """
    own = {choice.option: choice.value for choice in other_choices(situation.choices, wish)}
    if any(own.get(option, value) == value for option, value in after.items()):
        return None
    changes = tuple(
        Change(option, before, after[option], ())
        for option, before in own.items()
        if option in after
    )
    return outcome(engine, situation, wish, changes)


def _other_values(engine: Engine, situation: Situation, way: Repair) -> Iterator[Repair]:
    """`way` with other values for what it gives up, the cheaper first.

    Each time what is left is split by the first option that differs from the last one found
    (Lawler, Management Science 18, 1972), so that none comes twice.
    """
    cost = _cost(engine, situation, way)
    found = {change.option: change.after for change in way.changes}
    waiting = list(_split(engine, cost, found))
    while waiting:
        place = min(range(len(waiting)), key=lambda place: waiting[place][0])
        _, values, cost = waiting.pop(place)
        found = {option: values[option] for option in found}
        changes = tuple(replace(one, after=found[one.option]) for one in way.changes)
        then = outcome(engine, situation, way.wish, changes)
        assert then is not None
        yield then
        waiting.extend(_split(engine, cost, found))


def _cost(engine: Engine, situation: Situation, way: Repair) -> Longs:
    """Prices, and NEVER for what departs from the wish, the facts and what `way` keeps."""
    given_up = {change.option for change in way.changes}
    own = other_choices(situation.choices, way.wish)
    kept = values_of([choice for choice in own if choice.option not in given_up])
    fixed = {way.wish.option: way.wish.value} if way.wish else {}
    return holding(engine.diagram, {**situation.facts, **kept, **fixed}, engine.price)


def _split(
    engine: Engine, cost: Longs, found: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, str], Longs]]:
    """The cheapest with other values than `found`, one for each option that differs first."""
    diagram, held = engine.diagram, dict[str, str]()
    for option, value in found.items():
        other = holding(diagram, held, cost)
        other[diagram.number(option, value)] = NEVER
        if (cheapest := best(diagram, other)) is not None:
            yield (*cheapest, other)
        held[option] = value
