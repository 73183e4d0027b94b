"""Which devices several people of the shop share: a manager says so, on the device itself."""

from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.storage.accounts import Role
from configurator.storage.idempotency import Request, done_before
from configurator.storage.tablets import (
    Tablet,
    list_tablets,
    share_tablet,
    tablet_id,
    unshare_tablet,
)
from configurator.storage.web_sessions import shorten_idle
from configurator.web import sessions
from configurator.web.access import delicate, only_for
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other
from configurator.web.tablet_form import TABLET

blueprint = Blueprint("tablets", __name__, url_prefix="/tablets")

LONGEST_NAME = 40


@blueprint.get("")
@only_for(Role.MANAGER, Role.ADMIN)
def show() -> Response:
    """The shared tablets, and the way to make this device one."""
    return _page("", "")


@blueprint.post("")
@only_for(Role.MANAGER, Role.ADMIN)
@delicate("tablets.show")
def share() -> Response:
    """Have several people share this device; from now on it locks itself."""
    me, shop, now = me_now(), workshop(), workshop().now()
    read_form()  # Sent twice, the device is called the same.
    name = " ".join(request.form.get("name", "").split())
    if not name or len(name) > LONGEST_NAME:
        wrong = _("Please give it a name of at most %(most)s letters.", most=LONGEST_NAME)
        return _page(name, wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    device = sessions.device() or shop.new_link()
    tablet = Tablet(tablet_id(device), name, me.id, now)
    idle = sessions.on_tablets(shop.settings.limits).idle
    with shop.database.recording() as session:
        share_tablet(session, tablet)
        shorten_idle(session, sessions.own_secret(), idle, {TABLET: tablet.id})
    sessions.send(sessions.Cookie(sessions.DEVICE, device, sessions.A_YEAR_S))
    return _sent()


@blueprint.post("/<id_>/end")
@only_for(Role.MANAGER, Role.ADMIN)
@delicate("tablets.show")
def end(id_: str) -> Response:
    """Have a device be one person's again."""
    form, me, now = read_form(), me_now(), workshop().now()
    with workshop().database.recording() as session:
        if not done_before(session, Request(f"tablet {id_} end", form.key, {}), now):
            unshare_tablet(session, id_, me.id, now)
    return _sent()


def _sent() -> Response:
    return see_other(url_for("tablets.show"))


def _page(name: str, wrong: str, status: int = HTTPStatus.OK) -> Response:
    with workshop().database.reading() as session:
        tablets = list_tablets(session)
    here = tablet_id(sessions.device()) if sessions.device() else ""
    page = "tablet/shared.html"
    return render(
        page,
        page,
        status=status,
        tablets=tablets,
        here=here,
        is_here=any(one.id == here for one in tablets),
        name=name,
        wrong=wrong,
        minutes=workshop().settings.limits.tablet_idle_minutes,
        longest=LONGEST_NAME,
        new_key=lambda: uuid4().hex,
    )
