"""The tables of cases, of what we promised, of visits that were booked, and of uneven relations."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class CaseRow(Row):
    """A case, as `customers.dialogue.case` says; it holds no words of anybody.

    `message` is the event of the log it stems from, none of what was opened by hand.
    """

    __tablename__ = "customer_case"
    __table_args__ = (Index(None, "state", "waiting_since"), UniqueConstraint("message"))

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    origin: Mapped[str]
    message: Mapped[str | None]
    order_number: Mapped[str]
    departments: Mapped[str]
    owner: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    opened_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    revision: Mapped[int]


class CaseEntryRow(Row):
    """One entry of the thread of a case, its words sealed under the key of its person."""

    __tablename__ = "case_entry"
    __table_args__ = (Index(None, "case_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str]
    person: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    deed: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    sealed: Mapped[str]


class CommitmentRow(Row):
    """What we promised a person, by when, and what became of it; its words are sealed."""

    __tablename__ = "commitment"
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "kind", "about"))

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    about: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str]
    ended_at: Mapped[datetime | None]
    cents: Mapped[int | None] = mapped_column(BigInteger)
    sealed: Mapped[str]


class AppointmentRow(Row):
    """A visit that was booked; `seat` is its place among those at the same hour by the same way.

    It has none once it was called off, so that nobody is ever given a seat that is taken.
    """

    __tablename__ = "appointment"
    __table_args__ = (UniqueConstraint("begins_at", "way", "seat"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    way: Mapped[str]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    seat: Mapped[int | None]
    draft: Mapped[str]
    may_record: Mapped[bool]
    state: Mapped[str]
    booked_by: Mapped[str]
    booked_at: Mapped[datetime]
    moves: Mapped[int]
    revision: Mapped[int]


class UnevenRow(Row):
    """A relation in which one side has had less than it gave for so many months, on a day."""

    __tablename__ = "uneven"

    person: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(primary_key=True)
    months: Mapped[int]
    cents: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[int]
