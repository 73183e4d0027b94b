"""A thousand customers click through the jeans: none meets a dead end, no number is wrong."""

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

from catalog.configuration import Choice, Choices, taking
from catalog.product import Kind
from rules.check import broken
from rules.complete import Goal, complete
from rules.engine import Engine
from rules.repair import repair
from rules.state import Situation, State, Status, state

TODAY = date(2026, 11, 20)
GROUPS = 8
SESSIONS_OF_A_GROUP = 125
REPAIRED_EVERY = 5


def situation(jeans: Engine, choices: Choices, facts: dict[str, str]) -> Situation:
    stock = {module.sku: module.stock for module in jeans.product.modules}
    return Situation(choices, facts, stock, TODAY)


def a_body(jeans: Engine, random: Random) -> dict[str, str]:
    known = jeans.product.of_kind(Kind.MEASURED)
    return {option.key: random.choice(option.values).key for option in known}


def clicks(
    jeans: Engine, random: Random, facts: dict[str, str]
) -> Iterator[tuple[Situation, State]]:
    """A session: every design option once, in any order, each time a value that is offered."""
    order = [option.key for option in jeans.product.of_kind(Kind.DESIGN)]
    random.shuffle(order)
    choices: Choices = ()
    for option in order:
        now = situation(jeans, choices, facts)
        seen = state(jeans, now)
        yield now, seen
        offered = [key for key, one in seen.options[option].items() if one.changes == 0]
        assert offered, f"no value of {option} is left after {choices}"
        choices = taking(choices, Choice(option, random.choice(offered)))
    now = situation(jeans, choices, facts)
    yield now, state(jeans, now)


@pytest.mark.parametrize("group", range(GROUPS))
def test_offered_values_never_lead_to_a_dead_end_and_grey_ones_have_the_repair_they_say(
    jeans: Engine, group: int
) -> None:
    for session in range(SESSIONS_OF_A_GROUP):
        random = Random(group * SESSIONS_OF_A_GROUP + session)
        *_, (last, seen) = clicks(jeans, random, a_body(jeans, random))
        assert seen.complete
        assert seen.configurations == 1
        garment = complete(jeans, last, Goal.CHEAPEST)
        assert garment is not None
        assert broken(jeans.book, garment) == ()
        assert seen.total_cents == seen.cheapest_cents == seen.dearest_cents
        if session % REPAIRED_EVERY == 0:
            has_the_repairs_it_says(jeans, random, last, seen)


def has_the_repairs_it_says(jeans: Engine, random: Random, last: Situation, seen: State) -> None:
    """A grey value, whichever, has a repair of as many changes as was said, or none."""
    grey = [
        (Choice(option, key), one)
        for option, values in seen.options.items()
        for key, one in values.items()
        if one.status is Status.RULED_OUT
    ]
    wish, shown = random.choice(grey)
    way = repair(jeans, last, wish)
    assert (way is None) == (shown.changes is None)
    if way is not None:
        assert len(way.changes) == shown.changes
        assert all(change.rules for change in way.changes)
        then = state(jeans, situation(jeans, way.choices, dict(last.facts)))
        assert (then.complete, then.total_cents) == (True, way.total_cents)
