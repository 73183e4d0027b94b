"""Distressing done on purpose: worn edges, thinned knees, tears and darned repairs.

All of it follows fixed patterns, so one look always gives the same picture.
"""

from production.curve import Curve, Point, number, polyline
from production.figure import Figure
from production.garment import Garment
from production.hems import leg_end
from production.panel import View, both
from production.pockets import opening
from production.tone import Crease, Tones, creases, spot

# How far each of a row of threads strays, in cm; repeated as often as needed.
_STRAY = (0.12, -0.2, 0.05, 0.24, -0.08, -0.26, 0.18, 0.0, -0.14, 0.22, -0.04)


def distress(fig: Figure, garment: Garment, tone: Tones, view: View) -> str:
    """SVG of the distressing on the `view` side, to be clipped to the body."""
    x, y = fig.ridge(fig.knee), fig.knee
    match garment.distress, view:
        case "pockets", View.FRONT:
            return _worn_edges(both(opening(fig, garment.front)), tone)
        case "hems", _:
            return _worn_edges(both(fig.hem_line(leg_end(fig, garment.hem) - 0.5)), tone)
        case "knees", View.FRONT:
            return "".join(_thin((side * x, y + 1), 0.3 * x, tone) for side in (1, -1))
        case "ripped", View.FRONT:
            places = ((x, y + 0.5, 6.4, 4.2), (-x - 0.5, y - 1.5, 5.4, 2.8))
            thigh = (-fig.ridge(y * 0.5), y * 0.5, 3.4, 1.6)
            return "".join(_tear(*place, tone) for place in (*places, thigh))
        case "repairs", View.FRONT:
            return _darn((x, y), garment, tone) + _darn((-x + 0.8, y - 3), garment, tone, 0.7)
    return ""


def _worn_edges(edges: tuple[Curve, ...], tone: Tones) -> str:
    """Edges rubbed light, in broken strokes of three lengths."""
    d = "".join(edge.d() for edge in edges)
    strokes = "".join(
        f'<path d="{d}" stroke-width="{width}" stroke-dasharray="{dashes}"/>'
        for width, dashes in (
            (1.5, "2.3 1.4 .8 2.1"),
            (1.0, "1.2 .9 2.6 .7"),
            (0.5, ".5 .4 1.4 .3"),
        )
    )
    return f'<g fill="none" stroke="{tone.pale}" stroke-opacity=".4">{strokes}</g>'


def _thin(centre: Point, wide: float, tone: Tones) -> str:
    """Cloth rubbed until its weft shows."""
    x, y = centre
    threads = _threads(x, y, wide * 1.6, 4.4, 0.5)
    return (
        spot(centre, (wide * 2, 7.0), tone.light, 0.62)
        + f'<path d="{threads}" stroke="{tone.reverse}" stroke-width=".16" stroke-opacity=".9"/>'
    )


def _tear(x: float, y: float, wide: float, tall: float, tone: Tones) -> str:
    """A tear across the leg, `wide` and `tall` cm to each side, held by weft threads."""
    edge = [Crease((x - wide, y), (x + wide, y + 0.3), 0.1, tall).lens(1.0)]
    fray = "".join(
        f"M{number(x + wide * at)} {number(y + sign * tall * (1 - at * at) * 0.5)}"
        f"l{number(_STRAY[i % 11])} {number(-sign * (0.5 + abs(_STRAY[(i + 3) % 11])))}"
        for i, at in enumerate((k - 10) / 11 for k in range(21))
        for sign in (1, -1)
    )
    return (
        spot((x, y), (wide * 1.35, tall * 1.9), tone.light, 0.5)
        + f'<path d="{edge[0]}" fill="{tone.line}" fill-opacity=".8" stroke="{tone.reverse}" '
        f'stroke-width=".2"/>'
        f'<g fill="none" stroke="{tone.reverse}" stroke-width=".15">'
        f'<path d="{_threads(x, y, wide, tall * 0.9, 0.3)}"/><path d="{fray}"/></g>'
    )


def _threads(x: float, y: float, wide: float, tall: float, step: float) -> str:
    """Loose threads across an oval of that half width and half height."""
    count = int(tall / step)
    lines = []
    for i in range(-count + 1, count):
        half = wide * (1 - (i / count) ** 2) ** 0.5 * 0.92
        stray = _STRAY[i % 11]
        start, end = (
            (x - half, y + i * step * 0.55 + stray),
            (x + half + stray, y + i * step * 0.55),
        )
        middle = (x + stray * 4, y + i * step * 0.55 + stray * 2)
        lines.append(f"M{_pair(start)}Q{_pair(middle)} {_pair(end)}")
    return "".join(lines)


def _darn(centre: Point, garment: Garment, tone: Tones, size: float = 1) -> str:
    """A patch set under the cloth and held by many rows of running stitches."""
    x, y = centre
    lines = [polyline((-4.6, i * 0.8), (4.6, i * 0.8)) for i in range(-5, 6)]
    moved = (line.moved(_STRAY[i] * 2, 0) for i, line in enumerate(lines))
    d = "".join(line.placed(x, y, 1.5, size).d() for line in moved)
    edge = polyline((-5.2, -4.9), (5.2, -4.9), (5.2, 4.9), (-5.2, 4.9))
    box = edge.placed(x, y, 1.5, size).closed()
    folds = [Crease((x - 5.5 * size, y - 5.2 * size), (x + 5.5 * size, y - 5 * size), 0.1, 0.8)]
    return (
        creases(folds, tone.light, 0.4)
        + f'<path d="{box}" fill="{tone.dark}" fill-opacity=".22" stroke="{tone.line}" '
        f'stroke-width=".14" stroke-opacity=".6"/>'
        f'<path d="{d}" stroke="{garment.thread}" stroke-width=".2" stroke-dasharray=".7 .4"/>'
    )


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
