"""Campaigns, and the codes by which single persons have their offers."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Create the tables, with nothing in them."""
    at = sa.DateTime(timezone=True)
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", at, nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=True),
        sa.Column("drawn_to", sa.String(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("drawn_at", at, nullable=True),
        sa.Column("stopped_at", at, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
    )
    op.create_table(
        "personal_code",
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("used_at", at, nullable=True),
        sa.PrimaryKeyConstraint("campaign", "person", name="pk_personal_code"),
        sa.UniqueConstraint("code", name="uq_personal_code_code"),
    )
    op.create_index("ix_personal_code_order_number", "personal_code", ["order_number"])
    op.create_index("ix_personal_code_person", "personal_code", ["person"])


def downgrade() -> None:
    """Drop them."""
    for table in ("personal_code", "campaign"):
        op.drop_table(table)
