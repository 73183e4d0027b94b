"""What was measured of the garment, beside what it should measure at that stage.

Before the wash a garment measures what was cut, after it the target. One that is sold unwashed
shrinks at its owner's: at every station it is measured as it was cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from customers.body.target import Target
from production.order import Order
from production.supplement import Stage, Supplement, cut_from
from production.tracking import State

UNWASHED = ("wash", "raw")
AFTER_WASH = (State.FINISHING, State.CHECK)
EDGE_PERCENT = 80
"""From so much of the tolerance on, a length lies at its edge."""


class Verdict(StrEnum):
    """How a length found lies to its limits."""

    INSIDE = "inside"
    EDGE = "edge"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Found:
    """One point of measure, what it should measure and what was found (None: not measured)."""

    target: Target
    aim_mm: int
    found_mm: int | None

    @property
    def least_mm(self) -> int:
        """The least it may measure."""
        return self.aim_mm - self.target.point.tolerance_mm

    @property
    def most_mm(self) -> int:
        """The most it may measure."""
        return self.aim_mm + self.target.point.tolerance_mm

    @property
    def missed_mm(self) -> int:
        """By how much the garment is larger than it should be; 0 where it was not measured."""
        return 0 if self.found_mm is None else self.found_mm - self.aim_mm

    @property
    def verdict(self) -> Verdict | None:
        """How it lies to its limits; None where it was not measured."""
        if self.found_mm is None:
            return None
        far, tolerance = abs(self.missed_mm), self.target.point.tolerance_mm
        if far > tolerance:
            return Verdict.OUT
        return Verdict.EDGE if 100 * far >= EDGE_PERCENT * tolerance else Verdict.INSIDE

    @property
    def beyond_mm(self) -> int:
        """By how much it lies outside its limits: positive too large, negative too small."""
        if self.verdict is not Verdict.OUT:
            return 0
        found = self.aim_mm + self.missed_mm
        return found - (self.most_mm if self.missed_mm > 0 else self.least_mm)


def is_unwashed(order: Order) -> bool:
    """Whether the garment is sold as it was sewn."""
    return any((line.option, line.value) == UNWASHED for line in order.lines)


def stage_at(order: Order, place: State) -> Stage | None:
    """What `place` can measure of the garment; None where nobody measures."""
    if place is State.WASHING:
        return Stage.BEFORE
    if place in AFTER_WASH:
        return Stage.BEFORE if is_unwashed(order) else Stage.AFTER
    return None


def compared(order: Order, beside: Supplement, stage: Stage) -> tuple[Found, ...]:
    """Each point of measure with what was found at that stage, in the maker's order."""
    found = beside.found_mm.get(stage, {})
    return tuple(
        Found(
            target=target,
            aim_mm=target.cut_mm if stage is Stage.BEFORE else target.target_mm,
            found_mm=found.get(target.point.key),
        )
        for target in cut_from(order, beside.roll).tailoring.targets
    )


def out_of_limits(some: Sequence[Found]) -> tuple[Found, ...]:
    """Those that lie outside their limits."""
    return tuple(one for one in some if one.verdict is Verdict.OUT)
