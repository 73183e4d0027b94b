"""The figure of a pair of jeans laid out flat, in cm: its edges, waist and hem.

The origin is the crotch; x runs to the viewer's right, y down. Everything is drawn for the right
half and mirrored, so both legs measure the same. Girths are shown at half their length, as cloth
lying flat, except the thigh: its fork turns inwards and hides a part.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from production.curve import Curve, Edge, bow
from production.garment import Garment

# Finished girths in mm of a middle size, as a shop would show it: waist, hip, thigh, knee, opening.
_GIRTHS_MM = {
    "skinny": (780, 920, 505, 328, 275),
    "slim": (790, 945, 535, 366, 325),
    "tapered": (800, 1000, 620, 410, 330),
    "straight": (800, 975, 590, 442, 402),
    "relaxed": (810, 1020, 640, 490, 440),
    "bootcut": (790, 965, 570, 420, 470),
    "flare": (780, 950, 550, 410, 600),
    "wide": (800, 1010, 680, 585, 600),
}
_RISES_MM = {"low": 225, "mid": 260, "high": 295, "very_high": 320}
_GIRTH_POINTS = ("waist", "hip", "thigh", "knee", "leg_opening")
_INSEAM_MM = 800
# How far below the crotch a hip, a thigh and a knee are measured, in cm; negative is above.
HIP_Y, THIGH_Y, KNEE_SHARE = -7.0, 7.0, 0.45
_FORK_END_Y = 2.6
# Seen from the front, a worn garment shows a little less than half its girth, a thigh less still.
_SHOWN = 0.94
_FORK_SHOWN = 0.86
_MADE_LATELY = 512


@dataclass(frozen=True, slots=True)
class Figure:
    """The measured outline: `outer` and `inner` edge of the right leg, waist at `-rise`.

    `dip` is how much lower the front waist hangs in the middle, `arch` how much higher the back
    waist stands; `band` is the height of the waistband. All in cm.
    """

    rise: float
    dip: float
    arch: float
    band: float
    hem: float
    outer: Edge
    inner: Edge

    @property
    def knee(self) -> float:
        """Height of the knee."""
        return self.hem * KNEE_SHARE

    def ridge(self, y: float) -> float:
        """X of the right leg's middle at height `y`, where most light falls."""
        return (self.outer.at(y) + self.inner.at(max(y, _FORK_END_Y))) / 2

    def across(self, below: float, lift: float) -> Curve:
        """A line from side to side, `below` cm under the waist edge, its middle `lift` higher."""
        y = below - self.rise
        x = self.outer.at(y)
        return bow((-x, y), (x, y), -lift)

    def y_on(self, x: float, below: float, lift: float) -> float:
        """Height at `x` of the line `across` gives."""
        y = below - self.rise
        return y - lift * (1 - (x / self.outer.at(y)) ** 2)

    def hem_line(self, y: float, spread: float = 0.0) -> Curve:
        """The right leg's line across at height `y`, from outseam to inseam, `spread` wider."""
        start, end = (self.outer.at(y) + spread, y), (self.inner.at(y) - spread, y)
        return bow(start, end, 0.025 * (start[0] - end[0]))

    def fork(self) -> Curve:
        """From the inseam of the right leg up to the crotch."""
        x = self.inner.at(_FORK_END_Y)
        up = ((x, 0.9), (0.55, 0.0), (0.0, 0.0))
        return Curve((x, _FORK_END_Y), (up,))

    def inseam(self, bottom: float) -> Curve:
        """The inner edge of the right leg, from the end of the fork to height `bottom`."""
        return self.inner.curve(_FORK_END_Y, bottom)

    def inseams(self, bottom: float) -> Curve:
        """Both inner edges as one line, from the left leg through the crotch to the right leg."""
        right = self.inseam(bottom).reversed().then(self.fork())
        return right.mirrored().then(right.reversed())

    def body(self, lift: float, bottom: float | None = None) -> Curve:
        """The whole outline, closed, with a waist edge of that `lift` and legs to `bottom`."""
        end = self.hem if bottom is None else bottom
        leg = (
            self.outer.curve(-self.rise, end)
            .then(self.hem_line(end))
            .then(self.inseam(end).reversed())
            .then(self.fork())
        )
        return self.across(0, lift).then(leg).then(leg.mirrored().reversed())


def figure(garment: Garment, measures_mm: Mapping[str, int]) -> Figure:
    """The figure of `garment`; finished `measures_mm` by point of measure replace the usual ones.

    Known points: waist, hip, thigh, knee, leg_opening, inseam, front_rise. A measure no body has
    is pulled to the nearest one that can be drawn.
    """
    usual = dict(
        zip(_GIRTH_POINTS, _GIRTHS_MM.get(garment.fit, _GIRTHS_MM["straight"]), strict=True)
    )
    usual["leg_opening"] = garment.opening_mm or usual["leg_opening"]
    usual |= {"inseam": _INSEAM_MM, "front_rise": _RISES_MM.get(garment.rise, _RISES_MM["mid"])}
    usual["waist"] += (_RISES_MM["mid"] - usual["front_rise"]) * 2 // 3
    cm = {
        point: _drawable(point, measures_mm.get(point, mm), mm) / 10 for point, mm in usual.items()
    }
    band = {"wide": 5.6}.get(garment.band, 4.0)
    dip = 2.2 if garment.band == "curved" else 1.5
    return _figure(tuple(cm.items()), band, dip)


@lru_cache(maxsize=_MADE_LATELY)
def _figure(measured: tuple[tuple[str, float], ...], band: float, dip: float) -> Figure:
    """Kept: one cut is drawn many times, and what hangs on nothing else is kept by its figure."""
    cm = dict(measured)
    rise, hem = cm["front_rise"] + dip, cm["inseam"]
    waist, hip, thigh, knee, opening = (cm[point] / 2 * _SHOWN for point in _GIRTH_POINTS)
    waist, hip = waist / 2, hip / 2
    knee_y, thigh_in = hem * KNEE_SHARE, 0.4
    knee_in = 1.1 + max(0.0, 23 - knee) * 0.18
    hem_in = 1.4 + max(0.0, 21 - opening) * 0.3
    outer = [
        (waist, -rise),
        (waist + (hip - waist) * 0.3, -rise + band),
        (hip, HIP_Y),
        (hip + (thigh_in + thigh * _FORK_SHOWN - hip) * 0.6, THIGH_Y),
        (knee_in + knee, knee_y),
        (hem_in + opening, hem),
    ]
    inner = [(thigh_in, _FORK_END_Y), (knee_in, knee_y), (hem_in, hem)]
    return Figure(rise, dip, 1.8, band, hem, Edge(outer), Edge(inner))


def _drawable(point: str, mm: int, usual_mm: int) -> int:
    low, high = (60, 150) if point in _GIRTH_POINTS else (80, 125)
    return min(max(mm, usual_mm * low // 100), usual_mm * high // 100)
