"""Texts of follow-ups: the sentences of `words.yaml` with the facts of who is told them."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from babel.numbers import format_currency
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from configurator.storage.customers import find_customer
from configurator.storage.drafts import find_draft
from configurator.storage.identity import history_of
from configurator.storage.one_person import all_of
from configurator.storage.orders import StoredOrder, find_order, orders_of_customer
from configurator.storage.tables import MeasurementRow
from configurator.storage.tables_identity import EventRow
from configurator.storage.tables_messages import MessageRow
from configurator.storage.telling import SHOP
from customers.dialogue.texts import Facts, Texts, words, written
from customers.identity.profile import profile
from production.format import day_in_words, day_of_year, in_a_row, kept_ltr, locale_of

Open = Session
"""An open session, for those who may not know what keeps the shop."""

Write = Callable[[Session, MessageRow, str], Texts]
"""Gives the texts of a message in a language, English for one it does not have."""

OURS = "Surmesure"
"""What the shop is called where it has no name of its own."""

NAMED = ("fit", "cloth")
"""The options by whose values people know their garment."""

FIT, BODY = "how_does_it_fit", "measure_again"
PLACES = {BODY: "/me/knowledge", "thanks_for_a_referral": "/me/together", "complaint": "/me"}
"""Where a message leads that is about no order and no draft."""


def follow_up_texts(session: Session, row: MessageRow, language: str) -> Texts:
    """The texts of a follow-up, `row.words` its key. Raises KeyError for a key there is none of."""
    its = words().texts[row.words]
    spoken = language if language in its else "en"
    return written(its[spoken], spoken, facts_of(session, row, spoken), _link(session, row))


def facts_of(session: Session, row: MessageRow, language: str) -> Facts:
    """What may be told in a message: about its order or draft, else about his last order."""
    person = find_customer(session, row.person)
    known = {
        "name": person.name if person else "",
        "shop": session.info.get(SHOP, "") or OURS,
        "since": day_of_year(person.created_at.date(), language) if person else "",
    }
    stored = find_order(session, row.about) if row.about else None
    draft = find_draft(session, row.about) if row.about and not stored else None
    if draft:
        known["saved"] = day_in_words(draft.saved_at.date(), language)
        known["choices"] = str(len(draft.configuration.choices) or "")
    last = stored or next(iter(orders_of_customer(session, row.person, 1)), None)
    if last:
        known |= order_facts(last, language)
    if row.words == BODY:
        known["measured"] = _measured(session, row.person, language)
    if told := _told_at(session, row.about):
        known["told"] = day_in_words(told.date(), language)
    return known


def order_facts(stored: StoredOrder, language: str) -> Facts:
    """The facts of an order: number, garment, price, day promised, day bought."""
    order = stored.order
    values = {one.option: one.value_name.in_(language) for one in order.lines if not one.hidden}
    names = [values[one] for one in NAMED if one in values]
    garment = order.product_name.in_(language)
    price = Decimal(order.total_cents) / 100
    return {
        "number": kept_ltr(order.number, language),
        "product": garment,
        "garment": in_a_row([garment, *names], language),
        "price": format_currency(price, order.currency, locale=locale_of(language)),
        "day": day_in_words(order.promised_on, language),
        "bought": day_of_year(order.placed_at.date(), language),
    }


def spoken_by(session: Session, person: str, usual: str, at: datetime) -> str:
    """The language to write to a person in: the one told of him, else `usual`."""
    told = profile(history_of(session, person), at).value("language")
    return told if told in words().frame else usual


def _measured(session: Session, person: str, language: str) -> str:
    newest = select(func.max(MeasurementRow.measured_at))
    at = session.scalar(newest.where(MeasurementRow.customer.in_(all_of(person))))
    return day_of_year(at.date(), language) if at else ""


def _told_at(session: Session, about: str) -> datetime | None:
    """When he told what the message answers, where that is an event."""
    if not about:
        return None
    return session.scalar(select(EventRow.at).where(EventRow.event_id == about))


def _link(session: Session, row: MessageRow) -> str:
    """The place of ours the message leads to."""
    if row.words in PLACES:
        return PLACES[row.words]
    if row.about and find_order(session, row.about):
        return f"/me/orders/{row.about}/fit" if row.words == FIT else f"/me/orders/{row.about}"
    draft = find_draft(session, row.about) if row.about else None
    return f"/configure/{draft.configuration.product}/{draft.link}" if draft else "/me"
