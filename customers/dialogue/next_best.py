"""The one thing to offer or do for the customer in front of an adviser, or why there is none (D24).

Of all that could be said the one is taken of which most is expected; what we owe him comes first.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Move(StrEnum):
    """What an adviser may do."""

    GESTURE = "gesture"
    CODE = "code"
    DRAFT = "draft"
    ADD_ON = "add_on"
    AGAIN = "again"
    DESIGN = "design"


class Silence(StrEnum):
    """Why nothing is offered."""

    COMPLAINT = "complaint"
    OBJECTED = "objected"
    NOTHING = "nothing"


PROFILED = frozenset({Move.GESTURE, Move.CODE, Move.AGAIN, Move.DESIGN})
"""What rests on conclusions from what he did; the others only on what he has just designed."""


@dataclass(frozen=True, slots=True)
class Chance:
    """Something to do: how likely he takes it (0 to 1), and the margin it brings then, in cents.

    What `is_owed` comes first. Whoever goes without its `programme` is not offered it.
    """

    move: Move
    likely: float
    cents: int
    is_owed: bool = False
    programme: str = ""

    @property
    def expected_cents(self) -> float:
        """What is expected of it."""
        return self.likely * self.cents


@dataclass(frozen=True, slots=True)
class Facing:
    """What forbids offers: an open complaint, a no to profiling, programmes he goes without."""

    complains: bool = False
    objects: bool = False
    held_back: Collection[str] = ()


def next_best(chances: Sequence[Chance], facing: Facing) -> Chance | Silence:
    """The best of `chances`, the first of equals, or why none of them is for him now."""
    if facing.complains:
        return Silence.COMPLAINT
    free = [one for one in chances if not (facing.objects and one.move in PROFILED)]
    his = [one for one in free if not one.programme or one.programme not in facing.held_back]
    if his:
        return max(his, key=lambda one: (one.is_owed, one.expected_cents))
    return Silence.OBJECTED if facing.objects else Silence.NOTHING
