"""The card on paper: number, code and name, to be printed on plastic or cut out.

85.6 x 54 mm, as ISO/IEC 7810 has it. It speaks no language, and its code holds the number alone.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from customers.identity.card import written
from production.codes import CARD_MODULE_MM, qr_svg

TEMPLATES = Path(__file__).parents[1] / "templates"
STYLESHEET = "card/paper.css"
LONG_NAME, LONGEST_NAME = 26, 60
"""From so many letters a name is written smaller, after so many it is cut."""


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What stands on a card: its number and the name of whose it is."""

    number: str
    name: str


def card_html(card: PrintedCard) -> str:
    """The card as a page to print. Raises UnfitForCode."""
    name = card.name
    if len(name) > LONGEST_NAME:
        name = f"{name[:LONGEST_NAME].rstrip()}…"
    return _template().render(
        name=name,
        is_long=len(name) > LONG_NAME,
        number=written(card.number),
        code=Markup(qr_svg(card.number, CARD_MODULE_MM)),  # noqa: S704 - a path of digits only
    )


@cache
def _template() -> Template:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return env.get_template("card/paper.html")
