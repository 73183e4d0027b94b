"""Tone: colours that dye and light make of one cloth, and soft shading without filters.

Softness is many faint copies of one shape, each a little smaller: that is drawn alike by browsers
and by the PDF writer, which knows neither filters nor transparent radial gradients.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import hypot, log

from production.curve import Point, number

# A faint copy changes what lies below by this many of 255 steps: fewer would be rounded into
# another hue, more would show as rings.
_FAINT_STEPS = 4.0
# With fewer, a spot would show its edge instead of fading.
_FEWEST_RINGS = 3
# Of one cloth there are some ten glows.
_DRAWN_LATELY = 256


@dataclass(frozen=True, slots=True)
class Ink:
    """Black or white to shade with: only these keep their hue through many rounded layers.

    `faint` is the share one faint copy lays on, `most` the share that strength 1 comes to.
    """

    colour: str
    faint: float
    most: float = 1.0

    def copies(self, strength: float) -> int:
        """How many faint copies over each other are `strength` (0 to 1) strong."""
        return max(round(log(1 - min(strength * self.most, 0.95)) / log(1 - self.faint)), 1)


@dataclass(frozen=True, slots=True)
class Tones:
    """What one cloth is drawn with: itself, its shade and light, its reverse, its outlines."""

    cloth: str
    dark: str
    pale: str
    shade: Ink
    light: Ink
    reverse: str
    line: str


@lru_cache
def tones(base: str, weft: str, fade: int) -> Tones:
    """The tones of a cloth dyed `base` on yarn of colour `weft`, `fade` percent washed out."""
    dye = 1 - (fade / 100) ** 1.15
    white = mix(mix(weft, "#ffffff", 0.8), _bright(base), 0.15)
    cloth = _dyed(base, white, dye)
    dark = mix(_dyed(cloth, "#ffffff", 2.2), "#000000", 0.3)
    pale = _dyed(base, white, dye * 0.25)
    return Tones(
        cloth=cloth,
        dark=dark,
        pale=pale,
        shade=_ink("#000000", cloth, dark),
        light=_ink("#ffffff", cloth, pale),
        reverse=mix(weft, cloth, 0.3),
        line=mix(dark, cloth, 0.12),
    )


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0 to 1) of `other` mixed in; all #rrggbb."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return _colour(a + (b - a) * share for a, b in pairs)


def glow(ref: str, ink: Ink, width: float, strength: float) -> str:
    """A soft stroke along the path with id `ref`: `strength` at its middle, nothing at `width`."""
    count = ink.copies(strength)
    uses = "".join(f'<use href="#{ref}" stroke-width="{one}"/>' for one in _widths(width, count))
    return f'<g fill="none" stroke="{ink.colour}" stroke-opacity="{number(ink.faint)}">{uses}</g>'


@lru_cache(maxsize=_DRAWN_LATELY)
def _widths(width: float, count: int) -> tuple[str, ...]:
    """Of the copies of a glow, the narrowest first: cloths differ in how many, not in which."""
    return tuple(number(width * ((i + 1) / count) ** 1.4) for i in range(count))


def spot(centre: Point, radii: Point, ink: Ink, strength: float, turn: float = 0) -> str:
    """A soft ellipse turned by `turn` degrees: `strength` in its middle, nothing at its edge."""
    count = ink.copies(strength)
    if count < _FEWEST_RINGS:
        return ""
    shares = [(i + 1) / count for i in range(count)]
    rings = "".join(
        f'<ellipse rx="{number(radii[0] * share)}" ry="{number(radii[1] * share)}"/>'
        for share in shares
    )
    put = f"translate({number(centre[0])} {number(centre[1])})rotate({number(turn)})"
    return (
        f'<g transform="{put}" fill="{ink.colour}" fill-opacity="{number(ink.faint)}">{rings}</g>'
    )


@dataclass(frozen=True, slots=True)
class Crease:
    """A fold from `start` to `end`, its middle `depth` lower, `width` cm at its widest."""

    start: Point
    end: Point
    depth: float
    width: float

    def on(self, side: int) -> "Crease":
        """The same on the right (1) or on the left (-1)."""
        (x0, y0), (x1, y1) = self.start, self.end
        return Crease((side * x0, y0), (side * x1, y1), self.depth, self.width)

    def beside(self, share: float) -> "Crease":
        """The same, lower (for a steep fold: further right) by that share of its width."""
        off_x, off_y = self._normal()
        return Crease(
            (self.start[0] + off_x * share, self.start[1] + off_y * share),
            (self.end[0] + off_x * share, self.end[1] + off_y * share),
            self.depth,
            self.width,
        )

    def lens(self, share: float) -> str:
        """Its pointed shape at `share` of its width, as the `d` of a path."""
        return next(self.lenses((share,)))

    def lenses(self, shares: Iterable[float]) -> Iterator[str]:
        """Its pointed shape at each of `shares` of its width; all end in the same two points."""
        (x0, y0), (x1, y1) = self.start, self.end
        x, y = (x0 + x1) / 2, (y0 + y1) / 2 + 2 * self.depth
        off_x, off_y = self._normal()
        start, end = f"{number(x0)} {number(y0)}", f"{number(x1)} {number(y1)}"
        for share in shares:
            wide, high = off_x * share, off_y * share
            yield (
                f"M{start}Q{number(x + wide)} {number(y + high)} {end}"
                f"Q{number(x - wide)} {number(y - high)} {start}"
            )

    def _normal(self) -> Point:
        """Square to the fold, as long as it is wide, pointing down or else right."""
        x, y = self.end[0] - self.start[0], self.end[1] - self.start[1]
        length = max(hypot(x, y), 0.1) * (1 if x > 0.02 * abs(y) else -1)
        return -y / length * self.width, x / length * self.width


def creases(folds: Iterable[Crease], ink: Ink, strength: float) -> str:
    """Soft folds: `strength` (0 to 1) along their middle, nothing at their edges and ends."""
    count = ink.copies(strength)
    shares = [(copy + 1) / count for copy in range(count)]
    layers = zip(*(fold.lenses(shares) for fold in folds), strict=True)
    paths = "".join(f'<path d="{"".join(layer)}"/>' for layer in layers)
    return f'<g fill="{ink.colour}" fill-opacity="{number(ink.faint)}">{paths}</g>'


def _dyed(base: str, white: str, dye: float) -> str:
    """`base` with the share `dye` of its dye on a yarn of colour `white`.

    Dye takes the same share of light from each layer (Beer and Lambert), so cloth fades through
    clear hues and not through grey.
    """
    pairs = zip(_parts(base), _parts(white), strict=True)
    return _colour(full * (max(part, 1) / max(full, 1)) ** dye for part, full in pairs)


def _bright(colour: str) -> str:
    """The lightest colour of the same hue."""
    parts = _parts(colour)
    return _colour(part * 245 / max(*parts, 1) for part in parts)


def _ink(colour: str, cloth: str, goal: str) -> Ink:
    """`colour` to shade `cloth` with, at most until it is as light or dark as `goal`."""
    whole = max(abs(_lightness(colour) - _lightness(cloth)), 1)
    part = abs(_lightness(goal) - _lightness(cloth))
    return Ink(colour, round(min(max(_FAINT_STEPS / whole, 0.02), 0.2), 2), part / whole)


def _lightness(colour: str) -> float:
    return sum(_parts(colour)) / 3


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _colour(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{min(max(round(part), 0), 255):02x}" for part in parts)
