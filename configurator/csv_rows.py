"""Rows of a CSV as they were written, each with its line, and mistakes that say where they are."""

import csv
import io
from collections.abc import Iterator, Sequence

MOST_SHOWN = 30
# In full width too: spreadsheets of East Asia take them for the same.
RISKY = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
"""A cell that begins so is a formula to spreadsheets."""


class Mistyped(Exception):
    """The CSV cannot be read; says where."""

    def __init__(self, line: int, column: str, why: str) -> None:
        self.line, self.column, self.why = line, column, why
        place = f"line {line}, column {column}" if column else f"line {line}"
        super().__init__(f"{place}: {why}")


def csv_rows(written: bytes) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row in UTF-8, blank ones too, and the line where it begins.

    Raises Mistyped.
    """
    reader = csv.reader(io.StringIO(_decoded(written), newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise Mistyped(reader.line_num, "", f"this is not CSV: {error}") from None


def refuse_twice(header: Sequence[str]) -> None:
    """Raises Mistyped where two columns have one name."""
    for place, name in enumerate(header):
        if name in header[:place]:
            raise Mistyped(1, name, "there are two columns of this name")


def refuse_uneven(line: int, cells: Sequence[str], header: Sequence[str]) -> None:
    """Raises Mistyped where a row has not as many cells as there are columns.

    At the column where it ends too early; at the last one for a row that is too long.
    """
    if len(cells) != len(header):
        why = f"there are {len(cells)} cells, and {len(header)} columns"
        raise Mistyped(line, header[min(len(cells), len(header) - 1)], why)


def harmless(cell: str) -> str:
    """A cell of words that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def as_meant(cell: str) -> str:
    """A cell without the apostrophe that `harmless`, or a spreadsheet, put before it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RISKY) else cell


def short(text: str) -> str:
    """The text as it can be shown in one line."""
    return ascii(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}...")


def _decoded(written: bytes) -> str:
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = written[: error.start].count(b"\n") + 1
        raise Mistyped(line, "", "this is not UTF-8") from None
