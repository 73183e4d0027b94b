"""A message as a page of HTML for programs that show mail: one column, no pictures, no trackers.

Mail programs keep no stylesheets and few of the newer words of HTML, so each part carries its own
plain style. Nothing in it is fetched from anywhere: nobody is told that it was opened.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from customers.dialogue.texts import Texts
from production.format import direction_of

TEMPLATES = Path(__file__).parents[1] / "templates"


def mail_page(texts: Texts, link: str, before_stop: str, stop: str) -> str:
    """The page; `link` is the address that `texts.act` leads to, empty for none."""
    return _template().render(
        texts=texts,
        paragraphs=[one.splitlines() for one in texts.body.split("\n\n")],
        direction=direction_of(texts.language),
        link=link,
        before_stop=before_stop,
        stop=stop,
    )


@cache
def _template() -> Template:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return env.get_template("messages/mail.html")
