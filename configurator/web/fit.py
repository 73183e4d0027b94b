"""The conversation about how a pair fits, and what the next one learns of it.

In the shop after collection, or by the customer on his own page; both lead to the same record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage.accounts import Account, Role
from configurator.storage.documents import fingerprint
from configurator.storage.fit import said_of, say_fit, switch_learning
from configurator.storage.idempotency import Request, done_before
from configurator.storage.orders import StoredOrder
from configurator.web import sessions
from configurator.web.access import must_be_own, only_for
from configurator.web.desk import workshop
from configurator.web.fit_words import FELT_WORDS, ZONE_WORDS, in_force, taught
from configurator.web.form import read_form
from configurator.web.learned import learned_of
from configurator.web.placing import order_called
from configurator.web.render import render, see_other
from configurator.web.whose import AT_THE_COUNTER
from customers.body.feedback import ZONES, Felt, Zone, answers
from production.tracking import State

blueprint = Blueprint("fit", __name__)

ON = "on"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the forms of a page are sent, and the order they are about."""

    page: str
    learning: str
    order: str


_SHOP = Places("fit.show", "fit.learn", "orders.show")
_OWN = Places("fit.show_own", "fit.learn_own", "me.order")


@blueprint.get("/orders/<number>/fit")
@only_for(*AT_THE_COUNTER)
def show(number: str) -> Response:
    """What was said of a pair, and what is learned of its customer. Raises NotThere."""
    return _page(order_called(number), _SHOP)


@blueprint.post("/orders/<number>/fit")
@only_for(*AT_THE_COUNTER)
def say(number: str) -> Response:
    """Keep what the customer says in the shop. Raises NotThere."""
    return _said(order_called(number), _SHOP)


@blueprint.post("/orders/<number>/fit/learning")
@only_for(*AT_THE_COUNTER)
def learn(number: str) -> Response:
    """Learn of the customer, or no longer. Raises NotThere."""
    return _switched(order_called(number), _SHOP)


@blueprint.get("/me/orders/<number>/fit")
@only_for(Role.CUSTOMER)
def show_own(number: str) -> Response:
    """The same for the customer himself. Raises NotThere."""
    return _page(_own(number), _OWN)


@blueprint.post("/me/orders/<number>/fit")
@only_for(Role.CUSTOMER)
def say_own(number: str) -> Response:
    """Keep what the customer says at home. Raises NotThere."""
    return _said(_own(number), _OWN)


@blueprint.post("/me/orders/<number>/fit/learning")
@only_for(Role.CUSTOMER)
def learn_own(number: str) -> Response:
    """Learn of him, or no longer, as the customer wants it. Raises NotThere."""
    return _switched(_own(number), _OWN)


def _own(number: str) -> StoredOrder:
    stored = order_called(number)
    must_be_own("order", number, stored.customer, _asker().customer)
    return stored


def _asker() -> Account:
    who = sessions.account()
    assert who is not None  # only_for saw to it
    return who


def _said(stored: StoredOrder, places: Places) -> Response:
    form, felt, number = read_form(), _felt(), stored.order.number
    if stored.state != State.COLLECTED:
        told = _("A pair is spoken of once it was collected and worn.")
        return _page(stored, places, told, HTTPStatus.CONFLICT)
    if not felt:
        told = _("Please say of at least one place how it fits.")
        return _page(stored, places, told, HTTPStatus.UNPROCESSABLE_ENTITY)
    now, content = workshop().now(), {zone.value: one.value for zone, one in felt.items()}
    # Sent again after something else was tapped, a form has the key it was drawn with.
    asker = Request(f"fit {number} {fingerprint(content)}", form.key, content)
    with workshop().database.recording() as session:
        if not done_before(session, asker, now):
            say_fit(session, stored, felt, _asker().id, now)
    return _sent(places, number)


def _switched(stored: StoredOrder, places: Places) -> Response:
    form, number, now = read_form(), stored.order.number, workshop().now()
    wanted = request.form.get("learning") == ON
    asker = Request(f"learning {stored.customer} {wanted}", form.key, {})
    with workshop().database.recording() as session:
        if not done_before(session, asker, now):
            switch_learning(session, stored.customer, _asker().id, now, on=wanted)
    return _sent(places, number)


def _felt() -> Mapping[Zone, Felt]:
    """What was tapped, by zone. What no form of ours sends ends the request as bad (400)."""
    found: dict[Zone, Felt] = {}
    for zone in Zone:
        text = request.form.get(zone.value, "")
        if text and text not in answers(zone):
            abort(HTTPStatus.BAD_REQUEST)
        if text:
            found[zone] = Felt(text)
    return found


def _page(
    stored: StoredOrder, places: Places, trouble: str = "", status: int = HTTPStatus.OK
) -> Response:
    order, engine = stored.order, workshop().engines.get(stored.order.product)
    if engine is None:
        abort(HTTPStatus.NOT_FOUND)
    with workshop().database.reading() as session:
        said = said_of(session, [order.number]).get(order.number, {})
    learned = learned_of(stored.customer, engine.product)
    shown = _felt() if trouble else {zone: one.felt for zone, one in said.items()}
    points = {target.point.key for target in order.tailoring.targets}
    return render(
        "fit/page.html",
        "fit/page.html",
        status=status,
        order=order,
        is_worn=stored.state == State.COLLECTED,
        zones=[
            (zone, answers(zone)) for zone, about in ZONES.items() if points.intersection(about)
        ],
        shown=shown,
        zone_words=ZONE_WORDS,
        felt_words=FELT_WORDS,
        was_said=bool(said),
        lessons=taught(engine.product, learned),
        in_force=in_force(engine.product, learned),
        is_learning=learned.is_on,
        to=places,
        of_the_shop=places is _SHOP,
        trouble=trouble,
        new_key=lambda: uuid4().hex,
    )


def _sent(places: Places, number: str) -> Response:
    return see_other(url_for(places.page, number=number, _anchor="learned"))
