"""What the picture draws of a garment, read from the look of its values and safe to draw.

A look comes from files people write: what is no colour, no known word or no number in range counts
as absent, and what is absent is drawn as on a plain pair of jeans.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

Look = Mapping[str, Mapping[str, str]]

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Garment:
    """Everything seen on a pair of jeans; colours are #rrggbb, strengths 0 to 100.

    An empty `patch`, `rivets` or `selvedge` means: none. `opening_mm` is 0 when the fit decides.
    The other words are compared with those the drawing knows and never written out.
    """

    fit: str
    rise: str
    opening_mm: int
    base: str
    weft: str
    selvedge: str
    fade: int
    whiskers: int
    distress: str
    thread: str
    rows: str
    fly: str
    button: str
    rivets: str
    front: str
    coin: str
    back: str
    stitch: str
    band: str
    loops: str
    patch: str
    hem: str
    monogram: str


def garment(look: Look) -> Garment:
    """The garment that `look` (option key -> look strings of the value taken) describes."""
    read = _Reader(look)
    cloth = read.colour("cloth", "base", read.colour("cloth", "swatch", "#2b4573"))
    return Garment(
        fit=read.word("fit", "leg", "straight"),
        rise=read.word("rise", "rise", "mid"),
        opening_mm=read.number("leg_opening", "opening", 0, 999),
        base=read.colour("colour", "base", cloth),
        weft=read.colour("colour", "weft", read.colour("cloth", "weft", "#e6e2d8")),
        selvedge=read.colour("cloth", "selvedge", ""),
        fade=read.number("wash", "fade", 12),
        whiskers=max(
            read.number("wash", "whiskers", 12), read.number("distressing", "whiskers", 0)
        ),
        distress=read.word("distressing", "distress", "none"),
        # A thread tone on tone is settled by the cloth: the derived option knows it.
        thread=read.colour(
            "topstitch_thread", "thread", read.colour("thread", "thread", "#b9733f")
        ),
        rows=read.word("topstitch", "rows", "double"),
        fly=read.word("fly", "fly", "zip"),
        button=read.colour("button", "metal", "#a9693c"),
        rivets=read.colour_or_none("rivets", "metal", "#a9693c"),
        front=read.word("front_pockets", "front", "curved"),
        coin=read.word("coin_pocket", "coin", "plain"),
        back=read.word("back_pockets", "back", "pointed"),
        stitch=read.word("pocket_stitching", "stitch", "wave"),
        band=read.word("waistband", "band", "straight"),
        loops=read.word("belt_loops", "loops", "5"),
        patch=read.colour_or_none("patch", "patch", "#b08452"),
        hem=read.word("hem", "hem", "plain"),
        monogram=read.word("monogram", "monogram", "none"),
    )


class _Reader:
    """Reads one look string by option key and name, or gives what stands in for it."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def word(self, option: str, name: str, usual: str) -> str:
        return self._look.get(option, {}).get(name, usual)

    def colour(self, option: str, name: str, usual: str) -> str:
        text = self.word(option, name, usual)
        return text.lower() if _COLOUR.fullmatch(text) else usual

    def colour_or_none(self, option: str, name: str, usual: str) -> str:
        """A colour; empty when the look says `none`."""
        none = self.word(option, name, usual) == "none"
        return "" if none else self.colour(option, name, usual)

    def number(self, option: str, name: str, usual: int, most: int = 100) -> int:
        text = self.word(option, name, "")
        return min(int(text), most) if _WHOLE.fullmatch(text) else usual
