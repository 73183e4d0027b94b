"""Search: sorted entries by which customers are found, filled with those who are there."""

import sqlalchemy as sa
from alembic import op

from configurator.storage.search_index import fill_index

revision = "0011"
down_revision = "0010"

BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables and fill them; an index can always be made anew, so by today's program."""
    op.create_table(
        "search_entry",
        sa.Column("entry", BYTEWISE, nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("entry", "customer", name="pk_search_entry"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_word",
        sa.Column("word", BYTEWISE, nullable=False),
        sa.Column("sound", BYTEWISE, nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_search_word"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_word_sound", "search_word", ["sound"])
    op.create_table(
        "search_gram",
        sa.Column("gram", BYTEWISE, nullable=False),
        sa.Column("word", BYTEWISE, nullable=False),
        sa.PrimaryKeyConstraint("gram", "word", name="pk_search_gram"),
        sqlite_with_rowid=False,
    )
    fill_index(op.get_bind())


def downgrade() -> None:
    """Drop them."""
    for table in ("search_gram", "search_word", "search_entry"):
        op.drop_table(table)
