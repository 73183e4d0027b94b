"""Rows of a spreadsheet as records: cells by column, read as texts, numbers and names."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.names import listed, quoted, suggestion
from catalog.problems import Place, Problem
from catalog.schema import IN_WORDS, MOST, NAME
from catalog.spreadsheet import Cell, Sheet
from catalog.text import Sentence, Text

LONGEST = 2_000
ENOUGH = 2_000
"""So many problems are no longer worth looking for more."""
DIGITS = re.compile(r"[+-]?[0-9]+")


@dataclass(frozen=True, slots=True)
class Record:
    """A row by column. Each reading gives a stand-in for a wrong cell and notes the problem.

    A cell that is not there, for want of its column or at the end of a short row, is not noted
    again here.
    """

    place: Place
    cells: Mapping[str, Cell]
    problems: list[Problem]

    def cell(self, column: str) -> Cell:
        """The cell of `column`, empty where there is none."""
        return self.cells.get(column) or Cell("", self.place)

    def text(self, column: str, pattern: str = "") -> str:
        """The text in `column`, which must not be empty and must match `pattern`, if given."""
        cell = self.cell(column)
        if not cell.text:
            self._note(column, "must not be empty")
        elif len(cell.text) > LONGEST:
            self._note(column, f"must be no longer than {LONGEST:,} characters")
        elif pattern and not re.fullmatch(pattern, cell.text):
            self._note(column, IN_WORDS[pattern])
        return cell.text

    def name(self, column: str) -> str:
        """The key in `column`."""
        return self.text(column, NAME)

    def whole(self, column: str, low: int = -MOST, high: int = MOST) -> int:
        """The whole number in `column`, from `low` to `high`."""
        cell = self.cell(column)
        if not DIGITS.fullmatch(cell.text) or len(cell.text) > len(str(-MOST)):
            self._note(column, f"must be a whole number, not {quoted(cell.text)}")
            return 0
        number = int(cell.text)
        if number < low:
            self._note(column, f"must be {low:,} or more")
        if number > high:
            self._note(column, f"must be {high:,} or less")
        return number

    def one_of(self, column: str, words: Iterable[str]) -> str:
        """The word in `column`, one of `words`."""
        cell, known = self.cell(column), tuple(words)
        if cell.text not in known:
            self._note(column, f"must be one of {listed(known)}")
        return cell.text

    def words(self, column: str, languages: Iterable[str]) -> Text:
        """The text that stands in the columns `column_en`, `column_fr` and so on."""
        return Text({code: self.text(f"{column}_{code}") for code in languages})

    def sentence(self, column: str) -> Sentence:
        """What stands in `column`, in the rule language."""
        return Sentence(self.text(column), self.cell(column).place)

    def formula(self, column: str) -> Sentence:
        """The formula in `column`; a number alone must not be negative."""
        sentence = self.sentence(column)
        if DIGITS.fullmatch(sentence.text) and sentence.text.startswith("-"):
            self._note(column, "must be 0 or more")
        return sentence

    def _note(self, column: str, message: str) -> None:
        if cell := self.cells.get(column):
            self.problems.append(Problem(cell.place, f"{quoted(column)} {message}"))


def records(sheet: Sheet | None, problems: list[Problem]) -> Iterator[Record]:
    """The rows of `sheet`, if there is one; wrong cells go to `problems` when they are read."""
    if sheet is None:
        return
    for row in sheet.rows:
        if len(problems) > ENOUGH:
            return
        yield Record(row.place, sheet.by_column(row), problems)


def column_problems(
    sheet: Sheet, columns: Sequence[str], optional: Collection[str] = ()
) -> Iterator[Problem]:
    """Columns that `sheet` lacks or has beyond `columns`, of which it may lack the `optional`."""
    present = {cell.text for cell in sheet.header}
    missing = [name for name in columns if name not in present and name not in optional]
    if missing:
        yield Problem(sheet.place, f"missing columns: {listed(missing, most=len(missing))}")
    for cell in sheet.header:
        if cell.text and cell.text not in columns:
            message = f"unknown column {quoted(cell.text)}{suggestion(cell.text, columns)}"
            yield Problem(cell.place, message)


def repeated_problems(sheet: Sheet, *columns: str) -> Iterator[Problem]:
    """Rows that say the same in `columns` as a row before."""
    lines: dict[tuple[str, ...], int] = {}
    for row in sheet.rows:
        by_column = sheet.by_column(row)
        cells = [by_column[name] for name in columns if name in by_column]
        key = tuple(cell.text for cell in cells)
        if len(key) < len(columns) or not all(key):
            continue
        if key in lines:
            name = " ".join(columns)
            message = f"the {name} {listed(key)} stands here twice, first on line {lines[key]}"
            yield Problem(cells[0].place, message)
        lines.setdefault(key, row.place.line)
