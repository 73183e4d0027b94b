"""What Differentiate must do, row by row: proved by a test that is there, or waiting openly."""

import pytest

from tests.rows import must_be_shown, rows_of

ROWS = rows_of("value", "VNL")


def test_no_row_is_forgotten():
    needs = [f"N{number}" for number in range(1, 18) if number != 12]
    assert [row[0] for row in ROWS] == [*(f"V{number}" for number in range(1, 15)), *needs, "L2"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_names_tests_that_are_there_or_the_issue_it_waits_for(row):
    must_be_shown(row)
