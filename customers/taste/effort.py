"""What an order took of its customer: how much he decided himself, and what he let stand.

Read from the steps of its draft: one step may decide much at once. So it is counted alike whether
he chose by himself, was asked, or took a proposal as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.configuration import OWN, By, Choices, Configuration
from customers.dialogue.answered import answers


@dataclass(frozen=True, slots=True)
class Effort:
    """`questions` are steps in which he answered or chose, `defaults` what was suggested by taste.

    Of those, `accepted` are in what was ordered.
    """

    questions: int
    defaults: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Learning:
    """The mean of the orders that are somebody's `order`-th; `accepted` as a share, or None.

    None where nothing was suggested in any of these `orders`.
    """

    order: int
    orders: int
    questions: float
    accepted: float | None


def effort(made: Configuration, ordered: Mapping[str, str]) -> Effort:
    """What it took to come to `ordered`, the values of the order by option."""
    states = (*made.past, made.choices)
    before: tuple[Choices, ...] = ((), *states[:-1])
    steps = sum(_told(now) != _told(then) for then, now in zip(before, states, strict=True))
    suggested = {one.option: one.value for now in states for one in now if one.by is By.TASTE}
    kept = sum(ordered.get(option) == value for option, value in suggested.items())
    return Effort(steps, len(suggested), kept)


def learning(people: Sequence[Sequence[Effort]]) -> tuple[Learning, ...]:
    """By number of order over all `people`, each with his efforts, the oldest first."""
    most = max(map(len, people), default=0)
    return tuple(
        _mean(order + 1, [one[order] for one in people if len(one) > order])
        for order in range(most)
    )


def _mean(order: int, of: Sequence[Effort]) -> Learning:
    defaults = sum(one.defaults for one in of)
    return Learning(
        order,
        len(of),
        sum(one.questions for one in of) / len(of),
        sum(one.accepted for one in of) / defaults if defaults else None,
    )


def _told(choices: Choices) -> frozenset[tuple[str, str]]:
    own = {(one.option, one.value) for one in choices if one.by in OWN}
    return frozenset(own | set(answers(choices).items()))
