"""The tables beside the shop's own: keys of persons, and of whom nothing may come back.

They lie in a database of their own, so that a copy of the shop's opens nothing without them, and
none that is put back brings anybody back.
"""

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "surmesure_keys"
"""Where they lie in PostgreSQL, so that `pg_dump --exclude-schema` leaves them out."""


class KeyTable(DeclarativeBase):
    """What these tables share: nothing with those of the shop."""


class PersonKeyRow(KeyTable):
    """The key that seals what is known of a person; None, and since when, once it is erased."""

    __tablename__ = "person_key"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - read by SQLAlchemy alone

    person: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str | None]
    erased_at: Mapped[str | None]


class SuppressedRow(KeyTable):
    """The keyed mark of an address or number that no file and no other program brings back."""

    __tablename__ = "suppressed"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - the same

    mark: Mapped[str] = mapped_column(primary_key=True)
