"""How the picture paints what is sewn on: seams with depth, thread, metal, leather."""

from functools import lru_cache

from production.curve import Point, number
from production.garment import Garment
from production.panel import SHAPES, Kind, Panel
from production.tone import Ink, Tones, glow, mix

_THREADS = frozenset({Kind.STITCH, Kind.SATIN, Kind.FRINGE, Kind.SELVEDGE, Kind.ROPING})


def outlined(panel: Panel) -> str:
    """SVG definitions of all groups of `panel`; `painted` uses them."""
    return "".join(f'<path id="{_ref(i)}" d="{one.d}"/>' for i, one in enumerate(panel.groups))


def painted(panel: Panel, garment: Garment, tone: Tones) -> str:
    """SVG of all groups of `panel`."""
    kinds = enumerate(group.kind for group in panel.groups)
    return "".join(_group(_ref(i), kind, garment, tone) for i, kind in kinds)


def _ref(place: int) -> str:
    return f"@g{place}"


def metal(panel: Panel, garment: Garment, tone: Tones) -> str:
    """SVG of rivets and buttons, and of the bulges of hidden buttons."""
    return (
        "".join(_bulge(point, tone) for point in panel.hidden)
        + "".join(_disc(point, 0.42, garment.rivets) for point in panel.rivets)
        + "".join(
            _disc(point, 0.72 if i else 1.1, garment.button)
            for i, point in enumerate(panel.buttons)
        )
    )


def _group(ref: str, kind: Kind, garment: Garment, tone: Tones) -> str:
    if kind in SHAPES:
        return _shape(ref, kind, garment, tone)
    if kind in _THREADS:
        return _thread(ref, kind, garment, tone)
    if kind is Kind.BUCKLE:
        return _line(ref, tone.dark, 0.75, 0.6) + _line(ref, garment.button, 0.5)
    width, strength = (2.4, 0.5) if kind is Kind.EDGE else (1.2, 0.2)
    return _shadow(ref, tone, width, strength) + _border(ref, tone)


def _shape(ref: str, kind: Kind, garment: Garment, tone: Tones) -> str:
    match kind:
        case Kind.FACING:
            return _filled(ref, mix(tone.cloth, tone.dark, 0.3), "twill")
        case Kind.LAID:
            return _shadow(ref, tone, 2.2, 0.35) + _border(ref, tone)
        case Kind.PATCH:
            edge = _line(ref, mix(garment.patch, "#000000", 0.45), 0.18)
            return _shadow(ref, tone, 1.2, 0.4) + _filled(ref, garment.patch) + edge
        case Kind.CUFF:
            return _cuff(ref, tone)
    cloth = _filled(ref, mix(tone.cloth, tone.pale, 0.12), "twill")
    return _shadow(ref, tone, 1.6, 0.4) + cloth + _line(ref, tone.line, 0.16, 0.85)


def _thread(ref: str, kind: Kind, garment: Garment, tone: Tones) -> str:
    match kind:
        case Kind.STITCH:
            return _line(ref, tone.dark, 0.34, 0.4) + _dashes(ref, garment.thread)
        case Kind.SATIN:
            return _line(ref, tone.dark, 0.5, 0.4) + _line(ref, garment.thread, 0.36)
        case Kind.FRINGE:
            return _line(ref, tone.line, 0.2, 0.35) + _line(ref, tone.reverse, 0.15)
        case Kind.SELVEDGE:
            return _line(ref, "#f6f3ec", 0.85) + _line(ref, garment.selvedge, 0.3)
    return _roping(ref, tone)


def _shadow(ref: str, tone: Tones, width: float, strength: float) -> str:
    """The shadow a shape throws around it, on the body only."""
    return f'<g clip-path="url(#@clip)">{glow(ref, tone.shade, width, strength)}</g>'


def _border(ref: str, tone: Tones, width: float = 0.17) -> str:
    """An edge, and beside it the light that its thickness catches."""
    return (
        f'<use href="#{ref}" fill="none" stroke="{tone.pale}" stroke-width=".15" '
        f'stroke-opacity=".45" transform="translate(-.18 -.14)"/>'
        + _line(ref, tone.line, width, 0.9)
    )


def _filled(ref: str, colour: str, texture: str = "") -> str:
    over = f'<use href="#{ref}" fill="url(#@{texture})"/>' if texture else ""
    return f'<use href="#{ref}" fill="{colour}"/>{over}'


def _line(ref: str, colour: str, width: float, opacity: float = 1) -> str:
    return (
        f'<use href="#{ref}" fill="none" stroke="{colour}" stroke-width="{number(width)}" '
        f'stroke-opacity="{number(opacity)}"/>'
    )


def _dashes(ref: str, colour: str) -> str:
    return (
        f'<use href="#{ref}" fill="none" stroke="{colour}" stroke-width=".21" '
        f'stroke-dasharray=".46 .15"/>'
    )


def _cuff(ref: str, tone: Tones) -> str:
    """The cuff's shading is clipped to the cuff: nothing of it may stand beside the leg."""
    ink = Ink("#000000", 0.05)
    return (
        f'<clipPath id="{ref}-clip"><use href="#{ref}"/></clipPath>'
        f"{_shadow(ref, tone, 2.4, 0.5)}{_filled(ref, tone.reverse, 'reverse')}"
        f'<g clip-path="url(#{ref}-clip)">{glow("@sides", ink, 7, 0.45)}</g>'
        f"{_line(ref, tone.line, 0.2)}"
    )


def _roping(ref: str, tone: Tones) -> str:
    """The slanting ridges of a hem that its chain stitch twists."""
    dashes = ((tone.pale, "0", ".3"), (tone.dark, ".8", ".3"))
    ridges = "".join(
        f'<use href="#{ref}" stroke="{colour}" stroke-opacity="{opacity}" '
        f'stroke-dashoffset="{at}"/>'
        for colour, at, opacity in dashes
    )
    return f'<g fill="none" stroke-width="1" stroke-dasharray=".55 1.05">{ridges}</g>'


def _bulge(centre: Point, tone: Tones) -> str:
    x, y = map(number, centre)
    return (
        f'<g fill="none" stroke-width=".3" stroke-opacity=".35">'
        f'<circle cx="{x}" cy="{y}" r=".75" stroke="{tone.dark}"/>'
        f'<circle cx="{x}" cy="{y}" r=".45" stroke="{tone.pale}"/></g>'
    )


def _disc(centre: Point, radius: float, colour: str) -> str:
    """A round of metal lit from the upper left."""
    x, y = centre
    return "".join(
        f'<circle cx="{number(x + radius * shift)}" cy="{number(y + radius * shift)}" '
        f'r="{number(radius * share)}" fill="{fill}"/>'
        for shift, share, fill in _rings(colour)
    )


@lru_cache
def _rings(colour: str) -> tuple[tuple[float, float, str], ...]:
    """Rings of a round: how far off its middle and how large, by its radius, and the colour."""
    return (
        (0.0, 1.15, mix(colour, "#000000", 0.65)),
        (-0.04, 0.95, mix(colour, "#ffffff", 0.25)),
        (0.05, 0.8, colour),
        (0.0, 0.45, mix(colour, "#000000", 0.3)),
        (-0.08, 0.36, mix(colour, "#ffffff", 0.2)),
        (-0.32, 0.14, mix(colour, "#ffffff", 0.75)),
    )
