"""The tables of the search: sorted entries by which customers are found, and words to mistype.

Sorted by bytes in both databases, so that "begins with" is one stretch of an index.
"""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row

BYTEWISE = String().with_variant(String(collation="C"), "postgresql")


class SearchEntryRow(Row):
    """One entry by which a customer is found; see `customers.identity.finding`."""

    __tablename__ = "search_entry"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read by SQLAlchemy alone

    entry: Mapped[str] = mapped_column(BYTEWISE, primary_key=True)
    customer: Mapped[str] = mapped_column(primary_key=True)


class SearchWordRow(Row):
    """A word of anybody's name, and how it sounds."""

    __tablename__ = "search_word"
    __table_args__ = (Index(None, "sound"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(BYTEWISE, primary_key=True)
    sound: Mapped[str] = mapped_column(BYTEWISE)


class SearchGramRow(Row):
    """Three letters in a row of a word, by which it is found though mistyped."""

    __tablename__ = "search_gram"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - the same

    gram: Mapped[str] = mapped_column(BYTEWISE, primary_key=True)
    word: Mapped[str] = mapped_column(BYTEWISE, primary_key=True)
