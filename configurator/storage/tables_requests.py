"""The tables of what persons ask for by right, and of who was told that he came by a file."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class RequestRow(Row):
    """Something a person asked for by right; it holds no words of anybody.

    `person` is no foreign key: that he was answered in time outlives who is erased.
    """

    __tablename__ = "request"

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    asked_right: Mapped[str]
    step: Mapped[str]
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    country: Mapped[str]
    language: Mapped[str]
    taken_by: Mapped[str]
    identity: Mapped[str | None]
    ground: Mapped[str | None]
    prolonged_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    lifted_on: Mapped[date | None]
    officer_told_at: Mapped[datetime | None]
    revision: Mapped[int]


class RequestWordRow(Row):
    """What was written down at a step of a request, sealed under the key of its person."""

    __tablename__ = "request_word"

    id: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str] = mapped_column(index=True)
    person: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    what: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    sealed: Mapped[str]


class NoticeRow(Row):
    """A person who came by a file was written to, by that letter of the outbox."""

    __tablename__ = "notice"

    person: Mapped[str] = mapped_column(primary_key=True)
    letter: Mapped[str]
    came_at: Mapped[datetime]


class FieldUseRow(Row):
    """When a field that is collected was read last, on how many days, and how often in all."""

    __tablename__ = "field_use"

    field: Mapped[str] = mapped_column(primary_key=True)
    last_on: Mapped[date]
    days: Mapped[int]
    reads: Mapped[int] = mapped_column(server_default="0")
