"""The cloth itself as SVG patterns: the diagonal of the twill and the streaks of its yarn."""

from functools import cache

from production.curve import number
from production.tone import Tones, mix

_TWILL_CM = (0.34, 0.68)
_SLUB_CM = (11.0, 29.0)
# Streaks of thicker yarn along the warp: x, y, length in cm.
_STREAKS = tuple((i * 0.37 % 11, i * 7.9 % 29, 4 + i * 3.7 % 9) for i in range(36))


def patterns(tone: Tones) -> str:
    """Definitions of `twill` (right side), `reverse` (wrong side) and `slub`."""
    reverse_light = mix(tone.reverse, "#ffffff", 0.4)
    return (
        _twill("@twill", tone.pale, tone.dark, "")
        + _twill("@reverse", reverse_light, tone.cloth, ' patternTransform="scale(-1 1)"')
        + _slub(tone)
    )


def _twill(key: str, light: str, dark: str, turn: str) -> str:
    wide, tall = _TWILL_CM
    ribs = "".join(
        f'<path d="{_rib(shift)}" stroke="{colour}" stroke-opacity="{opacity}"/>'
        for shift, colour, opacity in ((0.0, light, ".24"), (wide / 2, dark, ".26"))
    )
    return (
        f'<pattern id="{key}" width="{wide}" height="{tall}" patternUnits="userSpaceOnUse"{turn}>'
        f'<g stroke-width=".11">{ribs}</g></pattern>'
    )


@cache
def _rib(shift: float) -> str:
    """One diagonal, three times so that it goes on across the tile's edges."""
    wide, tall = _TWILL_CM
    run = f"l{number(wide + 0.2)} {number(-tall - 0.4)}"
    return "".join(
        f"M{number(shift + i * wide - 0.1)} {number(tall + 0.2)}{run}" for i in (-1, 0, 1)
    )


def _slub(tone: Tones) -> str:
    wide, tall = _SLUB_CM
    return (
        f'<pattern id="@slub" width="{wide}" height="{tall}" patternUnits="userSpaceOnUse">'
        f'<g stroke-width=".16" stroke-opacity=".13">'
        f'<path d="{_streaks(0)}" stroke="{tone.dark}"/>'
        f'<path d="{_streaks(1)}" stroke="{tone.pale}"/></g></pattern>'
    )


@cache
def _streaks(first: int) -> str:
    """Every second streak from the `first`; one that leaves the tile below comes in above."""
    return "".join(
        f"M{number(x)} {number(top)}v{number(length)}"
        for x, y, length in _STREAKS[first::2]
        for top in (y, y - _SLUB_CM[1])
    )
