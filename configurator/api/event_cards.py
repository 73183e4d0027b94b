"""Whom events are about: a customer named by his id, or by the card he held out."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import request

from configurator.api.asked import NewEvent
from configurator.api.problem import InvalidFields
from configurator.storage.attempts import TooManyAttempts
from configurator.storage.cards import Card, Refusal, Shown, try_card
from configurator.web.desk import workshop
from configurator.web.knowing import try_limits
from customers.identity.card import read_number

SAID = {
    Refusal.MISTYPED: "The digits of this card do not check.",
    Refusal.UNKNOWN: "No card has this number.",
    Refusal.REVOKED: "This card was revoked.",
}


def persons_told_of(asked: Sequence[NewEvent], by: str, now: datetime) -> Sequence[str]:
    """The id of the person of each event, in their order; a card stands for whom it was issued to.

    Refused cards are told to the audit trail. Raises InvalidFields, TooManyAttempts.
    """
    if wrong := dict(_unclear(asked)):
        raise InvalidFields(wrong)
    found = _shown(asked, by, now)
    wrong = {
        f"events.{number}.card": SAID[one]
        for number, one in found.items()
        if isinstance(one, Refusal)
    }
    if wrong:
        raise InvalidFields(wrong)
    cards = {number: one.customer for number, one in found.items() if isinstance(one, Card)}
    return [one.customer or cards[number] for number, one in enumerate(asked)]


def _unclear(asked: Sequence[NewEvent]) -> Iterator[tuple[str, str]]:
    for number, one in enumerate(asked):
        if (one.customer is None) == (one.card is None):
            yield f"events.{number}.customer", "Either customer or card is needed, and not both."
        elif one.card is not None and read_number(one.card) is None:
            yield f"events.{number}.card", "This is no number of a card."


def _shown(asked: Sequence[NewEvent], by: str, now: datetime) -> dict[int, Card | Refusal]:
    """What each card that was told opens, by the number of its event. Raises TooManyAttempts."""
    found: dict[int, Card | Refusal] = {}
    if not any(one.card for one in asked):
        return found
    too_many: TooManyAttempts | None = None
    with workshop().database.recording() as session:
        for number, one in enumerate(asked):
            if one.card is None:
                continue
            origin, card = request.remote_addr or "", read_number(one.card) or ""
            shown = Shown(card, by, now, origin, used_at=one.at)
            try:
                found[number] = try_card(session, shown, try_limits())
            except TooManyAttempts as error:
                # Those before it were refused, which is to be kept.
                too_many = error
                break
    if too_many:
        raise too_many
    return found
