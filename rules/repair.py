"""What must change? The smallest change of own choices that makes room for a wish."""

from dataclasses import dataclass, replace
from datetime import date

from catalog.configuration import Choice, Choices, taking
from rules.engine import Engine
from rules.explain import holding, other_choices, smallest_clash, values_of
from rules.layers import Diagram
from rules.passes import best
from rules.rule import Rule
from rules.state import Situation, state


@dataclass(frozen=True, slots=True)
class Change:
    """One own choice that gives way: `before` becomes `after`, and the rules to blame."""

    option: str
    before: str
    after: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """A way to take `wish`: fewest changes; of several, the newest wishes stay, then the cheaper.

    `choices` are all choices afterwards, with the total and the ready date they lead to.
    """

    wish: Choice | None
    changes: tuple[Change, ...]
    choices: Choices
    total_cents: int
    cheapest_cents: int
    ready_on: date


def repair(engine: Engine, situation: Situation, wish: Choice | None = None) -> Repair | None:
    """The smallest change that lets `wish` stand, or all choices among themselves without one.

    None when no change of own choices helps: the body or the rules forbid the wish itself.
    """
    own = other_choices(situation.choices, wish)
    fixed = dict(situation.facts) | ({wish.option: wish.value} if wish else {})
    kept = _kept(engine.diagram, fixed, own)
    if kept is None:
        return None
    cheapest = best(engine.diagram, holding(engine.diagram, fixed | values_of(kept), engine.price))
    assert cheapest is not None
    changes = tuple(
        Change(c.option, c.value, cheapest[1][c.option], _blame(engine, fixed, kept, c))
        for c in own
        if c not in kept
    )
    return _outcome(engine, situation, wish, changes)


def _kept(diagram: Diagram, fixed: dict[str, str], own: Choices) -> Choices | None:
    """The most of `own` that can stay with `fixed`; among equals, the newest ones."""
    cost = holding(diagram, fixed)
    for choice in own:
        numbers, mine = diagram.numbers(choice.option), diagram.number(choice.option, choice.value)
        cost[[number for number in numbers if number != mine]] += 1
    found = best(diagram, cost)
    if found is None:
        return None
    fewest, kept = found[0], list[Choice]()
    for choice in reversed(own):
        if len(own) - len(kept) == fewest:
            break
        tried = holding(diagram, {choice.option: choice.value}, cost)
        with_it = best(diagram, tried)
        if with_it is not None and with_it[0] == fewest:
            cost = tried
            kept.insert(0, choice)
    return tuple(kept)


def _blame(
    engine: Engine, fixed: dict[str, str], kept: Choices, given_up: Choice
) -> tuple[Rule, ...]:
    """Rules that forbid `given_up` beside the wish and as few of the kept choices as it takes."""
    clash = {**fixed, given_up.option: given_up.value}
    needed = smallest_clash(engine.diagram, clash, kept)
    return engine.solver.blame(clash | values_of(needed))


def _outcome(
    engine: Engine, situation: Situation, wish: Choice | None, changes: tuple[Change, ...]
) -> Repair:
    after = {change.option: change.after for change in changes}
    choices = tuple(
        replace(c, value=after[c.option]) if c.option in after else c for c in situation.choices
    )
    choices = taking(choices, wish) if wish else choices
    then = state(engine, replace(situation, choices=choices))
    assert then.cheapest_cents is not None
    assert then.ready_on is not None
    return Repair(wish, changes, choices, then.total_cents, then.cheapest_cents, then.ready_on)
