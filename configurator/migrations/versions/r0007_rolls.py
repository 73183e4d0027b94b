"""Rolls of cloth: what each shrinks by, what is cut from it, and what garments measured."""

import sqlalchemy as sa
from alembic import op

from configurator.migrations.frozen import freeze_rows

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables; readings can only be added. Orders so far are of no known roll."""
    op.create_table(
        "roll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("cloth", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("wash", sa.String(), nullable=False),
        sa.Column("warp_permille", sa.Integer(), nullable=False),
        sa.Column("weft_permille", sa.Integer(), nullable=False),
        sa.Column("read_by", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roll"),
    )
    op.create_index("ix_roll_cloth_colour_wash_id", "roll", ["cloth", "colour", "wash", "id"])
    op.create_table(
        "roll_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("roll", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name="fk_roll_taken_order_number"
        ),
        sa.ForeignKeyConstraint(["roll"], ["roll.id"], name="fk_roll_taken_roll"),
        sa.PrimaryKeyConstraint("id", name="pk_roll_taken"),
    )
    op.create_index("ix_roll_taken_order_number_id", "roll_taken", ["order_number", "id"])
    op.create_table(
        "found",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("found_mm", sa.Integer(), nullable=True),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_number"], ["orders.number"], name="fk_found_order_number"),
        sa.PrimaryKeyConstraint("id", name="pk_found"),
    )
    op.create_index("ix_found_order_number_id", "found", ["order_number", "id"])
    for table in ("roll", "roll_taken", "found"):
        freeze_rows(table)


def downgrade() -> None:
    """Drop them, with all that was measured."""
    for table in ("found", "roll_taken", "roll"):
        op.drop_table(table)
