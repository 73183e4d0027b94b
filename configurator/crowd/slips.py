"""Slips of the pen."""

import unicodedata
from random import Random

KEYS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"


def unaccented(text: str) -> str:
    """`text` without the marks on its letters."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def slipped(chance: Random, text: str) -> str:
    """`text` with one letter wrong, missing, doubled, or swapped with the next."""
    places = [place for place, letter in enumerate(text) if letter.isalnum()]
    if len(places) < 2:  # noqa: PLR2004 - of one letter nothing would be left
        return text
    place = chance.choice(places)
    before, letter, after = text[:place], text[place], text[place + 1 :]
    match chance.randrange(4):
        case 0:
            return before + chance.choice(DIGITS if letter.isdigit() else KEYS) + after
        case 1 if not letter.isdigit():
            return before + after
        case 2 if not letter.isdigit():
            return before + letter + letter + after
        case _:
            return before + after[:1] + letter + after[1:]
