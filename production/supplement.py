"""What came to a frozen order after it was frozen, and stands beside it on pages and paper.

The order keeps its numbers; the supplement says of which roll it is cut, what it replaces and what
was measured of the garment on its way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from customers.body.cutting import CLOTH, WASH, Shrinkage, recut
from production.order import Order

COLOUR = "colour"
"""The option that with the cloth says which rolls a garment can be cut from."""


@dataclass(frozen=True, slots=True)
class ClothKind:
    """What a roll must be for an order, and how it is washed; what no option says is empty."""

    cloth: str
    colour: str
    wash: str


@dataclass(frozen=True, slots=True)
class Roll:
    """One roll of cloth, as its test strip shrank in a wash; `by` is who read the strip.

    `key` names this reading: the same roll, read again, is another one.
    """

    key: int
    number: str
    kind: ClothKind
    shrinkage: Shrinkage
    by: str
    at: datetime


class Stage(StrEnum):
    """When a garment is measured: as it was sewn, or once the wash has shrunk it."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Replaced:
    """The order that did not fit, and why, in the words of whoever began the remake."""

    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Supplement:
    """The roll on the table, the order replaced, and what was found, in mm by stage and point."""

    roll: Roll | None = None
    replaced: Replaced | None = None
    found_mm: Mapping[Stage, Mapping[str, int]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was added to the order."""
        return not (self.roll or self.replaced or any(self.found_mm.values()))


NONE = Supplement()


def kind_of(order: Order) -> ClothKind:
    """Which rolls `order` can be cut from, and the wash their strips must have gone through."""
    values = {line.option: line.value for line in order.lines}
    return ClothKind(values.get(CLOTH, ""), values.get(COLOUR, ""), values.get(WASH, ""))


def cut_from(order: Order, roll: Roll | None) -> Order:
    """`order` with the cut values for that roll; for None as it was frozen."""
    if roll is None:
        return order
    targets = recut(order.tailoring.targets, roll.shrinkage)
    return replace(order, tailoring=replace(order.tailoring, targets=targets))
