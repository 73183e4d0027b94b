"""Offers of campaigns that a person has in hand and did not use yet."""

from contextlib import suppress
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.campaign_codes import OfferRefused, Personal, usable_offer
from configurator.storage.one_person import all_of
from configurator.storage.tables_campaigns import PersonalCodeRow


def open_offer(session: Session, person: str, today: date) -> Personal | None:
    """The offer he may use today, the one that ends first; None where there is none."""
    his = PersonalCodeRow.person.in_(all_of(person)), PersonalCodeRow.order_number == ""
    found = []
    for code in session.scalars(select(PersonalCodeRow.code).where(*his)):
        with suppress(OfferRefused):
            found.append(usable_offer(session, code, person, today))
    return min(found, key=lambda one: (one.offer.ends_on, one.code), default=None)
