"""Quantities, days and signs as the workshop reads them, in the language of its paper."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal

METRES_ONLY_FROM_MM = 10_000
REGIONS: Mapping[str, str] = {"ar": "ar_MA"}
"""Where a language is written in more than one way, the region whose numbers and days are ours."""


def locale_of(language: str) -> str:
    """How numbers and days are written in `language`: Arabic as in Morocco, `1.284,5`, `دجنبر`.

    Whatever writes days must ask here: once plain `ar` has named a month, Babel gives its names
    to every region.
    """
    return REGIONS.get(language, language)


def direction_of(language: str) -> str:
    """Where lines of `language` begin, as HTML says it: `ltr` or `rtl`."""
    return Locale.parse(locale_of(language)).text_direction


def comma_of(language: str) -> str:
    """What stands between two things in a row, without the space behind it."""
    return "،" if language == "ar" else ","


def in_a_row(names: Iterable[str], language: str) -> str:
    """Several names without a last word between them: `Slim, Selvedge 14 oz`."""
    return f"{comma_of(language)} ".join(names)


def kept_ltr(text: str, language: str) -> str:
    """A number as it is written, `26-1001`, also between words that run from right to left."""
    rtl = direction_of(language) == "rtl"
    return f"\N{LEFT-TO-RIGHT ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if rtl else text


def apart(text: str, language: str) -> str:
    """A name in letters of its own, `N. A.`, whose direction is not that of the words around it."""
    rtl = direction_of(language) == "rtl"
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if rtl else text


def metres(length_mm: int, language: str) -> str:
    """`1.42 m`, whole metres from ten on; rounded up, so that nobody lays out too little."""
    if length_mm >= METRES_ONLY_FROM_MM:
        return f"{-(-length_mm // 1000)}\N{NO-BREAK SPACE}m"
    decimal = format_decimal(-(-length_mm // 10) / 100, "0.00", locale=locale_of(language))
    return f"{decimal}\N{NO-BREAK SPACE}m"


def percent(permille: int, language: str) -> str:
    """`3.0`, without the sign: it stands in the heading."""
    return format_decimal(permille / 10, "0.0", locale=locale_of(language))


def signed(change_mm: int) -> str:
    """`+10`, `0`, or a length to take away, with a true minus sign."""
    return f"{change_mm:+d}".replace("-", "\N{MINUS SIGN}") if change_mm else "0"


def day(on: date, language: str) -> str:
    """`Tue 15 Dec`: weekday first, for the eye; the year is never in doubt."""
    return format_date(on, "EEE d MMM", locale=locale_of(language))


def day_in_words(on: date, language: str) -> str:
    """`Tuesday 15 December`, for letters."""
    return format_date(on, "EEEE d MMMM", locale=locale_of(language))


def day_of_year(on: date, language: str) -> str:
    """`12 Mar 2026`."""
    return format_date(on, "d MMM y", locale=locale_of(language))


def hour_of_day(at: datetime, language: str) -> str:
    """`14:30`, in the zone `at` is told in."""
    written: str = format_time(at, "HH:mm", tzinfo=at.tzinfo, locale=locale_of(language))
    return written


def instant(at: datetime, language: str) -> str:
    """`Fri 20 Nov 2026, 14:38 UTC`, in the zone `at` is told in."""
    pattern = f"EEE d MMM y{comma_of(language)} HH:mm"
    written = format_datetime(at, pattern, locale=locale_of(language))
    return f"{written} {at.tzname()}"
