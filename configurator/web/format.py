"""How money, lengths, counts and dates read in the reader's language; also as template filters."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal
from flask_babel import get_locale

_MINUS = "\N{MINUS SIGN}"
# Day before month as people say it; English would otherwise want a comma after the weekday.
_DAY = "EEE d MMM"
# A page tells the same few amounts and days dozens of times, and writing one takes 50 microseconds.
_kept = lru_cache(maxsize=2048)


@_kept
def money(cents: int, currency: str, locale: str) -> str:
    """An amount with its currency, always with cents: `€214.00`, `214,00 €`."""
    return format_currency(Decimal(cents) / 100, currency, locale=locale)


def money_change(cents: int, currency: str, locale: str) -> str:
    """An amount more or less: `+ €4`, or with a minus sign; whole amounts stand without cents."""
    amount = short_money(abs(cents), currency, locale)
    return f"{_MINUS if cents < 0 else '+'}\N{NO-BREAK SPACE}{amount}"


@_kept
def short_money(cents: int, currency: str, locale: str) -> str:
    """An amount with its currency, cents only when there are any: `€4`, `€6.50`."""
    written = money(cents, currency, locale)
    if cents % 100:
        return written
    zeros = format_decimal(Decimal(0), format="0.00", locale=locale)[1:]
    return written.replace(zeros, "")


@_kept
def count(number: int, locale: str) -> str:
    """A whole number with separators, never rounded: `1,284,093`."""
    # The narrow space that French wants is in neither of our typefaces.
    written = format_decimal(number, locale=locale)
    return written.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")


@_kept
def day(when: date, locale: str) -> str:
    """A date as people say it: `Fri 11 Dec`, `ven. 11 déc.`."""
    return format_date(when, _DAY, locale=locale)


def dated(when: date, locale: str) -> str:
    """A date of which the year matters: `12 Mar 2026`."""
    return format_date(when, "d MMM y", locale=locale)


def ago(passed: timedelta, locale: str) -> str:
    """How long something is past, in one unit: `8 months ago`."""
    return format_timedelta(-passed, add_direction=True, locale=locale)


def cm(length_mm: int, locale: str) -> str:
    """A length in mm as centimetres: `81.5 cm`, `81 cm`."""
    number = format_decimal(Decimal(length_mm) / 10, format="0.#", locale=locale)
    return f"{number}\N{NO-BREAK SPACE}cm"


def moment(when: datetime, locale: str) -> str:
    """An instant as day and time: `Fri 11 Dec, 14:32`."""
    return format_datetime(when, "EEE d MMM, HH:mm", locale=locale)


def _here() -> str:
    return str(get_locale() or "en")


FILTERS: Mapping[str, Callable[..., str]] = {
    "money": lambda cents, currency: money(cents, currency, _here()),
    "money_change": lambda cents, currency: money_change(cents, currency, _here()),
    "short_money": lambda cents, currency: short_money(cents, currency, _here()),
    "count": lambda number: count(number, _here()),
    "day": lambda when: day(when, _here()),
    "dated": lambda when: dated(when, _here()),
    "ago": lambda passed: ago(passed, _here()),
    "cm": lambda length_mm: cm(length_mm, _here()),
    "moment": lambda when: moment(when, _here()),
}
"""The same for templates, in the language of the request."""
