"""A panel: all that is sewn on one side of a garment, as lines and shapes in drawing order."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from production.curve import Curve, Point


class View(StrEnum):
    """The side of the garment that is seen."""

    FRONT = "front"
    BACK = "back"


class Kind(StrEnum):
    """What a shape or a line is; each manner of drawing decides how to show it."""

    FACING = "facing"
    """Shape: the cloth seen inside a pocket's opening."""
    LAID = "laid"
    """Shape: a piece of the same cloth laid on, with nothing under it that shows."""
    PIECE = "piece"
    """Shape: a piece of the same cloth that hides what is under it."""
    PATCH = "patch"
    """Shape: the label sewn on the waistband."""
    CUFF = "cuff"
    """Shape: the reverse of the cloth, turned up."""
    SEAM = "seam"
    """Line where two pieces join."""
    EDGE = "edge"
    """Line where cloth ends over other cloth and throws a shadow."""
    STITCH = "stitch"
    """Line of topstitches."""
    SATIN = "satin"
    """Line of thread laid close: bar tacks, embroidery."""
    ROPING = "roping"
    """Line along which a chain-stitched hem twists."""
    FRINGE = "fringe"
    """Threads of a raw edge."""
    SELVEDGE = "selvedge"
    """Line of the coloured yarn in the woven edge."""
    BUCKLE = "buckle"
    """Line of metal."""


MADE_LATELY = 256
"""So many of each part are kept, each some 10 kB: a choice changes one or two parts of a panel."""

SHAPES = frozenset({Kind.FACING, Kind.LAID, Kind.PIECE, Kind.PATCH, Kind.CUFF})


@dataclass(frozen=True)
class Group:
    """Shapes (closed) or lines of one kind, drawn together."""

    kind: Kind
    curves: tuple[Curve, ...]

    @cached_property
    def d(self) -> str:
        """All of them as the `d` of one SVG path, which is written once."""
        closed = self.kind in SHAPES
        return "".join(curve.closed() if closed else curve.d() for curve in self.curves)


@dataclass(frozen=True, slots=True)
class Panel:
    """Groups in drawing order; over them rivets and buttons, by their centres in cm.

    The first button is the large one of the waistband; `hidden` ones only bulge.
    """

    groups: tuple[Group, ...]
    rivets: tuple[Point, ...] = ()
    buttons: tuple[Point, ...] = ()
    hidden: tuple[Point, ...] = ()


def both(*curves: Curve) -> tuple[Curve, ...]:
    """Each of `curves` on the right and on the left."""
    return tuple(side for curve in curves for side in (curve, curve.mirrored()))


def rows(curve: Curve, count: int, first: float = 0.3) -> tuple[Curve, ...]:
    """`count` rows of stitches to the left of `curve` (negative: right), `first` cm from it."""
    step = 0.62 if first > 0 else -0.62
    return tuple(curve.parallel(first + step * i) for i in range(count))
