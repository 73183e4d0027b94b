"""A customer's own pages: what he designs, what he ordered, and what was measured of him.

Others reach a draft by its link, but only its owner finds it in a list; the order or measurement of
another is answered like one that does not exist.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from markupsafe import Markup

from configurator.storage.accounts import Account, Role
from configurator.storage.customers import MeasurementTaken, latest_measurements
from configurator.storage.drafts import Draft, drafts_of
from configurator.storage.orders import list_orders, orders_by_draft
from configurator.web import view
from configurator.web.access import must_be_own, only_for
from configurator.web.desk import desk_with, language, workshop
from configurator.web.drawing import drawings
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

_MARKS = re.compile(r"(front|back)-[0-9a-f]{8}-")


@dataclass(frozen=True, slots=True)
class Design:
    """A draft as its card shows it; `order` is the number under which it was ordered, or empty."""

    product: str
    name: str
    link: str
    caption: str
    picture: Markup
    saved_at: datetime
    total_cents: int
    currency: str
    is_complete: bool
    order: str


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
        numbers = orders_by_draft(session, [draft.link for draft in drafts])
        orders = list_orders(session, limit=most, customer=me.customer) if me.customer else None
        taken = latest_measurements(session, me.customer) if me.customer else {}
    designs = _designs(drafts[:most], numbers)
    return render(
        "me/page.html",
        "me/page.html",
        me=me,
        drafts=[one for one in designs if not one.is_complete],
        designs=[one for one in designs if one.is_complete],
        orders=orders.lines if orders else (),
        more=len(drafts) > most or bool(orders and orders.older),
        measures=_measures(taken.values()),
        names=_product_names(),
        badge=_badge,
    )


@blueprint.get("/orders/<number>")
@only_for(Role.CUSTOMER)
def order(number: str) -> Response:
    """One order of who asks: how far it is, what was chosen, what it costs."""
    stored = order_called(number)
    must_be_own("order", number, stored.customer, _me().customer)
    order = stored.order
    return render(
        "me/order.html",
        "me/order.html",
        order=order,
        badge=_badge(stored.state),
        included_tax_cents=included_tax_cents(order.total_cents, order.tax_percent),
        drawings=sides(order, (_("Front"), _("Back"))),
        body=[
            (str(NAMES[key]), _length(key, amount))
            for key, amount in order.body_mm.items()
            if key in NAMES
        ],
        spoken=language(),
    )


def _me() -> Account:
    found = account()
    assert found is not None  # only_for saw to it
    return found


def _designs(drafts: Sequence[Draft], ordered: Mapping[tuple[str, int], str]) -> list[Design]:
    return [
        _design(draft, number, ordered.get((draft.link, draft.revision), ""))
        for number, draft in enumerate(drafts)
        if draft.configuration.product in workshop().engines
    ]


def _design(draft: Draft, number: int, order: str) -> Design:
    at = desk_with(workshop().engines[draft.configuration.product], draft)
    values = view.decided(at.product, at.state)
    name = at.product.name.in_(language())
    titles = _("%(product)s, front", product=name), _("%(product)s, back", product=name)
    return Design(
        product=at.product.key,
        name=name,
        link=draft.link,
        caption=view.caption(at.product, values, language()),
        picture=_numbered(drawings(at.product, values, titles).front, number),
        saved_at=draft.saved_at,
        total_cents=at.state.total_cents,
        currency=at.product.currency,
        is_complete=at.state.complete,
        order=order,
    )


def _numbered(drawing: Markup, number: int) -> Markup:
    """`drawing` with ids of its own: two designs that look alike may stand on one page."""
    return Markup(_MARKS.sub(rf"\g<0>{number}-", drawing))  # noqa: S704 - it is our own drawing


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
