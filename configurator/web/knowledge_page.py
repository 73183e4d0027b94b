"""All we know of a customer and why, put together as he reads it himself, topic by topic."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.inferences import Inference
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    get_customer,
    measurement_history,
)
from configurator.storage.draft_lists import open_drafts_of
from configurator.storage.drafts import Draft
from configurator.storage.erasing import Erasure, find_erasure
from configurator.storage.identity import history_of
from configurator.storage.one_person import everybody_in
from configurator.storage.orders import StoredOrder, orders_of_customer
from configurator.storage.wishes import Wish, wishes_of
from configurator.web import sessions
from configurator.web.consents import Asked, objections_of
from configurator.web.desk import language, workshop
from configurator.web.happened import Happening, happened
from configurator.web.inferred import inferences_of
from configurator.web.known_body import HIMSELF, TAPE, TOLD
from configurator.web.known_fields import KnownField, known_fields
from configurator.web.looked import Look, looks_at
from configurator.web.measure_words import NAMES, Units, with_unit
from configurator.web.status_words import Words, status_words
from customers.body.measurement import measurement
from customers.body.reading import How
from production.tracking import State

MOST = 100
"""So many orders and drafts are named here; the copy holds all."""

HOW: dict[str, LazyString] = {
    TAPE: _l("with the tape"),
    TOLD: _l("at home"),
    How.SELF: _l("at home"),
    How.ESTIMATE: _l("estimated"),
    How.TRY_ON: _l("from a garment that was tried on"),
}

CHANGEABLE = frozenset(
    {
        *("birth_date", "given_name", "surname", "organisation_name", "street", "postcode"),
        *("town", "country", "language", "occupation", "motivation", "brake"),
    }
)
"""Fields put right on this page; name, e-mail and phone are on the page of the account."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement with its day, how it was taken and by whom; empty where by himself."""

    name: str
    length: str
    at: datetime
    how: str
    by: str


@dataclass(frozen=True, slots=True)
class Thing:
    """An order, draft or wish: what it is, how far, since when, and where it is seen."""

    what: str
    state: Words
    at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything on the page; `measured` is what counts now, `before` what it replaced."""

    customer: Customer
    fields: Sequence[KnownField]
    inferences: Sequence[Inference]
    measured: Sequence[Measured]
    before: Sequence[Measured]
    things: Sequence[Thing]
    happened: Sequence[Happening]
    stops: Sequence[Asked]
    looks: Sequence[Look]
    erasure: Erasure | None


def knowledge_of(person: str) -> Knowledge:
    """What is known of who is known as `person`. Raises NotThere."""
    with workshop().database.reading() as session:
        customer = get_customer(session, person)
        history, told = measurement_history(session, person), history_of(session, person)
        orders = orders_of_customer(session, person, MOST)
        wishes = wishes_of(session, everybody_in(session, person))
        drafts = open_drafts_of(session, person, MOST)
        erasure = find_erasure(session, person)
    latest = {one.key: one for one in history}
    news = sorted(happened(told), key=lambda one: one.at, reverse=True)
    return Knowledge(
        customer=customer,
        fields=known_fields(person),
        inferences=inferences_of(person),
        measured=list(_measured(latest.values())),
        before=list(_measured(one for one in reversed(history) if latest[one.key] is not one)),
        things=[*map(_ordered, orders), *map(_wished, wishes), *map(_drafted, drafts)],
        happened=news,
        stops=objections_of(person),
        looks=looks_at(person),
        erasure=erasure,
    )


def _measured(taken: Iterable[MeasurementTaken]) -> Iterator[Measured]:
    for one in taken:
        if one.key in NAMES:
            known = measurement(one.key)
            length = with_unit(one.amount, Units.METRIC.of(known), known)
            by = "" if one.measured_by == HIMSELF else one.measured_by
            how = str(HOW.get(one.how, one.how))
            yield Measured(str(NAMES[one.key]), length, one.measured_at, how, by)


def _ordered(one: StoredOrder) -> Thing:
    view = "orders.show" if sessions.of_the_shop() else "me.order"
    number, state = one.order.number, status_words(State(one.state))
    return Thing(
        _("Order %(number)s", number=number),
        state,
        one.order.placed_at,
        url_for(view, number=number),
    )


def _wished(one: Wish) -> Thing:
    product, design = one.subject.product, one.subject.design
    if one.draft:
        return _drafted(one.draft, _("Wish"))
    engine = workshop().engines.get(product)
    found = [it for it in engine.product.designs if it.key == design] if engine else []
    name = found[0].name.in_(language()) if found else design
    place = url_for("gallery.show", product_key=product, design=design) if found else ""
    return Thing(name, _("Wish"), one.wished_at, place)


def _drafted(one: Draft, state: str = "") -> Thing:
    key = one.configuration.product
    engine = workshop().engines.get(key)
    name = engine.product.name.in_(language()) if engine else key
    place = url_for("configure.show", product_key=key, link=one.link) if engine else ""
    return Thing(name, state or _("Draft"), one.saved_at, place)
