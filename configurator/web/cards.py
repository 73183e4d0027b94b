"""The inside of a card, drawn once for all who see the same: of forty cards a click changes few."""

from functools import lru_cache

from flask import Flask, current_app
from markupsafe import Markup

from configurator.web.groups import Card

_DRAWN_LATELY = 4096  # Each about 600 bytes.


def init_cards(app: Flask) -> None:
    """Let `app`'s templates draw the inside of cards."""
    app.jinja_env.globals["card_inside"] = card_inside


# Templates name no arguments here; the language is in the key, the request knows it.
@lru_cache(maxsize=_DRAWN_LATELY)
def card_inside(card: Card, with_swatches: bool, currency: str, language: str) -> Markup:  # noqa: ARG001, FBT001
    """What stands in `card`, in the request's `language`, perhaps with room for a swatch."""
    template = current_app.jinja_env.get_template("configure/_card.html")
    drawn: Markup = template.module.inside(card, with_swatches, currency)  # type: ignore[attr-defined]  # macros are attributes
    return drawn
