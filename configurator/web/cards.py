"""Pieces of the configure page: the macros its parts share, and cards drawn once for all.

Of forty cards a click changes few, and whoever sees the same card is sent the same words.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

from configurator.web.groups import Card

_DRAWN_LATELY = 4096  # Each about 600 bytes.
_PIECES = {
    "_signs.html": ("sign",),
    "configure/_forms.html": ("sends", "leads", "tokens", "back_and_forth"),
}


def init_cards(app: Flask) -> None:
    """Let `app`'s templates draw cards: whole where they are no link, else their inside."""
    app.jinja_env.globals.update(card_inside=card_inside, card_standing=card_standing)


def pieces() -> Mapping[str, Callable[..., Markup]]:
    """The macros that most parts need, by name: importing each in each part takes far longer."""
    return {name: _macro(file, name) for file, names in _PIECES.items() for name in names}


# Templates name no arguments here; the language is in the key, the request knows it.
@lru_cache(maxsize=_DRAWN_LATELY)
def card_inside(card: Card, with_swatches: bool, currency: str, language: str) -> Markup:  # noqa: ARG001, FBT001
    """What stands in `card`, in the request's `language`, perhaps with room for a swatch."""
    return _macro("configure/_card.html", "inside")(card, with_swatches, currency)


@lru_cache(maxsize=_DRAWN_LATELY)
def card_standing(card: Card, with_swatches: bool, currency: str, language: str) -> Markup:  # noqa: ARG001, FBT001
    """The whole of a card that needs no other choice to give way."""
    return _macro("configure/_card.html", "standing")(card, with_swatches, currency)


def _macro(file: str, name: str) -> Callable[..., Markup]:
    module: Any = current_app.jinja_env.get_template(file).module
    found: Callable[..., Markup] = getattr(module, name)
    return found
