"""Reads CSV of people: one record a row, in columns that may come in any order."""

from collections.abc import Iterator, Sequence

from configurator.csv_rows import Mistyped, csv_rows, refuse_twice, refuse_uneven, short
from customers.identity.record import FIELDS, Record


def read_records(written: bytes) -> tuple[Record, ...]:
    """The records of a CSV in UTF-8. Raises Mistyped at the first mistake.

    Columns are id, which every row has of its own, and any of FIELDS; one that is not there is
    empty everywhere. Other columns and blank lines are passed over.
    """
    rows = csv_rows(written)
    _, names = next(rows, (1, []))
    header = [name.strip() for name in names]
    _check(header)
    return tuple(_records(rows, header))


def _check(header: Sequence[str]) -> None:
    refuse_twice(header)
    if "id" not in header:
        raise Mistyped(1, "id", "there must be a column of this name")


def _records(rows: Iterator[tuple[int, list[str]]], header: Sequence[str]) -> Iterator[Record]:
    places = {name: header.index(name) for name in ("id", *FIELDS) if name in header}
    lines: dict[str, int] = {}
    for line, cells in rows:
        if not cells:
            continue
        refuse_uneven(line, cells, header)
        said = {name: cells[place].strip() for name, place in places.items()}
        if not said["id"]:
            raise Mistyped(line, "id", "it is empty: nobody could tell who is meant")
        if said["id"] in lines:
            why = f"{short(said['id'])} stands in line {lines[said['id']]} already"
            raise Mistyped(line, "id", why)
        lines[said["id"]] = line
        yield Record(**said)
