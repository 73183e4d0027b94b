"""Against forged requests: every unsafe request carries a token that only our own pages have.

The token lives in a signed cookie, so that looking at a form writes nothing to the database.
"""

from http import HTTPStatus

from flask import Flask, abort, g, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import ValidationError, generate_csrf, validate_csrf


def init_csrf(app: Flask) -> None:
    """Refuse every POST, PUT, PATCH and DELETE without our token, in a field or a header."""
    # A form filled in over a long talk in the shop must still be accepted; the cookie it belongs
    # to ends with the browser.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["WTF_CSRF_HEADERS"] = ["X-CSRFToken"]
    # Where no other site may learn the address, browsers name none even to us; the views
    # themselves ask for the token.
    protection = CSRFProtect(app)
    letters = ("link.consume", "consent_links.confirm", "consent_links.stop", "reports.take")
    for view in letters:
        protection.exempt(f"configurator.web.{view}")
    app.jinja_env.globals["csrf_token"] = _token


def must_be_ours() -> None:
    """For a view exempt above: end a request without our token as bad (400)."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        abort(HTTPStatus.BAD_REQUEST)


def _token() -> str:
    """Found once: a page has a form per question."""
    token: str = g.get("csrf_token") or generate_csrf()
    return token
