"""The lock of a tablet that several people share: the visit ends, and what was typed is kept.

The server decides by time: a visit on such a tablet ends after a few minutes without a touch.
tablet.js covers the page then, hands over what was typed and leaves; where no script runs, the next
request finds the lock, and what it sent is kept. Only the owner is given it back.
"""

import json
from dataclasses import asdict, dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, make_response, request, url_for

from configurator.storage.tablets import Tablet, find_tablet, keep_form, tell_of_tablet
from configurator.storage.web_sessions import WebSession
from configurator.web import sessions
from configurator.web.desk import workshop
from configurator.web.local import local
from configurator.web.render import asked_by_htmx, see_other
from configurator.web.tablet_form import FORM, TABLET, KeptForm, closed_form, opened_form

OPEN_TO_ALL = {"tablet", "sign_in", "second", "link", "first_admin", "health"}
"""Conversations that go on whoever was there before."""

OWN = {sessions.PROVED, TABLET, FORM}
"""What a visit keeps for itself; all else it keeps for pages that are gone back to."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What a page on a shared tablet is told: when it locks, and whether a form comes back."""

    seconds: int
    has_form: bool


def init_lock(app: Flask) -> None:
    """Have `app` lock tablets, and tell the frame of each page about it.

    After the check against forged requests: what was forged is not kept either.
    """
    app.before_request(_lock_what_was_left)
    app.context_processor(lambda: {"tablet_lock": lock()})


def lock() -> Lock | None:
    """What this page is told; None where the tablet is nobody else's."""
    visit: WebSession | None = g.get("visit")
    if visit is None or TABLET not in visit.data or visit.account is None:
        return None
    minutes = workshop().settings.limits.tablet_idle_minutes
    return Lock(minutes * 60, kept_here() is not None)


def tablet_here() -> Tablet | None:
    """The shared tablet this request comes from, if it comes from one."""
    with workshop().database.reading() as session:
        return find_tablet(session, sessions.device())


def kept_here() -> KeptForm | None:
    """What this visit gives back to its pages, if anything."""
    visit: WebSession | None = g.get("visit")
    if visit is None or visit.account is None:
        return None
    return opened_form(visit.data.get(FORM, ""), visit.account.id)


def lock_now(typed: KeptForm) -> None:
    """End the visit of whoever was last on this tablet, and keep for him what he `typed`."""
    visit: WebSession | None = g.get("visit") or g.get("left")
    if visit is not None and visit.account and TABLET in visit.data:
        _keep(visit, typed, "locked tablet")
    sessions.sign_out()


def way_on(otherwise: str) -> str:
    """Where somebody goes on who has just shown who he is: where he left, else `otherwise`."""
    kept: KeptForm | None = g.get("form")
    if kept is None:
        return otherwise
    if kept.action:
        return url_for("tablet.resume")
    is_home = otherwise == url_for("home.show")
    return local(kept.place) if kept.typed or is_home else otherwise


def read_typed() -> KeptForm:
    """What tablet.js gathered; what is none of it ends the request as bad (400)."""
    try:
        typed = json.loads(request.form.get("typed") or "[]")
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)
    if not isinstance(typed, list) or not all(isinstance(one, list) for one in typed):
        abort(HTTPStatus.BAD_REQUEST)
    return KeptForm(local(request.form.get("place", "")), typed)


def _lock_what_was_left() -> Response | None:
    """Lead to the lock who asks with a visit that ended on a shared tablet for want of a touch."""
    left: WebSession | None = g.get("left")
    if left is None or left.account is None or TABLET not in left.data:
        return None
    blueprint = request.blueprint or ""
    if request.endpoint in {None, "static"} or blueprint.partition(".")[0] in OPEN_TO_ALL | {"api"}:
        return None
    _keep(left, _sent_too_late(), "tablet locked itself")
    place = url_for("tablet.show")
    if not asked_by_htmx():
        return see_other(place)
    answer = make_response("", HTTPStatus.UNAUTHORIZED)
    answer.headers["HX-Redirect"] = place
    return answer


def _sent_too_late() -> KeptForm:
    """What this request sent, to be sent again."""
    whole = request.full_path.rstrip("?")
    if request.method in {"GET", "HEAD"} and not asked_by_htmx():
        return KeptForm(local(whole))
    parts = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    place = local(parts._replace(scheme="", netloc="", fragment="").geturl())
    if request.method != "POST":
        return KeptForm(place)
    fields = [one for one in request.form.items(multi=True) if one[0] != "csrf_token"]
    return KeptForm(place, action=whole, fields=fields)


def _keep(visit: WebSession, typed: KeptForm, what: str) -> None:
    shop, now, account = workshop(), workshop().now(), visit.account
    assert account is not None  # who asked saw to it
    tablet = visit.data[TABLET]
    of_visit = {name: told for name, told in visit.data.items() if name not in OWN}
    closed = closed_form(KeptForm(**{**asdict(typed), "visit": of_visit}), account.id)
    with shop.database.recording() as session:
        keep_form(session, tablet, account.id, closed, now)
        tell_of_tablet(session, tablet, account.id, what, now)
