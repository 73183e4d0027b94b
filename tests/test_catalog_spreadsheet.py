"""Spreadsheets: every cell knows its place, whatever program saved the file."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.problems import Place, Problem
from catalog.records import column_problems, records, repeated_problems
from catalog.spreadsheet import Sheet, read_sheet


def sheet(text: str) -> Sheet:
    found, problems = read_sheet(text, "s.csv")
    assert problems == []
    assert found is not None
    return found


def told(text: str) -> list[str]:
    return [str(problem) for problem in read_sheet(text, "s.csv")[1]]


def test_cells_know_their_line_and_column() -> None:
    row = sheet('sku,name\n\nA-1,  "Red, thin"  \n').rows[0]
    sku, name = row.cells
    assert (sku.text, sku.place) == ("A-1", Place("s.csv", 3, 1))
    assert (name.text, name.place) == ("Red, thin", Place("s.csv", 3, 8))


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "a;b\n1;2\n",
        "a,b\r\n1,2\r\n",
        "a, b\n 1 ,2",
        '"a","b"\n"1","2"\n',
        "a,b\n,\n1,2\n  ,\n",
    ],
)
def test_spreadsheets_of_all_programs_read_alike(text: str) -> None:
    found = sheet(text)
    assert [cell.text for cell in found.header] == ["a", "b"]
    assert [[cell.text for cell in row.cells] for row in found.rows] == [["1", "2"]]


def test_a_semicolon_in_a_sheet_of_commas_is_text() -> None:
    assert [cell.text for cell in sheet("a,b\n1;2,3\n").column("a")] == ["1;2"]


def test_quotes_within_quotes_are_doubled() -> None:
    assert [cell.text for cell in sheet('a\n"12"" wide"\n').column("a")] == ['12" wide']


def test_a_column_that_is_not_there_has_no_cells() -> None:
    assert list(sheet("a\n1\n").column("b")) == []


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "1:1: the file is empty; it needs a row of column names"),
        ("\n , \n", "1:1: the file is empty; it needs a row of column names"),
        ("a,a\n", "1:3: the column `a` stands here twice"),
        ("a,,b\n1,2,3", "1:3: this column has no name"),
        ("a,b\n1\n", "2:1: cells in this row: 1, columns in the header: 2"),
        ("a,b\n1,2,3\n", "2:5: cells in this row: 3, columns in the header: 2"),
        ('a,b\n1,"2\n', "2:3: the quotes opened here are not closed on this line"),
        ('a,b\n"1"2,3\n', "2:4: a cell in quotes ends here; a separator must follow"),
        ("a," * 200 + "a", "1:1: there are more than 200 columns"),
        ("a\n" * 20_002, "20002:1: there are more than 20,000 rows"),
    ],
    ids=lambda text: text[:20],
)
def test_a_mistake_in_the_form_is_told_at_its_place(text: str, mistake: str) -> None:
    assert told(text) == [f"s.csv:{mistake}"]


@given(
    st.lists(st.lists(st.text(st.sampled_from('ab1 ,;"|*-é')), min_size=3, max_size=3), max_size=5)
)
def test_what_is_written_as_csv_is_read_back(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["x", "y", "z"], *rows])
    expected = [[cell.strip() for cell in row] for row in rows]
    found = sheet(stream.getvalue())
    assert [[cell.text for cell in row.cells] for row in found.rows] == expected


@given(st.text(st.sampled_from('ab1 ,;"\n\r')))
def test_every_cell_stands_where_it_says(text: str) -> None:
    found, _ = read_sheet(text, "s.csv")
    lines = text.splitlines()
    for row in found.rows if found else ():
        for cell in row.cells:
            rest = lines[cell.place.line - 1][cell.place.column - 1 :]
            written = (rest.lstrip(), rest.lstrip().replace('""', '"'))
            assert any(form.startswith(cell.text) for form in written)


def test_a_wrong_cell_is_noted_and_a_stand_in_given() -> None:
    found = sheet("sku,stock,unit,note\n,many,kg,x\n")
    problems: list[Problem] = []
    (record,) = records(found, problems)
    assert record.text("sku") == ""
    assert record.whole("stock") == 0
    assert record.one_of("unit", ["piece", "mm"]) == "kg"
    assert record.cell("note").text == "x"
    assert [str(problem) for problem in problems] == [
        "s.csv:2:1: `sku` must not be empty",
        "s.csv:2:2: `stock` must be a whole number, not `many`",
        "s.csv:2:7: `unit` must be one of `piece`, `mm`",
    ]


def test_a_text_longer_than_anyone_writes_is_noted() -> None:
    problems: list[Problem] = []
    (record,) = records(sheet(f"sku\n{'x' * 2_001}\n"), problems)
    record.text("sku")
    assert [problem.message for problem in problems] == [
        "`sku` must be no longer than 2,000 characters"
    ]


def test_among_very_many_mistakes_no_more_are_looked_for() -> None:
    problems: list[Problem] = []
    for record in records(sheet("a\nx\n" + "x\n" * 19_000), problems):
        record.whole("a")
    assert len(problems) < 3_000


def test_a_cell_that_is_not_there_is_not_noted_again() -> None:
    problems: list[Problem] = []
    (record,) = records(sheet("sku\nA\n"), problems)
    assert (record.whole("stock"), record.text("name")) == (0, "")
    assert problems == []


@pytest.mark.parametrize("written", ["1.5", "1 000", "0x1", "1e3", "٣", "²", "", "--1", "9" * 5000])
def test_a_cell_that_is_no_whole_number_is_noted(written: str) -> None:
    problems: list[Problem] = []
    (record,) = records(sheet(f'a,b\n"{written}",x\n'), problems)
    assert record.whole("a") == 0
    assert len(problems) == 1


@pytest.mark.parametrize(("written", "number"), [("5", 5), ("-5", -5), ("+5", 5), ("007", 7)])
def test_a_whole_number_in_a_cell_is_read(written: str, number: int) -> None:
    problems: list[Problem] = []
    (record,) = records(sheet(f"a\n{written}\n"), problems)
    assert (record.whole("a"), problems) == (number, [])


def test_columns_are_missing_unknown_or_may_be_left_out() -> None:
    found = sheet("sku,nmae\n1,2\n")
    problems = column_problems(found, ["sku", "name", "stock", "bin"], optional=["bin"])
    assert [str(problem) for problem in problems] == [
        "s.csv:1:1: missing columns: `name`, `stock`",
        "s.csv:1:5: unknown column `nmae`; did you mean `name`?",
    ]


def test_rows_are_repeated_only_when_all_named_columns_are_the_same() -> None:
    found = sheet("a,b,c\n1,1,x\n1,2,x\n1,1,y\n,1,z\n,1,z\n")
    assert [str(problem) for problem in repeated_problems(found, "a", "b")] == [
        "s.csv:4:1: the a b `1`, `1` stands here twice, first on line 2"
    ]
