"""Channels: what was handed over, tasks of people, addresses out of reach, check-lists, calls."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

AT = sa.DateTime(timezone=True)
TABLES = ("hook_call", "channel_check", "bounced", "task", "handed")


def upgrade() -> None:
    """Create the tables; a letter waiting to be sent is now his whom it tells something."""
    op.add_column("outgoing", sa.Column("person", sa.String(), nullable=True))
    op.create_index("ix_outgoing_person", "outgoing", ["person"])
    _told()
    _work()
    op.create_table(
        "channel_check",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("passed_at", AT, nullable=False),
        sa.Column("passed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "item", name="pk_channel_check"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("ix_outgoing_person", "outgoing")
    op.drop_column("outgoing", "person")


def _told() -> None:
    op.create_table(
        "handed",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("handed_at", AT, nullable=False),
        sa.Column("opened_at", AT, nullable=True),
        sa.Column("posted_at", AT, nullable=True),
        sa.Column("posted_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handed"),
    )
    op.create_index("ix_handed_person", "handed", ["person"])
    op.create_index("ix_handed_channel", "handed", ["channel"])
    op.create_table(
        "bounced",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", "mark", name="pk_bounced"),
    )


def _work() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("due_at", AT, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("done_at", AT, nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    for column in ("person", "due_at", "outcome"):
        op.create_index(f"ix_task_{column}", "task", [column])
    op.create_table(
        "hook_call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("done_at", AT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hook_call"),
    )
    for column in ("person", "done_at"):
        op.create_index(f"ix_hook_call_{column}", "hook_call", [column])
