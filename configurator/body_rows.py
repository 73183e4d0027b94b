"""Reads CSV of many bodies: every cell as it was written, and the amounts among them."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from customers.body.population import FIELDS, SEXES, SURVEYED, Floats

AMOUNT = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
"""How an amount is written: no sign, no exponent, no other digits; six are more than a body has."""


class Mistyped(Exception):
    """The CSV cannot be read; says where."""

    def __init__(self, line: int, column: str, why: str) -> None:
        self.line, self.column, self.why = line, column, why
        place = f"line {line}, column {column}" if column else f"line {line}"
        super().__init__(f"{place}: {why}")


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a CSV: the cells of each as written, amounts (rows x FIELDS), sexes."""

    header: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    amounts: Floats
    sexes: tuple[str, ...]


def read_rows(written: bytes, added: Sequence[str] = ()) -> Rows:
    """The rows of a CSV in UTF-8. Raises Mistyped at the first mistake.

    Blank lines are passed over. A column called like one of `added` is refused: the reader of the
    answer could not tell them apart.
    """
    reader = csv.reader(io.StringIO(_decoded(written), newline=""), strict=True)
    try:
        header = next(reader, None)
        if not header:
            raise Mistyped(1, "", "there must be a line with the names of the columns")
        header = [name.strip() for name in header]
        _check(header, added)
        lines, start = [], reader.line_num + 1
        for cells in reader:
            if cells:
                lines.append((start, tuple(cells)))
            start = reader.line_num + 1
    except csv.Error as error:
        raise Mistyped(reader.line_num, "", f"this is not CSV: {error}") from None
    return _read(tuple(header), lines)


def _decoded(written: bytes) -> str:
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = written[: error.start].count(b"\n") + 1
        raise Mistyped(line, "", "this is not UTF-8") from None


def _check(header: Sequence[str], added: Sequence[str]) -> None:
    for place, name in enumerate(header):
        if name in header[:place]:
            raise Mistyped(1, name, "there are two columns of this name")
        if name in added:
            raise Mistyped(1, name, "a column of this name is going to be added")


def _read(header: tuple[str, ...], lines: Sequence[tuple[int, tuple[str, ...]]]) -> Rows:
    amounts = np.full((len(lines), len(FIELDS)), np.nan)
    sexes = []
    asked = [(header.index(field), FIELDS.index(field)) for field in SURVEYED if field in header]
    of_sex = header.index("sex") if "sex" in header else None
    for number, (line, cells) in enumerate(lines):
        if len(cells) != len(header):
            why = f"there are {len(cells)} cells, and {len(header)} columns"
            raise Mistyped(line, _last(header, cells), why)
        sex = "" if of_sex is None else cells[of_sex].strip()
        if sex not in (*SEXES, ""):
            raise Mistyped(line, "sex", f"{_short(sex)} is neither m nor f nor empty")
        sexes.append(sex)
        for place, field in asked:
            amounts[number, field] = _amount(cells[place], line, header[place])
    return Rows(header, tuple(cells for _, cells in lines), amounts, tuple(sexes))


def _amount(cell: str, line: int, column: str) -> float:
    text = cell.strip()
    if not text:
        return float("nan")
    if not AMOUNT.fullmatch(text):
        raise Mistyped(line, column, f"{_short(text)} is no amount: write it with digits 0 to 9")
    amount = float(text)
    if amount < 1:
        raise Mistyped(line, column, f"{_short(text)} is no amount: the least is 1")
    return amount


def _last(header: Sequence[str], cells: Sequence[str]) -> str:
    """The column where a line ends too early; the last one for a line that is too long."""
    return header[min(len(cells), len(header) - 1)]


MOST_SHOWN = 30


def _short(text: str) -> str:
    """The text as it can be shown in one line."""
    shown = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}..."
    return ascii(shown)
