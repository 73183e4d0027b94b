"""Back pockets: their outline, hem, flap or welt, and the stitching that marks them."""

from dataclasses import dataclass
from functools import lru_cache

from production.curve import Curve, Point, polyline
from production.figure import HIP_Y, Figure
from production.panel import MADE_LATELY, Group, Kind, both, rows

# Everything here is in cm about the middle of the upper edge of a middle size's right pocket.
# Corners of the right half from there down, by the look `back`.
_OUTLINES: dict[str, tuple[Point, ...]] = {
    "pointed": ((7.1, 0.0), (6.4, 12.2), (0.0, 15.2)),
    "square": ((7.0, 0.0), (6.6, 13.8), (5.6, 14.6), (0.0, 14.6)),
    "rounded": ((7.0, 0.0), (6.7, 10.6), (6.2, 12.6), (4.9, 14.1), (2.8, 14.9), (0.0, 15.1)),
}
_HEM_CM, _BELOW_YOKE_CM, _TURN_DEGREES = 1.8, 2.2, -3.0
_MIDDLE_HIP_CM = 23.0


@dataclass(frozen=True, slots=True)
class BackPocket:
    """How a back pocket is cut and sewn, in words of a Garment, with `count` rows of stitches."""

    back: str
    stitch: str
    count: int
    has_monogram: bool


@lru_cache(maxsize=MADE_LATELY)
def back_pockets(fig: Figure, cut: BackPocket, yoke: float) -> tuple[Group, ...]:
    """Both back pockets; `yoke` is the height of the yoke seam above their middle."""
    groups = _pocket(cut) if cut.back != "none" else ()
    return tuple(_place(fig, group, yoke) for group in groups)


def middle_x(fig: Figure) -> float:
    """X of the middle of the right back pocket."""
    return fig.outer.at(HIP_Y) * 0.48


def _place(fig: Figure, group: Group, yoke: float) -> Group:
    scale = fig.outer.at(HIP_Y) / _MIDDLE_HIP_CM
    x, y = middle_x(fig), yoke + _BELOW_YOKE_CM
    put = tuple(curve.placed(x, y, _TURN_DEGREES, scale) for curve in group.curves)
    if group.kind is Kind.SATIN:
        return Group(group.kind, (put[0].moved(-2 * x, 0), *put[1:]))
    return Group(group.kind, both(*put))


def _pocket(cut: BackPocket) -> tuple[Group, ...]:
    if cut.back == "welt":
        return _welt(cut.count)
    half = _OUTLINES.get("square" if cut.back == "flap" else cut.back)
    half = half or _OUTLINES["pointed"]
    outline = polyline(*half, *((-x, y) for x, y in reversed(half) if x), half[0])
    stitches = (*rows(polyline(*_open(outline)), cut.count, -0.35), *_design(cut.stitch, outline))
    if cut.back == "flap":
        body = (Group(Kind.LAID, (outline,)), Group(Kind.STITCH, stitches), *_flap(cut.count))
    else:
        hem = rows(polyline((-6.7, _HEM_CM - 0.6), (6.7, _HEM_CM - 0.6)), min(cut.count, 2), -0.01)
        body = (Group(Kind.LAID, (outline,)), Group(Kind.STITCH, (*stitches, *hem)))
    if cut.has_monogram:
        return *body, Group(Kind.SATIN, (monogram().placed(3.2, 11.2, 0, 1.2),))
    return body


def _open(outline: Curve) -> list[Point]:
    """The outline without its upper edge."""
    return [outline.start, *(piece[-1] for piece in outline.pieces[:-1])]


def _flap(count: int) -> tuple[Group, ...]:
    edge = polyline((7.3, -0.3), (7.2, 3.8), (0.0, 5.4), (-7.2, 3.8), (-7.3, -0.3))
    return (
        Group(Kind.PIECE, (edge.then(polyline(edge.start, edge.start)),)),
        Group(Kind.STITCH, rows(edge, count, -0.35)),
    )


def _welt(count: int) -> tuple[Group, ...]:
    welt = polyline((-6.6, 1.2), (6.6, 1.2), (6.6, 2.8), (-6.6, 2.8), (-6.6, 1.2))
    return (
        Group(Kind.LAID, (welt,)),
        Group(Kind.STITCH, rows(welt, min(count, 1), 0.35)),
        Group(Kind.EDGE, (polyline((-6.6, 2.0), (6.6, 2.0)),)),
    )


def _design(stitch: str, outline: Curve) -> tuple[Curve, ...]:
    """The stitching across a pocket: designs of ours, none of them a double arc."""
    wave = Curve((-6.2, 7.4), (((-3.0, 4.0), (2.6, 10.4), (6.2, 6.8)),))
    chevron = polyline((-6.3, 5.6), (0.0, 9.0), (6.3, 5.6))
    slant = polyline((-6.5, 4.4), (6.2, 9.6))
    rungs = [polyline((-1.5, y), (1.5, y)) for y in (4.2, 6.2, 8.2, 10.2, 12.2)]
    return {
        "wave": (wave, wave.moved(0, 0.9)),
        "chevron": (chevron, chevron.moved(0, 0.9)),
        "diagonal": (slant, slant.moved(0, 0.9)),
        "ladder": (*both(polyline((1.5, 2.4), (1.5, 13.4))), *rungs),
        "contour": (polyline(*_open(outline)).parallel(-2.4).placed(0, 1.2, 0, 0.98),),
    }.get(stitch, ())


def monogram() -> Curve:
    """An embroidered mark about 2 cm wide that stands for the letters, about its middle."""
    return polyline((-1.0, 0.8), (-0.6, -0.8), (0.0, 0.4), (0.6, -0.8), (1.0, 0.8))
