"""Messages: what our plans want sent, what became of it, and what came of that."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Create the tables, with nothing in them: nothing was planned before."""
    at = sa.DateTime(timezone=True)
    op.create_table(
        "message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("objective", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("channels", sa.String(), nullable=False),
        sa.Column("worth_cents", sa.BigInteger(), nullable=False),
        sa.Column("begins_at", at, nullable=False),
        sa.Column("ends_at", at, nullable=False),
        sa.Column("planned_at", at, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", at, nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("sent_at", at, nullable=True),
        sa.Column("cost_cents", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("bounced_at", at, nullable=True),
        sa.Column("clicked_at", at, nullable=True),
        sa.Column("reached_at", at, nullable=True),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("intent", name="uq_message_intent"),
        sa.UniqueConstraint("code", name="uq_message_code"),
    )
    op.create_index("ix_message_state_due_at", "message", ["state", "due_at"])
    op.create_index("ix_message_programme_state", "message", ["programme", "state"])
    op.create_index("ix_message_person_sent_at", "message", ["person", "sent_at"])
    op.create_table(
        "channel_answer",
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tier", "channel", "part", name="pk_channel_answer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "habit",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("since", at, nullable=False),
        sa.PrimaryKeyConstraint("person", "part", name="pk_habit"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "opposed_number",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("noted_at", at, nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_opposed_number"),
    )
    op.create_table(
        "product_seen",
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("seen_at", at, nullable=False),
        sa.PrimaryKeyConstraint("product", name="pk_product_seen"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("product_seen", "opposed_number", "habit", "channel_answer", "message"):
        op.drop_table(table)
