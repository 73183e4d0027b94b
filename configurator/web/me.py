"""A customer's own pages: what he designs, what he ordered, and what was measured of him.

Others reach a draft by its link, but only its owner finds it in a list; the order or measurement of
another is answered like one that does not exist.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from configurator.storage.accounts import Account, Role
from configurator.storage.customers import MeasurementTaken, latest_measurements
from configurator.storage.drafts import drafts_of
from configurator.storage.one_person import everybody_in, is_same_person
from configurator.storage.orders import list_orders, orders_by_draft
from configurator.storage.own_messages import count_new
from configurator.storage.stock import stock_units
from configurator.storage.wishes import wishes_of
from configurator.web.access import must_be_own, only_for
from configurator.web.commitments import days_kept
from configurator.web.designs import designs_of
from configurator.web.desk import language, workshop
from configurator.web.gallery_cards import wished_designs
from configurator.web.measure_words import NAMES, Units, with_unit
from configurator.web.order import included_tax_cents
from configurator.web.paper import sides
from configurator.web.placing import order_called
from configurator.web.render import render
from configurator.web.sessions import account
from configurator.web.status_words import SIGNS, TONES, Words, status_words
from customers.body.measurement import measurement
from production.tracking import State

blueprint = Blueprint("me", __name__, url_prefix="/me")

AT_FIRST, AT_MOST = 12, 50
"""So many designs and orders are shown at first, and when all are asked for."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measurement as people read it, and when it was taken."""

    name: str
    length: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Badge:
    """How far an order is: words, the sign beside them and the colour."""

    words: Words
    sign: str
    tone: str


@blueprint.get("")
@only_for(Role.CUSTOMER)
def show() -> Response:
    """Drafts, designs, orders and measurements of who asks."""
    me = _me()
    most = AT_MOST if "all" in request.args else AT_FIRST
    with workshop().database.reading() as session:
        drafts = drafts_of(session, me.id, me.customer, limit=most + 1)
        stock = stock_units(session)
        numbers = orders_by_draft(session, [draft.link for draft in drafts])
        orders = list_orders(session, limit=most, customer=me.customer) if me.customer else None
        taken = latest_measurements(session, me.customer) if me.customer else {}
        wishes = wishes_of(session, everybody_in(session, me.customer)) if me.customer else ()
        new = count_new(session, me.customer) if me.customer else 0
    wanted = {wish.subject.draft for wish in wishes if wish.draft}
    designs = designs_of(drafts[:most], stock)
    return render(
        "me/page.html",
        "me/page.html",
        me=me,
        drafts=[one for one in designs if not one.is_complete],
        designs=[one for one in designs if one.is_complete],
        orders=orders.lines if orders else (),
        ordered=lambda one: numbers.get((one.draft.link, one.draft.revision), ""),
        more=len(drafts) > most or bool(orders and orders.older),
        measures=_measures(taken.values()),
        names=_product_names(),
        galleries=[key for key, one in workshop().engines.items() if one.product.designs],
        badge=_badge,
        wishes=wished_designs(wishes, stock),
        is_wished=lambda one: one.draft.link in wanted,
        new=new,
        new_key=lambda: uuid4().hex,
    )


@blueprint.get("/orders/<number>")
@only_for(Role.CUSTOMER)
def order(number: str) -> Response:
    """One order of who asks: how far it is, what was chosen, what it costs."""
    stored = order_called(number)
    own = _me().customer
    with workshop().database.reading() as session:
        whose = own if is_same_person(session, stored.customer, own) else stored.customer
    must_be_own("order", number, whose, own)
    order = stored.order
    return render(
        "me/order.html",
        "me/order.html",
        order=order,
        state=stored.state,
        badge=_badge(stored.state),
        included_tax_cents=included_tax_cents(order.total_cents, order.tax_percent),
        drawings=sides(order, (_("Front"), _("Back"))),
        body=[
            (str(NAMES[key]), _length(key, amount))
            for key, amount in order.body_mm.items()
            if key in NAMES
        ],
        spoken=language(),
        kept=days_kept(),
        new_key=lambda: uuid4().hex,
    )


def _me() -> Account:
    found = account()
    assert found is not None  # only_for saw to it
    return found


def _measures(taken: Iterable[MeasurementTaken]) -> list[Measure]:
    """Each with its day; what no page has a name for is left out."""
    return [
        Measure(str(NAMES[one.key]), _length(one.key, one.amount), one.measured_at)
        for one in taken
        if one.key in NAMES
    ]


def _length(key: str, amount: int) -> str:
    known = measurement(key)
    return with_unit(amount, Units.METRIC.of(known), known)


def _badge(state: str) -> Badge:
    known = State(state)
    return Badge(status_words(known), SIGNS.get(known, "clock"), TONES.get(known, "known"))


def _product_names() -> dict[str, str]:
    engines = workshop().engines
    return {key: engine.product.name.in_(language()) for key, engine in engines.items()}
