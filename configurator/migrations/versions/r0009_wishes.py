"""Wishes, what was looked at but not yet told, and at which step a draft was left."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the tables. Drafts so far open at the first step."""
    op.add_column("draft", sa.Column("step", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "wish",
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("design", sa.String(), nullable=False),
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer"], ["customer.id"], name="fk_wish_customer"),
        sa.PrimaryKeyConstraint("customer", "product", "design", "draft", name="pk_wish"),
    )
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("design", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer"], ["customer.id"], name="fk_look_customer"),
        sa.PrimaryKeyConstraint("id", name="pk_look"),
    )
    op.create_index("ix_look_customer", "look", ["customer"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("look")
    op.drop_table("wish")
    op.drop_column("draft", "step")
