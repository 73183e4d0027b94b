"""What must change? The smallest change of own choices that makes room for a wish."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from heapq import heappop, heappush

from catalog.configuration import By, Choice, Choices, taking
from rules.engine import Engine
from rules.explain import blame, holding, other_choices, smallest_clash, values_of
from rules.layers import NEVER, Longs
from rules.passes import Ways, best
from rules.rule import Rule
from rules.state import Situation, totals

AT_A_TIME = 38
OF_THE_CUSTOMER = 1 << AT_A_TIME
EACH = 1 << (AT_A_TIME + 10)
"""What giving up a choice costs: so much each, and more if the customer made it himself."""

Rank = tuple[int, int, list[bool]]


@dataclass(frozen=True, slots=True)
class Change:
    """One own choice that gives way: `before` becomes `after`, and the rules to blame."""

    option: str
    before: str
    after: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """A way to take `wish`: fewest changes; of several, what the customer chose himself stays.

    What staff chose for him counts as a change, but gives way before his own choices. After that
    the newest wishes stay, then the cheaper way is taken. Suggestions, defaults and what rules set
    are no changes: they yield. `choices` are all choices afterwards, with the total and the ready
    date they lead to.
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
    """All ways to let `wish` stand, the best first, as `Repair` says what is best.

    No way gives up all that another gives up and more: each keeps at least one choice of every
    way before it. (What is given up are the preferred diagnoses that FastDiag looks for: Felfernig,
    Schubert and Zehentner, AI EDAM 26, 2012. A pass finds the best one outright; further ones as in
    Reiter's hitting-set tree, Artificial Intelligence 32, 1987.)
    """
    own = other_choices(situation.choices, wish)
    fixed = dict(situation.facts) | ({wish.option: wish.value} if wish else {})
    for kept in _kept(engine.diagram, holding(engine.diagram, fixed), own):
        given_up = tuple(choice for choice in own if choice not in kept)
        yield _repair(engine, situation, wish, (fixed, kept, given_up))


def _kept(diagram: Ways, cost: Longs, own: Choices) -> Iterator[Choices]:
    """What of `own` can stay, as much of it as can stay together, the best first.

    A tree: below what stays hang the best ways to keep one more of the choices it gives up. So all
    that is still to come keeps something of each way before it.
    """
    best_of: dict[frozenset[Choice], Choices | None] = {}
    waiting = list[tuple[Rank, int, frozenset[Choice], Choices]]()
    shown = set[Choices]()

    def ask(wanted: frozenset[Choice]) -> None:
        if wanted not in best_of:
            best_of[wanted] = way = _known(best_of, wanted) or _most_kept(
                diagram, holding(diagram, values_of([*wanted]), cost), own
            )
            if way is not None:
                heappush(waiting, (_rank(way, own), len(best_of), wanted, way))

    ask(frozenset())
    while waiting:
        _, _, wanted, kept = heappop(waiting)
        if kept not in shown:
            shown.add(kept)
            yield kept
        for choice in own:
            if choice not in kept:
                ask(wanted | {choice})


def _known(
    best_of: Mapping[frozenset[Choice], Choices | None], wanted: frozenset[Choice]
) -> Choices | None:
    """The best way to keep `wanted`, if the best way to keep some of it keeps it all."""
    for less, way in best_of.items():
        if way is not None and less <= wanted <= set(way):
            return way
    return None


def _rank(way: Choices, own: Choices) -> Rank:
    """Smaller is better: what `Repair` says is best."""
    customers = sum(choice.by is By.CUSTOMER for choice in way)
    return -len(way), -customers, [choice not in way for choice in own[::-1]]


def _most_kept(diagram: Ways, cost: Longs, own: Choices) -> Choices | None:
    """The most of `own` that can stay; among equals those of the customer, then the newest.

    None when nothing stands. Giving up a choice costs EACH, more if it is the customer's, and a
    little more the newer it is. The little doubles with each choice, so only so many are told
    apart at a time.
    """
    cost = cost.copy()
    for choice in own:
        amount = EACH + OF_THE_CUSTOMER if choice.by is By.CUSTOMER else EACH
        _charge(diagram, cost, choice, amount)
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


def _charge(diagram: Ways, cost: Longs, choice: Choice, amount: int) -> None:
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
    found_out = outcome(engine, situation, wish, changes)
    assert found_out is not None
    return found_out


def _blame(
    engine: Engine, fixed: dict[str, str], kept: Choices, given_up: Choice
) -> tuple[Rule, ...]:
    """Rules that forbid `given_up` beside the wish and as few of the kept choices as it takes."""
    clash = {**fixed, given_up.option: given_up.value}
    needed = smallest_clash(engine.diagram, clash, kept)
    return blame(engine, clash | values_of(needed))


def outcome(
    engine: Engine, situation: Situation, wish: Choice | None, changes: tuple[Change, ...]
) -> Repair | None:
    """The repair that makes these changes; None when choices clash afterwards."""
    after = {change.option: change.after for change in changes}
    choices = tuple(
        replace(c, value=after[c.option]) if c.option in after else c for c in situation.choices
    )
    choices = taking(choices, wish) if wish else choices
    then = totals(engine, replace(situation, choices=choices))
    if then.cheapest_cents is None or then.ready_on is None:
        return None
    return Repair(wish, changes, choices, then.total_cents, then.cheapest_cents, then.ready_on)
