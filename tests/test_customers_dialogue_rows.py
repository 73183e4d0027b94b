"""What the dialogue must do, row by row: proved by a test that is there, or waiting openly."""

import pytest

from tests.rows import must_be_shown, rows_of

ROWS = rows_of("dialogue", "DCI")


def test_no_row_is_forgotten():
    assert [row[0] for row in ROWS] == [*(f"D{number}" for number in range(1, 26)), "C9", "I11"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_names_tests_that_are_there_or_the_issue_it_waits_for(row):
    must_be_shown(row, r"(?:browser/)?test_\w+\.py")
