"""Drafts this browser made before anybody signed in on it, so that they can join an account.

Kept in a signed cookie and not with the visit, which ends after half an hour: whoever designs
tonight and registers tomorrow finds the design. The links in it open what their pages' addresses
in the browser's history open anyway; scripts cannot read them.
"""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from configurator.storage.accounts import Role
from configurator.web import sessions
from configurator.web.desk import workshop

COOKIE = "drafts"
MOST = 20
"""So many drafts one browser remembers, the newest; a cookie holds 4,096 bytes."""


def owner() -> str | None:
    """The account that a draft made now belongs to: the customer's who is signed in."""
    who = sessions.account()
    return who.id if who and who.role is Role.CUSTOMER else None


def remember(link: str) -> None:
    """Remember that this browser made the draft at `link`, unless it belongs to an account."""
    if sessions.account() is None:
        links = list(dict.fromkeys([*remembered(), link]))[-MOST:]
        lasts = workshop().settings.limits.customer_session_minutes * 60
        sessions.send(sessions.Cookie(COOKIE, _signer().dumps(links), lasts))


def remembered() -> list[str]:
    """The drafts this browser made, the newest last; none if the cookie is not ours."""
    try:
        links: list[str] = _signer().loads(sessions.read(COOKIE))
    except BadSignature:
        return []
    return links


def forget() -> None:
    """Forget them, once they joined an account or the next person comes to the device."""
    if sessions.read(COOKIE):
        sessions.send(sessions.Cookie(COOKIE, ""))


def _signer() -> URLSafeSerializer:
    settings = sessions.workshop_settings(current_app)
    # Verified with each, signed with the last.
    keys = [*settings.former_secret_keys, settings.secret_key]
    return URLSafeSerializer(keys, salt=COOKIE)
