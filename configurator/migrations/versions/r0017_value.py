"""Lifetime value: what is taken in, and what a run of the night says of each customer."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


TABLES = (
    "tier_move",
    "rescored",
    "customer_value",
    "value_run",
    "membership",
    "loyalty_entry",
    "accepted_suggestion",
    "referral",
    "customer_cost",
    "earning",
)


def upgrade() -> None:
    """Create the tables."""
    _taken_in()
    _said()


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_table(table)


def _taken_in() -> None:
    op.create_table(
        "earning",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_earning"),
    )
    op.create_index("ix_earning_person_day_cents", "earning", ["person", "day", "cents"])
    op.create_table(
        "customer_cost",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer_cost"),
    )
    op.create_index("ix_customer_cost_person_day", "customer_cost", ["person", "day"])
    op.create_table(
        "referral",
        sa.Column("referred", sa.String(), nullable=False),
        sa.Column("referrer", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("referred", name="pk_referral"),
    )
    op.create_index("ix_referral_referrer", "referral", ["referrer"])
    op.create_table(
        "accepted_suggestion",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("accepted_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("event", name="pk_accepted_suggestion"),
    )
    op.create_index("ix_accepted_suggestion_person", "accepted_suggestion", ["person"])
    op.create_table(
        "loyalty_entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_loyalty_entry"),
    )
    op.create_index("ix_loyalty_entry_person", "loyalty_entry", ["person"])
    op.create_table(
        "membership",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("family", "person", name="pk_membership"),
        sqlite_with_rowid=False,
    )


def _said() -> None:
    op.create_table(
        "value_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("fitted", sa.JSON(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_value_run"),
    )
    op.create_table(
        "customer_value",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("value_cents", sa.BigInteger(), nullable=False),
        sa.Column("realised_cents", sa.BigInteger(), nullable=False),
        sa.Column("expected_cents", sa.BigInteger(), nullable=False),
        sa.Column("referral_cents", sa.BigInteger(), nullable=False),
        sa.Column("suggestion_cents", sa.BigInteger(), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=False),
        sa.Column("low_cents", sa.BigInteger(), nullable=False),
        sa.Column("high_cents", sa.BigInteger(), nullable=False),
        sa.Column("baseline_cents", sa.BigInteger(), nullable=False),
        sa.Column("purchases", sa.Integer(), nullable=False),
        sa.Column("p_alive", sa.Double(), nullable=False),
        sa.Column("expected_purchases", sa.Double(), nullable=False),
        sa.Column("overall", sa.Integer(), nullable=False),
        sa.Column("in_segment", sa.Integer(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("tending", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("month_tier", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run", "person", name="pk_customer_value"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rescored",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_rescored"),
    )
    op.create_table(
        "tier_move",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "before", "after", name="pk_tier_move"),
    )
