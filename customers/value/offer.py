"""The size of an offer before it starts: whom it reaches, what it costs, what work it brings."""

from dataclasses import dataclass

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Sizing:
    """People that are reached and that go without; cents; pairs; minutes and days of work."""

    reached: int
    control: int
    cost_cents: int
    pairs: int
    minutes: int
    days: int


@dataclass(frozen=True, slots=True)
class Workload:
    """What a pair takes at the busiest station, and what that station does in a day, in minutes."""

    minutes_a_pair: int
    minutes_a_day: int


def sizing(
    people: int, control_percent: int, cost_cents: int, take_percent: int, work: Workload
) -> Sizing:
    """What an offer to so many people comes to if so many of a hundred take it up.

    `cost_cents` is for each that is reached. Days are rounded up: what is begun is not done.
    """
    control = people * control_percent // PERCENT
    reached = people - control
    pairs = -(-reached * take_percent // PERCENT)
    minutes = pairs * work.minutes_a_pair
    return Sizing(
        reached, control, reached * cost_cents, pairs, minutes, -(-minutes // work.minutes_a_day)
    )
