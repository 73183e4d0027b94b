"""Messages that wait for an answer, and figures counted by night."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

DAYS = 30


def upgrade() -> None:
    """Create the tables. What was told before and was not old then waits from now on."""
    op.create_table(
        "open_message",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event", name="pk_open_message"),
    )
    op.create_index("ix_open_message_person", "open_message", ["person"])
    op.create_index("ix_open_message_at", "open_message", ["at"])
    op.create_table(
        "figure",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_figure"),
    )
    _open_what_waits()


def downgrade() -> None:
    """Drop them."""
    op.drop_table("figure")
    op.drop_table("open_message")


def _open_what_waits() -> None:
    instant = sa.DateTime(timezone=True)
    text = [sa.column(name, sa.String()) for name in ("event_id", "person", "kind", "document")]
    event = sa.table("event", *text, sa.column("at", instant), sa.column("told_at", instant))
    waiting = sa.table(
        "open_message", sa.column("event"), sa.column("person"), sa.column("at", instant)
    )
    answer = event.alias()
    is_open = ~sa.exists().where(answer.c.kind == "answered", answer.c.document == event.c.event_id)
    kinds = event.c.kind.in_(("wrote", "complained", "suggested", "commented"))
    query = sa.select(event).where(kinds, is_open)
    rows = [
        {"event": row.event_id, "person": row.person, "at": row.at}
        for row in op.get_bind().execute(query)
        if (row.told_at - row.at).days < DAYS
    ]
    if rows:
        op.bulk_insert(waiting, rows)
