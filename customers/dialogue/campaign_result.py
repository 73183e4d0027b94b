"""What a campaign brought: how many ordered of those it served, against those that went without.

Compared are all who were drawn, whether a message reached them or not: whoever leaves out those
that could not be written to compares different people.
"""

from dataclasses import dataclass
from math import sqrt

SURE = 1.959964
"""Both ends of an interval that holds 95 of 100 such shares are so many deviations away."""


@dataclass(frozen=True, slots=True)
class Arm:
    """So many people, and how many of them ordered."""

    people: int
    ordered: int

    @property
    def share(self) -> float:
        """The part that ordered; 0 for nobody."""
        return self.ordered / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Between:
    """A share, or the difference of two, with limits of 95 of 100."""

    share: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether it is not nothing: both limits on one side of 0."""
        return self.low > 0 or self.high < 0


def share_of(arm: Arm) -> Between:
    """The share of an arm with the limits of Wilson (1927); all is possible of nobody."""
    if not arm.people:
        return Between(0.0, 0.0, 1.0)
    square = SURE**2
    middle = (arm.ordered + square / 2) / (arm.people + square)
    spread = arm.ordered * (arm.people - arm.ordered) / arm.people + square / 4
    wide = SURE * sqrt(spread) / (arm.people + square)
    return Between(arm.share, max(middle - wide, 0.0), min(middle + wide, 1.0))


def effect(served: Arm, without: Arm) -> Between | None:
    """How many more of the served ordered; None while either arm is empty.

    Limits by Newcombe's (1998) tenth method, out of those of Wilson: they hold for small shares.
    """
    if not served.people or not without.people:
        return None
    one, other = share_of(served), share_of(without)
    more = one.share - other.share
    below = sqrt((one.share - one.low) ** 2 + (other.high - other.share) ** 2)
    above = sqrt((one.high - one.share) ** 2 + (other.share - other.low) ** 2)
    return Between(more, more - below, more + above)
