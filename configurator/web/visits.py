"""One's own visits: looked at on the page of the account, and ended, one or all others."""

from flask import Blueprint, Response, request, url_for

from configurator.storage.accounts import Role
from configurator.storage.idempotency import Request, done_before
from configurator.storage.visits import end_others, end_visit
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import see_other

blueprint = Blueprint("visits", __name__, url_prefix="/me/account/visits")


@blueprint.post("/end")
@only_for(*Role)
def end() -> Response:
    """End one visit; a visit of somebody else is none of ours."""
    form, me, id_ = read_form(), me_now(), request.form.get("visit", "")
    shop, now = workshop(), workshop().now()
    with shop.database.recording() as session:
        if not done_before(session, Request(f"account {me.id} visit", form.key, {"id": id_}), now):
            end_visit(session, me.id, id_, now)
    return _listed()


@blueprint.post("/others")
@only_for(*Role)
def others() -> Response:
    """End all visits but this one."""
    form, me, shop, now = read_form(), me_now(), workshop(), workshop().now()
    with shop.database.recording() as session:
        if not done_before(session, Request(f"account {me.id} visits", form.key, {}), now):
            end_others(session, me.id, sessions.own_secret(), now)
    return _listed()


def _listed() -> Response:
    return see_other(url_for("own_account.show", _anchor="visits"))
