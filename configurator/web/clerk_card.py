"""A customer's cards as the clerk's screen shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from configurator.storage.cards import Card
from customers.identity.card import written
from production.codes import qr_svg


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card in force: its number, as it stands on the card, and its code for the screen."""

    number: str
    written: str
    code: Markup


def cards_in_force(cards: Sequence[Card]) -> tuple[CardShown, ...]:
    """Those of `cards` that open something; after a merge there may be several."""
    return tuple(shown(one) for one in cards if one.revoked_at is None)


def shown(card: Card) -> CardShown:
    """The card as a screen shows it."""
    code = Markup(qr_svg(card.number))  # noqa: S704 - a path of digits only
    return CardShown(card.number, written(card.number), code)
