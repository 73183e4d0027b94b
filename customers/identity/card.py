"""The number of a card: digits by chance and two that check them, and nothing of the person.

ISO/IEC 7064, MOD 97-10: the whole number leaves 1 when divided by 97. Every wrong digit and every
swap of two neighbours is noticed, and 96 of 97 other slips. The first digit is never 0, as that of
a telephone number dialled abroad is.
"""

import unicodedata
from hashlib import blake2b

DIGITS = 14
_FIRST = 10 ** (DIGITS - 3)
_MANY = 9 * _FIRST
_BETWEEN = " -\N{NO-BREAK SPACE}\N{HYPHEN}\N{EN DASH}"
_GROUP = 4


def card_number(seed: str) -> str:
    """The number that follows from `seed`, random text: one of 900,000,000,000."""
    drawn = int.from_bytes(blake2b(seed.encode(), digest_size=16).digest())
    return checked(_FIRST + drawn % _MANY)


def checked(payload: int) -> str:
    """`payload` with the two digits that check it."""
    return f"{payload}{98 - payload * 100 % 97:02d}"


def read_number(text: str) -> str | None:
    """The digits in `text` if it has the shape of a number, right or not; None if it is no card.

    Spaces and hyphens between them do not matter, nor in which script they are written.
    """
    signs = [sign for sign in text.strip() if sign not in _BETWEEN]
    if len(signs) != DIGITS or not all(sign.isdecimal() for sign in signs):
        return None
    number = "".join(str(unicodedata.decimal(sign)) for sign in signs)
    return None if number.startswith("0") else number


def is_sound(number: str) -> bool:
    """Whether the last two digits of `number` say that none of it was mistyped."""
    return int(number) % 97 == 1


def written(number: str) -> str:
    """`number` as it stands on the card: `4821 7730 9156 41`."""
    return " ".join(number[at : at + _GROUP] for at in range(0, DIGITS, _GROUP))
