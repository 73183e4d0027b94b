"""Having everything about a customer erased: asked for by himself, or written down by the shop."""

from uuid import uuid4

from flask import Blueprint, Response, url_for

from configurator.storage.accounts import Role
from configurator.storage.customers import customer_of, find_customer, get_customer
from configurator.storage.erasing import ask_erasure, find_erasure, open_orders, withdraw_erasure
from configurator.storage.idempotency import Request, done_before
from configurator.web.access import delicate, only_for
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other
from configurator.web.whose import AT_THE_COUNTER
from production.format import kept_ltr

blueprint = Blueprint("erasing", __name__)


@blueprint.get("/customers/<id_>/erase")
@only_for(*AT_THE_COUNTER)
def show(id_: str) -> Response:
    """What goes, what stays, and whether it was asked for."""
    with workshop().database.reading() as session:
        name = get_customer(session, id_).name
        asked, waits_for = find_erasure(session, id_), open_orders(session, id_)
    return _page(id_, name, asked, waits_for)


@blueprint.post("/customers/<id_>/erase")
@only_for(*AT_THE_COUNTER)
@delicate("erasing.show")
def ask(id_: str) -> Response:
    """Have it done: at once, or when the last order is handed over."""
    _asked(id_)
    return see_other(url_for("erasing.show", id_=id_))


@blueprint.post("/customers/<id_>/erase/withdraw")
@only_for(*AT_THE_COUNTER)
def withdraw(id_: str) -> Response:
    """Take it back as the customer says, while it is not done."""
    _withdrawn(id_)
    return see_other(url_for("erasing.show", id_=id_))


@blueprint.get("/me/erase")
@only_for(Role.CUSTOMER)
def show_own() -> Response:
    """The same about oneself."""
    me = me_now()
    with workshop().database.reading() as session:
        own = find_customer(session, me.customer) if me.customer else None
        asked = find_erasure(session, own.id) if own else None
        waits_for = open_orders(session, own.id) if own else ()
    return _page("", me.name, asked, waits_for)


@blueprint.post("/me/erase")
@only_for(Role.CUSTOMER)
@delicate("erasing.show_own")
def ask_own() -> Response:
    """Have everything about oneself erased."""
    shop, me = workshop(), me_now()
    if me.customer is None:  # Whoever never ordered has an account all the same.
        with shop.database.recording() as session:
            own = customer_of(session, me, shop.new_link(), shop.now()).id
    _asked(me.customer or own)
    return see_other(url_for("erasing.show_own"))


@blueprint.post("/me/erase/withdraw")
@only_for(Role.CUSTOMER)
def withdraw_own() -> Response:
    """Take one's own back, while it is not done."""
    if own := me_now().customer:
        _withdrawn(own)
    return see_other(url_for("erasing.show_own"))


def _withdrawn(person: str) -> None:
    form, shop, who = read_form(), workshop(), me_now()
    now, request = shop.now(), Request(f"customer {person} keep {who.id}", form.key, {})
    with shop.database.recording() as session:
        if not done_before(session, request, now):
            get_customer(session, person)
            withdraw_erasure(session, person, by=who.id, at=now)


def _asked(person: str) -> None:
    form, shop, who = read_form(), workshop(), me_now()
    now, request = shop.now(), Request(f"customer {person} erase {who.id}", form.key, {})
    with shop.database.recording() as session:
        if not done_before(session, request, now):
            ask_erasure(session, person, shop.new_link(), by=who.id, at=now)


def _page(id_: str, name: str, asked: object, waits_for: tuple[str, ...]) -> Response:
    page = "customers/erase.html"
    # Numbers in one piece, and from left to right in Arabic too.
    numbers = [kept_ltr(number.replace("-", "\u2011"), language()) for number in waits_for]
    return render(page, page, id_=id_, name=name, asked=asked, waits_for=numbers, key=uuid4().hex)
