"""Reads CSV of many bodies: every cell as it was written, and the amounts among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from configurator.csv_rows import Mistyped, csv_rows, refuse_twice, refuse_uneven, short
from customers.body.population import FIELDS, SEXES, SURVEYED, Floats

AMOUNT = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
"""How an amount is written: no sign, no exponent, no other digits; six are more than a body has."""


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
    rows = csv_rows(written)
    _, names = next(rows, (1, []))
    if not names:
        raise Mistyped(1, "", "there must be a line with the names of the columns")
    header = [name.strip() for name in names]
    _check(header, added)
    lines = [(line, tuple(cells)) for line, cells in rows if cells]
    return _read(tuple(header), lines)


def _check(header: Sequence[str], added: Sequence[str]) -> None:
    refuse_twice(header)
    for name in header:
        if name in added:
            raise Mistyped(1, name, "a column of this name is going to be added")


def _read(header: tuple[str, ...], lines: Sequence[tuple[int, tuple[str, ...]]]) -> Rows:
    amounts = np.full((len(lines), len(FIELDS)), np.nan)
    sexes = []
    asked = [(header.index(field), FIELDS.index(field)) for field in SURVEYED if field in header]
    of_sex = header.index("sex") if "sex" in header else None
    for number, (line, cells) in enumerate(lines):
        refuse_uneven(line, cells, header)
        sex = "" if of_sex is None else cells[of_sex].strip()
        if sex not in (*SEXES, ""):
            raise Mistyped(line, "sex", f"{short(sex)} is neither m nor f nor empty")
        sexes.append(sex)
        for place, field in asked:
            amounts[number, field] = _amount(cells[place], line, header[place])
    return Rows(header, tuple(cells for _, cells in lines), amounts, tuple(sexes))


def _amount(cell: str, line: int, column: str) -> float:
    text = cell.strip()
    if not text:
        return float("nan")
    if not AMOUNT.fullmatch(text):
        raise Mistyped(line, column, f"{short(text)} is no amount: write it with digits 0 to 9")
    amount = float(text)
    if amount < 1:
        raise Mistyped(line, column, f"{short(text)} is no amount: the least is 1")
    return amount
