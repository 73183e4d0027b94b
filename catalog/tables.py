"""Tables of rules: spreadsheets whose columns are options and whose rows are combinations.

A cell names a value, or several with `|`, or any with `*`; the reader writes every combination out.
"""

from collections.abc import Iterator
from itertools import product as combinations
from math import prod

from catalog.names import no_value, quoted, unknown
from catalog.outline import Outline
from catalog.problems import Problem
from catalog.product import Table
from catalog.spreadsheet import Cell, Row, Sheet

MOST_ROWS = 100_000

Picks = tuple[tuple[str, ...], ...]
"""Per column, the values a row allows."""


def table_problems(sheet: Sheet, outline: Outline) -> Iterator[Problem]:
    """Columns that are no options, cells that are no values, and rows that add nothing."""
    for head in sheet.header:
        if head.text and head.text not in outline.options:
            yield Problem(head.place, unknown("option", head.text, outline.options))
    if not sheet.rows:
        yield Problem(sheet.place, "the table has no rows")
    for row in sheet.rows:
        for head, cell in zip(sheet.header, row.cells, strict=False):
            if head.text in outline.options:
                yield from _cell_problems(head.text, cell, outline)
    yield from _row_problems(sheet, outline)


def read_table(sheet: Sheet, outline: Outline) -> Table:
    """The table that `sheet`, which has no problems, holds; each combination once."""
    written: dict[tuple[str, ...], None] = {}
    for row in sheet.rows:
        written |= dict.fromkeys(combinations(*_picks(sheet, row, outline)))
    return Table(tuple(head.text for head in sheet.header), tuple(written), sheet.place)


def _cell_problems(option: str, cell: Cell, outline: Outline) -> Iterator[Problem]:
    if cell.text == "*":
        return
    index = 0
    for part in cell.text.split("|"):
        name, place = part.strip(), cell.place.after(index + len(part) - len(part.lstrip()))
        if not name:
            yield Problem(place, f"a value of {quoted(option)} is missing; `*` stands for any")
        elif not outline.has(option, name):
            yield Problem(place, no_value(option, name, outline.values[option]))
        index += len(part) + 1


def _row_problems(sheet: Sheet, outline: Outline) -> Iterator[Problem]:
    written: set[tuple[str, ...]] = set()
    combined_rows = 0
    for row in sheet.rows:
        picks = _picks(sheet, row, outline)
        combined_rows += prod(len(values) for values in picks)
        if combined_rows > MOST_ROWS:
            message = f"with this row the table has more than {MOST_ROWS:,} combinations"
            yield Problem(row.place, message)
            return
        combined = set(combinations(*picks))
        if combined and combined <= written:
            yield Problem(row.place, "the rows above say this already")
        written |= combined


def _picks(sheet: Sheet, row: Row, outline: Outline) -> Picks:
    return tuple(
        tuple(outline.values.get(head.text, ()))
        if cell.text == "*"
        else tuple(dict.fromkeys(part.strip() for part in cell.text.split("|")))
        for head, cell in zip(sheet.header, row.cells, strict=False)
    )
