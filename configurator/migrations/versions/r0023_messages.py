"""Messages: what our plans want sent, what became of it, and what came of that."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Create the table, with nothing in it: nothing was planned before."""
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


def downgrade() -> None:
    """Drop it."""
    op.drop_table("message")
