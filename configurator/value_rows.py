"""Reads CSV of purchases: customer, date and amount, in columns that may come in any order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

import numpy as np
from numpy.typing import NDArray

from configurator.csv_rows import Mistyped, csv_rows, refuse_twice, refuse_uneven, short

COLUMNS = ("customer", "date", "amount")
MOST_TOLD = 20
"""So many mistakes are told at once."""

MOST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Purchases:
    """One entry each for every purchase: by whom, on which day (its ordinal), for how much."""

    customers: NDArray[np.str_]
    days: NDArray[np.int64]
    amounts: NDArray[np.float64]


class MistypedRows(Exception):
    """Rows cannot be read; `mistakes` say where, the first MOST_TOLD of them."""

    def __init__(self, mistakes: Sequence[Mistyped]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(map(str, mistakes)))


def read_purchases(written: bytes) -> Purchases:
    """The purchases of a CSV in UTF-8. Raises MistypedRows.

    Other columns and blank lines are passed over. Days are as in ISO 8601 (1997-09-30); an amount
    is a number that is not negative, with a point for decimals.
    """
    try:
        rows = csv_rows(written)
        _, names = next(rows, (1, []))
        header = [name.strip() for name in names]
        places = _places(header)
        mistakes: list[Mistyped] = []
        found = list(_purchases(rows, header, places, mistakes))
    except Mistyped as mistake:
        raise MistypedRows([mistake]) from None
    if mistakes:
        raise MistypedRows(mistakes)
    return Purchases(
        np.array([customer for customer, _, _ in found], np.str_),
        np.array([day for _, day, _ in found], np.int64),
        np.array([amount for _, _, amount in found], np.float64),
    )


def _places(header: Sequence[str]) -> tuple[int, ...]:
    refuse_twice(header)
    for name in COLUMNS:
        if name not in header:
            raise Mistyped(1, name, "there must be a column of this name")
    return tuple(map(header.index, COLUMNS))


def _purchases(
    rows: Iterator[tuple[int, list[str]]],
    header: Sequence[str],
    places: Sequence[int],
    mistakes: list[Mistyped],
) -> Iterator[tuple[str, int, float]]:
    """The purchases; what is wrong with other rows is added to `mistakes`."""
    for line, cells in rows:
        if not cells:
            continue
        try:
            refuse_uneven(line, cells, header)
            customer, day, amount = (cells[place].strip() for place in places)
            if not customer:
                raise Mistyped(line, "customer", "it is empty: nobody could tell who bought")  # noqa: TRY301 - kept with the others
            yield customer, _day(line, day), _amount(line, amount)
        except Mistyped as mistake:
            mistakes.append(mistake)
            if len(mistakes) == MOST_TOLD:
                return


def _day(line: int, text: str) -> int:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text).toordinal()
    except ValueError:
        pass
    raise Mistyped(line, "date", f"{short(text)} is no day such as 1997-09-30")


def _amount(line: int, text: str) -> float:
    try:
        amount = Decimal(text)
        if 0 <= amount <= MOST:
            return float(amount)
    except InvalidOperation:
        pass
    raise Mistyped(line, "amount", f"{short(text)} is no amount such as 29.33")
