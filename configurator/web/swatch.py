"""The piece of cloth, thread or metal a card shows, read from the look of its value."""

import re
from dataclasses import dataclass
from typing import Literal

from catalog.product import Value

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Swatch:
    """Colours as #rrggbb; `stripe` is the line along a selvedge, empty when there is none."""

    kind: Literal["cloth", "thread", "metal"]
    ground: str
    stripe: str = ""


def swatch(value: Value) -> Swatch | None:
    """The swatch of `value`, or None when its look names no colour to show."""
    colours = {key: text for key, text in value.look.items() if _COLOUR.fullmatch(text)}
    if "thread" in colours:
        return Swatch("thread", colours["thread"])
    if "metal" in colours:
        return Swatch("metal", colours["metal"])
    if "swatch" in colours:
        return Swatch("cloth", colours["swatch"], colours.get("selvedge", ""))
    return None
