"""What the law asks, row by row: each is proved by a test that is there, or waits openly."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from customers.identity.event import Event, Kind, Source, Telling
from customers.identity.profile import profile
from tests.shop import NOON

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "customers" / "rights" / "rows.md").read_text("utf-8")
WANTED = [*(f"P{number}" for number in range(1, 29)), "L1", "L3", "L4", "N12", "D20"]
PARTLY = re.compile(r"`(test_\w+)`")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of what is wanted; `shown_by` are tests, or what is missing and the work it waits for.

    Of a row that waits, tests may be named for the half that is there.
    """

    row: str
    sentence: str
    state: str
    shown_by: str


LINES = [line.strip("| ").split(" | ") for line in PAGE.splitlines()]
ROWS = [Row(*line) for line in LINES if line[0] in WANTED]


def test_no_row_is_forgotten() -> None:
    assert [one.row for one in ROWS] == WANTED


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.row)
def test_a_row_names_tests_that_are_there_or_says_what_is_missing(row: Row) -> None:
    if row.state == "waiting":
        written = "".join(path.read_text("utf-8") for path in TESTS.glob("test_*.py"))
        assert all(f"def {test}(" in written for test in PARTLY.findall(row.shown_by))
        assert row.shown_by
        return
    assert row.state == "proved"
    for name in row.shown_by.replace("`", "").split("<br>"):
        file, _, test = name.partition("::")
        assert f"def {test}(" in (TESTS / file).read_text("utf-8")


def test_what_moves_and_what_holds_back_can_be_told() -> None:
    said = {"motivation": "a pair that lasts", "brake": "three weeks are long"}
    told = tuple(Telling(key, value, Source.PERSON, 70) for key, value in said.items())
    known = profile([Event("e", "anna", Kind.ANSWERED, NOON, NOON, tellings=told)], NOON)
    assert {key: known.value(key) for key in said} == said
