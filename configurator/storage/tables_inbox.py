"""The tables of what waits for an answer, and of figures that are counted by night."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class OpenMessageRow(Row):
    """A message nobody answered yet, by the id of its event; it follows from the log."""

    __tablename__ = "open_message"

    event: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class FigureRow(Row):
    """So many (`part`) of so many (`whole`), counted at an instant."""

    __tablename__ = "figure"

    key: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[int]
    whole: Mapped[int]
    at: Mapped[datetime]
