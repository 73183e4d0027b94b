"""A card that is scanned or typed where customers are searched: it opens its customer."""

from flask import request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from configurator.storage.cards import Refusal, Shown, opened_by, try_card
from configurator.web import sessions
from configurator.web.desk import workshop
from configurator.web.knowing import try_limits
from configurator.web.scanned import AZERTY
from customers.identity.card import read_number

REFUSED: dict[Refusal, LazyString] = {
    Refusal.MISTYPED: _l("One digit of this card is wrong. Please scan it, or compare each group."),
    Refusal.UNKNOWN: _l("No card has this number."),
    Refusal.REVOKED: _l("This card was revoked and opens nothing any more."),
}
"""What is said of a number that opens nothing."""


def scanned_card(text: str) -> str | None:
    """The number of a card in `text`, right or not; None if it is something else.

    A scanner on a French keyboard is understood.
    """
    return read_number(text) or read_number(text.strip().translate(AZERTY))


def tried(number: str) -> str | Refusal:
    """The id of the customer whom the card opens, else why it opens nothing.

    Raises TooManyAttempts.
    """
    shop, who = workshop(), sessions.account()
    assert who is not None  # Only the counter scans cards.
    shown = Shown(number, who.id, shop.now(), request.remote_addr or "")
    with shop.database.recording() as session:
        found = try_card(session, shown, try_limits())
        return found if isinstance(found, Refusal) else opened_by(session, found)
