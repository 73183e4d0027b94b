"""How money, lengths, counts and dates read in the reader's language; also as template filters."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from configurator.web.desk import language, workshop
from production.format import comma_of, locale_of, percent

_MINUS = "\N{MINUS SIGN}"
# Day before month as people say it; English would otherwise want a comma after the weekday.
_DAY = "EEE d MMM"
_CM = {"ar": "سم"}
# A page tells the same few amounts and days dozens of times, and writing one takes 50 microseconds.
_kept = lru_cache(maxsize=2048)


@_kept
def money(cents: int, currency: str, locale: str) -> str:
    """An amount with its currency, always with cents: `€214.00`, `214,00 €`."""
    return format_currency(Decimal(cents) / 100, currency, locale=locale_of(locale))


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
    zeros = format_decimal(Decimal(0), format="0.00", locale=locale_of(locale))[1:]
    return written.replace(zeros, "")


@_kept
def count(number: int, locale: str) -> str:
    """A whole number with separators, never rounded: `1,284,093`."""
    # The narrow space that French wants is in neither of our typefaces.
    written = format_decimal(number, locale=locale_of(locale))
    return written.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")


@_kept
def day(when: date, locale: str) -> str:
    """A date as people say it: `Fri 11 Dec`, `ven. 11 déc.`."""
    return format_date(when, _DAY, locale=locale_of(locale))


def dated(when: date, locale: str) -> str:
    """A date of which the year matters: `12 Mar 2026`."""
    return format_date(when, "d MMM y", locale=locale_of(locale))


def month(when: date, locale: str) -> str:
    """A month by its name: `November 2026`."""
    return format_date(when, "LLLL y", locale=locale_of(locale))


def ago(passed: timedelta, locale: str) -> str:
    """How long something is past, in one unit: `8 months ago`."""
    return format_timedelta(-passed, add_direction=True, locale=locale_of(locale))


def cm(length_mm: int, locale: str) -> str:
    """A length in mm as centimetres: `81.5 cm`, `81 cm`."""
    number = format_decimal(Decimal(length_mm) / 10, format="0.#", locale=locale_of(locale))
    return f"{number}\N{NO-BREAK SPACE}{_CM.get(locale, 'cm')}"


def moment(when: datetime, locale: str) -> str:
    """An instant as day and time, in the zone `when` is told in: `Fri 11 Dec, 14:32`."""
    pattern = f"{_DAY}{comma_of(locale)} HH:mm"
    return format_datetime(when, pattern, locale=locale_of(locale))


def clock(when: datetime, locale: str) -> str:
    """An instant of today, in the zone `when` is told in: `14:32`."""
    return format_time(when, "HH:mm", locale=locale_of(locale))


def listed(names: Sequence[str], locale: str) -> str:
    """Several names as a sentence joins them: `Skinny, Raw and Cuff`, `Skinny, Raw et Cuff`."""
    return format_list(list(names), locale=locale_of(locale))


def _on(when: date) -> date:
    """The day itself, or that of an instant by the clock of the shop."""
    return workshop().here(when).date() if isinstance(when, datetime) else when


FILTERS: Mapping[str, Callable[..., str]] = {
    "money": lambda cents, currency: money(cents, currency, language()),
    "money_change": lambda cents, currency: money_change(cents, currency, language()),
    "short_money": lambda cents, currency: short_money(cents, currency, language()),
    "count": lambda number: count(number, language()),
    "day": lambda when: day(_on(when), language()),
    "dated": lambda when: dated(_on(when), language()),
    "month": lambda when: month(when, language()),
    "ago": lambda passed: ago(passed, language()),
    "cm": lambda length_mm: cm(length_mm, language()),
    "permille": lambda permille: f"{percent(permille, language())}\N{NO-BREAK SPACE}%",
    "moment": lambda when: moment(workshop().here(when), language()),
    "clock": lambda when: clock(workshop().here(when), language()),
}
"""The same for templates, in the language of the request; instants by the clock of the shop."""
