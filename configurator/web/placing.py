"""From a draft to an order: what is thought out before, and the one transaction that places it."""

from collections.abc import Mapping

from catalog.product import Kind
from configurator.storage.customers import Customer, record_news
from configurator.storage.idempotency import Request, replayed
from configurator.storage.orders import (
    StoredOrder,
    find_placement,
    get_order,
    place_order,
)
from configurator.storage.ownership import customer_ordering
from configurator.web import sessions
from configurator.web.desk import Desk, workshop
from configurator.web.known_body import HIMSELF, taken
from configurator.web.measure import shown_again
from customers.body.tailor import NotMeasured, UnknownShrinkage, tailor
from customers.body.target import Tailoring
from production.freeze import CannotBeMade, Sale, freeze
from production.order import Order, Person
from rules.check import broken
from rules.complete import Goal, complete

NOBODY = Person("", "", "")


class NotComplete(CannotBeMade):
    """Choices or measurements are still missing, or clash."""


class NoBlockFits(CannotBeMade):
    """No pattern can be adjusted to this body under the rules."""


def frozen(at: Desk, person: Person = NOBODY) -> Order:
    """The order the draft would become today, not yet numbered. Takes a moment; saves nothing.

    Raises:
        NotComplete: see there.
        NoBlockFits: see there, or the cloth was never measured for shrinkage.
    """
    now, state, draft = workshop().now(), at.state, at.draft
    values = complete(at.engine, at.situation, Goal.CHEAPEST) if state.complete else None
    if values is None or state.ready_on is None or draft.measured_at is None:
        raise NotComplete
    made = {option.key: values[option.key] for option in at.product.of_kind(*_MADE)}
    return freeze(
        at.engine.book,
        Sale(
            number="",
            configuration=draft.link,
            revision=draft.revision,
            values=made,
            person=person,
            body_mm=draft.body_mm,
            measured_at=draft.measured_at,
            # Who measured himself; the work order prints his initials.
            measured_by=draft.measured_by or person.name,
            tailoring=_tailoring(at, made),
            placed_at=now,
            today=at.situation.today,
            promised_on=state.ready_on,
        ),
    )


def earlier(request: Request) -> bool:
    """Whether `request` arrived and was answered before. Raises KeyUsedOtherwise."""
    with workshop().database.reading() as session:
        return replayed(session, request) is not None


def placed(at: Desk, order: Order, request: Request, customer: str | None = None) -> StoredOrder:
    """Place `order`, once: whoever asks again is given the order that stands.

    It is for `customer` if the asker said whom of the customers known, else for whom the draft
    is, and for somebody new where that is nobody yet.

    Raises StaleDraft, KeyUsedOtherwise, NotThere.
    """
    asker, person, typed = sessions.account(), order.person, shown_again(at)
    link, now = workshop().new_link(), order.placed_at
    new = Customer(link, person.name, person.email, person.phone, now)
    with workshop().database.recording() as session:
        standing = find_placement(session, order, request)
        if standing:
            return standing.stored
        whose = customer or customer_ordering(session, at.draft, asker, new)
        record_news(session, taken(at.product, at.draft, typed, whose))
        return place_order(session, order, whose, request, asker.id if asker else HIMSELF).stored


def order_called(number: str) -> StoredOrder:
    """The order with that number. Raises NotThere."""
    with workshop().database.reading() as session:
        return get_order(session, number)


_MADE = (Kind.DESIGN, Kind.DERIVED)


def _tailoring(at: Desk, made: Mapping[str, str]) -> Tailoring:
    values = {**made, **at.situation.facts}
    book = at.engine.book
    try:
        found = tailor(
            at.product, values, at.draft.body_mm, lambda sized: not broken(book, {**sized})
        )
    except NotMeasured as error:
        raise NotComplete from error
    except UnknownShrinkage as error:
        raise NoBlockFits from error
    if found is None:
        raise NoBlockFits
    return found
