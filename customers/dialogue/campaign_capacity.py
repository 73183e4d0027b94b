"""Whether the workshop can make what a campaign is expected to bring."""

from dataclasses import dataclass
from datetime import date, timedelta

from customers.value.offer import Sizing, Workload

WEEKEND = 5
"""Weekdays from this one on nobody works; 0 is Monday."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """Days of the busiest station: what lies before it, what comes on top, and what there is."""

    in_hand: int
    added: int
    there: int

    @property
    def fits(self) -> bool:
        """Whether both can be done in the days there are."""
        return self.in_hand + self.added <= self.there


def capacity(size: Sizing, waiting_pairs: int, work: Workload, first: date, last: date) -> Capacity:
    """What a campaign of that size asks of the workshop, whose orders come from `first` to `last`.

    Days are rounded up: what is begun is not done. `waiting_pairs` are ordered and not made yet.
    """
    before = -(-waiting_pairs * work.minutes_a_pair // work.minutes_a_day)
    return Capacity(before, size.days, working_days(first, last))


def working_days(first: date, last: date) -> int:
    """How many days there are from the one to the other, both included, without weekends."""
    days = (first + timedelta(days=one) for one in range((last - first).days + 1))
    return sum(one.weekday() < WEEKEND for one in days)
