"""What must change? The smallest change of own choices that makes room for a wish."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from catalog.configuration import Choice, Choices, taking
from rules.engine import Engine
from rules.explain import blame, holding, other_choices, smallest_clash, values_of
from rules.layers import NEVER, Diagram, Longs
from rules.passes import best
from rules.rule import Rule
from rules.state import Situation, state

AT_A_TIME = 40
EACH = 1 << AT_A_TIME


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
    return next(repairs(engine, situation, wish), None)


def repairs(engine: Engine, situation: Situation, wish: Choice | None = None) -> Iterator[Repair]:
    """All ways to let `wish` stand, the best first: fewest changes, then the newest wishes kept.

    No way gives up all that another gives up and more: each keeps at least one choice of every
    way before it.
    """
    own = other_choices(situation.choices, wish)
    fixed = dict(situation.facts) | ({wish.option: wish.value} if wish else {})
    shown: list[Choices] = []
    while (
        kept := _next_kept(engine.diagram, holding(engine.diagram, fixed), own, shown)
    ) is not None:
        shown.append(tuple(choice for choice in own if choice not in kept))
        yield _repair(engine, situation, wish, (fixed, kept, shown[-1]))


def _next_kept(
    diagram: Diagram, cost: Longs, own: Choices, shown: Sequence[Choices]
) -> Choices | None:
    """The most of `own` that can stay when something of each way `shown` stays."""
    wanted = {frozenset(some) for some in product(*shown)}
    ways = (_most_kept(diagram, holding(diagram, values_of([*some]), cost), own) for some in wanted)
    newest = own[::-1]
    return max(
        (way for way in ways if way is not None),
        key=lambda way: (len(way), [choice in way for choice in newest]),
        default=None,
    )


def _most_kept(diagram: Diagram, cost: Longs, own: Choices) -> Choices | None:
    """The most of `own` that can stay; among equals the newest. None when nothing stands.

    Giving up a choice costs EACH, and a little more the newer it is. The little doubles with each
    choice, so only so many are told apart at a time.
    """
    cost = cost.copy()
    for choice in own:
        _charge(diagram, cost, choice, EACH)
    kept = set[Choice]()
    for start in range(0, max(len(own), 1), AT_A_TIME):
        newest = own[::-1][start : start + AT_A_TIME]
        weighed = cost.copy()
        for age, choice in enumerate(reversed(newest)):
            _charge(diagram, weighed, choice, 1 << age)
        found = best(diagram, weighed)
        if found is None:
            return None
        stays = [choice for choice in newest if found[1][choice.option] == choice.value]
        kept.update(stays)
        cost = holding(diagram, values_of(stays), cost)
        for choice in set(newest) - kept:
            cost[diagram.number(choice.option, choice.value)] = NEVER
    return tuple(choice for choice in own if choice in kept)


def _charge(diagram: Diagram, cost: Longs, choice: Choice, amount: int) -> None:
    """Add `amount` to the cost of every value that gives `choice` up."""
    numbers = diagram.numbers(choice.option)
    cost[numbers.start : numbers.stop] += amount
    cost[diagram.number(choice.option, choice.value)] -= amount


def _repair(
    engine: Engine,
    situation: Situation,
    wish: Choice | None,
    found: tuple[dict[str, str], Choices, Choices],
) -> Repair:
    fixed, kept, given_up = found
    cheapest = best(engine.diagram, holding(engine.diagram, fixed | values_of(kept), engine.price))
    assert cheapest is not None
    changes = tuple(
        Change(c.option, c.value, cheapest[1][c.option], _blame(engine, fixed, kept, c))
        for c in given_up
    )
    return _outcome(engine, situation, wish, changes)


def _blame(
    engine: Engine, fixed: dict[str, str], kept: Choices, given_up: Choice
) -> tuple[Rule, ...]:
    """Rules that forbid `given_up` beside the wish and as few of the kept choices as it takes."""
    clash = {**fixed, given_up.option: given_up.value}
    needed = smallest_clash(engine.diagram, clash, kept)
    return blame(engine, clash | values_of(needed))


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
