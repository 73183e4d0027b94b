"""Fields as they are compared: one spelling for what is only written otherwise."""

import re

from customers.identity.folding import digits, folded

NATIONAL_DIGITS = 9
"""So many last digits are a number within its country, in France, Morocco and Senegal alike."""

_STREETS = {
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "ch": "chemin",
    "imp": "impasse",
    "pl": "place",
    "r": "rue",
    "rd": "road",
    "rte": "route",
    "st": "street",
    "sq": "square",
}
_SAINTS = {"st": "saint", "ste": "sainte"}
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_YEAR_DIGITS = 4


def name(text: str) -> str:
    """A name folded, its words apart by one blank: `O'Connor` becomes `o connor`."""
    return " ".join(_words(text))


def town(text: str) -> str:
    """A town folded, saints written out."""
    return " ".join(_SAINTS.get(word, word) for word in _words(text))


def street(text: str) -> str:
    """A street with its number, folded, abbreviations written out."""
    return " ".join(_STREETS.get(word, word) for word in _words(text))


def postcode(text: str) -> str:
    """A postcode without blanks."""
    return "".join(_words(text))


def birth_date(text: str) -> str:
    """Year, month and day in eight digits; digits of another number as they are; `` for none.

    A date of years first stays as it stands; of days first it is turned round.
    """
    parts = re.findall(r"\d+", plain(text).partition("t")[0])
    if len(parts) == len(("year", "month", "day")):
        if len(parts[-1]) == _YEAR_DIGITS:
            parts.reverse()
        return "".join(part.zfill(2) for part in parts)
    return "".join(parts)


def phone(text: str) -> str:
    """The last digits of a phone number, without its country."""
    return digits(plain(text))[-NATIONAL_DIGITS:]


def email(text: str) -> str:
    """An e-mail address folded; what stands after a plus only sorts the letters of one person."""
    local, at, home = folded(text.strip()).partition("@")
    return f"{local.partition('+')[0]}{at}{home}" if at else local


def _words(text: str) -> list[str]:
    return _PARTS.findall(plain(text))


def plain(text: str) -> str:
    """`text` folded, digits of other scripts as ours."""
    if text.isascii():
        return folded(text)
    return "".join(str(int(one)) if one.isdecimal() else one for one in folded(text))
