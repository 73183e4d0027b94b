"""Rows of what is wanted, as the pages of rows beside each package write them."""

import re
from collections.abc import Sequence
from pathlib import Path

TESTS = Path(__file__).parent


def rows_of(package: str, letters: str) -> list[list[str]]:
    """The rows of a package of customers that begin with one of these letters, cell by cell."""
    page = (TESTS.parent / "customers" / package / "rows.md").read_text("utf-8")
    lines = (line for line in page.splitlines() if re.match(rf"\| [{letters}]\d", line))
    return [line.strip("| ").split(" | ") for line in lines]


def must_be_shown(row: Sequence[str], files: str = r"test_\w+\.py") -> None:
    """A row names tests that are there, in such files, or the issue it waits for."""
    _, sentence, state, shown_by = row
    named = re.findall(rf"`({files})(?:::(\w+))?`", f"{sentence} {shown_by}")
    for file, test in named:
        assert f"def {test}" in (TESTS / file).read_text("utf-8")
    if state == "waiting":
        assert re.fullmatch(r"issue \d+", shown_by)
        assert "missing" in sentence or "yet" in sentence
    else:
        assert state == "proved"
        assert named
        assert all(test for _, test in named)
