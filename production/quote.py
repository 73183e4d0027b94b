"""The quote: what a garment would cost and when it would be ready, on paper for a customer.

A quote holds words and amounts only, in one language, so that whoever prints it needs neither the
product nor the draft; and nothing of a person but the name the shop put on it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from production.codes import UnfitForCode, address_svg
from production.format import direction_of, kept_ltr, locale_of
from production.panel import View
from production.picture import picture
from production.quote_words import WORDS

TEMPLATES = Path(__file__).parents[1] / "templates"
STYLESHEET = "quote/quote.css"
MOST_LINES = 60
LONGEST_TEXT = 120
LONGEST_WARNING = 500


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One value of the design and what it adds to the price; below zero, what it saves."""

    option: str
    value: str
    price_cents: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What is promised on paper until `valid_until`, all texts in `language`.

    `ready_on` is the day for an order on `issued_on`. `person` is empty unless the shop names
    somebody. `address` opens the design on any device. `look` is what the picture draws from.
    `warnings` are what soft rules warn of, each a sentence.
    """

    reference: str
    language: str
    product: str
    caption: str
    person: str
    currency: str
    tax_percent: int
    base_price_cents: int
    lines: tuple[QuoteLine, ...]
    issued_on: date
    valid_until: date
    ready_on: date
    address: str
    look: Mapping[str, Mapping[str, str]]
    warnings: tuple[str, ...] = ()

    @property
    def added_cents(self) -> int:
        """What the values add to the price of the product."""
        return sum(line.price_cents for line in self.lines)

    @property
    def total_cents(self) -> int:
        """What the garment costs, tax included."""
        return self.base_price_cents + self.added_cents

    @property
    def tax_cents(self) -> int:
        """The tax that is part of the total, rounded to the nearest cent, half a cent up."""
        whole = 100 + self.tax_percent
        return (2 * self.total_cents * self.tax_percent + whole) // (2 * whole)


class TooLongForAQuote(Exception):
    """The design has more to say than fits on a quote."""


def quote_language(language: str) -> str:
    """The language in which somebody who speaks `language` gets the quote."""
    return language if language in WORDS else "en"


def reference(mark: str, revision: int) -> str:
    """A number people can tell each other (`4821 7730 / 3`), from a fingerprint in hex digits."""
    digits = f"{int(mark[:12], 16) % 10**8:08d}"
    return f"{digits[:4]} {digits[4:]} / {revision}"


def to_document(quote: Quote) -> dict[str, Any]:
    """`quote` in what JSON knows."""
    days = ("issued_on", "valid_until", "ready_on")
    return {**asdict(quote), **{day: getattr(quote, day).isoformat() for day in days}}


def from_document(document: Mapping[str, Any]) -> Quote:
    """The quote that `to_document` wrote, equal to it in every part."""
    days = {
        key: date.fromisoformat(document[key]) for key in ("issued_on", "valid_until", "ready_on")
    }
    lines = tuple(QuoteLine(**line) for line in document["lines"])
    warnings = tuple(document.get("warnings", ()))
    return Quote(**{**document, **days, "lines": lines, "warnings": warnings})


def quote_html(quote: Quote) -> str:
    """The quote as a page to print. Raises TooLongForAQuote."""
    texts = [quote.product, quote.caption, quote.person]
    texts += [text for line in quote.lines for text in (line.option, line.value)]
    lines = len(quote.lines) + len(quote.warnings)
    longest = max(map(len, quote.warnings), default=0)
    if lines > MOST_LINES or max(map(len, texts)) > LONGEST_TEXT or longest > LONGEST_WARNING:
        raise TooLongForAQuote
    words = WORDS[quote.language]
    front, back = (
        Markup(picture(quote.look, view, title))  # noqa: S704 - drawn by us, which escapes its texts
        for view, title in ((View.FRONT, words["front"]), (View.BACK, words["back"]))
    )
    page = _templates(quote.language).get_template("quote/page.html")
    return page.render(
        quote=quote,
        words=words,
        direction=direction_of(quote.language),
        front=front,
        back=back,
        code=_code(quote.address),
    )


def _code(address: str) -> Markup:
    """The QR code of the design, or nothing where the address cannot be one."""
    try:
        return Markup(address_svg(address))  # noqa: S704 - a path of digits only
    except UnfitForCode:
        return Markup()


@cache
def _templates(language: str) -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["money"] = lambda cents, currency: money(cents, currency, language)
    env.filters["more"] = lambda cents, currency: more(cents, currency, language)
    env.filters["kept_ltr"] = lambda text: kept_ltr(text, language)
    env.filters["day"] = lambda on: format_date(on, "EEEE d MMMM y", locale=locale_of(language))
    return env


def money(cents: int, currency: str, language: str) -> str:
    """An amount as a bill has it: `€214.00`, `214,00 €`."""
    written = format_currency(cents / 100, currency, locale=locale_of(language))
    # The narrow space is in none of our typefaces.
    return written.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")


def more(cents: int, currency: str, language: str) -> str:
    """What a value adds: `+ €4.00`, or saves."""
    sign = "\N{MINUS SIGN}" if cents < 0 else "+"
    return f"{sign}\N{NO-BREAK SPACE}{money(abs(cents), currency, language)}"
