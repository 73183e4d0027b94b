"""Referral codes, programmes with control groups, gestures, workshop slots and effort."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

TABLES = ("attention", "workshop_slot", "gesture", "assignment", "programme", "referral_code")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "referral_code",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_referral_code"),
        sa.UniqueConstraint("code", name="uq_referral_code_code"),
    )
    _programmes()
    op.create_table(
        "workshop_slot",
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_number", name="pk_workshop_slot"),
    )
    op.create_index("ix_workshop_slot_person", "workshop_slot", ["person"])
    op.create_table(
        "attention",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attention"),
    )
    op.create_index("ix_attention_person", "attention", ["person"])
    op.create_index("ix_attention_day", "attention", ["day"])


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_table(table)


def _programmes() -> None:
    op.create_table(
        "programme",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=False),
        sa.Column("take_percent", sa.Integer(), nullable=False),
        sa.Column("control_percent", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("began_day", sa.Integer(), nullable=True),
        sa.Column("ended_day", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_programme"),
    )
    op.create_table(
        "assignment",
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("is_control", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "person", name="pk_assignment"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "gesture",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("due_day", sa.Integer(), nullable=False),
        sa.Column("uplift_cents", sa.BigInteger(), nullable=False),
        sa.Column("done_day", sa.Integer(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", "kind", name="pk_gesture"),
    )
    op.create_index("ix_gesture_due_day", "gesture", ["due_day"])
