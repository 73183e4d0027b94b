"""The conversation in which a draft becomes an order, and what is said after that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.storage.accounts import Role
from configurator.storage.campaign_codes import OfferRefused
from configurator.storage.customers import Customer, get_customer, twins_of
from configurator.storage.drafts import StaleDraft
from configurator.storage.idempotency import Request
from configurator.storage.orders import StoredOrder, orders_of_draft
from configurator.storage.referral_codes import CodeRefused, Why
from configurator.storage.stock import SoldOut
from configurator.web import sessions, view
from configurator.web.access import for_everybody
from configurator.web.add_ons import (
    add_ons_shown,
    asked_for,
    looks_again,
    pair_beside,
    wants_offers,
)
from configurator.web.campaign_offer import NOT_TAKEN, any_code, offered_for, offered_here
from configurator.web.contact import mistakes, read_person
from configurator.web.desk import Desk, desk, language, workshop
from configurator.web.drawing import drawings
from configurator.web.form import read_form
from configurator.web.measure import shown_again
from configurator.web.order_body import order_body
from configurator.web.placing import NOBODY, earlier, frozen, placed
from configurator.web.referral import kept_code
from configurator.web.render import render, see_other
from configurator.web.selling import Basket, basket, selling
from configurator.web.status_words import PARTS_DONE, SIGNS, TONES, status_words
from configurator.web.tailored import NoBlockFits, NotComplete
from configurator.web.tailoring_words import explained, misfit_words
from configurator.web.whose import customer_here, is_at_the_counter
from customers.body.fitting import FIT
from production.freeze import CannotBeMade
from production.order import Order, Person
from production.tracking import State

NEW = "new"
"""What stands in place of a customer's id where the counter says it is somebody new."""

LONGEST_CODE = 20

blueprint = Blueprint("order", __name__, url_prefix="/configure")


@dataclass(frozen=True, slots=True)
class Filled:
    """The contact form: what was typed, what is wrong with it, a word about all.

    `twins` are customers known by the same e-mail or phone, one of whom it may be.
    """

    person: Person = NOBODY
    wrong: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    twins: tuple[Customer, ...] = ()


@blueprint.get("/<product_key>/<link>/order")
@for_everybody
def show(product_key: str, link: str) -> Response:
    """The review with the form, what is missing, or the order that was placed."""
    at = desk(product_key, link)
    orders = _orders(at)
    if orders and orders[0].order.revision == at.draft.revision:
        return _placed(at, orders[0])
    return _review(at, Filled(_expected(at)))


@blueprint.post("/<product_key>/<link>/order")
@for_everybody
def submit(product_key: str, link: str) -> Response:
    """Place the order, or say what is in the way; then the same address shows it."""
    at, form = desk(product_key, link), read_form()
    if looks_again():
        return _review(at, Filled(read_person(request.form)))
    beside = {"add_ons": sorted(asked_for())} if asked_for() else {}
    asker = Request(f"order {link}", form.key, {"revision": form.revision} | beside)
    if earlier(asker) or any(one.order.revision == form.revision for one in _orders(at)):
        return _sent(at)
    person = read_person(request.form)
    if form.revision != at.draft.revision:
        return _stale(at, person)
    wrong = mistakes(person)
    if _typed_code() and not any_code(_typed_code()):
        wrong["code"] = str(NOT_TAKEN[Why.UNKNOWN])
    if wrong:
        return _review(at, Filled(person, wrong), HTTPStatus.UNPROCESSABLE_ENTITY)
    return _ordered(at, person, asker)


def _ordered(at: Desk, person: Person, asker: Request) -> Response:
    """The answer to an order without mistakes: placed, unless somebody must look first."""
    chosen = request.form.get("customer", "")
    if twins := () if chosen else _twins(at, person):
        told = _("Somebody is known by this e-mail or phone. Please say who it is, then order.")
        return _review(at, Filled(person, notice=told, twins=twins), HTTPStatus.CONFLICT)
    try:
        return _as_agreed(at, person, asker, chosen)
    except (CodeRefused, OfferRefused) as refused:
        wrong = {"code": str(NOT_TAKEN[refused.why])}
        return _review(at, Filled(person, wrong), HTTPStatus.UNPROCESSABLE_ENTITY)


def _as_agreed(at: Desk, person: Person, asker: Request, chosen: str) -> Response:
    """The order placed, if it is what was looked at. Raises CodeRefused, OfferRefused."""
    order = frozen(at, person, offered_for(at, chosen, _typed_code()))
    sold = selling(at, order, wants_offers=wants_offers())
    full = basket(at, order, sold, asked_for(), person)
    seen = request.form.get("total_cents", "")
    if _agreed(full) != (seen, request.form.get("promised_on")):
        told = _("Price or date changed since you looked. Please look at both, then order.")
        if order.offer_cents and str(full.total_cents + order.offer_cents) == seen:
            told = _("Your offer is in the price now. Please look at it, then order.")
        return _review(at, Filled(person, notice=told), HTTPStatus.CONFLICT)
    try:
        placed(at, full.order, asker, _customer(chosen), any_code(_typed_code()), full.beside)
    except SoldOut:
        told = _("An accessory was sold meanwhile. Please look at what is left, then order.")
        return _review(at, Filled(person, notice=told), HTTPStatus.CONFLICT)
    except StaleDraft as conflict:
        return _stale(at.holding(conflict.current), person)
    return _sent(at)


def _typed_code() -> str:
    """The code of who told of us, as typed; before that, what the visit was asked to keep."""
    return request.form.get("code", kept_code()).strip()[:LONGEST_CODE]


def _expected(at: Desk) -> Person:
    """Whom it is for, where that is known and the asker may know."""
    customer, who = customer_here(at.draft), sessions.account()
    if customer:
        return Person(customer.name, customer.email, customer.phone)
    if who and who.role is Role.CUSTOMER:
        return Person(who.name, who.email, "")
    return NOBODY


def _twins(at: Desk, person: Person) -> tuple[Customer, ...]:
    """Who is known already by this e-mail or phone; told only to the counter."""
    if not is_at_the_counter() or customer_here(at.draft):
        return ()
    with workshop().database.reading() as session:
        return twins_of(session, person.email, person.phone)


def _customer(chosen: str) -> str | None:
    """The known customer the counter chose; None where it is somebody new. Raises NotThere."""
    if not chosen or chosen == NEW or not is_at_the_counter():
        return None
    with workshop().database.reading() as session:
        return get_customer(session, chosen).id


def _agreed(full: Basket) -> tuple[str, str]:
    """What the customer says yes to; the form carries it so that it cannot move unseen."""
    return str(full.total_cents), full.order.promised_on.isoformat()


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
        order = frozen(at, offered=offered_here(at, _typed_code()))
    except NotComplete:
        return _missing(at, status)
    except CannotBeMade as error:
        return _missing(at, HTTPStatus.UNPROCESSABLE_ENTITY, error)
    sold = selling(at, order, wants_offers=wants_offers())
    full = basket(at, order, sold, asked_for(), filled.person)
    order, taken = full.order, full.beside.taken
    agreed_cents, agreed_on = _agreed(full)
    return render(
        "order/page.html",
        "order/page.html",
        status=status,
        order=order,
        included_tax_cents=included_tax_cents(order.total_cents, order.tax_percent),
        full_cents=full.total_cents,
        taken=taken,
        add_ons=add_ons_shown(sold, taken),
        no_offers=not wants_offers(),
        agreed_cents=agreed_cents,
        agreed_on=agreed_on,
        tailored=explained(at.product, at.draft, order.tailoring) if _may_see_body(at) else None,
        filled=filled,
        code=_typed_code(),
        earlier=[one.order.number for one in _orders(at)],
        key=uuid4().hex,
        **_about(at),
    )


def _may_see_body(at: Desk) -> bool:
    """Whether the asker measured, is the customer or of the shop; others have only the link."""
    return shown_again(at) is not None or customer_here(at.draft) is not None


def _missing(at: Desk, status: int, why: CannotBeMade | None = None) -> Response:
    """The page that says what is still to do before this can be ordered, or `why` it cannot be."""
    clash = why.misfit if isinstance(why, NoBlockFits) and _may_see_body(at) else None
    fits = at.product.option(FIT).values if clash else ()
    names = {fit.key: fit.name.in_(language()) for fit in fits}
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
        impossible=why is not None,
        misfit=misfit_words(at.product, clash) if clash else (),
        fits=[(key, names[key]) for key in clash.fits] if clash else [],
        new_key=lambda: uuid4().hex,
        **_about(at),
    )


def _placed(at: Desk, stored: StoredOrder) -> Response:
    state = State(stored.state)
    return render(
        "order/placed.html",
        "order/placed.html",
        order=stored.order,
        state=state,
        words_of_state=status_words(state),
        sign_of_state=SIGNS.get(state, "check"),
        tone=TONES.get(state, "good"),
        parts_done=PARTS_DONE.get(state, 0),
        pair=pair_beside(stored.order),
        **{**_about(at), "warnings": warned_of(stored.order)},
    )


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
        "warnings": view.warnings(at.advice, language()),
        "body": order_body(at),
        "spoken": language(),
    }


def warned_of(order: Order) -> tuple[str, ...]:
    """What the customer was warned of when he ordered."""
    return tuple(warning.in_(language()) for warning in order.warnings)


def included_tax_cents(total_cents: int, tax_percent: int) -> int:
    """The tax that is part of a total, rounded to the nearest cent, half a cent up."""
    whole = 100 + tax_percent
    return (2 * total_cents * tax_percent + whole) // (2 * whole)


def _sent(at: Desk) -> Response:
    place = url_for("order.show", product_key=at.product.key, link=at.draft.link)
    return see_other(place)
