"""Files that come in: how they are laid out, and their rows, whatever program wrote them.

CSV with commas, semicolons or tabs, in UTF-8 or as old Windows programs write it; or JSON, a list
of objects. Nothing is held back from the reader: what cannot be read says where.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from configurator.csv_rows import as_meant

ENCODINGS = ("utf-8-sig", "cp1252")
SEPARATORS = (";", ",", "\t")
MOST_COLUMNS = 100
MOST_ROWS = 250_000
MOST_BYTES = 64 * 1024 * 1024
SAMPLED_BYTES = 16 * 1024


class Unreadable(Exception):
    """Nobody can read this file: `why` is `empty`, `letters`, `json`, `header` or `long`."""

    def __init__(self, why: str, line: int = 0) -> None:
        self.why, self.line = why, line
        super().__init__(f"{why} in line {line}" if line else why)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read; `separator` is empty for JSON."""

    encoding: str
    separator: str
    header: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The layout as JSON."""
        return asdict(self) | {"header": list(self.header)}


def layout_from(document: dict[str, Any]) -> Layout:
    """The layout that `Layout.document` wrote."""
    return Layout(document["encoding"], document["separator"], tuple(document["header"]))


def laid_out(content: bytes) -> Layout:
    """How the file is to be read. Raises Unreadable."""
    encoding, text = _decoded(content)
    start = text.lstrip()[:1]
    if start in {"[", "{"}:
        names = dict.fromkeys(name for _, row in _objects(text) for name in row)
        return _checked(Layout(encoding, "", tuple(names)))
    if not start:
        raise Unreadable("empty")
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    header = next(_cells(text, separator))[1]
    return _checked(Layout(encoding, separator, tuple(name.strip() for name in header)))


def rows(content: bytes, layout: Layout) -> Iterator[tuple[int, Sequence[str]]]:
    """The cells of each row but the header, and its line; of JSON the place of the object.

    Blank lines are passed over. Raises Unreadable.
    """
    text = content.decode(layout.encoding, "strict")
    if layout.separator:
        found = _cells(text, layout.separator)
        next(found)
        for line, cells in found:
            if "".join(cells).strip():
                yield line, [as_meant(cell) for cell in cells]
        return
    for number, row in _objects(text):
        yield number, [_written(row.get(name)) for name in layout.header]


def _checked(layout: Layout) -> Layout:
    if not any(layout.header) or len(layout.header) > MOST_COLUMNS:
        raise Unreadable("header", 1)
    return layout


def _decoded(content: bytes) -> tuple[str, str]:
    for encoding in ENCODINGS:
        try:
            return encoding, content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
    raise Unreadable("letters", line)


def _cells(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error:
        raise Unreadable("long", start) from None


def _objects(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("json", getattr(error, "lineno", 0)) from None
    if isinstance(found, dict):
        lists = [one for one in found.values() if isinstance(one, list)]
        found = lists[0] if len(lists) == 1 else [found]
    for number, row in enumerate(found, start=1):
        if not isinstance(row, dict):
            raise Unreadable("json", number)
        yield number, row


def _written(value: object) -> str:
    """A value of JSON as a cell; lists and objects have no place in one."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    return str(value)


def sample(path: Path, layout: Mapping[str, Any]) -> list[str]:
    """What stands in the first row, by column, to show what a column may mean; or nothing."""
    blank = [""] * len(layout["header"])
    if not layout["separator"] or not path.is_file():
        return blank
    with path.open("rb") as file:
        start = file.read(SAMPLED_BYTES).decode(layout["encoding"], "ignore")
    found = [cells for _, cells in islice(_cells(start, layout["separator"]), 2)]
    return found[1] if len(found) > 1 and len(found[1]) == len(blank) else blank
