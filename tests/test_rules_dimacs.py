"""Boolean models are read strictly, every mistake at its word."""

import csv
from itertools import product
from pathlib import Path

import pytest

from rules.check import broken
from rules.dimacs import MOST_VARIABLES, read_dimacs
from rules.rule import Any, Is, RuleBook

LAPTOP = """\
c a laptop
c 1 Laptop
c 3 API bool
p cnf 3 3
1 0
-1 2 3
0 -2 -3 0
"""


def read(tmp_path: Path, text: str) -> tuple[RuleBook | None, list[str]]:
    path = tmp_path / "laptop.dimacs"
    path.write_bytes(text.encode())
    book, problems, texts = read_dimacs(path)
    assert texts == {str(path): text.replace("\ufeff", "")}
    return book, [str(problem).removeprefix(f"{path}:") for problem in problems]


def holding(book: RuleBook) -> list[tuple[str, ...]]:
    keys = [option.key for option in book.product.options]
    every = product(("yes", "no"), repeat=len(keys))
    return [taken for taken in every if not broken(book, dict(zip(keys, taken, strict=True)))]


@pytest.mark.parametrize("text", [LAPTOP, LAPTOP.replace("\n", "\r\n"), "\ufeff" + LAPTOP])
def test_variables_become_options_and_clauses_rules(tmp_path: Path, text: str) -> None:
    book, problems = read(tmp_path, text)

    assert problems == []
    assert book is not None
    assert [option.key for option in book.product.options] == ["Laptop", "2", "API bool"]
    assert [rule.key for rule in book.rules] == ["clause_1", "clause_2", "clause_3"]
    assert book.rules[1].claim == Any(
        (
            Is("Laptop", frozenset({"no"})),
            Is("2", frozenset({"yes"})),
            Is("API bool", frozenset({"yes"})),
        )
    )
    assert book.rules[1].reason["en"] == "Needed: not Laptop or 2 or API bool."
    assert holding(book) == [("yes", "yes", "no"), ("yes", "no", "yes")]


def test_an_empty_clause_can_never_hold(tmp_path: Path) -> None:
    book, problems = read(tmp_path, "p cnf 1 1\n0\n")

    assert problems == []
    assert book is not None
    assert holding(book) == []


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["1:1: there is no line `p cnf`"]),
        ("1 0\n", ["1:1: there is no line `p cnf`"]),
        ("1 0\np cnf 1 1\n", ["2:1: the line `p cnf` must stand above the clauses"]),
        ("p cnf 1\n", ["1:1: expected `p cnf` with the numbers of variables and of clauses"]),
        ("p cnf 1 -1\n", ["1:1: expected `p cnf` with the numbers of variables and of clauses"]),
        ("p cnf 1 0\np cnf 1 0\n", ["2:1: the line `p cnf` stands here twice"]),
        ("p cnf 0 0\n", [f"1:7: the number of variables must be 1 to {MOST_VARIABLES:,}"]),
        ("p cnf 999999999 0\n", [f"1:7: the number of variables must be 1 to {MOST_VARIABLES:,}"]),
        ("p cnf 2 3\n1 0\n2 0\n", ["1:9: 3 clauses are announced, 2 are there"]),
        ("p cnf 2 1\n1 -3 0\n", ["2:3: there is no variable 3, only 2"]),
        ("p cnf 2 1\n1 x 0\n", ["2:3: `x` is no literal: a whole number, or 0 after the last one"]),
        ("p cnf 2 1\n+1 0\n", ["2:1: `+1` is no literal: a whole number, or 0 after the last one"]),
        ("p cnf 2 1\n-0\n0", ["2:1: `-0` is no literal: a whole number, or 0 after the last one"]),
        (
            "p cnf 2 1\n\u0661 0\n",
            ["2:1: `\u0661` is no literal: a whole number, or 0 after the last one"],
        ),
        ("p cnf 2 1\n1 0\n1 2\n", ["3:3: the last clause is not closed by 0"]),
        ("c 1 A\nc 1 B\np cnf 1 0\n", ["2:3: variable 1 has a name already"]),
        ("c 1 A\nc 2 A\np cnf 2 0\n", ["2:3: variable 1 is called `A` already"]),
        ("c 1 2\np cnf 2 0\n", ["1:3: variable 2 is called `2` already"]),
        ("c 3 A\np cnf 2 0\n", ["1:3: there is no variable 3, only 2"]),
        ("c 0 A\np cnf 2 0\n", ["1:3: there is no variable 0, only 2"]),
        (
            "c 3 A\np cnf 2 1\n1 9 0\ny 0\n",
            [
                "1:3: there is no variable 3, only 2",
                "2:9: 1 clauses are announced, 2 are there",
                "3:3: there is no variable 9, only 2",
                "4:1: `y` is no literal: a whole number, or 0 after the last one",
            ],
        ),
    ],
)
def test_a_mistake_is_told_at_its_place_and_nothing_is_read(
    tmp_path: Path, text: str, problems: list[str]
) -> None:
    assert read(tmp_path, text) == (None, problems)


def test_a_number_too_long_to_be_read_is_refused_like_any_other(tmp_path: Path) -> None:
    long = "9" * 100_000
    book, problems = read(tmp_path, f"c {long} A\np cnf 1 1\n{long} 0\n")

    assert book is None
    assert len(problems) == 1
    assert problems[0].endswith("is no literal: a whole number, or 0 after the last one")


def test_a_file_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "noise.dimacs"
    path.write_bytes(b"p cnf 1 0\n\xff")
    book, problems, texts = read_dimacs(path)

    assert (book, texts) == (None, {})
    assert [problem.place.line for problem in problems] == [2]


@pytest.fixture
def models(test_data: Path) -> Path:
    return test_data / "models"


def test_every_shared_model_is_read_whole(models: Path) -> None:
    for name, row in answers(models).items():
        path = models / f"{name}.dimacs"
        if not path.exists():
            continue
        book, problems, _ = read_dimacs(path)
        assert problems == []
        assert book is not None
        assert len(book.product.options) == int(row["variables"])
        assert len(book.rules) == int(row["clauses"])


def test_the_smallest_shared_model_has_as_many_configurations_as_known(models: Path) -> None:
    book, _, _ = read_dimacs(models / "X264.dimacs")

    assert book is not None
    assert str(len(holding(book))) == answers(models)["X264"]["valid_configurations"]


def answers(models: Path) -> dict[str, dict[str, str]]:
    with (models / "answers.csv").open(encoding="utf-8") as file:
        return {row["model"]: row for row in csv.DictReader(file)}
