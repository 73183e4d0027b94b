"""A customer's own page of what goes between him and the shop: points, who he told of us, ideas."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from configurator.storage.accounts import Role
from configurator.storage.customers import customer_of
from configurator.storage.events import tell
from configurator.storage.gestures import GestureDone, GestureKind, do_gesture, gestures_of
from configurator.storage.idempotency import Request, done_before
from configurator.storage.referral_codes import code_of, find_code, outcome_of
from configurator.storage.suggestions import suggested, suggestions_of
from configurator.storage.value_intake import ledger_of, points_of
from configurator.web.access import only_for
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.happened import LONGEST_NOTE
from configurator.web.own_account import me_now
from configurator.web.posting import public
from configurator.web.render import render, see_other
from configurator.web.treated import reason
from customers.identity.event import Medium
from customers.value.referral import written
from production.codes import address_svg

blueprint = Blueprint("together", __name__, url_prefix="/me/together")

ANSWERS = ("yes", "no")


@blueprint.get("")
@only_for(Role.CUSTOMER)
def show() -> Response:
    """All of it."""
    return _page()


@blueprint.post("/code")
@only_for(Role.CUSTOMER)
def code() -> Response:
    """Have a code of one's own made; asked again it is the same."""
    read_form()
    shop = workshop()
    with shop.database.recording() as session:
        own = customer_of(session, me_now(), shop.new_link(), shop.now())
        code_of(session, own.id, shop.new_link(), shop.now())
    return _back("told")


@blueprint.post("/ideas")
@only_for(Role.CUSTOMER)
def idea() -> Response:
    """Send an idea in, once for each form; it waits in the inbox of the shop."""
    form, words, shop = read_form(), request.form.get("words", "").strip(), workshop()
    if not words or len(words) > LONGEST_NOTE or "\0" in words:
        return _page(_("Please write down your idea."), HTTPStatus.UNPROCESSABLE_ENTITY)
    asker = Request(f"idea {me_now().id}", form.key, {"words": words})
    with shop.database.recording() as session:
        if not done_before(session, asker, shop.now()):
            own = customer_of(session, me_now(), shop.new_link(), shop.now())
            tell(session, suggested(own.id, form.key, words, Medium.WEB, by="", at=shop.now()))
    return _back("ideas")


@blueprint.post("/ambassador")
@only_for(Role.CUSTOMER)
def ambassador() -> Response:
    """Say yes or no to the invitation. Raises NotThere where there is none."""
    read_form()
    me, shop, said = me_now(), workshop(), request.form.get("answer", "")
    if said not in ANSWERS:
        abort(HTTPStatus.BAD_REQUEST)
    kind, today = GestureKind.AMBASSADOR, shop.today()
    with shop.database.recording() as session:
        do_gesture(session, GestureDone(me.customer or "", kind, me.id, today, shop.now(), said))
    return _back("told")


def _page(trouble: str = "", status: int = HTTPStatus.OK) -> Response:
    own, page = me_now().customer or "", "me/together.html"
    with workshop().database.reading() as session:
        ledger, points = ledger_of(session, own), points_of(session, own)
        ideas, outcome = suggestions_of(session, own), outcome_of(session, own)
        mine, gestures = find_code(session, own), gestures_of(session, own)
    address = public("referral.show", code=mine) if mine else ""
    invited = [one for one in gestures if one.kind is GestureKind.AMBASSADOR]
    return render(
        page,
        page,
        status=status,
        points=points,
        ledger=[(one, reason(one)) for one in ledger],
        code=written(mine) if mine else "",
        address=address,
        drawn=Markup(address_svg(address)) if mine else "",  # noqa: S704 - a path of digits only
        outcome=outcome,
        invited=invited[0] if invited else None,
        ideas=ideas,
        trouble=trouble,
        typed=request.form.get("words", "") if trouble else "",
        new_key=workshop().new_link,
    )


def _back(anchor: str) -> Response:
    place = url_for(".show", _anchor=anchor)
    return see_other(place)
