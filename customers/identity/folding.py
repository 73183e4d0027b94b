"""Folding: text as people search and compare it, without case, accents and punctuation."""

import re
import unicodedata

# Letters that Unicode does not take apart into a plain one and a mark.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
_NO_DIGIT = re.compile(r"[^0-9]+")
_ENOUGH_DIGITS = 8
"""So many last digits tell two phone numbers apart, whatever stands before them."""


def folded(text: str) -> str:
    """`text` without case and accents: `Zoé Straße` becomes `zoe strasse`."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def digits(phone: str) -> str:
    """The digits of a phone number, without the zeros that only say "from here"."""
    return _NO_DIGIT.sub("", folded(phone)).lstrip("0")


def same_phone(one: str, other: str) -> bool:
    """Whether both are one number; `06 12 34 56 78` and `+33 6 12 34 56 78` are."""
    ours, theirs = sorted((digits(one), digits(other)), key=len)
    return len(ours) >= _ENOUGH_DIGITS and theirs.endswith(ours)
