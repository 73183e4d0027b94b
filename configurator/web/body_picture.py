"""Where the tape goes: a figure with the tape on it, close by and as a whole, as SVG.

Colours come from the style sheet by classes, so that both themes and a strict content security
policy are served; nothing in it has an id, so that several may stand on one page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import hypot

from markupsafe import Markup

from configurator.web.body_figure import (
    CROTCH,
    FLOOR,
    NAVEL,
    Band,
    arms,
    head,
    lines,
    round_body,
    round_leg,
    smooth,
    trunk,
)
from production.curve import Curve, bow, number, polyline

WIDE = 2.5
"""The tape, in cm, drawn a little wider than it is."""
SAG = 2.2
TICK_EVERY = 1.3
FINE = 64
"""Into so many parts a piece of a curve is cut to count along it."""


@dataclass(frozen=True, slots=True)
class Tape:
    """A tape on the figure; `box` is the close-up: x, y and width in cm, and the height by that."""

    box: tuple[float, float, float]
    tall: float = 2.0
    level: Band | None = None
    along: Curve | None = None
    behind: Curve | None = None
    is_front: bool = True
    has_scales: bool = False


WAIST = 66.0
TAPES: Mapping[str, Tape] = {
    "height_mm": Tape((-32, -6, 68), 2.75, along=polyline((33.6, 0.0), (33.6, FLOOR))),
    "weight_hg": Tape((-34, -6, 68), 2.75, has_scales=True),
    "waist_mm": Tape((-20, 28, 40), level=round_body(WAIST)),
    "hip_mm": Tape((-22, 46, 44), level=round_body(88.0)),
    "thigh_mm": Tape((-23, 62, 36), level=round_leg(97.0)),
    "knee_mm": Tape((-20, 100, 28), level=round_leg(128.5)),
    "calf_mm": Tape((-20, 112, 28), level=round_leg(139.0)),
    "heel_mm": Tape((-20, 128, 25), level=round_leg(165.4)),
    "inseam_mm": Tape((-26, 80, 49), along=polyline((-1.2, CROTCH + 1), (-1.2, FLOOR))),
    "outseam_navel_mm": Tape(
        (-32, 61, 58),
        along=smooth(
            [(-14.6, NAVEL), (-18.9, 80.0), (-20.0, 92.0), (-19.6, 130.0), (-19.6, FLOOR)]
        ),
    ),
    "crotch_length_mm": Tape(
        (-21, 44, 42),
        along=smooth([(0.0, NAVEL), (0.5, 80.0), (0.0, CROTCH + 0.6)]),
        behind=smooth([(0.0, CROTCH + 0.6), (3.4, 80.0), (2.4, NAVEL)]),
    ),
    "front_rise_mm": Tape(
        (-21, 44, 42), along=smooth([(0.0, NAVEL), (0.5, 80.0), (0.0, CROTCH + 0.6)])
    ),
    "back_rise_mm": Tape(
        (-21, 44, 42),
        along=smooth([(0.0, NAVEL), (-0.6, 82.0), (0.0, CROTCH + 0.6)]),
        is_front=False,
    ),
}
PLAIN = Tape((-34, -6, 68), 2.75)


@lru_cache(maxsize=64)
def where(key: str) -> Markup:
    """The close-up: the part of the body with the tape on it."""
    tape = TAPES.get(key, PLAIN)
    x, y, width = tape.box
    return _svg(f"{x} {y} {width} {width * tape.tall}", "body-close", _figure(tape) + _laid(tape))


@lru_cache(maxsize=64)
def whole_body(key: str) -> Markup:
    """The whole figure, small, with the place marked."""
    tape = TAPES.get(key, PLAIN)
    return _svg("-33 -3 66 179", "body-whole", _figure(tape) + _mark(tape))


def _svg(box: str, name: str, inside: str) -> Markup:
    return Markup(  # noqa: S704 - all of it is our own
        f'<svg xmlns="http://www.w3.org/2000/svg" class="body {name}" viewBox="{box}" '
        f'preserveAspectRatio="xMidYMid meet" aria-hidden="true" focusable="false">{inside}</svg>'
    )


def _figure(tape: Tape) -> str:
    skin = [*arms(), trunk(), head()]
    inside = lines(is_front=tape.is_front)
    scales = (
        f'<rect class="body-scales" x="-17" y="{number(FLOOR)}" width="34" height="4" rx="1"/>'
        if tape.has_scales
        else ""
    )
    return (
        scales
        + "".join(f'<path class="body-skin" d="{one.closed()}"/>' for one in skin)
        + "".join(f'<path class="body-line" d="{one.d()}"/>' for one in inside)
    )


def _mark(tape: Tape) -> str:
    """One stroke where the tape goes."""
    marks = []
    if tape.level:
        marks.append(polyline((tape.level.start, tape.level.y), (tape.level.end, tape.level.y)))
    marks += [one for one in (tape.along, tape.behind) if one]
    return "".join(f'<path class="body-mark" d="{one.d()}"/>' for one in marks)


def _laid(tape: Tape) -> str:
    drawn = ""
    if tape.behind:
        drawn += f'<path class="body-behind" d="{tape.behind.d()}"/>'
    if tape.level:
        drawn += _round(tape.level, hangs=tape.level.end > 0)
    if tape.along:
        drawn += _strip(tape.along)
    return drawn


def _round(band: Band, *, hangs: bool) -> str:
    """A tape round the body: its front sags a little towards us, its back is dashed."""
    over = 0.5 if band.end - band.start > WIDE * 4 else 0.3
    start, end = band.start - over, band.end + over
    sag = SAG * (end - start) / 28
    back = bow((start, band.y - WIDE / 2), (end, band.y - WIDE / 2), -sag * 0.7)
    front = bow((start, band.y - WIDE / 2), (end, band.y - WIDE / 2), sag)
    strip = f'<path class="body-behind" d="{back.d()}"/>{_strip(front, down=True)}'
    if not hangs:
        return strip
    x, y = start + (end - start) * 0.54, band.y - WIDE / 2 + sag
    tail = polyline((x, y), (x + WIDE, y), (x + WIDE + 0.9, y + 7.4), (x + 0.9, y + 7.4))
    ticks = "".join(
        polyline((x + step * 0.12, y + step), (x + step * 0.12 + 1.1, y + step)).d()
        for step in (3.4, 4.7, 6.0)
    )
    return (
        strip
        + f'<path class="body-tape" d="{tail.closed()}"/><path class="body-tick" d="{ticks}"/>'
    )


def _strip(middle: Curve, *, down: bool = False) -> str:
    """The tape along a curve: `middle` is its centre, or with `down` its upper edge."""
    if down:
        one, other = middle, middle.moved(0, WIDE)
    else:
        one, other = middle.parallel(WIDE / 2), middle.parallel(-WIDE / 2)
    shape = one.then(other.reversed())
    ticks = "".join(_ticks(middle, down=down))
    return f'<path class="body-tape" d="{shape.closed()}"/><path class="body-tick" d="{ticks}"/>'


def _ticks(middle: Curve, *, down: bool) -> list[str]:
    """Marks across the tape, every so far along it."""
    points, found, gone = _points(middle), [], 0.0
    for (x, y), (to_x, to_y) in pairwise(points):
        step = hypot(to_x - x, to_y - y)
        gone += step
        if gone < TICK_EVERY or not step:
            continue
        gone -= TICK_EVERY
        along_x, along_y = (to_x - x) / step, (to_y - y) / step
        across = (0.0, 1.0) if down else (along_y, -along_x)
        start = 0.0 if down else -WIDE / 2
        ends = [
            (to_x + across[0] * far, to_y + across[1] * far) for far in (start, start + WIDE * 0.42)
        ]
        found.append(polyline(*ends).d())
    return found


def _points(curve: Curve) -> list[tuple[float, float]]:
    """The curve as points close enough to count along."""
    points, at = [curve.start], curve.start
    for piece in curve.pieces:
        shares = [part / FINE for part in range(1, FINE + 1)]
        points += [_on((at, *piece), share) for share in shares]
        at = piece[-1]
    return points


def _on(points: tuple[tuple[float, float], ...], share: float) -> tuple[float, float]:
    """The point of a straight or cubic piece at that share (de Casteljau)."""
    while len(points) > 1:
        points = tuple(
            (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
            for a, b in pairwise(points)
        )
    return points[0]
