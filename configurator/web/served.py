"""What a customer was given and gave, for the counter: gestures, points, who told him, ideas."""

import re
from http import HTTPStatus

from flask import Blueprint, Response, abort, make_response, request, url_for
from flask_babel import gettext as _

from configurator.storage.attention import Seen, note_attention
from configurator.storage.customers import get_customer
from configurator.storage.events import tell
from configurator.storage.gestures import GestureDone, GestureKind, do_gesture
from configurator.storage.one_person import leader_of
from configurator.storage.referral_codes import CodeRefused, CodeTaken, outcome_of, take_code
from configurator.storage.suggestions import suggested, suggestions_of
from configurator.storage.value_intake import (
    NotEnoughPoints,
    Points,
    cancel_referral,
    find_told,
    ledger_of,
    note_points,
)
from configurator.storage.value_wanted import want_rescored
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.happened import LONGEST_NOTE
from configurator.web.referral import REFUSED
from configurator.web.render import render, see_other
from configurator.web.treated import GESTURES, gesture_words, reason, treated
from configurator.web.whose import AT_THE_COUNTER
from customers.identity.event import Medium
from customers.value.referral import read_code, written

blueprint = Blueprint("served", __name__, url_prefix="/customers/<id_>")

MOST_POINTS, LONGEST_WHY = 100_000, 80
ANSWERS = ("", "yes", "no")


@blueprint.get("/served")
@only_for(*AT_THE_COUNTER)
def show(id_: str) -> Response:
    """All of it. Raises NotThere."""
    return _page(id_)


@blueprint.post("/gestures")
@only_for(*AT_THE_COUNTER)
def did(id_: str) -> Response:
    """Note that a gesture was made; the row itself makes it happen once. Raises NotThere."""
    read_form()
    kind, said = request.form.get("kind", ""), request.form.get("answer", "")
    if kind not in set(GestureKind) or said not in ANSWERS:
        abort(HTTPStatus.BAD_REQUEST)
    shop = workshop()
    done = GestureDone(id_, GestureKind(kind), _account(), shop.today(), shop.now(), said)
    with shop.database.recording() as session:
        get_customer(session, id_)
        do_gesture(session, done)
    return _back(id_)


@blueprint.post("/points")
@only_for(*AT_THE_COUNTER)
def points(id_: str) -> Response:
    """Write points into the ledger, given or (negative) used, once for each form."""
    form, shop, why = read_form(), workshop(), request.form.get("why", "").strip()
    typed = request.form.get("points", "").strip().replace("\N{MINUS SIGN}", "-")
    number = int(typed) if re.fullmatch(r"-?[0-9]{1,6}", typed) else 0
    if not 0 < abs(number) <= MOST_POINTS or not 0 < len(why) <= LONGEST_WHY or "\0" in why:
        return _page(id_, _("Please write how many points, and why."))
    given = Points(f"{_account()} {form.key}", id_, number, shop.today(), why)
    try:
        with shop.database.recording() as session:
            get_customer(session, id_)
            note_points(session, given, _account(), shop.now())
    except NotEnoughPoints:
        return _page(id_, _("There are not so many points."))
    return _back(id_)


@blueprint.post("/told-by")
@only_for(*AT_THE_COUNTER)
def told_by(id_: str) -> Response:
    """Note by whose code he came. Raises NotThere."""
    read_form()
    shop, code = workshop(), read_code(request.form.get("code", ""))
    try:
        with shop.database.recording() as session:
            get_customer(session, id_)
            take_code(session, CodeTaken(code, id_, shop.today(), _account(), shop.now()))
    except CodeRefused as refused:
        return _page(id_, str(REFUSED[refused.why]))
    return _back(id_)


@blueprint.post("/told-by/cancel")
@only_for(*AT_THE_COUNTER)
def not_told(id_: str) -> Response:
    """Take back who told him of us. Raises NotThere."""
    read_form()
    with workshop().database.recording() as session:
        referrer = cancel_referral(session, id_, _account(), workshop().now())
        for one in (id_, referrer):
            want_rescored(session, leader_of(session, one), workshop().now())
    return _back(id_)


@blueprint.post("/ideas")
@only_for(*AT_THE_COUNTER)
def idea(id_: str) -> Response:
    """Write down what he suggested; it waits in the inbox. Raises NotThere."""
    form, words = read_form(), request.form.get("words", "").strip()
    if not words or len(words) > LONGEST_NOTE or "\0" in words:
        return _page(id_, _("Please write down what was suggested."))
    with workshop().database.recording() as session:
        get_customer(session, id_)
        who = leader_of(session, id_)
        now, by = workshop().now(), _account()
        tell(session, suggested(who, form.key, words, Medium.SHOP, by=by, at=now))
    return _back(id_)


@blueprint.post("/attention")
@only_for(*AT_THE_COUNTER)
def attention(id_: str) -> Response:
    """Keep for how long his page was looked at so far; not by whom. Raises NotThere."""
    form, shop, typed = read_form(), workshop(), request.form.get("seconds", "")
    if not re.fullmatch(r"[0-9]{1,5}", typed):
        abort(HTTPStatus.BAD_REQUEST)
    with shop.database.writing() as session:
        who = leader_of(session, get_customer(session, id_).id)
        note_attention(session, Seen(form.key, who, int(typed)), shop.today(), shop.now())
    return make_response("", HTTPStatus.NO_CONTENT)


def _page(id_: str, trouble: str = "") -> Response:
    shop = workshop()
    with shop.database.reading() as session:
        customer = get_customer(session, id_)
        ledger = [(one, reason(one)) for one in ledger_of(session, id_)]
        told, outcome = find_told(session, id_), outcome_of(session, id_)
        ideas = suggestions_of(session, id_)
    page = "customers/served.html"
    return render(
        page,
        page,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        customer=customer,
        treated=treated(id_),
        gestures=GESTURES,
        gesture_words=lambda one: gesture_words(one, shop.today()),
        ledger=ledger,
        points=sum(one.points for one, _why in ledger),
        told=told,
        written=written,
        outcome=outcome,
        ideas=ideas,
        trouble=trouble,
        new_key=shop.new_link,
    )


def _back(id_: str) -> Response:
    return see_other(url_for("served.show", id_=id_))


def _account() -> str:
    who = sessions.account()
    assert who is not None  # only_for saw to it
    return who.id
