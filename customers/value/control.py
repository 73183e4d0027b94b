"""Control groups: who goes without a programme, and what it adds to the margin of the others.

Who is drawn follows from a seed and the person alone, so that anybody can draw again; with whom it
begins is kept beside, so that he stays where he is.
"""

from dataclasses import dataclass
from hashlib import blake2b
from math import sqrt

from scipy.special import stdtrit

PERCENT = 100
BITS = 64
SURE = 0.975
"""Both ends of an interval that holds 95 of 100 such differences."""

NORMAL = 1.96
"""The same in standard deviations, for shares."""


@dataclass(frozen=True, slots=True)
class Group:
    """Margins of so many people: their sum in cents, and that of their squares."""

    people: int
    cents: int
    squares: int

    @property
    def mean(self) -> float:
        """What one of them brought, in cents; 0 for nobody."""
        return self.cents / self.people if self.people else 0.0

    @property
    def variance(self) -> float:
        """Of one of them; there must be two at least."""
        return max(self.squares - self.cents * self.mean, 0.0) / (self.people - 1)


@dataclass(frozen=True, slots=True)
class Increment:
    """What a programme added for each of its people, in cents, with limits of 95 of 100."""

    cents: int
    low_cents: int
    high_cents: int


def is_control(seed: str, person: str, percent: int) -> bool:
    """Whether a person is one of the `percent` of a hundred that go without, by the seed."""
    drawn = blake2b(f"{seed} {person}".encode(), digest_size=BITS // 8).digest()
    return int.from_bytes(drawn) * PERCENT < percent << BITS


def increment(treated: Group, control: Group) -> Increment | None:
    """What the one group brought more than the other, for each person; None if it is too soon.

    Too soon is while a group has not two people, or nobody brought anything.

    The limits are those of Welch (1947), which ask for no equal variances.
    """
    is_few = min(treated.people, control.people) < 2  # noqa: PLR2004 - one alone does not vary
    if is_few or not treated.squares + control.squares:
        return None
    more = treated.mean - control.mean
    parts = [one.variance / one.people for one in (treated, control)]
    error = sqrt(sum(parts))
    if not error:
        return Increment(round(more), round(more), round(more))
    groups = zip(parts, (treated, control), strict=True)
    freedom = sum(parts) ** 2 / sum(part**2 / (one.people - 1) for part, one in groups)
    wide = float(stdtrit(freedom, SURE)) * error
    return Increment(round(more), round(more - wide), round(more + wide))


@dataclass(frozen=True, slots=True)
class Kept:
    """Of so many people so many came back within a time, and brought cents in it."""

    people: int
    back: int
    cents: int

    @property
    def share(self) -> float:
        """How many of one came back; 0 of nobody."""
        return self.back / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """How much larger one share is than another, with limits of 95 of 100."""

    more: float
    low: float
    high: float


def kept_more(served: Kept, control: Kept) -> Difference | None:
    """How many more of those served came back; None where a group is empty.

    The limits are those of Agresti and Caffo (2000): one success and one failure more in each
    group, which holds for small groups too.
    """
    if not served.people or not control.people:
        return None
    pairs = [((one.back + 1) / (one.people + 2), one.people + 2) for one in (served, control)]
    (first, _), (second, _) = pairs
    wide = NORMAL * sqrt(sum(share * (1 - share) / people for share, people in pairs))
    return Difference(served.share - control.share, first - second - wide, first - second + wide)
