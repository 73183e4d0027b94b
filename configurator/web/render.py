"""How an answer is drawn: the whole page for a browser, only the changed parts for htmx."""

from flask import Flask, Response, make_response, render_template, request
from flask_babel import get_locale
from jinja2 import StrictUndefined

from configurator.web.format import FILTERS
from production.format import comma_of

THEMES = ("light", "dark")


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


def init_templates(app: Flask) -> None:
    """Give `app`'s templates their filters and the frame's words; unknown names are errors."""
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.filters.update(FILTERS)
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
