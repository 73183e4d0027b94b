import csv
import io

import pytest
from click.testing import CliRunner, Result

from configurator.body_words import MEANT, NAMES, sentence
from configurator.cli import main
from customers.body.guess import Guess, Mistake
from customers.body.plausible import Suspicion, Why
from customers.body.population import FIELDS, SURVEYED

HEADER = f"sex,{','.join(SURVEYED)}"


def test_predict_fills_what_is_empty_and_keeps_everything_else_as_it_was():
    written = f'name,{HEADER},note\nAnn,f, 1630,,,,,1020.0,,,,,,,,,"a,\nb"\nBob,,,,,,,,,,,,,,,,é\n'

    rows = told(run("predict", written))

    assert [row["name"] for row in rows] == ["Ann", "Bob"]
    assert [row["note"] for row in rows] == ["a,\nb", "é"]
    assert [row["sex"] for row in rows] == ["f", ""]
    assert rows[0]["height_mm"] == rows[0]["height_mm_low"] == rows[0]["height_mm_high"] == " 1630"
    assert rows[0]["hip_mm"] == "1020.0"
    for row in rows:
        for field in SURVEYED:
            low, usual, high = (float(row[f"{field}{end}"]) for end in ("_low", "", "_high"))
            assert low <= usual <= high
    assert list(rows[0])[:17] == ["name", *HEADER.split(","), "note"]


def test_predict_adds_the_columns_that_are_not_there():
    rows = told(run("predict", "hip_mm,name\n1020,Ann\n"))

    expected = ["hip_mm", "name", *(field for field in SURVEYED if field != "hip_mm")]
    assert list(rows[0])[: len(expected)] == expected
    assert list(rows[0])[len(expected) :] == [
        f"{field}{end}" for field in SURVEYED for end in ("_low", "_high")
    ]


def test_predict_asks_civilians_unless_soldiers_are_named():
    written = "sex,height_mm,weight_hg\nm,1755,1000\n"

    civilian, named, army = (
        told(run("predict", written, *more))[0]["waist_navel_mm"]
        for more in ((), ("--population", "civilian"), ("--population", "army"))
    )

    assert civilian == named
    assert int(civilian) > int(army)


def test_check_says_in_every_row_what_looks_like_a_mistake():
    written = (
        "id,sex,height_mm,weight_hg,waist_iliac_mm,hip_mm\n1,m,1755,1863,935,1015\n2,m,1755,,,\n"
    )

    rows = told(run("check", written))

    assert rows[0] == {
        "id": "1",
        "sex": "m",
        "height_mm": "1755",
        "weight_hg": "1863",
        "waist_iliac_mm": "935",
        "hip_mm": "1015",
        "suspect": "weight_hg",
        "severity": "confirm",
        "message": rows[0]["message"],
    }
    assert "with these others; 186.3 kg looks like pounds" in rows[0]["message"]
    assert rows[0]["message"].endswith("did you mean 84.5 kg?")
    assert [rows[1][name] for name in ("suspect", "severity", "message")] == ["", "none", ""]


@pytest.mark.parametrize("command", ["predict", "check"])
def test_no_cell_that_comes_back_is_a_formula(command):
    (row,) = told(run(command, "name,sex,hip_mm\n=1+1,m,1020\n"))

    assert row["name"] == "'=1+1"


def test_check_compares_with_whom_it_is_told_to():
    stout = "sex,height_mm,weight_hg,waist_navel_mm,hip_mm\nm,1755,1000,1230,1085\n"

    suspects = [
        told(run("check", stout, *more))[0]["suspect"]
        for more in ((), ("--population", "civilian"), ("--population", "army"))
    ]

    assert suspects == ["", "", "waist_navel_mm"]


@pytest.mark.parametrize("command", ["predict", "check"])
def test_a_header_alone_is_answered_by_a_header(command):
    result = run(command, f"{HEADER}\n")

    assert result.exit_code == 0
    assert result.stdout.startswith(HEADER)
    assert result.stdout.count("\n") == 1


@pytest.mark.parametrize("command", ["predict", "check"])
@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("", "line 1: there must be a line with the names"),
        ("hip_mm\n1000\nx\n", "line 3, column hip_mm: 'x' is no amount"),
        ("hip_mm\n\n1000\n-5\n", "line 4, column hip_mm: '-5' is no amount"),
        ("hip_mm\n0\n", "line 2, column hip_mm: '0' is no amount: the least is 1"),
        ("hip_mm\nnan\n", "line 2, column hip_mm: 'nan'"),
        ("hip_mm\n1e3\n", "line 2, column hip_mm: '1e3'"),
        ("hip_mm\n\u0661\u0660\u0660\u0660\n", "line 2, column hip_mm: '\\u0661"),
        (f"hip_mm\n{'9' * 5000}\n", "line 2, column hip_mm: '999999999999999999999999999999...'"),
        ('name,hip_mm\n"a\nb",1000\nAnn,?\n', "line 4, column hip_mm: '?'"),
        ("sex\nmale\n", "line 2, column sex: 'male' is neither m nor f nor empty"),
        ("sex,hip_mm\nm\n", "line 2, column hip_mm: there are 1 cells, and 2 columns"),
        ("sex,hip_mm\nm,1000,\n", "line 2, column hip_mm: there are 3 cells, and 2 columns"),
        ("hip_mm,hip_mm\n", "line 1, column hip_mm: there are two columns of this name"),
        ('hip_mm\n"1000\n', "line 2: this is not CSV"),
        (b"hip_mm\n1000\n\xff\n", "line 3: this is not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told_by_line_and_column(command, written, place):
    result = run(command, written)

    assert result.exit_code == 1
    assert result.stderr.startswith(place)
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


@pytest.mark.parametrize(("command", "name"), [("check", "message"), ("predict", "hip_mm_low")])
def test_a_column_that_would_be_there_twice_is_refused(command, name):
    result = run(command, f"hip_mm,{name}\n")

    assert result.exit_code == 1
    assert f"column {name}: a column of this name is going to be added" in result.stderr


def test_a_byte_order_mark_is_no_part_of_a_name():
    assert told(run("check", b"\xef\xbb\xbfhip_mm\n1000\n"))[0]["hip_mm"] == "1000"


def test_there_are_words_for_every_field_and_mistake():
    assert set(NAMES) == set(FIELDS)
    assert set(MEANT) == set(Mistake) - {Mistake.SWAPPED_FIELDS}


@pytest.mark.parametrize(
    ("field", "why", "guess", "expected"),
    [
        (
            "hip_mm",
            Why.UNUSUAL,
            Guess(Mistake.SWAPPED_FIELDS, 1010, "inseam_mm"),
            (
                "The hip is usually 98 to 108.5 cm with these others; "
                "82 cm looks swapped with the inseam: did you mean 101 cm?"
            ),
        ),
        ("hip_mm", Why.RANGE, None, "The hip is usually 98 to 108.5 cm; 82 cm is to be confirmed."),
        (
            "weight_hg",
            Why.ALONE,
            Guess(Mistake.WRONG_DIGIT, 1020),
            (
                "The weight is usually 98 to 108.5 kg; "
                "82 kg may have a wrong digit: did you mean 102 kg?"
            ),
        ),
    ],
)
def test_a_suspicion_is_a_sentence(field, why, guess, expected):
    guesses = (guess,) if guess else ()

    assert sentence(Suspicion(field, 820, why, 980, 1030, 1085, -4.0, guesses)) == expected


def run(command: str, written: str | bytes, *more: str) -> Result:
    return CliRunner().invoke(main, ["body", command, *more], input=written)


def told(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout, newline="")))
