"""The code that comes with an order: of who told him of us, or of an offer to him alone."""

from datetime import date

from sqlalchemy.orm import Session

from configurator.storage.campaign_codes import Taking, take_offer
from configurator.storage.orders import StoredOrder
from configurator.storage.referral_codes import CodeTaken, take_code
from customers.dialogue.campaign_offer import read_offer_code


def take_any_code(session: Session, code: str, stored: StoredOrder, today: date, by: str) -> None:
    """Have a code count for an order, of whichever kind it is; nothing for an empty one.

    `today` is the day in the shop. Raises CodeRefused, OfferRefused.
    """
    at, person = stored.order.placed_at, stored.customer
    if offer := read_offer_code(code):
        take_offer(session, Taking(offer, person, stored.order.number, today, at))
    elif code:
        take_code(session, CodeTaken(code, person, today, by, at))
