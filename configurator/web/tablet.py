"""A tablet that several people of the shop share: locked with one tap, opened by name and PIN."""

from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, make_response, request, url_for
from flask_babel import gettext as _

from configurator.pin_rules import is_own_pin
from configurator.sealing import sealing_keys
from configurator.storage.errors import NotThere
from configurator.storage.pins import give_back_tries, try_pin
from configurator.storage.tablets import Clerk, Tablet, clerks_of, tell_of_tablet
from configurator.web import sessions
from configurator.web.access import SHOP, for_everybody, only_for
from configurator.web.desk import workshop
from configurator.web.local import local
from configurator.web.lock import kept_here, lock_now, read_typed, tablet_here, way_on
from configurator.web.pin import SECRETS
from configurator.web.render import render, see_other
from configurator.web.scanned import AZERTY
from configurator.web.second import must_show_code
from configurator.web.tablet_form import FORM

blueprint = Blueprint("tablet", __name__, url_prefix="/tablet")


@blueprint.get("")
@for_everybody
def show() -> Response:
    """Who may open this tablet by a PIN; elsewhere, the sign-in."""
    tablet = tablet_here()
    if tablet is None:
        return _sent(url_for("sign_in.show"))
    page = "tablet/page.html"
    clerks = [(one, initials(one.account.name)) for one in _clerks(tablet)]
    return render(page, page, tablet=tablet, clerks=clerks, wanted=_named())


@blueprint.post("/lock")
@for_everybody
def lock() -> Response:
    """Lock the tablet, and keep what was typed for who typed it."""
    lock_now(read_typed())
    return _sent(url_for("tablet.show"))


@blueprint.get("/alive")
@only_for(*SHOP)
def alive() -> Response:
    """Say that somebody types: a request like any other puts the lock off."""
    return make_response("", HTTPStatus.NO_CONTENT)


@blueprint.get("/form")
@only_for(*SHOP)
def form() -> Response:
    """What was typed on this page before the tablet was locked. Raises NotThere."""
    kept = kept_here()
    if kept is None:
        raise NotThere("form", "")
    return jsonify({"place": kept.place, "typed": kept.typed})


@blueprint.post("/form")
@only_for(*SHOP)
def form_is_back() -> Response:
    """Forget what was given back."""
    sessions.drop(FORM)
    return make_response("", HTTPStatus.NO_CONTENT)


@blueprint.get("/resume")
@only_for(*SHOP)
def resume() -> Response:
    """What was sent when the tablet had locked itself, to be sent now."""
    kept = kept_here()
    if kept is None or not kept.action:
        return _sent(url_for("home.show"))
    page = "tablet/resume.html"
    return render(page, page, action=local(kept.action), fields=kept.fields, back=kept.place)


@blueprint.get("/<id_>")
@for_everybody
def pad(id_: str) -> Response:
    """The keys for somebody's PIN. Raises NotThere."""
    return _pad(_clerk(id_), "")


@blueprint.post("/<id_>")
@for_everybody
def unlock(id_: str) -> Response:
    """Open the tablet to whom the PIN belongs, on the page he left. Raises NotThere."""
    clerk, shop, now = _clerk(id_), workshop(), workshop().now()
    typed = "".join(request.form.get("pin", "").split())
    with shop.database.recording() as session:
        hashed = try_pin(session, id_)
    plain = typed if typed.isdigit() else typed.translate(AZERTY)
    if not is_own_pin(plain, hashed, id_, sealing_keys(shop.settings, SECRETS)):
        return _refused(clerk, now)
    with shop.database.recording() as session:
        give_back_tries(session, id_)
    sessions.sign_in(clerk.account, how=sessions.PIN)
    return _sent(way_on(_wanted()))


def initials(name: str) -> str:
    """The first letters of the first and last word of a name."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _refused(clerk: Clerk, now: datetime) -> Response:
    tablet = tablet_here()
    with workshop().database.recording() as session:
        if tablet is not None:
            tell_of_tablet(session, tablet.id, clerk.account.id, "refused PIN", now)
    return _pad(_clerk(clerk.account.id), _("This PIN is not right."), HTTPStatus.FORBIDDEN)


def _clerks(tablet: Tablet) -> list[Clerk]:
    """Who gave his password here lately and has a PIN; no PIN leads round a second factor."""
    shop = workshop()
    since = shop.now() - sessions.on_tablets(shop.settings.limits).absolute
    with shop.database.reading() as session:
        found = clerks_of(session, tablet.id, since)
    return [one for one in found if not must_show_code(one.account)]


def _clerk(id_: str) -> Clerk:
    """Somebody who may open this tablet, by his account. Raises NotThere."""
    tablet = tablet_here()
    for one in _clerks(tablet) if tablet else ():
        if one.account.id == id_:
            return one
    raise NotThere("clerk", id_)


def _pad(clerk: Clerk, wrong: str, status: int = HTTPStatus.OK) -> Response:
    page = "tablet/pad.html"
    return render(
        page,
        page,
        status=status,
        clerk=clerk,
        initials=initials(clerk.account.name),
        wrong=wrong,
        wanted=_named(),
    )


def _wanted() -> str:
    return local(request.args.get("next", ""))


def _named() -> str | None:
    """The same for the links of a page, which leave home unsaid."""
    wanted = _wanted()
    return None if wanted == url_for("home.show") else wanted


def _sent(place: str) -> Response:
    return see_other(place)
