"""Levels: how far two records agree in one respect, from the same (0) to something else (last)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customers.identity.columns import NOTHING, Column, Columns, Numbers
from customers.identity.distance import distances
from customers.identity.spelling import sound

Levels = NDArray[np.int8]

UNKNOWN = -1
"""The level where one of the records says nothing."""


@dataclass(frozen=True, slots=True)
class Respect:
    """One respect in which records are compared.

    Shares by level with which a search begins: among records of one person (`same`), of two people
    of one household, of two of one name and community, and of strangers. Where `household` or
    `namesakes` is None, they agree no more than strangers. What is `unique` is the same among
    namesakes no more often than among strangers, however alike.
    """

    key: str
    field: str
    same: tuple[float, ...]
    strangers: tuple[float, ...]
    household: tuple[float, ...] | None = None
    namesakes: tuple[float, ...] | None = None
    unique: bool = False


NAME_SAME, NAME_SOUND, NAME_CLOSE, NAME_PART, NAME_SWAPPED, NAME_OTHER = range(6)
DATE_SAME, DATE_SLIP, DATE_PARTS, DATE_YEAR, DATE_OTHER = range(5)
STREET_SAME, STREET_CLOSE, STREET_PART, STREET_OTHER = range(4)
PLACE_SAME, PLACE_TOWN, PLACE_NEAR, PLACE_OTHER = range(4)
SAME, CLOSE, OTHER = range(3)

RESPECTS = (
    Respect(
        "given_name",
        "given_name",
        same=(0.79, 0.06, 0.08, 0.03, 0.02, 0.02),
        namesakes=(0.7, 0.1, 0.05, 0.05, 0.01, 0.09),
        strangers=(0.004, 0.008, 0.006, 0.01, 2e-6, 0.972),
    ),
    Respect(
        "surname",
        "surname",
        same=(0.8, 0.06, 0.07, 0.03, 0.0, 0.04),
        household=(0.75, 0.05, 0.03, 0.03, 0.0, 0.14),
        namesakes=(0.7, 0.15, 0.05, 0.05, 0.0, 0.05),
        strangers=(0.002, 0.006, 0.004, 0.006, 0.0, 0.982),
    ),
    Respect(
        "birth_date",
        "birth_date",
        same=(0.85, 0.08, 0.02, 0.01, 0.04),
        household=(0.005, 0.001, 0.003, 0.02, 0.971),
        strangers=(5e-5, 4e-4, 3e-3, 0.012, 0.98455),
    ),
    Respect(
        "street",
        "street",
        same=(0.6, 0.12, 0.08, 0.2),
        household=(0.8, 0.1, 0.05, 0.05),
        strangers=(1e-4, 3e-4, 5e-3, 0.9946),
    ),
    Respect(
        "place",
        "postcode",
        same=(0.7, 0.08, 0.07, 0.15),
        household=(0.85, 0.08, 0.02, 0.05),
        namesakes=(0.2, 0.05, 0.05, 0.7),
        strangers=(0.003, 0.01, 0.02, 0.967),
    ),
    Respect(
        "phone",
        "phone",
        same=(0.7, 0.05, 0.25),
        household=(0.2, 0.005, 0.795),
        strangers=(1e-6, 1e-5, 0.999989),
    ),
    Respect(
        "email",
        "email",
        same=(0.7, 0.08, 0.22),
        household=(0.15, 0.01, 0.84),
        namesakes=(1e-4, 0.01, 0.9899),
        strangers=(1e-6, 1e-4, 0.999899),
        unique=True,
    ),
)
"""All respects, in the order of every axis over them."""


def compared(columns: Columns, left: Numbers, right: Numbers) -> NDArray[np.int8]:
    """The levels of every pair (respects x pairs)."""
    names = [_names(columns[field], left, right) for field in ("given_name", "surname")]
    _swap(columns, left, right, names)
    return np.stack(
        [
            *names,
            _judged(columns["birth_date"], left, right, _dates),
            _judged(columns["street"], left, right, _streets),
            _places(columns, left, right),
            _judged(columns["phone"], left, right, _phones),
            _judged(columns["email"], left, right, _mails),
        ]
    )


LETTERS_PER_SLIP, MOST_SLIPS = 4, 3
"""So many letters a name must have for each slip in it."""

Judge = Callable[[Column, Numbers, Numbers], Levels]


def _judged(column: Column, left: Numbers, right: Numbers, judge: Judge) -> Levels:
    """The level of every pair, `judge` asked once for each two different texts."""
    ours, theirs = column.numbers[left], column.numbers[right]
    levels = np.where(ours == theirs, 0, UNKNOWN).astype(np.int8)
    levels[(ours < 0) | (theirs < 0)] = UNKNOWN
    differ = np.flatnonzero((ours >= 0) & (theirs >= 0) & (ours != theirs))
    if len(differ):
        small = np.minimum(ours[differ], theirs[differ])
        large = np.maximum(ours[differ], theirs[differ])
        pairs, which = np.unique(small * len(column.texts) + large, return_inverse=True)
        levels[differ] = judge(column, *np.divmod(pairs, len(column.texts)))[which]
    return levels


def _names(column: Column, left: Numbers, right: Numbers) -> Levels:
    return _judged(column, left, right, _two_names)


def _two_names(column: Column, one: Numbers, other: Numbers) -> Levels:
    lengths, firsts, lasts = column.letters.lengths, column.first_words, column.last_words
    initials = column.letters.codes[:, 0]
    is_part = (
        (firsts[one] == firsts[other])
        | (lasts[one] == lasts[other])
        | (firsts[one] == lasts[other])
        | (lasts[one] == firsts[other])
        | ((initials[one] == initials[other]) & (np.minimum(lengths[one], lengths[other]) == 1))
    )
    levels = np.where(is_part, NAME_PART, NAME_OTHER).astype(np.int8)
    levels[_are_close(column, column, one, other)] = NAME_CLOSE
    levels[column.sounds[one] == column.sounds[other]] = NAME_SOUND
    return levels


def _are_close(ours: Column, theirs: Column, one: Numbers, other: Numbers) -> NDArray[np.bool_]:
    """One slip in four letters, two in eight, three in twelve: Léa is not Léo."""
    longer = np.maximum(ours.letters.lengths[one], theirs.letters.lengths[other])
    slips = distances(ours.letters, theirs.letters, one, other)
    return np.asarray(slips <= np.minimum(longer // LETTERS_PER_SLIP, MOST_SLIPS))


def _sound_alike(ours: Column, theirs: Column, one: Numbers, other: Numbers) -> NDArray[np.bool_]:
    return np.array(
        [
            sound(ours.texts[left]) == sound(theirs.texts[right])
            for left, right in zip(one.tolist(), other.tolist(), strict=True)
        ],
        bool,
    )


def _swap(columns: Columns, left: Numbers, right: Numbers, levels: list[Levels]) -> None:
    """Mark pairs whose given name and surname stand crosswise; counted once, as given names."""
    given, surname = columns["given_name"], columns["surname"]
    texts = {text: number for number, text in enumerate(surname.texts)}
    crossed = given.by_record(
        np.array([texts.get(text, NOTHING) for text in given.texts], np.int64)
    )
    there = (crossed[left] >= 0) & (crossed[left] == surname.numbers[right])
    back = (crossed[right] >= 0) & (crossed[right] == surname.numbers[left])
    other = (levels[0] == NAME_OTHER) & (levels[1] == NAME_OTHER)
    half = np.flatnonzero((there ^ back) & other)
    # One surname stands where the other's given name does: is the rest crosswise too?
    ours, theirs = np.where(there[half], (right[half], left[half]), (left[half], right[half]))
    ours, theirs = given.numbers[ours], surname.numbers[theirs]
    alike = _are_close(given, surname, ours, theirs) | _sound_alike(given, surname, ours, theirs)
    levels[0][there & back & (levels[0] != NAME_SAME)] = NAME_SWAPPED
    levels[0][half[alike]] = NAME_SWAPPED
    levels[1][(levels[0] == NAME_SWAPPED)] = UNKNOWN
    levels[1][half] = UNKNOWN


def _dates(column: Column, one: Numbers, other: Numbers) -> Levels:
    letters = column.letters.codes
    ours, theirs = (_eight(letters[side]) for side in (one, other))
    years, months, days = (
        (ours[:, part] == theirs[:, part]).all(axis=1)
        for part in (slice(0, 4), slice(4, 6), slice(6, 8))
    )
    crossed = (
        years & (ours[:, 4:6] == theirs[:, 6:8]).all(1) & (ours[:, 6:8] == theirs[:, 4:6]).all(1)
    )
    slips = distances(column.letters, column.letters, one, other)
    two_parts = years.astype(int) + months + days == 2  # noqa: PLR2004 - of year, month, day
    levels = np.where(years, DATE_YEAR, DATE_OTHER).astype(np.int8)
    levels[two_parts] = DATE_PARTS
    levels[crossed | (slips == 1)] = DATE_SLIP
    return levels


def _eight(letters: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The first eight letters of each row, padded where there are fewer."""
    return np.pad(letters[:, :8], ((0, 0), (0, max(0, 8 - letters.shape[1]))))


def _streets(column: Column, one: Numbers, other: Numbers) -> Levels:
    words = column.derived(_without_number)
    lengths = column.letters.lengths
    slips = distances(column.letters, column.letters, one, other)
    levels = np.full(len(one), STREET_OTHER, np.int8)
    levels[(words[one] >= 0) & (words[one] == words[other])] = STREET_PART
    levels[slips * 3 <= np.minimum(lengths[one], lengths[other])] = STREET_PART
    levels[slips * 6 <= np.minimum(lengths[one], lengths[other])] = STREET_CLOSE
    # Another number is another house, however alike the rest.
    numbers = column.derived(_number)
    other_house = (numbers[one] >= 0) & (numbers[other] >= 0) & (numbers[one] != numbers[other])
    levels[other_house & (levels == STREET_CLOSE)] = STREET_PART
    return levels


def _without_number(street: str) -> str:
    return " ".join(word for word in street.split() if not word.isdecimal())


def _number(street: str) -> str:
    return next((word for word in street.split() if word.isdecimal()), "")


def _places(columns: Columns, left: Numbers, right: Numbers) -> Levels:
    """Postcode and town together: one follows from the other."""
    codes = _judged(columns["postcode"], left, right, _postcodes)
    towns = _names(columns["town"], left, right)
    unknown = (codes == UNKNOWN) & (towns == UNKNOWN)
    same_town = (towns >= 0) & (towns <= NAME_CLOSE)
    levels = np.full(len(left), PLACE_OTHER, np.int8)
    levels[(codes == CLOSE) | (towns == NAME_PART)] = PLACE_NEAR
    levels[same_town] = PLACE_TOWN
    levels[codes == SAME] = PLACE_SAME
    levels[unknown] = UNKNOWN
    return levels


def _postcodes(column: Column, one: Numbers, other: Numbers) -> Levels:
    return _slipped(column, one, other, 1)


def _phones(column: Column, one: Numbers, other: Numbers) -> Levels:
    return _slipped(column, one, other, 1)


def _slipped(column: Column, one: Numbers, other: Numbers, most: int) -> Levels:
    slips = distances(column.letters, column.letters, one, other)
    return np.where(slips <= most, CLOSE, OTHER).astype(np.int8)


def _mails(column: Column, one: Numbers, other: Numbers) -> Levels:
    boxes = column.derived(lambda text: text.partition("@")[0])
    levels = _slipped(column, one, other, 2)
    levels[boxes[one] == boxes[other]] = CLOSE
    return levels
