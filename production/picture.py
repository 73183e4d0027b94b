"""The picture of a pair of jeans: an SVG drawn from the look of what was chosen."""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from zlib import crc32

from production.back_pockets import monogram
from production.cloth import patterns
from production.curve import Curve, Edge, number
from production.distress import distress
from production.figure import Figure, figure
from production.garment import Garment, Look, garment
from production.hems import leg_end
from production.paint import metal, outlined, painted
from production.panel import MADE_LATELY, View, both
from production.sewn import panel
from production.tone import Ink, Tones, glow, mix, spot, tones
from production.wear import wear

# Stands for the prefix of all ids while drawing; no path, number or colour contains it.
_PREFIX = "@"
_FLOOR = Ink("#000000", 0.04)


def picture(
    look: Look,
    view: View,
    title: str,
    description: str = "",
    measures_mm: Mapping[str, int] | None = None,
) -> str:
    """The `view` side of the garment as SVG text, to stand inline in a page or in a file.

    `look` maps option keys to look strings; anything absent or wrong is drawn as usual, so an
    empty look gives a plain pair. `measures_mm` are finished measures by point of measure. All
    styling is by attributes and every id starts with the view and a mark of the drawing, so
    several pictures may stand on one page under a strict content security policy.
    """
    drawn = garment(look)
    fig = figure(drawn, measures_mm or {})
    drawing = _drawing(fig, drawn, view)
    mark = f"{view}-{crc32(drawing.encode()):08x}-"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_box(fig)}" role="img" '
        f'aria-labelledby="{mark}title {mark}desc"><title id="{mark}title">{escape(title)}</title>'
        f'<desc id="{mark}desc">{escape(description)}</desc>{drawing.replace(_PREFIX, mark)}</svg>'
    )


def _drawing(fig: Figure, drawn: Garment, view: View) -> str:
    tone = tones(drawn.base, drawn.weft, drawn.fade)
    parts = panel(fig, drawn, view)
    return (
        f"<defs>{_definitions(fig, leg_end(fig, drawn.hem), view)}{patterns(tone)}"
        f"{outlined(parts)}</defs>"
        f"{_floor(fig)}{_inside(fig, drawn, tone) if view is View.FRONT else ''}"
        f'<use href="#@body" fill="{tone.cloth}" stroke="currentColor" stroke-width=".38" '
        f'stroke-opacity=".4"/>'
        f'<g clip-path="url(#@clip)">{_modelling(tone)}{wear(fig, drawn, tone, view)}'
        f'<use href="#@body" fill="url(#@slub)"/><use href="#@body" fill="url(#@twill)"/>'
        f"{distress(fig, drawn, tone, view)}</g>"
        f"{painted(parts, drawn, tone)}"
        f'<use href="#@body" fill="none" stroke="{tone.line}" stroke-width=".2"/>'
        f"{metal(parts, drawn, tone)}"
    )


@lru_cache(maxsize=MADE_LATELY)
def _definitions(fig: Figure, end: float, view: View) -> str:
    """The outline, the edges of the legs and the ridges between them; the same for any cloth."""
    body = fig.body(-fig.dip if view is View.FRONT else fig.arch, end)
    edges = (*both(fig.outer.curve(-fig.rise, fig.hem)), fig.inseams(fig.hem))
    ridge = Edge([(fig.ridge(y), y) for y in (-fig.rise, -6.0, 6.0, fig.knee, fig.hem)])
    return (
        f'<path id="@body" d="{body.closed()}"/><path id="@sides" d="{_d(edges)}"/>'
        f'<path id="@ridge" d="{_d(both(ridge.curve(-fig.rise, fig.hem)))}"/>'
        f'<clipPath id="@clip"><use href="#@body"/></clipPath>'
    )


def _modelling(tone: Tones) -> str:
    """The roundness of the legs: light along their middle, shade along their edges."""
    return glow("@ridge", tone.light, 17, 0.15) + glow("@sides", tone.shade, 11, 0.5)


def _floor(fig: Figure) -> str:
    """The shadow the garment throws on the floor."""
    return spot((0.0, fig.hem + 0.9), (fig.outer.at(fig.hem) + 4, 1.6), _FLOOR, 0.28)


def _inside(fig: Figure, drawn: Garment, tone: Tones) -> str:
    """The inside of the back waistband, seen above the front, with the woven label."""
    upper, lower = fig.across(0, fig.arch), fig.across(0.4, -fig.dip - 0.6)
    y = -fig.rise - fig.arch
    label = f"M-2.4 {number(y + 0.5)}h4.8v2.1h-4.8z"
    mark = monogram().moved(5.6, y + 1.6).d() if drawn.monogram == "waistband" else ""
    return (
        f'<path d="{upper.then(lower.reversed()).closed()}" stroke-width=".25" '
        f'fill="{mix(tone.reverse, tone.dark, 0.35)}" stroke="{tone.line}"/>'
        f'<path d="{upper.parallel(-0.5).d()}" fill="none" stroke="{tone.dark}" '
        f'stroke-width=".6" stroke-opacity=".2"/>'
        f'<path d="{label}" fill="{drawn.patch or tone.cloth}"/>'
        f'<path d="{mark}" fill="none" stroke="{drawn.thread}" stroke-width=".32"/>'
    )


def _box(fig: Figure) -> str:
    """The same window for all usual garments, so that a change of fit is seen as one."""
    half = max(35.0, fig.outer.at(fig.hem) + 2, fig.outer.at(fig.knee) + 2)
    top, bottom = -max(36.0, fig.rise + 3), max(84.0, fig.hem + 4)
    return " ".join(map(number, (-half, top, 2 * half, bottom - top)))


def _d(curves: tuple[Curve, ...]) -> str:
    return "".join(curve.d() for curve in curves)
