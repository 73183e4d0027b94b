"""Hiding small cells of a table, and as many others as keep them from being computed.

A table is shown with the sums of its rows and columns. A cell of fewer people than `FEWEST` is
hidden; where it is the only unknown of a sum, anybody could subtract it. Hidden cells join a row
and a column, so together they are a graph: one that lies on no circle of it has but one solution.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

FEWEST = 10
"""Of fewer people nothing is told. Nobody is nobody, and may be told."""

Counts = NDArray[np.int64]
Hidden = NDArray[np.bool_]


def with_sums(counts: Counts) -> Counts:
    """The table with a last row and a last column of sums."""
    rows = np.concatenate([counts, counts.sum(axis=0, keepdims=True)])
    return np.concatenate([rows, rows.sum(axis=1, keepdims=True)], axis=1)


def hidden(counts: Counts, fewest: int = FEWEST) -> Hidden:
    """What of a table of people `with_sums` must not be shown, the sums among it."""
    shown = with_sums(counts)
    found: Hidden = (shown > 0) & (shown < fewest)
    while True:
        more = next(_more(shown, found, fewest), None)
        if more is None:
            return found
        for cell in more:
            found[cell] = True


def _more(shown: Counts, found: Hidden, fewest: int) -> Iterator[list[tuple[int, int]]]:
    """Cells to hide besides, each time those that cost least."""
    for row, column in np.argwhere(found).tolist():
        if _is_alone(found, row, column):
            yield from _corners(shown, found, row, column)
        if _tells(shown, found, row, column, fewest):
            yield from _smallest(shown, found, row, column)


def _corners(
    shown: Counts, found: Hidden, row: int, column: int
) -> Iterator[list[tuple[int, int]]]:
    """The three cells that make a square with it and tell of fewest people; else any other."""
    price = np.where(found, 0.0, np.where(shown > 0, shown, np.inf))
    square = price + price[row][None, :] + price[:, column][:, None]
    square[row, :] = square[:, column] = np.inf
    other, across = divmod(int(square.argmin()), square.shape[1])
    if np.isfinite(square[other, across]):
        yield [(row, across), (other, column), (other, across)]
    yield from _smallest(shown, found, row, column)


def _is_alone(found: Hidden, row: int, column: int) -> bool:
    """Whether what is hidden there lies on no circle: sums then tell it."""
    rest = found.copy()
    rest[row, column] = False
    columns: Hidden = rest[row].copy()
    while True:
        reached = np.logical_or(columns, rest[rest[:, columns].any(axis=1)].any(axis=0))
        if np.array_equal(reached, columns):
            return not bool(columns[column])
        columns = reached


def _tells(shown: Counts, found: Hidden, row: int, column: int, fewest: int) -> bool:
    """Whether all that is hidden of a shown sum are so few that the sum tells of them."""
    lines = ((shown[row, :-1], found[row]), (shown[:-1, column], found[:, column]))
    return any(not of_line[-1] and 0 < line[of_line[:-1]].sum() < fewest for line, of_line in lines)


def _smallest(
    shown: Counts, found: Hidden, row: int, column: int
) -> Iterator[list[tuple[int, int]]]:
    """Each cell of its row or column that is shown and tells of somebody, small ones first."""
    places: Sequence[tuple[int, int]] = [
        *((row, place) for place in range(shown.shape[1])),
        *((place, column) for place in range(shown.shape[0])),
    ]
    left = [one for one in places if shown[one] and not found[one]]
    yield from ([one] for one in sorted(left, key=lambda one: int(shown[one])))
