"""Quantities, days and signs as the workshop reads them, in the language of its paper."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

METRES_ONLY_FROM_MM = 10_000


def metres(length_mm: int, language: str) -> str:
    """`1.42 m`, whole metres from ten on; rounded up, so that nobody lays out too little."""
    if length_mm >= METRES_ONLY_FROM_MM:
        return f"{-(-length_mm // 1000)}\N{NO-BREAK SPACE}m"
    decimal = format_decimal(-(-length_mm // 10) / 100, "0.00", locale=language)
    return f"{decimal}\N{NO-BREAK SPACE}m"


def percent(permille: int, language: str) -> str:
    """`3.0`, without the sign: it stands in the heading."""
    return format_decimal(permille / 10, "0.0", locale=language)


def signed(change_mm: int) -> str:
    """`+10`, `0`, or a length to take away, with a true minus sign."""
    return f"{change_mm:+d}".replace("-", "\N{MINUS SIGN}") if change_mm else "0"


def day(on: date, language: str) -> str:
    """`Tue 15 Dec`: weekday first, for the eye; the year is never in doubt."""
    return format_date(on, "EEE d MMM", locale=language)


def day_of_year(on: date, language: str) -> str:
    """`12 Mar 2026`."""
    return format_date(on, "d MMM y", locale=language)


def instant(at: datetime, language: str) -> str:
    """`Fri 20 Nov 2026, 14:38 UTC`, in the zone `at` is told in."""
    return f"{format_datetime(at, 'EEE d MMM y, HH:mm', locale=language)} {at.tzname()}"
