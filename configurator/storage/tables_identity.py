"""The tables of identity: the log of events, the persons, who is one, who may be."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.contact_seal import SealedText
from configurator.storage.tables import Row


class EventRow(Row):
    """One event of the log, chained to the one before by its hash; never changed.

    `sealed` holds what a person could be known by, under the key of the person. `person` is no
    foreign key: the log outlives who is erased.
    """

    __tablename__ = "event"
    __table_args__ = (Index(None, "person", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(unique=True)
    person: Mapped[str]
    kind: Mapped[str]
    at: Mapped[datetime]
    told_at: Mapped[datetime]
    medium: Mapped[str]
    shop: Mapped[str]
    adviser: Mapped[str]
    division: Mapped[str]
    line: Mapped[str]
    document: Mapped[str]
    organisation: Mapped[str] = mapped_column(index=True)
    other: Mapped[str] = mapped_column(index=True)
    undoes: Mapped[str]
    sealed: Mapped[str]
    previous_hash: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str]


class PersonRow(Row):
    """A person of whom something is known; the key that seals it lies elsewhere, see `keys`.

    `leader` is under whom the person is known (itself, if nobody absorbed it), `merged_by` the id
    of the merge that absorbed it. Both follow from the log and save reading it.
    """

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    leader: Mapped[str] = mapped_column(index=True)
    merged_by: Mapped[str | None]
    erased_at: Mapped[datetime | None]


class ContactRow(Row):
    """A way to recognise a person, folded and sealed, to be looked up; gone when he is erased."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("kind", "value", "person"), Index(None, "person"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    value: Mapped[str] = mapped_column(SealedText)
    person: Mapped[str]
    proved_at: Mapped[datetime | None]


class LikelyPairRow(Row):
    """Two persons who may be one, for people to decide; `one` sorts before `other`."""

    __tablename__ = "likely_pair"
    __table_args__ = (Index(None, "state", "permille"), Index(None, "other"))

    one: Mapped[str] = mapped_column(primary_key=True)
    other: Mapped[str] = mapped_column(primary_key=True)
    permille: Mapped[int]
    because: Mapped[str]
    state: Mapped[str]
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str]
    revision: Mapped[int]
