"""How an answer is drawn: the whole page for a browser, only the changed parts for htmx."""

from functools import lru_cache

from flask import Flask, Response, make_response, redirect, render_template, request
from flask_babel import get_locale, get_translations
from jinja2 import StrictUndefined
from markupsafe import Markup

from configurator.web.desk import language
from configurator.web.format import FILTERS
from production.format import comma_of

THEMES = ("light", "dark")
# All texts of all templates in all languages are some 3,000; of plural forms most are few numbers.
_TEXTS_KEPT = 4096


def asked_by_htmx() -> bool:
    """Whether htmx asks and will put parts into the page it has."""
    return request.headers.get("HX-Request") == "true"


def render(page: str, part: str, /, *, status: int = 200, **context: object) -> Response:
    """Draw `part` for htmx, else the `page` that includes it; never to be kept by a cache."""
    template = part if asked_by_htmx() else page
    answer = make_response(render_template(template, **context), status)
    answer.vary.update(["HX-Request", "Accept-Language", "Cookie"])
    answer.cache_control.no_store = True
    return answer


def see_other(place: str) -> Response:
    """The answer to a form that was taken: the browser asks for `place` next."""
    return make_response(redirect(place, 303))


def init_templates(app: Flask) -> None:
    """Give `app`'s templates their filters and the frame's words; unknown names are errors."""
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.filters.update(FILTERS)
    env.globals.update(_=_said, gettext=_said, ngettext=_counted)
    app.context_processor(_frame)


def _frame() -> dict[str, str]:
    """What the layout of every page needs; `theme` is empty where the system decides."""
    locale = get_locale()
    theme = request.cookies.get("theme", "")
    return {
        "language": str(locale or "en"),
        "direction": locale.text_direction if locale else "ltr",
        "comma": comma_of(str(locale or "en")),
        "theme": theme if theme in THEMES else "",
    }


def _said(text: str, **named: object) -> Markup:
    """`text` of a template in the language of the request, with what is `named` put in, escaped."""
    told = _translated(text, language())
    # Most texts have no gaps; a percent sign in those is written twice all the same.
    return told % named if named else _whole(told)


def _counted(one: str, many: str, num: int, **named: object) -> Markup:
    """The same for so many; `num` may be named in the text."""
    return _translated_for(one, many, num, language()) % {"num": num, **named}


# The library finds out anew for each text what the language is; the request knows it.
@lru_cache(maxsize=_TEXTS_KEPT)
def _translated(text: str, language: str) -> Markup:  # noqa: ARG001 - the words hang on it
    return Markup(get_translations().ugettext(text))  # noqa: S704 - texts of templates and translations are ours


@lru_cache(maxsize=_TEXTS_KEPT)
def _whole(text: Markup) -> Markup:
    return text % {}


@lru_cache(maxsize=_TEXTS_KEPT)
def _translated_for(one: str, many: str, num: int, language: str) -> Markup:  # noqa: ARG001 - as above
    return Markup(get_translations().ungettext(one, many, num))  # noqa: S704 - as above
