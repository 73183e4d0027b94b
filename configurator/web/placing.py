"""From a draft to an order: what is thought out before, and the one transaction that places it."""

from configurator.storage.basket import NOTHING, Beside, place_with
from configurator.storage.campaign_codes import Personal
from configurator.storage.customers import Customer, record_news
from configurator.storage.estimates import estimated
from configurator.storage.idempotency import Request, replayed
from configurator.storage.order_codes import take_any_code
from configurator.storage.orders import (
    StoredOrder,
    find_placement,
    get_order,
)
from configurator.storage.ownership import customer_ordering
from configurator.storage.readings import join_customer
from configurator.storage.value_anew import earn
from configurator.value_online import order_earned
from configurator.web import sessions
from configurator.web.desk import Desk, workshop
from configurator.web.known_body import HIMSELF, taken
from configurator.web.measure import shown_again
from configurator.web.tailored import made, tailored
from configurator.web.treated import less_percent
from production.freeze import Sale, freeze
from production.order import Order, Person

NOBODY = Person("", "", "")


def frozen(at: Desk, person: Person = NOBODY, offered: Personal | None = None) -> Order:
    """The order the draft would become today, not yet numbered. Takes a moment; saves nothing.

    What is `offered` to him comes off its price; `placed` sees to it that he has it once.

    Raises:
        NotComplete: see there.
        NoBlockFits: see there, or the cloth was never measured for shrinkage.
    """
    now, draft, values = workshop().now(), at.draft, made(at)
    # Both are known once `made` gives anything.
    assert draft.measured_at is not None
    assert at.state.ready_on is not None
    with workshop().database.reading() as session:
        guessed = estimated(session, draft)
    less = less_percent(draft)
    return freeze(
        at.engine.book,
        Sale(
            number="",
            configuration=draft.link,
            revision=draft.revision,
            values=values,
            person=person,
            body_mm=draft.body_mm,
            measured_at=draft.measured_at,
            # Who measured himself; the work order prints his initials.
            measured_by=draft.measured_by or person.name,
            tailoring=tailored(at, values).tailoring,
            placed_at=now,
            today=at.situation.today,
            promised_on=at.state.ready_on,
            estimated=guessed,
            less_percent=less,
            offer_name=offered.name if offered else "",
            offer=offered.offer if offered else None,
        ),
    )


def earlier(request: Request) -> bool:
    """Whether `request` arrived and was answered before. Raises KeyUsedOtherwise."""
    with workshop().database.reading() as session:
        return replayed(session, request) is not None


def placed(  # noqa: PLR0913, PLR0917 - what, by which request, for whom, and what beside
    at: Desk,
    order: Order,
    request: Request,
    customer: str | None = None,
    code: str = "",
    beside: Beside = NOTHING,
) -> StoredOrder:
    """Place `order`, once: whoever asks again is given the order that stands.

    It is for `customer` if the asker said whom of the customers known, else for whom the draft
    is, and for somebody new where that is nobody yet. `code` is of who told him of us,
    or of the offer that is in the price.

    Raises StaleDraft, KeyUsedOtherwise, NotThere, CodeRefused, OfferRefused, SoldOut.
    """
    asker, person, typed = sessions.account(), order.person, shown_again(at)
    link, now = workshop().new_link(), order.placed_at
    year = workshop().here(now).year
    new = Customer(link, person.name, person.email, person.phone, now)
    with workshop().database.recording() as session:
        standing = find_placement(session, order, request)
        if standing:
            return standing.stored
        whose = customer or customer_ordering(session, at.draft, asker, new)
        join_customer(session, at.draft, whose)
        record_news(session, taken(at.product, at.draft, typed, whose))
        by = asker.id if asker else HIMSELF
        placement, pair = place_with(session, order, beside, whose, request, by, year=year)
        stored, zone = placement.stored, workshop().settings.time_zone
        take_any_code(session, code, stored, workshop().here(now).date(), by)
        for one in (stored, pair):
            if one:
                earn(session, order_earned(one, at.product, zone), now)
        return stored


def order_called(number: str) -> StoredOrder:
    """The order with that number. Raises NotThere."""
    with workshop().database.reading() as session:
        return get_order(session, number)
