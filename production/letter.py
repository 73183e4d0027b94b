"""Letters on A4, folded twice for an envelope DL (110 x 220 mm) with a window on the right.

In France the address stands in the zone of AFNOR NF Z 11-001 and of La Poste: from 110 mm at the
left and 50 mm from the top, 85 mm wide, so that it shows in the window however the sheet slips.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import bidirectional

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from production.codes import address_svg
from production.format import direction_of

TEMPLATES = Path(__file__).parents[1] / "templates"
STYLESHEET = "messages/letter.css"


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """A letter to print: `to` are the lines of the address, `body` paragraphs of lines.

    `link` and `stop` are addresses on the net, each with words before it; empty for none.
    """

    language: str
    shop: str
    day: str
    to: tuple[str, ...]
    subject: str
    body: tuple[tuple[str, ...], ...]
    act: str = ""
    link: str = ""
    before_stop: str = ""
    stop: str = ""


def letters_html(letters: Sequence[PrintedLetter]) -> str:
    """The letters as pages to print, each beginning on a sheet of its own."""
    given = {"direction_of": direction_of, "direction": _direction, "code": _code}
    return _template().render(letters=letters, **given)


def _direction(line: str) -> str:
    """Where a line of an address begins, by its first letter that says so."""
    first = next((sign for one in line if (sign := bidirectional(one)) in {"L", "R", "AL"}), "L")
    return "ltr" if first == "L" else "rtl"


def _code(address: str) -> Markup:
    return Markup(address_svg(address))  # noqa: S704 - a path of digits only


@cache
def _template() -> Template:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return env.get_template("messages/letters.html")
