"""Days and amounts as people and programs write them in files."""

import re
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from functools import lru_cache

NOON = time(12)
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?"
)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: (\d\d):(\d\d)(?::\d\d)?)?")
_SIGNS = re.compile(r"[\s\u00a0\u202f'\u2019]|EUR|MAD|XOF|GBP|USD|CHF|DH|CFA|[€$£]", re.IGNORECASE)
_MOST_DIGITS = 12
_DECIMALS = 2
_THOUSAND = 3


@lru_cache(maxsize=1 << 12)
def instant(text: str, zone: tzinfo) -> datetime | None:
    """The instant written as ISO or day first; None if it is neither. A day alone is its noon.

    Without an offset it is told by the clock of `zone`.
    """
    text = text.strip()
    try:
        if _ISO.fullmatch(text):
            if len(text) == len("2026-01-31"):
                return datetime.combine(date.fromisoformat(text), NOON, zone)
            told = datetime.fromisoformat(text)
            return told if told.tzinfo else told.replace(tzinfo=zone)
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year, hour, minute = (int(one) if one else None for one in found.groups())
            at = time(hour, minute or 0) if hour is not None else NOON
            return datetime.combine(date(year or 0, month or 0, day or 0), at, zone)
    except ValueError:
        pass
    return None


def day(text: str) -> str | None:
    """A day written as ISO or day first, in ISO; None if it is neither."""
    at = instant(text, UTC)
    return at.date().isoformat() if at else None


class TwoAmounts(Exception):
    """It may be thousands or a fraction: `1,234`."""


def cents(text: str) -> int | None:
    """An amount of money in hundredths, with comma or point; None if it is none.

    The last of both signs parts the hundredths. Raises TwoAmounts.
    """
    plain = _SIGNS.sub("", text)
    sign, plain = (-1, plain[1:]) if plain[:1] in {"-", "\u2212"} else (1, plain.lstrip("+"))
    if not plain or not all(one.isascii() and (one.isdigit() or one in ",.") for one in plain):
        return None
    last = max(plain.rfind(","), plain.rfind("."))
    mark = plain[last] if last >= 0 else ""
    whole, decimals = (plain, "") if last < 0 else (plain[:last], plain[last + 1 :])
    if mark and len(decimals) == _THOUSAND:
        if "," not in whole and "." not in whole and plain[0] != "0":
            raise TwoAmounts
        if mark in whole:  # 1.234.567
            whole, decimals = whole + mark + decimals, ""
    whole = whole.replace(",", "").replace(".", "")
    if len(whole) > _MOST_DIGITS or len(decimals) > _DECIMALS or not (whole or decimals):
        return None
    return sign * int(Decimal(f"{whole or 0}.{decimals or 0}") * 100)
