"""One's own PIN for tablets that several people share: set, replaced or taken back."""

from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.pin_rules import FEWEST, MOST, is_pin, is_weak, pin_hash
from configurator.sealing import sealing_keys
from configurator.storage.accounts import Account
from configurator.storage.idempotency import Request, done_before
from configurator.storage.pins import drop_pin, has_pin, set_pin
from configurator.web.access import SHOP, delicate, only_for
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other
from configurator.web.second import must_show_code

blueprint = Blueprint("pin", __name__, url_prefix="/me/pin")

SECRETS = "pins"


@blueprint.get("")
@only_for(*SHOP)
def show() -> Response:
    """The form, or why a PIN opens nothing for who asks."""
    return _page(me_now())


@blueprint.post("")
@only_for(*SHOP)
@delicate("pin.show")
def save() -> Response:
    """Take a PIN, unless others would try it first, or take it back."""
    me, form, typed = me_now(), read_form(), request.form.get("pin", "")
    is_end = "drop" in request.form
    wrong = "" if is_end else _wrong(typed)
    if must_show_code(me) or wrong:
        return _page(me, wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    shop, now = workshop(), workshop().now()
    hashed = "" if is_end else pin_hash(typed, me.id, sealing_keys(shop.settings, SECRETS)[0])
    with shop.database.recording() as session:
        if not done_before(session, Request(f"pin {me.id}", form.key, {"drop": is_end}), now):
            if is_end:
                drop_pin(session, me.id, now)
            else:
                set_pin(session, me.id, hashed, now)
    return see_other(url_for("pin.show", saved=1))


def _wrong(typed: str) -> str:
    """What is wrong with a new PIN, in words; empty if nothing."""
    if not is_pin(typed):
        return str(_("Please take %(fewest)s to %(most)s digits.", fewest=FEWEST, most=MOST))
    if is_weak(typed):
        return str(_("This is one of the first that others would try. Please take another."))
    if typed != request.form.get("again", ""):
        return str(_("The two are not the same. Please type both again."))
    return ""


def _page(me: Account, wrong: str = "", status: int = HTTPStatus.OK) -> Response:
    with workshop().database.reading() as session:
        is_set = has_pin(session, me.id)
    page = "tablet/pin.html"
    return render(
        page,
        page,
        status=status,
        is_set=is_set,
        needs_code=must_show_code(me),
        wrong=wrong,
        saved="saved" in request.args,
        fewest=FEWEST,
        most=MOST,
        key=uuid4().hex,
    )
