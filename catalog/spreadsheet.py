"""Spreadsheets: CSV files whose every cell knows its place.

Commas or, as some spreadsheet programs save them, semicolons part the cells; the header decides.
A cell in quotes may hold either, and quotes doubled, but no line break.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from catalog.names import quoted
from catalog.problems import Place, Problem

MOST_COLUMNS = 200
MOST_ROWS = 20_000
QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*')


@dataclass(frozen=True, slots=True)
class Cell:
    """A text without the spaces around it, and where it starts."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """One line: as many cells as the header has, unless the sheet was refused."""

    place: Place
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and rows; blank lines are left out."""

    place: Place
    header: tuple[Cell, ...]
    rows: tuple[Row, ...]

    def column(self, name: str) -> Iterator[Cell]:
        """The cells below `name`, none if the sheet has no such column."""
        for index, head in enumerate(self.header):
            if head.text == name:
                yield from (row.cells[index] for row in self.rows if index < len(row.cells))
                return

    def by_column(self, row: Row) -> dict[str, Cell]:
        """The cells of `row` by the name of their column."""
        return {head.text: cell for head, cell in zip(self.header, row.cells, strict=False)}


def read_sheet(text: str, file: str) -> tuple[Sheet | None, list[Problem]]:
    """The sheet that `text` of `file` is, or None, and the mistakes in its form."""
    lines = _Lines(text, file)
    rows = list(islice(lines.rows(), MOST_ROWS + 2))
    if not rows:
        return None, [Problem(Place(file), "the file is empty; it needs a row of column names")]
    header, *below = rows
    if len(header.cells) > MOST_COLUMNS:
        return None, [Problem(header.place, f"there are more than {MOST_COLUMNS} columns")]
    if len(below) > MOST_ROWS:
        return None, [Problem(below[MOST_ROWS].place, f"there are more than {MOST_ROWS:,} rows")]
    broken = {problem.place.line for problem in lines.problems}
    whole = [row for row in below if row.place.line not in broken]
    problems = [*lines.problems, *_header_problems(header), *_width_problems(header, whole)]
    return Sheet(header.place, header.cells, tuple(below)), problems


class _Lines:
    """Cuts lines into cells."""

    def __init__(self, text: str, file: str) -> None:
        self.lines, self.file = text.splitlines(), file
        first = next((line for line in self.lines if line.strip()), "")
        self.comma = ";" if ";" in first and "," not in first else ","
        self.problems: list[Problem] = []

    def rows(self) -> Iterator[Row]:
        for number, line in enumerate(self.lines, start=1):
            if line.strip(self.comma + " \t"):
                place = Place(self.file, number)
                yield Row(place, tuple(self.cells(line, place)))

    def cells(self, line: str, start: Place) -> Iterator[Cell]:
        index = 0
        while index <= len(line):
            if found := QUOTED.match(line, index):
                end, place = found.end(), start.after(found.start(1))
                yield Cell(found.group(1).replace('""', '"').strip(), place)
                if end < len(line) and line[end] != self.comma:
                    message = "a cell in quotes ends here; a separator must follow"
                    self.problems.append(Problem(start.after(end), message))
                    end = self.next_comma(line, end)
            else:
                end = self.next_comma(line, index)
                yield self.plain_cell(line[index:end], start.after(index))
            index = end + 1

    def next_comma(self, line: str, index: int) -> int:
        found = line.find(self.comma, index)
        return found if found >= 0 else len(line)

    def plain_cell(self, raw: str, place: Place) -> Cell:
        text = raw.strip()
        place = place.after(len(raw) - len(raw.lstrip())) if text else place
        if text.startswith('"'):
            message = "the quotes opened here are not closed on this line"
            self.problems.append(Problem(place, message))
        return Cell(text, place)


def _header_problems(header: Row) -> Iterator[Problem]:
    seen: set[str] = set()
    for cell in header.cells:
        if not cell.text:
            yield Problem(cell.place, "this column has no name")
        elif cell.text in seen:
            yield Problem(cell.place, f"the column {quoted(cell.text)} stands here twice")
        seen.add(cell.text)


def _width_problems(header: Row, rows: list[Row]) -> Iterator[Problem]:
    width = len(header.cells)
    for row in rows:
        cells = len(row.cells)
        if cells != width:
            place = row.cells[width].place if cells > width else row.place
            yield Problem(place, f"cells in this row: {cells}, columns in the header: {width}")
