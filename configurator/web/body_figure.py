"""The outline of a person who stands easy, from the front or the back, as curves.

Drawn by us, of nobody in particular: in cm, the top of the head at 0, the floor at 172, the middle
of the body at x = 0. The same figure serves the whole and every close-up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from production.curve import Curve, Edge, Point

FLOOR = 172.0
CROTCH = 92.0
NAVEL = 69.0

# From the armpit to the foot: the outer edge of body and leg.
OUTER = Edge(
    [
        (15.6, 44.0),
        (16.0, 50.0),
        (13.9, 60.0),
        (13.2, 65.0),
        (14.4, 71.0),
        (17.0, 80.0),
        (18.2, 88.0),
        (18.1, 95.0),
        (16.9, 106.0),
        (14.6, 119.0),
        (13.2, 127.0),
        (13.5, 138.0),
        (11.6, 152.0),
        (9.9, 162.0),
        (10.2, 167.0),
    ]
)
# From the crotch to the foot: the inner edge of the leg.
INNER = Edge(
    [
        (0.0, CROTCH),
        (1.1, 94.0),
        (1.7, 106.0),
        (3.0, 119.0),
        (4.4, 127.0),
        (3.9, 138.0),
        (5.0, 152.0),
        (5.9, 162.0),
        (5.6, 167.0),
    ]
)


@dataclass(frozen=True, slots=True)
class Band:
    """Where a tape lies level: from `start` to `end` at height `y`."""

    start: float
    end: float
    y: float


def round_body(y: float) -> Band:
    """A tape all round the body at that height."""
    return Band(-OUTER.at(y), OUTER.at(y), y)


def round_leg(y: float) -> Band:
    """A tape round the right leg, which is on the left of the picture."""
    return Band(-OUTER.at(y), -INNER.at(y), y)


def trunk() -> Curve:
    """Body and legs in one outline, without arms and head."""
    return _mirrored(_half())


def arms() -> tuple[Curve, Curve]:
    """Both arms, which hang a little away from the body."""
    outer = smooth(
        [(16.8, 31.6), (20.6, 35.5), (22.3, 44.0), (24.2, 60.0), (27.0, 74.0), (28.3, 83.0)]
    )
    hand = smooth([(28.3, 83.0), (30.6, 89.0), (30.4, 95.0), (28.6, 99.5), (26.6, 97.0)])
    inner = smooth(
        [(26.6, 97.0), (25.6, 90.0), (25.2, 83.0), (22.6, 74.0), (19.4, 60.0), (15.6, 44.0)]
    )
    arm = outer.then(hand).then(inner)
    return arm, arm.mirrored()


def head() -> Curve:
    """The head, over the neck."""
    side = smooth([(0.0, 0.0), (5.4, 2.2), (7.2, 8.5), (6.4, 15.5), (3.4, 21.0), (0.0, 22.6)])
    return _mirrored(side)


def lines(*, is_front: bool) -> tuple[Curve, ...]:
    """The few lines inside the outline that say which side this is."""
    knees = [smooth([(6.0, 128.6), (8.6, 130.0), (11.2, 128.6)])]
    if is_front:
        half = [
            smooth([(8.6, 28.6), (5.0, 30.4), (1.6, 30.2)]),
            smooth([(13.4, 47.5), (9.6, 52.0), (4.4, 51.6)]),
            smooth([(10.6, 73.5), (9.4, 77.5), (7.6, 79.6)]),
            smooth([(14.6, 91.0), (9.0, 96.6), (3.4, 96.4)]),
            *knees,
        ]
        middle = [smooth([(0.0, NAVEL - 0.9), (0.12, NAVEL), (0.0, NAVEL + 0.9)])]
    else:
        half = [
            smooth([(12.6, 37.0), (9.0, 43.0), (7.4, 49.0)]),
            smooth([(14.2, 93.4), (8.0, 97.2), (1.2, 94.8)]),
            smooth([(6.2, 127.4), (8.6, 126.4), (11.0, 127.4)]),
        ]
        middle = [
            smooth([(0.0, 32.0), (0.2, 52.0), (0.0, 74.0)]),
            smooth([(0.0, 80.0), (0.0, 92.0)]),
        ]
    return (*half, *(curve.mirrored() for curve in half), *middle)


def smooth(points: Sequence[Point]) -> Curve:
    """A curve through points, each tangent along its neighbours (Catmull and Rom 1974)."""
    padded = [points[0], *points, points[-1]]
    pieces = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        last = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        pieces.append((first, last, end))
    return Curve(points[0], tuple(pieces))


def _half() -> Curve:
    """The right half of the trunk in the picture, from the neck down and back to the crotch."""
    neck = smooth([(0.0, 19.0), (4.6, 19.4), (4.9, 24.0), (7.4, 27.6), (16.8, 31.6)])
    armpit = smooth([(16.8, 31.6), (17.0, 38.0), (15.6, 44.0)])
    foot = smooth(
        [(10.2, 167.0), (11.6, 169.6), (11.9, 171.6), (6.4, FLOOR), (5.4, 170.0), (5.6, 167.0)]
    )
    leg = OUTER.curve(44.0, 167.0)
    return neck.then(armpit).then(leg).then(foot).then(INNER.curve(CROTCH, 167.0).reversed())


def _mirrored(half: Curve) -> Curve:
    """An outline from its one half, which begins and ends in the middle."""
    return half.then(half.mirrored().reversed())
