"""By what a person is found while somebody types: entries that begin with what is typed.

An entry is a word of a name with the other words after it (`amrani nadia`) or a card, so that
whatever is typed first, those it may mean stand next to each other in one sorted list. Addresses
and numbers are found by marks, of which only keyed hashes are kept; a mark finds more than fit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from customers.identity import cleaning
from customers.identity.distance import Letters, Numbers, distances, letters_of
from customers.identity.folding import digits
from customers.identity.spelling import latin, sound

PART, START, WHOLE, CARD = "~", "@", "=", "#"
"""What a mark or entry begins with: of a part of a number, the beginning of an address, an address
or a word of one; of a card."""

NUMBER_PARTS = (4, 6)
"""Of a phone number every stretch of so many digits is a mark."""

NUMBER_START = 3
"""So many first digits are one too: the number as people begin to say it."""

ADDRESS_STARTS = (4, 6, 8, 12)
"""Of an address so many first letters each are a mark."""

MOST_WORDS, LONGEST_ENTRY = 8, 160
"""More words of a name, or letters of an entry, find nobody."""

PARTICLE = 3
"""A word so short and the next one are often written as one: El Amrani, Elamrani."""

FEWEST_LETTERS = 3
"""A shorter word is like too many."""

_PARTS = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Findable:
    """The entries of one person, the words of the name, which may be mistyped, and the marks."""

    entries: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()


def findable(name: str, email: str, phone: str) -> Findable:
    """All by which whoever has these is found."""
    words = cleaning.name(name).split()[:MOST_WORDS]
    found = {" ".join([word, *_without(words, place, 1)]) for place, word in enumerate(words)}
    joined = []
    for place, (word, following) in enumerate(pairwise(words)):
        if len(word) <= PARTICLE:
            joined.append(word + following)
            found.add(" ".join([word + following, *_without(words, place, 2)]))
    said = frozenset(one for one in (*words, *joined) if len(one) >= FEWEST_LETTERS)
    marks = frozenset((*_of_address(email, words), *_of_phone(phone)))
    return Findable(frozenset(one[:LONGEST_ENTRY] for one in found), said, marks)


def marks_of(typed: str) -> tuple[str, ...]:
    """The marks of which everybody has one whose address or number `fits` what is typed."""
    if typed.isdigit():
        lengths = (NUMBER_START, *NUMBER_PARTS)
        longest = max((one for one in lengths if one <= len(typed)), default=0)
        return (f"{PART}{typed[:longest]}",) if longest else ()
    if len(typed) < FEWEST_LETTERS:
        return ()
    longest = max((one for one in ADDRESS_STARTS if one <= len(typed)), default=0)
    begun = (f"{START}{typed[:longest]}",) if longest else ()
    return (*begun, f"{WHOLE}{typed}")


def fits(typed: str, email: str, phone: str) -> bool:
    """Whether the number holds what is typed, the address begins so, or it is a word of it."""
    if typed.isdigit():
        return typed in digits(cleaning.plain(phone))
    address = cleaning.plain(email.strip())
    return address.startswith(typed) or typed in _words_of(address)


def card_entry(number: str) -> str:
    """The entry of a card, however its number is spaced; empty without letters and digits."""
    plain = "".join(one for one in cleaning.plain(number) if one.isalnum())
    return f"{CARD}{plain}" if plain else ""


def sought(text: str) -> tuple[str, ...]:
    """What of `text` must be found: its words; digits that stand apart are one number."""
    plain = cleaning.plain(text)
    if not any(letter.isalpha() for letter in plain):
        number = digits(plain)
        return (number,) if number else ()
    found: list[str] = []
    before = False
    for word in plain.split():
        number = word.strip("+().-/")
        is_number = number.isdigit()
        if is_number and before:
            found[-1] += number
        elif is_number or "@" in word or any(letter.isdigit() for letter in word):
            found.append(number)
        elif "." in word.strip("."):
            found.append(word.strip("."))
        else:
            found.extend(cleaning.name(word).split())
        before = is_number
    return tuple(word.lstrip("0") if word.isdigit() else word for word in found)[:MOST_WORDS]


def is_word(text: str) -> bool:
    """Whether it is a word of a name and no number or address: only these are mistyped."""
    return text.isalpha()


@lru_cache(maxsize=1 << 12)
def grams(word: str) -> frozenset[str]:
    """Every three letters in a row of a word as it is written in Latin, its ends being letters."""
    plain = f"^{latin(word)}$"
    return frozenset(plain[place : place + 3] for place in range(len(plain) - 2))


def alike(typed: str, words: Sequence[str], most: int) -> tuple[str, ...]:
    """Those of `words` that may be meant by `typed`, at most so many, the likest first.

    Few slips lie between it and the beginning of the word, or both sound the same.
    """
    others = sorted({one for one in words if one != typed})
    if not others or len(typed) < FEWEST_LETTERS:
        return ()
    ours, heard = latin(typed), sound(typed)
    spelled = [latin(one) for one in others]
    slips = _slips(ours, spelled)
    forgiven = 1 if len(ours) < 2 * FEWEST_LETTERS else 2
    same = np.array([_same_sound(heard, sound(one)) for one in others])
    foreign = ours != cleaning.plain(typed)
    across = np.array(
        [
            foreign != (one != cleaning.plain(word))
            for one, word in zip(spelled, others, strict=True)
        ]
    )
    near = np.where(across, same, (slips <= forgiven) | (same & (slips <= forgiven + 2)))
    order = sorted(
        np.flatnonzero(near), key=lambda place: (slips[place], len(others[place]), others[place])
    )
    return tuple(others[place] for place in order[:most])


def _same_sound(one: str, other: str) -> bool:
    return other.startswith(one)


def _slips(typed: str, words: Sequence[str]) -> Numbers:
    """The fewest slips between `typed` and a beginning of each word that is about as long."""
    ours = letters_of([typed])
    ends = (len(typed) - 1, len(typed), len(typed) + 1)
    begun = (letters_of([word[:end] or word for word in words]) for end in ends)
    fewest: Numbers = np.minimum.reduce([_from(ours, theirs) for theirs in begun])
    return fewest


def _from(ours: Letters, theirs: Letters) -> Numbers:
    count = len(theirs.lengths)
    return distances(ours, theirs, np.zeros(count, np.int64), np.arange(count))


def _without(words: Sequence[str], place: int, count: int) -> list[str]:
    return [*words[:place], *words[place + count :]]


def _of_address(email: str, names: Sequence[str]) -> Iterator[str]:
    address = cleaning.plain(email.strip())
    if address:
        yield f"{WHOLE}{address}"
        yield from (f"{START}{address[:one]}" for one in ADDRESS_STARTS if one <= len(address))
        yield from (f"{WHOLE}{one}" for one in _words_of(address) if one not in names)


def _words_of(address: str) -> list[str]:
    local, _, home = address.partition("@")
    return [*_PARTS.findall(local), *([home] if home else [])]


def _of_phone(phone: str) -> Iterator[str]:
    whole = digits(cleaning.plain(phone))
    if len(whole) >= NUMBER_START:
        here = whole[-cleaning.NATIONAL_DIGITS :]
        yield f"{PART}{here[:NUMBER_START]}"
    for length in NUMBER_PARTS:
        for place in range(len(whole) - length + 1):
            yield f"{PART}{whole[place : place + length]}"
