"""The table of what persons let us do."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class ConsentRow(Row):
    """One word of a person to one purpose by one channel; never changed, only followed by others.

    It holds no text of a person's own: `sentence` is ours. `person` is no foreign key: what was
    agreed to outlives who is erased.
    """

    __tablename__ = "consent"
    __table_args__ = (Index(None, "person", "id"), Index(None, "purpose", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    consent_id: Mapped[str] = mapped_column(unique=True)
    person: Mapped[str]
    purpose: Mapped[str]
    channel: Mapped[str]
    said: Mapped[str]
    at: Mapped[datetime]
    source: Mapped[str]
    sentence: Mapped[str]
    version: Mapped[int]
    language: Mapped[str]
    proof: Mapped[str]
    by: Mapped[str]
