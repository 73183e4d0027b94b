"""Mistakes are told with their place, their line and a caret."""

import pytest

from catalog.names import listed, no_value, quoted, suggestion, unknown
from catalog.problems import Place, Problem, with_caret

WRONG_COLOUR = Problem(Place("jeans.yaml", 2, 9), "there is no colour `rde`")


def test_a_problem_reads_as_file_line_column_message() -> None:
    assert str(WRONG_COLOUR) == "jeans.yaml:2:9: there is no colour `rde`"


def test_a_caret_points_at_the_place() -> None:
    texts = {"jeans.yaml": "product: jeans\ncolour: rde\n"}
    assert with_caret(WRONG_COLOUR, texts) == (
        "jeans.yaml:2:9: there is no colour `rde`\n  colour: rde\n          ^"
    )


def test_tabs_before_the_place_are_kept_so_that_the_caret_stands_below_it() -> None:
    problem = Problem(Place("t.csv", 1, 3), "wrong")
    assert with_caret(problem, {"t.csv": "a\tb"}) == "t.csv:1:3: wrong\n  a\tb\n   \t^"


@pytest.mark.parametrize("texts", [{}, {"jeans.yaml": ""}, {"jeans.yaml": "product: jeans\n"}])
def test_a_place_without_a_line_gets_no_caret(texts: dict[str, str]) -> None:
    assert with_caret(WRONG_COLOUR, texts) == str(WRONG_COLOUR)


def test_problems_sort_by_file_line_and_column() -> None:
    places = [Place("a", 10), Place("a", 2, 3), Place("a", 2, 1), Place("b")]
    problems = sorted(Problem(place, "x") for place in places)
    assert [problem.place for problem in problems] == [places[2], places[1], places[0], places[3]]


def test_a_place_further_on_is_on_the_same_line() -> None:
    assert Place("a", 2, 3).after(4) == Place("a", 2, 7)


@pytest.mark.parametrize(
    ("name", "known", "end"),
    [
        ("slimm", ["wide", "slim"], "; did you mean `slim`?"),
        ("Slim", ["slim"], "; did you mean `slim`?"),
        ("th-318", ["TH-318"], "; did you mean `TH-318`?"),
        ("velvet", ["slim", "wide"], "; known: `slim`, `wide`"),
        ("velvet", [f"q{number}" for number in range(9)], ""),
        ("velvet", [], ""),
        ("x" * 1000, ["x" * 999, *"abcdef"], ""),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest(
    name: str, known: list[str], end: str
) -> None:
    assert suggestion(name, known) == end


def test_names_in_messages_are_short_and_visible() -> None:
    assert quoted("slim") == "`slim`"
    assert quoted("x" * 41) == f"`{'x' * 40}...`"
    assert quoted("a\nb\u202e") == r"`a\nb\u202e`"


def test_long_lists_are_cut() -> None:
    assert listed("abc") == "`a`, `b`, `c`"
    assert listed("abc", most=2) == "`a`, `b` and 1 more"


def test_unknown_names_and_values_are_told_alike() -> None:
    assert unknown("option", "ft", ["fit"]) == "there is no option `ft`; did you mean `fit`?"
    assert no_value("fit", "slm", ["slim"]) == "`fit` has no value `slm`; did you mean `slim`?"
