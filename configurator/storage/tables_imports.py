"""The tables of what comes in as files: imports, what became of each row, and letters."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class ImportRow(Row):
    """One file taken in. `layout` is how to read it, `mapping` fields by place of the column.

    `position` counts the rows done; it moves in the transaction that keeps them. `found` counts
    what became of them and holds the first problems, by line.
    """

    __tablename__ = "import_run"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    file_name: Mapped[str]
    digest: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    layout: Mapped[dict[str, Any]]
    mapping: Mapped[dict[str, Any]]
    position: Mapped[int]
    total: Mapped[int]
    found: Mapped[dict[str, Any]]
    asked_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    revision: Mapped[int]


class MappingRow(Row):
    """Which column meant which field, the last time a file of that kind had that header."""

    __tablename__ = "import_mapping"

    kind: Mapped[str] = mapped_column(primary_key=True)
    header: Mapped[str] = mapped_column(primary_key=True)
    mapping: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class ImportedRow(Row):
    """What became of a row, or of the name a file has for a person: known by its keyed `mark`.

    `content` is the keyed fingerprint of all the row says, so that a change is seen. Amounts stand
    here and not in the event: figures are counted, the log is read.
    """

    __tablename__ = "imported"

    mark: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]
    person: Mapped[str] = mapped_column(index=True)
    event: Mapped[str]
    kind: Mapped[str]
    document: Mapped[str]
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str]
    source: Mapped[str]
    line: Mapped[int]


class LetterRow(Row):
    """A letter or mail that was attached, sealed under the key of its person."""

    __tablename__ = "letter"

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    type: Mapped[str]
    size: Mapped[int]
    sealed: Mapped[bytes]
    kept_at: Mapped[datetime]
