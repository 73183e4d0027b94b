"""What the dialogue must do, row by row: proved by a test that is there, or waiting openly."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "customers" / "dialogue" / "rows.md").read_text("utf-8")
ROWS = [
    line.strip("| ").split(" | ") for line in PAGE.splitlines() if re.match(r"\| [DCI]\d", line)
]


def test_no_row_is_forgotten():
    assert [row[0] for row in ROWS] == [*(f"D{number}" for number in range(1, 26)), "C9", "I11"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_names_tests_that_are_there_or_the_issue_it_waits_for(row):
    _, sentence, state, shown_by = row
    named = re.findall(r"`((?:browser/)?test_\w+\.py)(?:::(\w+))?`", f"{sentence} {shown_by}")
    for file, test in named:
        assert f"def {test}" in (TESTS / file).read_text("utf-8")
    if state == "waiting":
        assert re.fullmatch(r"issue \d+", shown_by)
        assert "missing" in sentence or "yet" in sentence
    else:
        assert state == "proved"
        assert named
        assert all(test for _, test in named)
