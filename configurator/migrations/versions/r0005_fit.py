"""Fit: what a draft starts from, what was said of pairs worn, and what replaces them."""

import sqlalchemy as sa
from alembic import op

from configurator.migrations.frozen import freeze_rows

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables; facts can only be added. Drafts so far start from the body alone."""
    op.add_column("draft", sa.Column("start", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "fit_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("felt", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name="fk_fit_feedback_order_number"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_fit_feedback"),
    )
    op.create_index("ix_fit_feedback_order_number_id", "fit_feedback", ["order_number", "id"])
    op.create_table(
        "learning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer"], ["customer.id"], name="fk_learning_customer"),
        sa.PrimaryKeyConstraint("id", name="pk_learning"),
    )
    op.create_index("ix_learning_customer_id", "learning", ["customer", "id"])
    op.create_table(
        "remake",
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft"], ["draft.link"], name="fk_remake_draft"),
        sa.ForeignKeyConstraint(["order_number"], ["orders.number"], name="fk_remake_order_number"),
        sa.PrimaryKeyConstraint("draft", name="pk_remake"),
    )
    op.create_index("ix_remake_order_number", "remake", ["order_number"])
    for table in ("fit_feedback", "learning", "remake"):
        freeze_rows(table)


def downgrade() -> None:
    """Drop them, with all that was said."""
    for table in ("remake", "learning", "fit_feedback"):
        op.drop_table(table)
    op.drop_column("draft", "start")
