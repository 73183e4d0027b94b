import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.identity.distance import MOST_LETTERS, distances, letters_of

WORDS = st.lists(st.text("abcé", max_size=9), min_size=2, max_size=12)


@given(WORDS)
def test_the_distance_is_the_one_of_the_textbook(words):
    letters = letters_of(words)
    one, other = (place.ravel() for place in np.indices((len(words), len(words))))

    found = distances(letters, letters, one, other)

    assert found.tolist() == [
        textbook(words[a], words[b]) for a, b in zip(one.tolist(), other.tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("martin", "martin", 0),
        ("martin", "matrin", 1),
        ("martin", "mrtin", 1),
        ("martin", "marttin", 1),
        ("martin", "mortin", 1),
        ("", "abc", 3),
        ("abc", "", 3),
        ("", "", 0),
        ("محمد", "محمود", 1),
        ("ca", "abc", 3),
    ],
)
def test_slips_are_counted(one, other, slips):
    letters = letters_of([one, other])

    assert distances(letters, letters, np.array([0]), np.array([1])).tolist() == [slips]


def test_two_columns_can_be_compared_and_long_texts_are_cut():
    ours, theirs = letters_of(["a" * 70, "b"]), letters_of(["b", "a" * 50])

    found = distances(ours, theirs, np.array([0, 1]), np.array([1, 0]))

    assert found.tolist() == [0, 0]
    assert ours.lengths.max() == MOST_LETTERS


def textbook(one: str, other: str) -> int:
    """The restricted Damerau distance, cell by cell."""
    # The first row and the first column count what is missing; the rest is filled below.
    rows = [[i + j for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i, ours in enumerate(one, 1):
        for j, theirs in enumerate(other, 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (ours != theirs)
            )
            if i > 1 and j > 1 and ours == other[j - 2] and one[i - 2] == theirs:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]
