"""Against forged requests: every unsafe request carries a token that only our own pages have.

The token lives in a signed cookie, so that looking at a form writes nothing to the database.
"""

from flask import Flask
from flask_wtf import CSRFProtect


def init_csrf(app: Flask) -> None:
    """Refuse every POST, PUT, PATCH and DELETE without our token, in a field or a header."""
    # A form filled in over a long talk in the shop must still be accepted; the cookie it belongs
    # to ends with the browser.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["WTF_CSRF_HEADERS"] = ["X-CSRFToken"]
    # Where no other site may learn the address, browsers name none even to us; the view itself
    # asks for the token.
    CSRFProtect(app).exempt("configurator.web.link.consume")
