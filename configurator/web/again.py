"""A pair once more: ordered again with the profile in force, or remade because it did not fit."""

from dataclasses import replace
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from catalog.configuration import By, Choice, Configuration, taking
from catalog.product import Product
from configurator.storage.accounts import Role
from configurator.storage.customers import latest_measurements
from configurator.storage.drafts import Draft, create_draft, find_draft
from configurator.storage.fit import Remake, record_remake
from configurator.storage.idempotency import Answer, Request, remember, replayed
from configurator.storage.orders import StoredOrder
from configurator.web import known_body, own_drafts, sessions
from configurator.web.access import must_be_own, only_for
from configurator.web.desk import engine_of, who, workshop
from configurator.web.form import choosable, read_form
from configurator.web.placing import order_called
from configurator.web.render import render, see_other
from configurator.web.whose import AT_THE_COUNTER
from customers.body.start import BODY

blueprint = Blueprint("again", __name__)

LONGEST_REASON = 500
CREATED = 201


@blueprint.post("/orders/<number>/again")
@only_for(*AT_THE_COUNTER)
def order_again(number: str) -> Response:
    """Lead to the review of the same design, as it would be made today. Raises NotThere."""
    return _again(order_called(number))


@blueprint.post("/me/orders/<number>/again")
@only_for(Role.CUSTOMER)
def order_own_again(number: str) -> Response:
    """The same for the customer himself. Raises NotThere."""
    stored, asker = order_called(number), sessions.account()
    must_be_own("order", number, stored.customer, asker.customer if asker else None)
    return _again(stored)


@blueprint.get("/orders/<number>/remake")
@only_for(*AT_THE_COUNTER)
def ask_remake(number: str) -> Response:
    """Ask why a pair shall be remade. Raises NotThere."""
    return _asked(order_called(number))


@blueprint.post("/orders/<number>/remake")
@only_for(*AT_THE_COUNTER)
def remake(number: str) -> Response:
    """Begin the pair that replaces this one, saying why. Raises NotThere."""
    stored = order_called(number)
    reason = " ".join(request.form.get("reason", "").split())[:LONGEST_REASON]
    if not reason:
        told = _("Please say why, so that others understand it later.")
        return _asked(stored, told, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _again(stored, reason)


def _again(stored: StoredOrder, reason: str = "") -> Response:
    form, order, now = read_form(), stored.order, workshop().now()
    draft, asker = _draft(stored, engine_of(order.product).product), sessions.account()
    assert asker is not None  # only_for saw to it
    asked = Request(f"order {order.number} again {asker.id}", form.key, {"reason": reason})
    with workshop().database.recording() as session:
        before = replayed(session, asked)
        link = before.document["link"] if before else create_draft(session, draft).link
        if not before:
            if reason:
                record_remake(session, Remake(link, order.number, reason, asker.id, now))
            remember(session, asked, Answer(CREATED, {"link": link}), now)
    place = url_for("order.show", product_key=order.product, link=link)
    return see_other(place)


def _draft(stored: StoredOrder, product: Product) -> Draft:
    """The design of an order as far as it is still made, for the body as it is known today."""
    order, now, owner = stored.order, workshop().now(), own_drafts.owner()
    with workshop().database.reading() as session:
        known = latest_measurements(session, stored.customer)
        first = find_draft(session, order.configuration)
    by = By.CUSTOMER if owner else who()
    taken = [Choice(line.option, line.value, by) for line in order.lines if not line.hidden]
    choices = taking((), *(one for one in taken if choosable(product, one)))
    blank = Configuration(product=product.key, edition=product.edition)
    draft = Draft(
        link=workshop().new_link(),
        configuration=blank.moved_to(choices),
        saved_at=now,
        owner=owner,
        customer=None if owner else stored.customer,
        # The way in stays; sizes are chosen anew for the body of today.
        start=replace(first.start, kept={}) if first else BODY,
    )
    fresh = known_body.measured(draft, product, known)
    if fresh.body_mm:
        return fresh
    return replace(
        draft,
        body_mm=order.body_mm,
        measured_at=order.measured_at,
        measured_by=order.measured_by,
    )


def _asked(stored: StoredOrder, trouble: str = "", status: int = HTTPStatus.OK) -> Response:
    page = "fit/remake.html"
    return render(
        page,
        page,
        status=status,
        order=stored.order,
        customer=stored.customer,
        trouble=trouble,
        key=uuid4().hex,
    )
