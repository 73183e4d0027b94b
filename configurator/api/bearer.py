"""Who asks: the account behind the bearer token of a request, and nobody by a cookie.

A token is the secret of a visit that was begun here. A browser's cookie is never taken, so no page
can make a browser ask for anything here; a visit of a browser is no token, nor a token a visit.
"""

from flask import g, request

from configurator.storage.errors import Busy
from configurator.storage.web_sessions import find_web_session, keep_web_session
from configurator.web.desk import workshop
from configurator.web.sessions import SEEN_EVERY

KIND = {"kind": "api"}
"""What a visit keeps that was begun here."""
SCHEME = "bearer "
LONGEST = 128


def look_up() -> None:
    """Have this request asked by the account behind its token, and forget all of its cookies."""
    g.visit = g.account = None
    g.cookies = []
    secret = token()
    if not secret or len(secret) > LONGEST:
        return
    shop, now = workshop(), workshop().now()
    with shop.database.reading() as session:
        visit = find_web_session(session, secret, now)
    if visit is None or visit.data.get("kind") != KIND["kind"]:
        return
    if now - visit.seen_at >= SEEN_EVERY:
        _note_seen(secret)
    g.account = visit.account


def token() -> str:
    """The token of this request, empty if it has none."""
    sent = request.headers.get("Authorization", "")
    return sent[len(SCHEME) :].strip() if sent[: len(SCHEME)].lower() == SCHEME else ""


def _note_seen(secret: str) -> None:
    shop = workshop()
    try:
        with shop.database.writing() as session:
            keep_web_session(session, secret, shop.now())
    except Busy:
        return  # The answer can be given all the same; the next request notes it.
