"""Visits of browsers: who is signed in, and what only this browser may be shown again.

All of it is kept on our side; the cookie holds a secret and nothing else. Looking at pages begins
no visit. A signed-in visit gets a new secret, so that one planted before is worth nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, g, request

# Flask's own session is a signed cookie; all it holds is the token against forged requests.
from flask import session as form_cookie

from configurator.settings import Limits, Settings
from configurator.storage.accounts import Account, Role
from configurator.storage.drafts import claim_drafts
from configurator.storage.errors import Busy
from configurator.storage.tablets import (
    Arrival,
    open_tablet,
)
from configurator.storage.telling import Done, day_of, tell_done
from configurator.storage.web_sessions import (
    Lifetimes,
    Visit,
    WebSession,
    begin_web_session,
    end_web_session,
    find_idle_session,
    find_web_session,
    keep_web_session,
    rotate_web_session,
    save_session_data,
)
from configurator.storage.wishes import Wish, claim_wishes
from configurator.web import devices
from configurator.web.desk import workshop
from configurator.web.tablet_form import TABLET, kept_there
from customers.identity.event import Kind

PASSWORD, LINK, PIN = "password", "link", "pin"
VISIT = "visit"
PROVED = "proved"
"""Under this name a visit keeps when and how it was last shown whose it is, and on what device."""
LATELY = timedelta(minutes=10)
"""For so long somebody need not show again who he is before a delicate act."""
DEVICE = "device"
A_YEAR_S = 365 * 24 * 3600
SEEN_EVERY, SEEN_EVERY_ON_TABLET = timedelta(minutes=1), timedelta(seconds=10)
"""How exactly the end of an idle visit is known; noting each request would write at each."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie of ours to be sent with the answer; no `secret` takes it away."""

    name: str
    secret: str
    lasts_s: int | None = None


def init_sessions(app: Flask) -> None:
    """Have `app` look up the visit of each request and send the cookies that become due."""
    settings: Settings = workshop_settings(app)
    app.config.update(
        SESSION_COOKIE_NAME=cookie_name("form", settings),
        SESSION_COOKIE_SECURE=_is_https(settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.before_request(_look)
    app.after_request(_send)
    app.context_processor(lambda: {"account": account(), "of_the_shop": of_the_shop()})


def workshop_settings(app: Flask) -> Settings:
    """The settings `app` was made with."""
    settings = app.extensions["workshop"].settings
    assert isinstance(settings, Settings)
    return settings


def cookie_name(plain: str, settings: Settings) -> str:
    """The name of a cookie; over https one that no neighbour of our host can set."""
    return f"__Host-{plain}" if _is_https(settings) else plain


def account() -> Account | None:
    """Who is signed in, of the shop or a customer; None for strangers."""
    found: Account | None = g.get("account")
    return found


def of_the_shop() -> Account | None:
    """Who of the shop is signed in; None for customers and strangers."""
    found = account()
    return None if found is None or found.role is Role.CUSTOMER else found


def kept(name: str) -> Mapping[str, Any]:
    """What this browser's visit keeps under `name`; empty if nothing."""
    visit: WebSession | None = g.get("visit")
    found: Mapping[str, Any] = visit.data.get(name, {}) if visit else {}
    return found


def keep(name: str, document: Mapping[str, Any]) -> None:
    """Keep `document` under `name` for the pages this browser asks for later."""
    shop, visit = workshop(), g.get("visit")
    data = {**(visit.data if visit else {}), name: dict(document)}
    secret = own_secret()
    with shop.database.writing() as session:
        if visit:
            save_session_data(session, secret, data)
            g.visit = replace(visit, data=data)
            return
        begun = Visit(shop.new_link(), None, lifetimes(None, shop.settings.limits), data)
        begin_web_session(session, begun, shop.now())
    _send_visit(begun)


def sign_in(
    who: Account,
    drafts: Collection[str] = (),
    wishes: Collection[Wish] = (),
    how: str = PASSWORD,
) -> None:
    """Sign `who` in on this browser, with a new secret and a new token for its forms.

    `drafts` become the account's own, but those that belong to somebody, and so do `wishes`. `how`
    he showed who he is: by PASSWORD, LINK or PIN. On a tablet that several people share, who works
    in the shop finds again what he left half filled there.
    """
    shop = workshop()
    with shop.database.recording() as session:
        tablet = open_tablet(session, _arrival(who, how)) if who.role is not Role.CUSTOMER else None
        data = {PROVED: _proof(how), **(kept_there(tablet, who.id) if tablet else {})}
        lasting = lifetimes(who.role, shop.settings.limits, on_tablet=tablet is not None)
        visit = Visit(shop.new_link(), who.id, lasting, data)
        rotate_web_session(session, own_secret(), visit, shop.now())
        claim_drafts(session, drafts, who.id)
        claim_wishes(session, wishes, who, shop.new_link(), shop.now())
        if who.customer:
            today = f"{who.customer} {day_of(shop.now())}"
            tell_done(session, Done(Kind.SIGNED_IN, today, who.customer, who.id, shop.now()))
    form_cookie.clear()
    _send_visit(visit)


def begin_anew(data: Mapping[str, Any]) -> None:
    """Begin a visit of nobody that keeps `data`, under a secret nobody can have planted."""
    shop = workshop()
    visit = Visit(shop.new_link(), None, lifetimes(None, shop.settings.limits), data)
    with shop.database.writing() as session:
        rotate_web_session(session, own_secret(), visit, shop.now())
    _send_visit(visit)


def note_proved(how: str = PASSWORD) -> None:
    """Remember that who is signed in has just shown again that it is he."""
    keep(PROVED, _proof(how))


def is_proved_lately(how: str = "") -> bool:
    """Whether who is signed in showed who he is less than LATELY ago (`how`, if that matters)."""
    proof, now = kept(PROVED), workshop().now()
    # A PIN opens a tablet and nothing that is delicate.
    if not proof or proof["how"] == PIN or (how and proof["how"] != how):
        return False
    # A clock that was set back makes nothing recent.
    return timedelta(0) <= now - datetime.fromisoformat(proof["at"]) < LATELY


def sign_out() -> None:
    """End the visit of this browser."""
    with workshop().database.recording() as session:
        end_web_session(session, own_secret())
    form_cookie.clear()
    g.account = g.visit = None
    send(Cookie(VISIT, ""))


def drop(name: str) -> None:
    """Keep nothing any more under `name`."""
    shop, visit = workshop(), g.get("visit")
    if visit is not None:
        data = {key: document for key, document in visit.data.items() if key != name}
        with shop.database.writing() as session:
            save_session_data(session, own_secret(), data)


def device() -> str:
    """The secret of this device if somebody signed in on it before, else empty."""
    return read(DEVICE)


def read(name: str) -> str:
    """What the browser sent in that cookie of ours, empty if nothing."""
    return request.cookies.get(cookie_name(name, workshop().settings), "")


def send(cookie: Cookie) -> None:
    """Send `cookie` with the answer to this request."""
    g.setdefault("cookies", []).append(cookie)


def lifetimes(role: Role | None, limits: Limits, *, on_tablet: bool = False) -> Lifetimes:
    """How long a visit lasts: short for the shop and its shared tablets, longer for customers."""
    if role is None or role is Role.CUSTOMER:
        idle, absolute = limits.customer_idle_minutes, limits.customer_session_minutes
    else:
        idle, absolute = limits.staff_idle_minutes, limits.staff_session_minutes
    idle = min(idle, limits.tablet_idle_minutes) if on_tablet else idle
    return Lifetimes(timedelta(minutes=idle), timedelta(minutes=absolute))


def on_tablets(limits: Limits) -> Lifetimes:
    """The same for who works in the shop, on a tablet that several people share."""
    return lifetimes(Role.STAFF, limits, on_tablet=True)


def _look() -> None:
    secret = own_secret()
    if not secret or request.endpoint == "static":
        return
    shop, now = workshop(), workshop().now()
    with shop.database.reading() as session:
        visit = find_web_session(session, secret, now)
        g.left = None if visit else find_idle_session(session, secret, now)
    if visit and visit.data.get("kind"):
        return  # Begun elsewhere, by a program: what it was given is no cookie.
    if visit is None:
        send(Cookie(VISIT, ""))
    if visit is None or now - visit.seen_at >= _seen_every(visit):
        _note_seen(secret)
    g.visit = visit
    g.account = visit.account if visit else None


def _seen_every(visit: WebSession) -> timedelta:
    return SEEN_EVERY_ON_TABLET if TABLET in visit.data else SEEN_EVERY


def _arrival(who: Account, how: str) -> Arrival:
    now = workshop().now()
    since = now - lifetimes(who.role, workshop().settings.limits).absolute
    return Arrival(device(), who.id, how, how == PASSWORD, now, since)


def _proof(how: str) -> dict[str, str]:
    return {"at": workshop().now().isoformat(), "how": how, "device": devices.device()}


def _note_seen(secret: str) -> None:
    """Write down that the visit was seen, or that it is over for good."""
    shop = workshop()
    try:
        with shop.database.writing() as session:
            keep_web_session(session, secret, shop.now())
    except Busy:
        return  # The page can be shown all the same; the next request notes it.


def own_secret() -> str:
    """The secret of this browser's visit, empty if it has none; for storage alone."""
    return read(VISIT)


def _send_visit(visit: Visit) -> None:
    send(Cookie(VISIT, visit.secret, int(visit.lifetimes.absolute.total_seconds())))


def _send(answer: Response) -> Response:
    settings = workshop().settings
    for cookie in g.get("cookies", ()):
        answer.set_cookie(
            cookie_name(cookie.name, settings),
            cookie.secret,
            max_age=cookie.lasts_s if cookie.secret else 0,
            secure=_is_https(settings),
            httponly=True,
            samesite="Lax",
        )
    return answer


def _is_https(settings: Settings) -> bool:
    return settings.public_address.startswith("https:")
