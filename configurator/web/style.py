"""The living style page: what the look is made of, drawn from what every other page uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import repeat

from babel.numbers import format_decimal
from flask import Blueprint, Response
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalog.product import Option, Product, Value
from configurator.web.access import for_everybody
from configurator.web.desk import language, workshop
from configurator.web.groups import Card, Group, Mark
from configurator.web.render import render
from configurator.web.swatch import Swatch, swatch
from configurator.web.tokens import Theme, colours, contrast, lengths_px, style_sheet, type_px
from production.format import locale_of

blueprint = Blueprint("style", __name__)

GROUNDS = ("paper", "sheet")
"""What text and controls stand on; the contrast told is the lower one."""


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of the look: its `token`, what it is for, and what is measured about it.

    `seen` are the tokens drawn upon each other, either of which is this one: the lowest contrast
    of `seen` on any of `on` is told. Without any the colour is a ground or decoration.
    """

    token: str
    name: LazyString
    use: LazyString
    seen: str = ""
    on: tuple[str, ...] = GROUNDS


COLOURS = (
    Colour("paper", _l("Paper"), _l("page")),
    Colour("sheet", _l("Sheet"), _l("card, bar, field")),
    Colour("linen", _l("Linen"), _l("ruled out, inset"), "ink3", ("linen",)),
    Colour("line", _l("Hairline"), _l("rules, quiet borders")),
    Colour("edge", _l("Edge"), _l("border of every control"), "edge"),
    Colour("ink", _l("Ink"), _l("text"), "ink"),
    Colour("ink2", _l("Ink soft"), _l("second text"), "ink2"),
    Colour("ink3", _l("Ink faint"), _l("hints, disabled"), "ink3"),
    Colour("indigo", _l("Indigo"), _l("the one strong colour"), "indigo"),
    Colour("tint", _l("Indigo wash"), _l("selected ground"), "indigo", ("tint",)),
    Colour("copper", _l("Copper"), _l("accent text"), "copper"),
    Colour("stitch", _l("Stitch"), _l("topstitch, drawn only"), "stitch"),
    Colour("moss", _l("Moss"), _l("inside, good"), "moss"),
    Colour("amber", _l("Amber"), _l("at the edge, check"), "amber"),
    Colour("madder", _l("Madder"), _l("late, out, error"), "madder"),
    Colour("onindigo", _l("On indigo"), _l("text on indigo"), "onindigo", ("indigo",)),
    Colour("ctint", _l("Copper wash"), _l("ground of copper"), "copper", ("ctint",)),
    Colour("mtint", _l("Moss wash"), _l("ground of moss"), "moss", ("mtint",)),
    Colour("atint", _l("Amber wash"), _l("ground of amber"), "amber", ("atint",)),
    Colour("rtint", _l("Madder wash"), _l("ground of madder"), "madder", ("rtint",)),
)

TYPE = {
    "measure": _l("Measure"),
    "name": _l("Name"),
    "step": _l("Step"),
    "sheet-title": _l("Sheet"),
    "fact": _l("Fact"),
    "section": _l("Section"),
    "note": _l("Note"),
    "strong": _l("Strong"),
    "text": _l("Text"),
    "label": _l("Label"),
}
"""The styles of type by token, from what is named to what is told."""

KINDS = ("cloth", "thread", "metal")
MOST_SWATCHES = 6
SPACES = ("s1", "s2", "s3", "s4", "s5", "s6", "s7")

MARKS = {
    Mark.POSSIBLE: _l("Possible"),
    Mark.CHOSEN: _l("Chosen"),
    Mark.SET: _l("Set by a rule"),
    Mark.CHANGES: _l("Takes a change"),
    Mark.SUGGESTED: _l("Suggested"),
    Mark.BARRED: _l("Not for this body"),
    Mark.UNKNOWN: _l("Not known yet"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A colour in one theme; `contrast` is empty for grounds and decoration."""

    colour: Colour
    code: str
    contrast: str


@blueprint.get("/style")
@for_everybody
def show() -> Response:
    """Both themes side by side, from the same tokens."""
    css, words = style_sheet(), {"light": _l("Light, for the bright shop")}
    words["dark"] = _l("Dark, for the evening and the wash house")
    lengths = lengths_px(css)
    shelves = (_shelf(engine.product) for engine in workshop().engines.values())
    return render(
        "style/page.html",
        "style/page.html",
        themes=[(theme.value, words[theme.value], measured(css, theme)) for theme in Theme],
        types=[(token, name, *type_px(css)[token]) for token, name in TYPE.items()],
        spaces=[lengths[token] for token in SPACES],
        corners=(lengths["badge-corner"], lengths["corner"]),
        shelf=next(filter(None, shelves), None),
        marks=MARKS,
    )


def measured(css: str, theme: Theme) -> tuple[Measured, ...]:
    """Every colour of `theme` as the style sheet has it, with its contrast measured."""
    its = colours(css, theme)
    return tuple(Measured(one, its[one.token], _told(lowest(one, its))) for one in COLOURS)


def lowest(colour: Colour, its: Mapping[str, str]) -> float | None:
    """The lowest contrast `colour` is seen with, None if with none; `its` is a theme."""
    if not colour.seen:
        return None
    return min(contrast(its[colour.seen], its[ground]) for ground in colour.on)


def _told(ratio: float | None) -> str:
    return (
        "" if ratio is None else f"{format_decimal(ratio, '0.0', locale=locale_of(language()))} : 1"
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """Real values of a product: a card in each state, and swatches of each kind, with names."""

    group: Group
    currency: str
    swatches: tuple[tuple[tuple[str, Swatch], ...], ...]


def _shelf(product: Product) -> Shelf | None:
    """The shelf of `product`, None where no option has a swatch for every state."""
    shown = [_swatches(option) for option in product.options]
    by_kind = (max(shown, key=partial(_of_kind, kind)) for kind in KINDS)
    richest = max(product.options, key=lambda option: _of_kind("cloth", _swatches(option)))
    if _of_kind("cloth", _swatches(richest)) < len(Mark):
        return None
    rows = tuple(row[-MOST_SWATCHES:] for row in by_kind if row)
    return Shelf(_group(richest), product.currency, rows)


def _swatches(option: Option) -> tuple[tuple[str, Swatch], ...]:
    found = ((value.name.in_(language()), swatch(value)) for value in option.values)
    return tuple((name, piece) for name, piece in found if piece)


def _of_kind(kind: str, row: tuple[tuple[str, Swatch], ...]) -> int:
    return sum(piece.kind == kind for _, piece in row)


def _group(option: Option) -> Group:
    cards = tuple(map(_card, repeat(option.key), option.values, Mark))
    name = option.name.in_(language())
    return Group(option.key, name, cards, fitting=len(cards), can_open=False)


def _card(option: str, value: Value, mark: Mark) -> Card:
    return Card(
        option=option,
        value=value.key,
        name=value.name.in_(language()),
        benefit=value.benefit.in_(language()) if value.benefit else "",
        mark=mark,
        changes=2,
        price_delta_cents=value.price_cents,
        days=3 if mark is Mark.SUGGESTED else 0,
        swatch=swatch(value),
        asked=False,
        mine=True,
    )
