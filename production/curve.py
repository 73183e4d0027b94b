"""Curves of a garment in cm, y downwards: chains of cubic Béziers, and edges that never bulge."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians, sin

Point = tuple[float, float]
Piece = tuple[Point, ...]

# A corner's offset is at most this many times as long as that of a straight line.
_LONGEST_MITRE = 2.0


def number(value: float) -> str:
    """`value` as SVG writes it: two decimals at most, no needless zeros."""
    text = f"{value:.2f}"
    if text[-1] != "0":
        return text  # Nearly all are like that, and a picture has more than a thousand.
    text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through pieces end to end; a piece is one point (straight) or three (cubic)."""

    start: Point
    pieces: tuple[Piece, ...]

    @property
    def end(self) -> Point:
        """Where the curve ends."""
        return self.pieces[-1][-1]

    def d(self) -> str:
        """The curve as the `d` of an SVG path."""
        words = ["M", _words(self.start)]
        for piece in self.pieces:
            words += ["L" if len(piece) == 1 else "C", " ".join(map(_words, piece))]
        return "".join(words)

    def closed(self) -> str:
        """The same as `d`, closed."""
        return f"{self.d()}Z"

    def section(self, start: float, end: float) -> "Curve":
        """The part of the first piece, a cubic, between the shares `start` and `end` of it."""
        points = (self.start, *self.pieces[0])
        at, first, last, to = (
            _blossom(points, *shares)
            for shares in (
                (start, start, start),
                (start, start, end),
                (start, end, end),
                (end, end, end),
            )
        )
        return Curve(at, ((first, last, to),))

    def mirrored(self) -> "Curve":
        """The same on the other side of the middle."""
        return self._each(lambda point: (-point[0], point[1]))

    def moved(self, x: float, y: float) -> "Curve":
        """The same, `x` to the right and `y` down."""
        return self._each(lambda point: (point[0] + x, point[1] + y))

    def placed(self, x: float, y: float, degrees: float = 0.0, scale: float = 1.0) -> "Curve":
        """The same scaled and turned about the origin, which then comes to (x, y)."""
        turn_x, turn_y = cos(radians(degrees)) * scale, sin(radians(degrees)) * scale
        return self._each(
            lambda p: (x + p[0] * turn_x - p[1] * turn_y, y + p[0] * turn_y + p[1] * turn_x)
        )

    def reversed(self) -> "Curve":
        """The same from end to start."""
        ends = [self.start, *(piece[-1] for piece in self.pieces)]
        back = [
            (*piece[-2::-1], start)
            for piece, start in zip(reversed(self.pieces), reversed(ends[:-1]), strict=True)
        ]
        return Curve(self.end, tuple(back))

    def then(self, other: "Curve") -> "Curve":
        """This curve, a straight line where they do not meet, and `other`."""
        apart = hypot(other.start[0] - self.end[0], other.start[1] - self.end[1])
        bridge: tuple[Piece, ...] = () if apart < 0.005 else ((other.start,),)  # noqa: PLR2004 (what two decimals hide)
        return Curve(self.start, self.pieces + bridge + other.pieces)

    def parallel(self, distance: float) -> "Curve":
        """The line beside this one, `distance` cm to the left of the way it runs (y down).

        Close for gentle curves, which is all a seam has; corners are mitred.
        """
        shifts = self._mitres(distance)
        pieces = tuple(
            (_add(piece[-1], after),)
            if len(piece) == 1
            else (_add(piece[0], before), _add(piece[1], after), _add(piece[2], after))
            for piece, (before, after) in zip(self.pieces, pairwise(shifts), strict=True)
        )
        return Curve(_add(self.start, shifts[0]), pieces)

    def _mitres(self, distance: float) -> list[Point]:
        tangents = []
        at = self.start
        for piece in self.pieces:
            tangents.append((_unit(at, piece[0]), _unit((at, *piece)[-2], piece[-1])))
            at = piece[-1]
        first, last = tangents[0][0], tangents[-1][1]
        joints = [(first, first), *((a[1], b[0]) for a, b in pairwise(tangents)), (last, last)]
        return [_mitre(before, after, distance) for before, after in joints]

    def _each(self, change: Callable[[Point], Point]) -> "Curve":
        pieces = tuple(tuple(map(change, piece)) for piece in self.pieces)
        return Curve(change(self.start), pieces)


def polyline(*points: Point) -> Curve:
    """Straight lines from point to point."""
    return Curve(points[0], tuple((point,) for point in points[1:]))


def bow(start: Point, end: Point, depth: float) -> Curve:
    """A shallow arc from `start` to `end` whose middle hangs `depth` cm lower than the chord."""
    third_x, third_y = (end[0] - start[0]) / 3, (end[1] - start[1]) / 3
    low = depth * 4 / 3
    first = (start[0] + third_x, start[1] + third_y + low)
    return Curve(start, ((first, (end[0] - third_x, end[1] - third_y + low), end),))


class Edge:
    """The long edge of a leg: x as a smooth function of y through `knots`, never beyond them.

    Monotone cubic interpolation (Fritsch and Carlson 1980): between two knots the edge stays
    between their x, so a wide thigh makes no bulge of its own.
    """

    def __init__(self, knots: Sequence[Point]) -> None:
        """`knots` are (x, y), from top to bottom."""
        self._x = [x for x, _ in knots]
        self._y = [y for _, y in knots]
        self._slopes = self._monotone()

    def at(self, y: float) -> float:
        """X of the edge at height `y`."""
        return self._value_and_slope(y)[0]

    def curve(self, top: float, bottom: float) -> Curve:
        """The edge from height `top` to height `bottom`."""
        heights = [top, *(y for y in self._y if top < y < bottom), bottom]
        return Curve(
            (self.at(top), top),
            tuple(self._piece(low, high) for low, high in pairwise(heights)),
        )

    def _piece(self, top: float, bottom: float) -> Piece:
        third = (bottom - top) / 3
        (x0, slope0), (x1, slope1) = self._value_and_slope(top), self._value_and_slope(bottom)
        return (
            (x0 + slope0 * third, top + third),
            (x1 - slope1 * third, bottom - third),
            (x1, bottom),
        )

    def _monotone(self) -> list[float]:
        steps = [b - a for a, b in pairwise(self._y)]
        secants = [(b - a) / step for (a, b), step in zip(pairwise(self._x), steps, strict=True)]
        inner = [
            0.0 if left * right <= 0 else 2 * left * right / (left + right)
            for left, right in pairwise(secants)
        ]
        return [secants[0], *inner, secants[-1]]

    def _value_and_slope(self, y: float) -> Point:
        i = min(max(bisect_right(self._y, y) - 1, 0), len(self._y) - 2)
        step = self._y[i + 1] - self._y[i]
        t = (y - self._y[i]) / step
        rise, m0, m1 = (
            self._x[i + 1] - self._x[i],
            self._slopes[i] * step,
            self._slopes[i + 1] * step,
        )
        a, b = m0 + m1 - 2 * rise, 3 * rise - 2 * m0 - m1
        return self._x[i] + t * (m0 + t * (b + t * a)), (m0 + t * (2 * b + t * 3 * a)) / step


def _blossom(points: tuple[Point, ...], *shares: float) -> Point:
    """The polar form of a cubic: with three equal shares, its point there."""
    for share in shares:
        points = tuple(
            (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
            for a, b in pairwise(points)
        )
    return points[0]


def _words(point: Point) -> str:
    x, y = point
    return f"{number(x)} {number(y)}"


def _add(point: Point, shift: Point) -> Point:
    return point[0] + shift[0], point[1] + shift[1]


def _unit(start: Point, end: Point) -> Point:
    x, y = end[0] - start[0], end[1] - start[1]
    length = hypot(x, y) or 1.0
    return x / length, y / length


def _mitre(before: Point, after: Point, distance: float) -> Point:
    x, y = before[1] + after[1], -before[0] - after[0]
    square = x * x + y * y
    scale = min(2 / square, _LONGEST_MITRE / square**0.5) * distance if square else 0.0
    return x * scale, y * scale
