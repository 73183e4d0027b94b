"""The technical drawing for paper: the picture's geometry in lines, with the points of measure.

Black on white, for a work order printed about 75 mm wide: outline .5, seams .3, stitches .2.
"""

from collections.abc import Mapping
from html import escape

from production.curve import Point, number
from production.figure import HIP_Y, THIGH_Y, Figure, figure
from production.garment import Garment, Look, garment
from production.hems import leg_end
from production.panel import SHAPES, Group, Kind, Panel, View
from production.sewn import panel

_OUTLINE, _SEAM, _STITCH = ".5", ".3", ".2"
_BADGE_CM, _LETTER_CM = 2.7, 4.0
_MARGIN_CM = 4.0
# Room between front and back for the heights, and where those stand beside the front.
_GAP_CM, _NEAR_CM, _FAR_CM = 24.0, 8.0, 16.0
_WIDTHS = {Kind.SATIN: ".4", Kind.BUCKLE: ".4", Kind.FRINGE: _STITCH, Kind.STITCH: _STITCH}


def technical(
    look: Look,
    letters: Mapping[str, str],
    title: str,
    description: str = "",
    measures_mm: Mapping[str, int] | None = None,
) -> str:
    """Front and back side by side as SVG text, with the key `letters` by point of measure.

    Points the drawing knows: waist, hip, thigh, knee, leg_opening, front_rise, back_rise, inseam;
    others are left out. `look` and `measures_mm` are those of `production.picture.picture`.
    """
    drawn = garment(look)
    fig = figure(drawn, measures_mm or {})
    half = max(fig.outer.at(y) for y in (HIP_Y, THIGH_Y, fig.knee, fig.hem))
    apart = 2 * half + _GAP_CM
    top = -fig.rise - 3 * _BADGE_CM - 0.5
    box = (-half - _MARGIN_CM, top, apart + 2 * (half + _MARGIN_CM), fig.hem + 9 - top)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{" ".join(map(number, box))}" '
        f'role="img" aria-labelledby="technical-title technical-desc">'
        f'<title id="technical-title">{escape(title)}</title>'
        f'<desc id="technical-desc">{escape(description)}</desc><defs>{_hatch()}</defs>'
        f'<g fill="none" stroke="#000" stroke-linejoin="round">{_side(fig, drawn, View.FRONT)}'
        f'<g transform="translate({number(apart)})">{_side(fig, drawn, View.BACK)}</g></g>'
        f"{_measures(fig, half, letters)}</svg>"
    )


def _hatch() -> str:
    return (
        '<pattern id="technical-hatch" width="1.2" height="1.2" patternUnits="userSpaceOnUse">'
        '<path d="M-.3 1.5L1.5 -.3M-.3 .3L.3 -.3M.9 1.5L1.5 .9" stroke="#000" stroke-width=".2"/>'
        "</pattern>"
    )


def _side(fig: Figure, drawn: Garment, view: View) -> str:
    front = view is View.FRONT
    body = fig.body(-fig.dip if front else fig.arch, leg_end(fig, drawn.hem)).closed()
    parts = panel(fig, drawn, view)
    return (
        (_inside(fig) if front else "")
        + f'<path d="{body}" fill="#fff" stroke-width="{_OUTLINE}"/>'
        + "".join(map(_group, parts.groups))
        + f'<path d="{body}" stroke-width="{_OUTLINE}"/>'
        + _metal(parts)
    )


def _inside(fig: Figure) -> str:
    """The inside of the back waistband above the front, hatched as every reverse side."""
    shape = fig.across(0, fig.arch).then(fig.across(0, -fig.dip).reversed()).closed()
    return f'<path d="{shape}" fill="url(#technical-hatch)" stroke-width="{_SEAM}"/>'


def _group(group: Group) -> str:
    if group.kind is Kind.ROPING:
        return ""
    fill = dashes = ""
    if group.kind is Kind.CUFF:
        fill = ' fill="url(#technical-hatch)"'
    elif group.kind in SHAPES:
        fill = ' fill="#fff"'
    if group.kind is Kind.STITCH:
        dashes = ' stroke-dasharray=".8 .5"'
    width = _OUTLINE if group.kind is Kind.CUFF else _WIDTHS.get(group.kind, _SEAM)
    return f'<path d="{group.d}"{fill}{dashes} stroke-width="{width}"/>'


def _metal(parts: Panel) -> str:
    rounds = [(point, 0.4, ' fill="#000"') for point in parts.rivets]
    rounds += [(point, 0.75, ' fill="#fff"') for point in parts.buttons[1:]]
    rounds += [(point, 0.75, ' stroke-dasharray=".4 .4"') for point in parts.hidden]
    rounds += [(point, 1.2, ' fill="#fff"') for point in parts.buttons[:1]]
    return "".join(
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{radius}"{paint} stroke-width="{_SEAM}"/>'
        for (x, y), radius, paint in rounds
    )


def _measures(fig: Figure, half: float, letters: Mapping[str, str]) -> str:
    """A line with ends and a lettered badge for each point of measure that has a letter."""
    waist, hem = fig.outer.at(-fig.rise), fig.hem
    near, far = half + _NEAR_CM, half + _FAR_CM
    front, back = -fig.rise + fig.dip, -fig.rise - fig.arch
    lines: dict[str, tuple[Point, Point, float]] = {
        "waist": ((-waist, -fig.rise - 4.2), (waist, -fig.rise - 4.2), 0.5),
        "hip": ((-fig.outer.at(HIP_Y), HIP_Y), (fig.outer.at(HIP_Y), HIP_Y), 0.14),
        "thigh": (*_leg(fig, THIGH_Y), 0.5),
        "knee": (*_leg(fig, fig.knee), 0.5),
        "leg_opening": (*_leg(fig, hem, 5.0), 0.5),
        "front_rise": ((near, front), (near, 0.0), 0.5),
        "back_rise": ((far, back), (far, 0.0), 0.5),
        "inseam": ((near, 0.0), (near, hem), 0.5),
    }
    drawn = "".join(
        _measure(*line, letters[point][:2]) for point, line in lines.items() if letters.get(point)
    )
    return (
        f'<g fill="none" stroke="#000" stroke-width=".25" font-family="Lato, sans-serif" '
        f'font-size="{_LETTER_CM}" font-weight="700" text-anchor="middle">{drawn}</g>'
    )


def _leg(fig: Figure, y: float, down: float = 0.0) -> tuple[Point, Point]:
    """Across the left leg at height `y`, drawn `down` cm lower."""
    return (-fig.outer.at(y), y + down), (-fig.inner.at(y), y + down)


def _measure(start: Point, end: Point, at: float, letter: str) -> str:
    upright = start[0] == end[0]
    tick = "m-1 0h2" if upright else "m0 -1v2"
    x, y = (a + (b - a) * at for a, b in zip(start, end, strict=True))
    words = [f"{number(point[0])} {number(point[1])}" for point in (start, end)]
    return (
        f'<path d="M{words[0]}L{words[1]}M{words[0]}{tick}M{words[1]}{tick}"/>'
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{_BADGE_CM}" fill="#fff"/>'
        f'<text x="{number(x)}" y="{number(y + _LETTER_CM * 0.36)}" fill="#000" stroke="none">'
        f"{escape(letter)}</text>"
    )
