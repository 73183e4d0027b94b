"""The language of a request: asked for by `?lang=`, else as asked before, else as the browser says.

French and Arabic lie in `configurator/translations`; English is what the code says.
"""

from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, url_for
from flask_babel import Babel

LANGUAGES = {"en": "English", "fr": "Français", "ar": "العربية"}
"""Languages the pages speak, by code, each named in itself."""

TRANSLATIONS = Path(__file__).parents[1] / "translations"
COOKIE = "language"
A_YEAR_S = 365 * 24 * 3600


def init_language(app: Flask) -> None:
    """Have `app` answer in the language of each request, and keep the one that was asked for."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=chosen)
    app.context_processor(lambda: {"languages": LANGUAGES, "in_language": in_language})
    app.after_request(_kept)


def chosen() -> str:
    """The code of the language this request is answered in."""
    for code in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if code in LANGUAGES:
            return code
    # Best first; `fr-CH` is French to us, whatever comes after it.
    wished = (tag.split("-")[0] for tag, quality in request.accept_languages if quality > 0)
    return next((code for code in wished if code in LANGUAGES), "en")


def in_language(code: str) -> str:
    """This page in another language; the entrance where this address cannot be looked at."""
    adapter = current_app.create_url_adapter(request)
    if request.endpoint is None or adapter is None or not adapter.test(method="GET"):
        return url_for("home.show", lang=code)
    asked: dict[str, Any] = {**request.args.to_dict(), **(request.view_args or {}), "lang": code}
    return url_for(request.endpoint, **asked)


def _kept(answer: Response) -> Response:
    code = request.args.get("lang")
    if code in LANGUAGES and code != request.cookies.get(COOKIE):
        secure = request.is_secure
        answer.set_cookie(
            COOKIE, code, max_age=A_YEAR_S, secure=secure, httponly=True, samesite="Lax"
        )
    return answer
