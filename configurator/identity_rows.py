"""Reads CSV of people: one record a row, in columns that may come in any order."""

import csv
import io
from collections.abc import Iterator, Sequence

from customers.identity.record import FIELDS, Record

MOST_SHOWN = 30


class Unreadable(Exception):
    """The CSV cannot be read; says where."""

    def __init__(self, line: int, column: str, why: str) -> None:
        self.line, self.column, self.why = line, column, why
        place = f"line {line}, column {column}" if column else f"line {line}"
        super().__init__(f"{place}: {why}")


def read_records(written: bytes) -> tuple[Record, ...]:
    """The records of a CSV in UTF-8. Raises Unreadable at the first mistake.

    Columns are id, which every row has of its own, and any of FIELDS; one that is not there is
    empty everywhere. Other columns and blank lines are passed over.
    """
    rows = _rows(_decoded(written))
    _, names = next(rows, (1, []))
    header = [name.strip() for name in names]
    _check(header)
    return tuple(_records(rows, header))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row, and the line where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(reader.line_num, "", f"this is not CSV: {error}") from None


def _decoded(written: bytes) -> str:
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = written[: error.start].count(b"\n") + 1
        raise Unreadable(line, "", "this is not UTF-8") from None


def _check(header: Sequence[str]) -> None:
    for place, name in enumerate(header):
        if name in header[:place]:
            raise Unreadable(1, name, "there are two columns of this name")
    if "id" not in header:
        raise Unreadable(1, "id", "there must be a column of this name")


def _records(rows: Iterator[tuple[int, list[str]]], header: Sequence[str]) -> Iterator[Record]:
    places = {name: header.index(name) for name in ("id", *FIELDS) if name in header}
    lines: dict[str, int] = {}
    for line, cells in rows:
        if not cells:
            continue
        if len(cells) != len(header):
            why = f"there are {len(cells)} cells, and {len(header)} columns"
            raise Unreadable(line, header[min(len(cells), len(header) - 1)], why)
        said = {name: cells[place].strip() for name, place in places.items()}
        if not said["id"]:
            raise Unreadable(line, "id", "it is empty: nobody could tell who is meant")
        if said["id"] in lines:
            why = f"{_short(said['id'])} stands in line {lines[said['id']]} already"
            raise Unreadable(line, "id", why)
        lines[said["id"]] = line
        yield Record(**said)


def _short(text: str) -> str:
    """The text as it can be shown in one line."""
    return ascii(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}...")
