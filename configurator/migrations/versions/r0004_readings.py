"""Readings: what the tape showed, each a record, gathered by the visit it was taken at."""

import sqlalchemy as sa
from alembic import op

from configurator.migrations.frozen import freeze_rows

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables; readings can only be added. Older measurements stand without readings."""
    op.create_table(
        "measuring",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=True),
        sa.Column("draft", sa.String(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_by", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("units", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer"], ["customer.id"], name="fk_measuring_customer"),
        sa.ForeignKeyConstraint(["draft"], ["draft.link"], name="fk_measuring_draft"),
        sa.PrimaryKeyConstraint("id", name="pk_measuring"),
    )
    op.create_index("ix_measuring_customer_began_at", "measuring", ["customer", "began_at"])
    op.create_index("ix_measuring_draft_began_at", "measuring", ["draft", "began_at"])
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measuring", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("text_typed", sa.String(), nullable=False),
        sa.Column("unit_typed", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("level_mm", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["measuring"], ["measuring.id"], name="fk_reading_measuring"),
        sa.PrimaryKeyConstraint("id", name="pk_reading"),
        sa.UniqueConstraint("measuring", "number", name="uq_reading_measuring_number"),
    )
    freeze_rows("reading")


def downgrade() -> None:
    """Drop them, with all that was read."""
    op.drop_table("reading")
    op.drop_table("measuring")
