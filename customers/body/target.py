"""Targets: what the finished garment shall measure, and what the cutter must cut."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from catalog.product import Product
from catalog.sizing import Point


class Way(StrEnum):
    """Where a target comes from; kept with it for as long as the order is."""

    BODY = "body"  # a body measurement and ease
    TRY_ON = "try_on"  # a stock size worn in the shop, and what was to be changed
    GARMENT = "garment"  # a well-fitting pair measured flat
    DESIGN = "design"  # a value of the design, such as the leg opening


@dataclass(frozen=True, slots=True)
class Target:
    """One point of measure of one garment, in whole mm.

    Always target = body + ease, and cut = target / (1 - shrink), rounded up: cloth can be taken in.
    `body_mm` is None where no measurement of a body is known; the ease is then what was added to
    the table (the leg opening), to the block tried on, or to the garment measured flat. Parts of
    the ease are `drawn_mm`, which the design draws on every pattern (how far a low rise drops), and
    `learned_mm`, which this customer likes more than others.
    """

    point: Point
    body_mm: int | None
    ease_mm: int
    target_mm: int
    shrink_permille: int
    cut_mm: int
    way: Way = Way.BODY
    drawn_mm: int = 0
    learned_mm: int = 0


@dataclass(frozen=True, slots=True)
class Tailoring:
    """The nearest block, the value taken for each size option, and the targets to reach."""

    block: str
    sizes: Mapping[str, str]
    adjustments_mm: Mapping[str, int]
    targets: tuple[Target, ...]


def deviations(product: Product, tailoring: Tailoring) -> dict[str, int]:
    """By how many mm each point of the adjusted block is larger than its target.

    Points the block does not have are drawn to their target and not listed.
    """
    if product.sizing is None:
        return {}
    (block,) = (one for one in product.sizing.blocks if one.key == tailoring.block)
    return {
        target.point.key: block.measures_mm[target.point.key]
        + target.drawn_mm
        + tailoring.adjustments_mm.get(target.point.adjustment, 0)
        - target.target_mm
        for target in tailoring.targets
        if target.point.key in block.measures_mm
    }


def within_tolerance(product: Product, tailoring: Tailoring) -> bool:
    """Whether every point of the adjusted block lies within its tolerance."""
    missed = deviations(product, tailoring)
    return all(
        abs(missed.get(target.point.key, 0)) <= target.point.tolerance_mm
        for target in tailoring.targets
    )
