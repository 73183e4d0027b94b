"""By which channel, and at which part of the day, somebody is likeliest to answer: learned.

Thompson sampling with Beta posteriors (Thompson 1933; Chapelle and Li 2011): each choice draws how
likely people of the tier answer from what is known so far, moves that by the person's own answers,
and takes what is then worth most after its cost; to send nothing is worth 0 and is one of the
choices. So all is learned of many, and few answers of one's own already count.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from customers.rights.purpose import Channel

BORROWED = 8.0
"""What is known of the tier counts for one person like so many messages of his own."""

KEPT = timedelta(days=28)
"""So long a choice that was made for somebody stands, so that it does not change under his feet."""

Beta = Callable[[float, float], float]
"""Draws from a Beta distribution of these two parameters, as `random.Random(seed).betavariate`."""


class Part(StrEnum):
    """A part of the day, by the clock of the person."""

    MORNING = "morning"
    MIDDAY = "midday"
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class Arm:
    """What can be chosen: a channel at a part of the day."""

    channel: Channel
    part: Part


@dataclass(frozen=True, slots=True)
class Tried:
    """So many messages went that way, and so many of them were answered."""

    sent: int = 0
    answered: int = 0


NONE = Tried()
Known = Mapping[Arm, Tried]


@dataclass(frozen=True, slots=True)
class Habit:
    """The channel chosen for somebody at a part of the day, and since when."""

    arm: Arm
    since: datetime

    def stands(self, now: datetime) -> bool:
        """Whether it is still kept to."""
        return now < self.since + KEPT


def part_of(local: datetime) -> Part:
    """The part of the day that it is."""
    noon, evening = 11, 17
    if local.hour < noon:
        return Part.MORNING
    return Part.MIDDAY if local.hour < evening else Part.EVENING


def odds(arms: Iterable[Arm], tier: Known, own: Known, beta: Beta) -> dict[Arm, float]:
    """How likely an answer is that way, drawn once for each."""
    return {arm: _drawn(tier.get(arm, NONE), own.get(arm, NONE), beta) for arm in arms}


def best(drawn: Mapping[Arm, float], worth_cents: float, cost: Mapping[Arm, float]) -> Arm | None:
    """What is worth most after its cost in cents; None to send nothing, which is worth 0."""
    net = {arm: worth_cents * one - cost.get(arm, 0.0) for arm, one in drawn.items()}
    chosen = max(net, key=net.__getitem__, default=None)
    return chosen if chosen is not None and net[chosen] > 0 else None


def _drawn(tier: Tried, own: Tried, beta: Beta) -> float:
    of_tier = beta(1 + tier.answered, 1 + tier.sent - tier.answered)
    return (BORROWED * of_tier + own.answered) / (BORROWED + own.sent)
