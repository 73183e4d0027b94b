"""What washing and wearing leave on the cloth: fades, whiskers and folds.

Left and right differ a little, always in the same way: real cloth is never symmetrical, and one
look must always give the same picture.
"""

from functools import lru_cache

from production.figure import Figure
from production.garment import Garment
from production.panel import View
from production.tone import Crease, Tones, creases, spot

# Side of the body, how strongly it is worn, and how far its wear sits lower, in cm.
_SIDES = ((1, 1.0, 0.0), (-1, 0.86, 0.8))

# Fades: share of the way to the knee, share of the leg's width, radii (share of width, cm), weight.
_FRONT_FADES = ((0.42, 0.52, (0.44, 22.0), 1.0), (1.03, 0.5, (0.4, 9.5), 0.75))
_BACK_FADES = ((-0.1, 0.56, (0.46, 13.0), 1.0), (1.3, 0.5, (0.38, 15.0), 0.5))

# Whiskers from the crotch to the hip: both ends (share of the hip, cm below the crotch) and width.
_FAN = (
    ((0.17, -5.6), (0.72, -10.0), 1.0),
    ((0.15, -3.2), (0.84, -6.2), 1.4),
    ((0.14, -0.6), (0.88, -1.9), 1.5),
    ((0.16, 2.4), (0.82, 2.6), 1.3),
    ((0.20, 5.8), (0.66, 7.2), 1.0),
)

# Folds of a leg: share of the way down, from and to which share of its width, depth, width in cm.
_Fold = tuple[float, float, float, float, float]
_KNEE: tuple[_Fold, ...] = (
    (0.375, 0.0, 0.56, 0.8, 1.4),
    (0.415, 1.0, 0.4, 1.1, 1.7),
    (0.46, 0.0, 0.68, 1.1, 1.6),
    (0.505, 1.0, 0.5, 0.8, 1.3),
)
_STACK: tuple[_Fold, ...] = (
    (0.81, 1.0, 0.38, 0.6, 1.2),
    (0.865, 0.0, 0.66, 0.8, 1.4),
    (0.905, 1.0, 0.3, 0.7, 1.2),
)
_CROTCH = (
    Crease((0.6, -1.4), (8.5, 4.2), 0.6, 1.1),
    Crease((0.6, 1.2), (7.6, 10.0), 0.5, 1.1),
    Crease((0.4, -4.2), (9.0, -2.6), 0.7, 0.9),
)
_SEAT = (
    Crease((0.9, 1.0), (17.0, 3.0), 1.7, 1.8),
    Crease((0.9, 4.2), (13.0, 8.0), 1.2, 1.4),
)
# Legs wider than this at the hem hang in long folds instead of lying on the shoe.
_HANGING_CM = 24.0
# Folds of one side are some 10 kB, whiskers 5, fades 3.
_DRAWN_LATELY = 256
_DRAPE = ((0.24, 0.3, 1.04, 0.26), (0.1, 0.7, 1.05, 0.78), (0.46, 0.5, 1.03, 0.55))


def wear(fig: Figure, garment: Garment, tone: Tones, view: View) -> str:
    """SVG of all wear on the `view` side, to be clipped to the body."""
    hip = fig.outer.at(-3.0)
    whiskers = _whiskers(hip, garment.whiskers, tone) if view is View.FRONT else ""
    return _fades(fig, garment.fade, tone, view) + _folds(fig, tone, view) + whiskers


# All three are kept, since most choices leave cut and cloth alone, and with them all that is worn.
@lru_cache(maxsize=_DRAWN_LATELY)
def _fades(fig: Figure, fade: int, tone: Tones, view: View) -> str:
    strength = 0.04 + fade * 0.0085
    places = _BACK_FADES if view is View.BACK else _FRONT_FADES
    spots = []
    for side, share, lower in _SIDES:
        for down, across, radii, weight in places:
            y = fig.knee * down
            inner, outer = fig.inner.at(max(y, 4)), fig.outer.at(y)
            centre = (side * (inner + (outer - inner) * across), y + lower)
            size = ((outer - inner) * radii[0], radii[1])
            spots.append(spot(centre, size, tone.light, strength * share * weight, -side * 3))
    return "".join(spots)


@lru_cache(maxsize=_DRAWN_LATELY)
def _whiskers(hip: float, whiskers: int, tone: Tones) -> str:
    fan = [
        Crease((side * x0 * hip, y0 + lower), (side * x1 * hip, y1 + lower / 2), 0.5, width)
        for side, _, lower in _SIDES
        for (x0, y0), (x1, y1), width in _FAN
    ]
    strength = 0.03 + whiskers * 0.0085
    shadows = creases([fold.beside(1.1) for fold in fan], tone.shade, strength * 0.3)
    return shadows + creases(fan, tone.light, strength)


@lru_cache(maxsize=_DRAWN_LATELY)
def _folds(fig: Figure, tone: Tones, view: View) -> str:
    hanging = fig.outer.at(fig.hem) - fig.inner.at(fig.hem) > _HANGING_CM
    darks = []
    for side, _, lower in _SIDES:
        darks += [fold.on(side) for fold in (_SEAT if view is View.BACK else _CROTCH)]
        if hanging:
            darks += [_down(fig, side, fold) for fold in _DRAPE]
        else:
            darks += [_across(fig, side, fold, lower) for fold in (*_KNEE, *_STACK)]
    lights = [fold.beside(-0.9) for fold in darks]
    return creases(lights, tone.light, 0.13) + creases(darks, tone.shade, 0.22)


def _across(fig: Figure, side: int, fold: _Fold, lower: float) -> Crease:
    """A fold of one leg, at its share of the way down and between its shares of the width."""
    down, start, end, depth, width = fold
    y = fig.hem * down + lower
    inner, outer = fig.inner.at(y), fig.outer.at(y)
    x0, x1 = (inner + (outer - inner) * share for share in (start, end))
    return Crease((side * x0, y), (side * x1, y + 1.2), depth, width)


def _down(fig: Figure, side: int, fold: tuple[float, float, float, float]) -> Crease:
    """A long fold of a wide leg, between shares of its length and of its width."""
    ends = []
    for down, share in (fold[:2], fold[2:]):
        y = fig.hem * down
        inner, outer = fig.inner.at(y), fig.outer.at(y)
        ends.append((side * (inner + (outer - inner) * share), y))
    return Crease(ends[0], ends[1], 0.0, 3.0)
