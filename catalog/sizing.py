"""What a maker keeps to fit a body: blocks, adjustments, points of measure, ease and shrinkage."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.text import Text


@dataclass(frozen=True, slots=True)
class Point:
    """A point of measure of the garment.

    `letter` ties drawing and table. `body` names the measurement it starts from (`waist_mm`), or
    is empty when an option's `mm` attribute gives the length (`option`). `grain` is `weft` for
    girths and `warp` for lengths: which shrinkage applies. `adjustment` names the size option that
    alters it, if one does. All lengths in whole mm, girths all round.
    """

    key: str
    letter: str
    name: Text
    body: str
    option: str
    grain: str
    tolerance_mm: int
    adjustment: str


@dataclass(frozen=True, slots=True)
class Block:
    """A standard pattern size: finished girths and lengths in mm by point of measure."""

    key: str
    measures_mm: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sizing:
    """All that turns a body into a block with adjustments.

    `ease_mm[fit][point]` is added to the body. `shrink_permille[cloth, wash]` is the shrinkage as
    (warp, weft) in thousandths. `block_option` is the size option whose values are the blocks; the
    values of the adjustments carry their change as attribute `mm`.
    """

    points: tuple[Point, ...]
    blocks: tuple[Block, ...]
    block_option: str
    ease_mm: Mapping[str, Mapping[str, int]]
    shrink_permille: Mapping[tuple[str, str], tuple[int, int]]
