"""The tokens of the look, read from the style sheet that browsers get, and their contrast.

Contrast is that of WCAG 2.2: 1 for the same colour twice, 21 for black on white.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

STYLE_SHEET = Path(__file__).parents[1] / "static" / "css" / "tokens.css"

_BLOCK = r"^{selector} \{{\n(.*?)^\}}"
_COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
_LENGTH = re.compile(r"--([\w-]+): (\d+)px;")
_TYPE = re.compile(r"--([\w-]+): (?:italic )?\d{3} ([\d.]+)rem/([\d.]+)rem var")
_PX_PER_REM = 16
# sRGB (IEC 61966-2-1) as WCAG 2.2 reads it.
_LINEAR_UP_TO = 0.04045
_SHARES = (0.2126, 0.7152, 0.0722)


class Theme(StrEnum):
    """The two themes, as `data-theme` names them."""

    LIGHT = "light"
    DARK = "dark"


@cache
def style_sheet() -> str:
    """The text of `tokens.css`."""
    return STYLE_SHEET.read_text("utf-8")


def colours(css: str, theme: Theme) -> Mapping[str, str]:
    """The colours of `theme` as #rrggbb, by token."""
    selector = {Theme.LIGHT: r':root, \[data-theme="light"\]', Theme.DARK: r'\[data-theme="dark"\]'}
    return dict(_COLOUR.findall(_block(css, selector[theme])))


def lengths_px(css: str) -> Mapping[str, int]:
    """Spaces, targets and corners in pixels, by token."""
    return {token: int(length) for token, length in _LENGTH.findall(_block(css, ":root"))}


def type_px(css: str) -> Mapping[str, tuple[int, int]]:
    """Size and line height of each style of type in pixels, by token."""
    return {
        token: (round(float(size) * _PX_PER_REM), round(float(line) * _PX_PER_REM))
        for token, size, line in _TYPE.findall(_block(css, ":root"))
    }


def contrast(one: str, other: str) -> float:
    """The contrast between two colours, each #rrggbb."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _block(css: str, selector: str) -> str:
    """What the first rule for `selector` at the edge of the sheet says."""
    found = re.search(_BLOCK.format(selector=selector), css, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return sum(share * _linear(part) for share, part in zip(_SHARES, parts, strict=True))


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4
