"""Small cells are hidden, and nothing that is shown tells them."""

import numpy as np
import pytest

from customers.value.hiding import FEWEST, hidden, with_sums


def told_by_sums(small):
    """Hidden cells whose amount follows from what is shown: by linear algebra."""
    cells = [tuple(one) for one in np.argwhere(small).tolist()]
    rows, columns = small.shape
    last = rows - 1, columns - 1
    lines = [
        *([(1 if b < last[1] else -1) * (a == row) for a, b in cells] for row in range(rows)),
        *(
            [(1 if a < last[0] else -1) * (b == column) for a, b in cells]
            for column in range(columns)
        ),
    ]
    if not cells:
        return []
    _, sizes, ways = np.linalg.svd(np.array(lines, float))
    free = ways[(sizes > 1e-9).sum() :]
    return [one for place, one in enumerate(cells) if not np.abs(free[:, place]).sum() > 1e-9]


def test_one_small_cell_takes_three_others_along_so_that_no_sum_tells_it():
    counts = np.array([[3, 40, 50], [60, 70, 80], [20, 30, 90]])

    small = hidden(counts)

    assert small[0, 0]
    assert small.sum() == 4
    assert not small[:, -1].any()
    assert told_by_sums(small) == []


def test_where_nobody_is_may_be_told_and_large_cells_are_all_shown():
    assert not hidden(np.array([[0, 40], [60, 70]])).any()


@pytest.mark.parametrize("seed", range(40))
def test_of_any_table_no_small_cell_is_shown_or_can_be_computed(seed):
    chance = np.random.default_rng(seed)
    shape = chance.integers(1, 9), chance.integers(1, 6)
    counts = chance.poisson(chance.gamma(0.7, 20, shape))

    small = hidden(counts)

    shown = with_sums(counts)
    assert small[(shown > 0) & (shown < FEWEST)].all()
    assert told_by_sums(small) == []
    for row in np.flatnonzero(~small[:-1, -1]):
        together = shown[row, :-1][small[row, :-1]].sum()
        assert not 0 < together < FEWEST
