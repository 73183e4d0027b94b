"""The conversation in which a draft becomes an order, and what is said after that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _

from configurator.storage.drafts import StaleDraft
from configurator.storage.idempotency import Request
from configurator.storage.orders import StoredOrder, orders_of_draft
from configurator.web import view
from configurator.web.contact import mistakes, read_person
from configurator.web.desk import Desk, desk, desk_with, language, workshop
from configurator.web.drawing import drawings
from configurator.web.form import read_form
from configurator.web.placing import NOBODY, NotComplete, earlier, frozen, placed
from configurator.web.render import render
from production.freeze import CannotBeMade
from production.order import Order, Person

blueprint = Blueprint("order", __name__, url_prefix="/configure")


@dataclass(frozen=True, slots=True)
class Filled:
    """The contact form: what was typed, what is wrong with it, a word about all."""

    person: Person = NOBODY
    wrong: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""


@blueprint.get("/<product_key>/<link>/order")
def show(product_key: str, link: str) -> Response:
    """The review with the form, what is missing, or the order that was placed."""
    at = desk(product_key, link)
    orders = _orders(at)
    if orders and orders[0].order.revision == at.draft.revision:
        return _placed(at, orders[0])
    return _review(at, Filled())


@blueprint.post("/<product_key>/<link>/order")
def submit(product_key: str, link: str) -> Response:
    """Place the order, or say what is in the way; then the same address shows it."""
    at, form = desk(product_key, link), read_form()
    asker = Request(f"order {link}", form.key, {"revision": form.revision})
    if earlier(asker) or any(one.order.revision == form.revision for one in _orders(at)):
        return _sent(at)
    person = read_person(request.form)
    if form.revision != at.draft.revision:
        return _stale(at, person)
    if wrong := mistakes(person):
        return _review(at, Filled(person, wrong), HTTPStatus.UNPROCESSABLE_ENTITY)
    order = frozen(at, person)
    if _agreed(order) != (request.form.get("total_cents"), request.form.get("promised_on")):
        told = _("Price or date changed since you looked. Please look at both, then order.")
        return _review(at, Filled(person, notice=told), HTTPStatus.CONFLICT)
    try:
        placed(at, order, asker)
    except StaleDraft as conflict:
        return _stale(desk_with(at.engine, conflict.current), person)
    return _sent(at)


def _agreed(order: Order) -> tuple[str, str]:
    """What the customer says yes to; the form carries it so that it cannot move unseen."""
    return str(order.total_cents), order.promised_on.isoformat()


def _stale(at: Desk, person: Person) -> Response:
    told = _(
        "This design was changed on another device meanwhile, so nothing was ordered. This is how"
        " it stands now."
    )
    return _review(at, Filled(person, notice=told), HTTPStatus.CONFLICT)


def _orders(at: Desk) -> tuple[StoredOrder, ...]:
    with workshop().database.reading() as session:
        return orders_of_draft(session, at.draft.link)


def _review(at: Desk, filled: Filled, status: int = HTTPStatus.OK) -> Response:
    try:
        order = frozen(at)
    except NotComplete:
        return _missing(at, status)
    except CannotBeMade:
        return _missing(at, HTTPStatus.UNPROCESSABLE_ENTITY, impossible=True)
    agreed_cents, agreed_on = _agreed(order)
    return render(
        "order/page.html",
        "order/page.html",
        status=status,
        order=order,
        included_tax_cents=included_tax_cents(order.total_cents, order.tax_percent),
        agreed_cents=agreed_cents,
        agreed_on=agreed_on,
        filled=filled,
        earlier=[one.order.number for one in _orders(at)],
        key=uuid4().hex,
        **_about(at),
    )


def _missing(at: Desk, status: int, *, impossible: bool = False) -> Response:
    """The page that says what is still to do before this can be ordered."""
    decided = view.decided(at.product, at.state)
    open_steps = [
        step for step in at.product.steps if any(key not in decided for key in step.options)
    ]
    return render(
        "order/missing.html",
        "order/missing.html",
        status=status,
        open_steps=[(step.key, step.name.in_(language())) for step in open_steps],
        measured=bool(at.draft.body_mm) and not at.state.clash,
        impossible=impossible,
        **_about(at),
    )


def _placed(at: Desk, stored: StoredOrder) -> Response:
    return render("order/placed.html", "order/placed.html", order=stored.order, **_about(at))


def _about(at: Desk) -> dict[str, Any]:
    """What every page of this conversation needs."""
    name = at.product.name.in_(language())
    values = view.decided(at.product, at.state)
    titles = _("%(product)s, front", product=name), _("%(product)s, back", product=name)
    return {
        "product": at.product,
        "draft": at.draft,
        "name": name,
        "caption": view.caption(at.product, values, language()),
        "drawings": drawings(at.product, values, titles),
        "spoken": language(),
    }


def included_tax_cents(total_cents: int, tax_percent: int) -> int:
    """The tax that is part of a total, rounded to the nearest cent, half a cent up."""
    whole = 100 + tax_percent
    return (2 * total_cents * tax_percent + whole) // (2 * whole)


def _sent(at: Desk) -> Response:
    place = url_for("order.show", product_key=at.product.key, link=at.draft.link)
    return make_response(redirect(place, 303))
