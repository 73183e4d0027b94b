"""Records as columns of numbers, which can be compared a million at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from customers.identity import cleaning
from customers.identity.distance import Letters, letters_of
from customers.identity.record import FIELDS, Record
from customers.identity.spelling import sound

NOTHING = -1
"""The number of a field that says nothing."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """One field of all records: `numbers` (records) point into the different `texts`, or NOTHING.

    No slots: what is derived from the texts is kept once it was asked for.
    """

    numbers: Numbers
    texts: tuple[str, ...]

    @cached_property
    def letters(self) -> Letters:
        """The letters of the texts."""
        return letters_of(self.texts)

    @cached_property
    def counts(self) -> Numbers:
        """How many records say each text."""
        return np.bincount(self.numbers[self.numbers >= 0], minlength=len(self.texts))

    @property
    def known(self) -> int:
        """How many records say anything here."""
        return int((self.numbers >= 0).sum())

    @cached_property
    def sounds(self) -> Numbers:
        """The number of the sound of each text; texts that sound alike share it."""
        return self.derived(sound)

    @cached_property
    def first_words(self) -> Numbers:
        """The number of the first word of each text."""
        return self.derived(lambda text: text.partition(" ")[0])

    @cached_property
    def last_words(self) -> Numbers:
        """The number of the last word of each text, in the numbering of `first_words`."""
        starts = dict.fromkeys(text.partition(" ")[0] for text in self.texts)
        numbers = {word: place for place, word in enumerate(starts)}
        ends = (text.rpartition(" ")[2] for text in self.texts)
        return np.array([numbers.setdefault(word, len(numbers)) for word in ends], np.int64)

    def derived(self, of: Callable[[str], str]) -> Numbers:
        """A number for what `of` makes of each text, NOTHING where that is empty."""
        return _numbered(map(of, self.texts))

    def by_record(self, numbers: Numbers) -> Numbers:
        """What `numbers` says of each text, for each record; NOTHING where it is empty."""
        if not len(numbers):
            return self.numbers
        return np.where(self.numbers >= 0, numbers[self.numbers], NOTHING)


@dataclass(frozen=True, slots=True)
class Columns:
    """All records, the first `first_side` of them from one source, the others from another."""

    count: int
    first_side: int
    by_field: dict[str, Column]

    @property
    def is_two_sided(self) -> bool:
        """Whether only pairs across both sources count."""
        return self.first_side < self.count

    @property
    def possible(self) -> int:
        """How many pairs of records there are."""
        if self.is_two_sided:
            return self.first_side * (self.count - self.first_side)
        return self.count * (self.count - 1) // 2

    def __getitem__(self, field: str) -> Column:
        """The column of that field."""
        return self.by_field[field]


@dataclass(frozen=True, slots=True)
class Blocked:
    """Values that name nobody: a shop's own number, a tablet's address, what too many share.

    `values` are phones and e-mail addresses as anybody may write them; beyond `most_sharing`
    records a phone or an address is one of a school or a firm, and counts as empty.
    """

    values: frozenset[str] = frozenset()
    most_sharing: int = 12


CLEANED: dict[str, Callable[[str], str]] = {
    "given_name": cleaning.name,
    "surname": cleaning.name,
    "birth_date": cleaning.birth_date,
    "street": cleaning.street,
    "postcode": cleaning.postcode,
    "town": cleaning.town,
    "phone": cleaning.phone,
    "email": cleaning.email,
}
"""How each field is brought to one spelling."""

SHARED = ("phone", "email")
"""Fields whose values may be blocked."""


def columns_of(records: Sequence[Record], others: Sequence[Record], blocked: Blocked) -> Columns:
    """The columns of records, and of others of a second source if there are any."""
    rows = (*records, *others)
    found = {
        field: _column([getattr(row, field) for row in rows], CLEANED[field], blocked, field)
        for field in FIELDS
    }
    return Columns(len(rows), len(records), found)


def _column(
    written: Sequence[str], clean: Callable[[str], str], blocked: Blocked, field: str
) -> Column:
    known = {text: clean(text) for text in set(written)}
    plain = [known[text] for text in written]
    if field in SHARED:
        ours = {clean(value) for value in blocked.values}
        counts = Counter(plain)
        plain = [
            "" if text in ours or counts[text] > blocked.most_sharing else text for text in plain
        ]
    return Column(_numbered(plain), tuple(dict.fromkeys(text for text in plain if text)))


def _numbered(texts: Iterable[str]) -> Numbers:
    """A number for each text, in the order of their first coming; NOTHING for an empty one."""
    numbers: dict[str, int] = {}
    return np.array(
        [numbers.setdefault(text, len(numbers)) if text else NOTHING for text in texts], np.int64
    )
