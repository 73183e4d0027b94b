"""The conversation about what we know of a customer and why: seen, put right, switched off, taken.

By the customer about himself, or for him by who answers his request in the shop.
"""

from datetime import date
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.inferences import EASE, TIER, Inference
from configurator.storage.accounts import Role
from configurator.storage.customers import get_customer
from configurator.storage.errors import NotThere
from configurator.storage.fit import switch_learning
from configurator.storage.idempotency import Request, done_before
from configurator.storage.rectifying import Correction, rectify
from configurator.storage.rejections import Rejection, reject, take_up
from configurator.storage.value_wanted import LIFETIME_VALUE
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.consents import answer_whole
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.inferred import inferences_of
from configurator.web.knowledge_page import CHANGEABLE, knowledge_of
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other
from configurator.web.rights import ANSWERABLE
from configurator.web.whose import known_customer
from customers.identity.imported import LONGEST
from customers.identity.written import day

blueprint = Blueprint("knowledge", __name__)


@blueprint.get("/me/knowledge")
@only_for(Role.CUSTOMER)
def show_own() -> Response:
    """What we know of who asks. Raises NotThere."""
    return _page(own())


@blueprint.get("/customers/<id_>/knowledge")
@only_for(*ANSWERABLE)
def show(id_: str) -> Response:
    """The same of a customer who asked for it in the shop. Raises NotThere."""
    return _page(known_as(id_))


@blueprint.post("/me/knowledge/conclusions")
@only_for(Role.CUSTOMER)
def switch_own() -> Response:
    """Switch a conclusion off, or on again. Raises NotThere."""
    return _switched(own())


@blueprint.post("/customers/<id_>/knowledge/conclusions")
@only_for(*ANSWERABLE)
def switch(id_: str) -> Response:
    """The same as the customer says. Raises NotThere."""
    return _switched(known_as(id_))


@blueprint.post("/me/knowledge/facts")
@only_for(Role.CUSTOMER)
def put_right_own() -> Response:
    """Put a fact right. Raises NotThere."""
    return _put_right(own())


@blueprint.post("/customers/<id_>/knowledge/facts")
@only_for(*ANSWERABLE)
def put_right(id_: str) -> Response:
    """The same as the customer says. Raises NotThere."""
    return _put_right(known_as(id_))


def own() -> str:
    """Who asks, as he is known. Raises NotThere for who is no customer yet."""
    me = me_now()
    if me.customer is None:
        raise NotThere("customer", me.id)
    return known_as(me.customer)


def known_as(id_: str) -> str:
    """As whom a customer is known. Raises NotThere."""
    return known_customer(id_).id


def _page(person: str, wrong: tuple[str, str] = ("", ""), typed: str = "") -> Response:
    """The page; `wrong` names a field and what is wrong with what was typed there."""
    return render(
        "knowledge/page.html",
        "knowledge/page.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong[0] else HTTPStatus.OK,
        known=knowledge_of(person),
        id_=person if sessions.of_the_shop() else "",
        changeable=CHANGEABLE,
        wrong=wrong,
        typed=typed,
        new_key=lambda: uuid4().hex,
    )


def _switched(person: str) -> Response:
    named, is_on = request.form.get("conclusion", ""), request.form.get("switch") == "on"
    found = next((one for one in inferences_of(person) if one.key == named), None)
    if found is None:
        raise NotThere("conclusion", named)
    if found.key == TIER:
        with workshop().database.reading() as session:
            customer = get_customer(session, person)
        answer_whole(LIFETIME_VALUE, customer, is_yes=is_on)
    else:
        _keep(person, found, is_on=is_on)
    return _back("conclusions")


def _keep(person: str, what: Inference, *, is_on: bool) -> None:
    form, shop, who = read_form(), workshop(), me_now()
    now, content = shop.now(), {"on": is_on}
    asker = Request(f"customer {person} conclusion {what.key} {who.id}", form.key, content)
    said = Rejection(
        *(form.key, person, what.key, what.words, who.id, now),
        is_own=not sessions.of_the_shop(),
    )
    with shop.database.recording() as session:
        if done_before(session, asker, now):
            return
        if what.key == EASE:
            switch_learning(session, person, who.id, now, on=is_on)
        elif is_on:
            take_up(session, said)
        else:
            reject(session, said)


def _put_right(person: str) -> Response:
    form, shop, who = read_form(), workshop(), me_now()
    key, typed = request.form.get("field", ""), " ".join(request.form.get("value", "").split())
    if key not in CHANGEABLE:
        abort(HTTPStatus.BAD_REQUEST)
    value, trouble = _read(key, typed)
    if trouble:
        return _page(person, (key, trouble), typed)
    now, content = shop.now(), {"value": value}
    asker = Request(f"customer {person} field {key} {who.id}", form.key, content)
    said = Correction(
        *(form.key, person, key, value, who.id, now), is_own=not sessions.of_the_shop()
    )
    with shop.database.recording() as session:
        if not done_before(session, asker, now):
            rectify(session, said)
    return _back("facts")


def _read(key: str, typed: str) -> tuple[str, str]:
    """The value that was typed, and what is wrong with it in words."""
    if not typed:
        return "", _("Please write what is right.")
    if len(typed) > LONGEST or not typed.isprintable():
        return "", _("This is too long, or holds signs that are no letters.")
    if key != "birth_date":
        return typed, ""
    born = day(typed)
    if born is None or date.fromisoformat(born) > workshop().today():
        return "", _("This is no day: write 2026-01-31 or 31/01/2026.")
    return born, ""


def _back(part: str) -> Response:
    named = request.view_args or {}
    view = "knowledge.show" if named else "knowledge.show_own"
    return see_other(url_for(view, **named, _anchor=part))
