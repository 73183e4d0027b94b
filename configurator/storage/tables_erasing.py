"""The tables of erasure: who asked for it, and the sign within a transaction that it is one."""

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class ErasureRow(Row):
    """Somebody asked to be erased. `persons` are all who are one with him, once it was begun."""

    __tablename__ = "erasure"

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    persons: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(index=True)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class ReminderRow(Row):
    """Somebody was told that he will be erased unless he is in touch."""

    __tablename__ = "reminder"

    person: Mapped[str] = mapped_column(primary_key=True)
    reminded_at: Mapped[datetime] = mapped_column(index=True)


class ErasingRow(Row):
    """There only within a transaction that erases: while it is, records may be dropped."""

    __tablename__ = "erasing"

    id: Mapped[str] = mapped_column(primary_key=True)
