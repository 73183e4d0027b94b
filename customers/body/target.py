"""Targets: what the finished garment shall measure, and what the cutter must cut."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.sizing import Point


@dataclass(frozen=True, slots=True)
class Target:
    """One point of measure of one garment, in whole mm.

    `body_mm` is None where no body measurement lies below it (the leg opening). Always
    target = body + ease, and cut = target / (1 - shrink), rounded up: cloth can be taken in.
    """

    point: Point
    body_mm: int | None
    ease_mm: int
    target_mm: int
    shrink_permille: int
    cut_mm: int


@dataclass(frozen=True, slots=True)
class Tailoring:
    """The nearest block, the value taken for each size option, and the targets to reach."""

    block: str
    sizes: Mapping[str, str]
    adjustments_mm: Mapping[str, int]
    targets: tuple[Target, ...]
