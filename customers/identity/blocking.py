"""Blocking: which pairs of records are worth comparing at all.

Each rule gives every record a key; records with the same key are compared. A person is met if any
one rule survives what was mistyped.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from customers.identity.columns import NOTHING, Columns, Numbers
from customers.identity.spelling import sound

MOST_IN_BLOCK = 120
"""A key that more records share says too little: its pairs are left to the other rules."""

RULES = (
    ("phone",),
    ("email",),
    ("mailbox",),
    ("birth_date", "given sound"),
    ("birth_date", "surname sound"),
    ("birth_date", "postcode"),
    ("birth_date", "initial"),
    ("names",),
    ("names", "town sound"),
    ("names", "birth year"),
    ("surname sound", "postcode"),
    ("surname sound", "birth day"),
    ("given sound", "postcode"),
    ("given sound", "birth day"),
    ("given sound", "street"),
    ("surname sound", "street"),
    ("street", "postcode"),
    ("street", "town sound"),
    ("given start", "surname start", "birth year"),
    ("given start", "surname start", "town sound"),
    ("given start", "surname start", "birth day"),
)
"""The parts of each rule's key; a record without one of them has no key."""


def candidates(columns: Columns, most_in_block: int = MOST_IN_BLOCK) -> tuple[Numbers, Numbers]:
    """Left and right of every pair that some rule brings together; left comes first."""
    parts = _parts(columns)
    met = [
        pairs
        for rule in RULES
        for pairs in _pairs(_joined([parts[part] for part in rule]), most_in_block)
    ]
    if not met:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    together = np.concatenate([left * columns.count + right for left, right in met])
    left, right = np.divmod(np.unique(together), columns.count)
    if columns.is_two_sided:
        across = (left < columns.first_side) & (right >= columns.first_side)
        left, right = left[across], right[across]
    return left, right


def _parts(columns: Columns) -> dict[str, Numbers]:
    """What keys are made of, by record."""
    found = {field: columns[field].numbers for field in ("birth_date", "postcode", "phone")}
    found |= {field: columns[field].numbers for field in ("street", "email")}
    dates, mails = columns["birth_date"], columns["email"]
    given, surname = columns["given_name"], columns["surname"]
    sounds = _sounds_together(columns)
    return found | {
        "given sound": sounds[0],
        "surname sound": sounds[1],
        # Smaller and larger, so that swapped names meet.
        "names": _joined([np.minimum(*sounds), np.maximum(*sounds)]),
        "town sound": columns["town"].by_record(columns["town"].sounds),
        "initial": given.by_record(given.derived(lambda text: text[:1])),
        "given start": given.by_record(given.derived(lambda text: text[:2])),
        "surname start": surname.by_record(surname.derived(lambda text: text[:3])),
        "birth year": dates.by_record(dates.derived(lambda text: text[:4])),
        "birth day": dates.by_record(dates.derived(lambda text: text[4:])),
        "mailbox": mails.by_record(mails.derived(lambda text: text.partition("@")[0])),
    }


def _sounds_together(columns: Columns) -> tuple[Numbers, Numbers]:
    """Sounds of given names and surnames by record, in one numbering."""
    numbers: dict[str, int] = {}
    found = []
    for field in ("given_name", "surname"):
        column = columns[field]
        heard = [numbers.setdefault(sound(text), len(numbers)) for text in column.texts]
        found.append(column.by_record(np.array(heard, np.int64)))
    return found[0], found[1]


def _joined(parts: Sequence[Numbers]) -> Numbers:
    """One number for each combination, NOTHING where a part is."""
    key, *others = parts
    for part in others:
        whole = key * (int(part.max(initial=0)) + 1) + part
        key = np.where((key < 0) | (part < 0), NOTHING, whole)
        _, numbers = np.unique(key, return_inverse=True)
        # The empty key sorts first, where there is one.
        key = numbers - (1 if (key < 0).any() else 0)
    return key


def _pairs(key: Numbers, most: int) -> Iterator[tuple[Numbers, Numbers]]:
    """All pairs of records with the same key, blocks of one size together."""
    order = np.argsort(key, kind="stable")
    order = order[key[order] >= 0]
    _, starts, sizes = np.unique(key[order], return_index=True, return_counts=True)
    for size in np.unique(sizes[(sizes > 1) & (sizes <= most)]):
        first, second = np.triu_indices(size, 1)
        blocks = order[starts[sizes == size][:, None] + np.arange(size)]
        yield blocks[:, first].ravel(), blocks[:, second].ravel()
