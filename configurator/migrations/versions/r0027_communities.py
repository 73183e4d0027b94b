"""Communities, topics and news; how often a field was read; and values in their order."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Create the tables, with nothing in them; nothing was counted before."""
    at = sa.DateTime(timezone=True)
    op.create_table(
        "community_member",
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("joined_at", at, nullable=False),
        sa.PrimaryKeyConstraint("need", "person", name="pk_community_member"),
    )
    op.create_index("ix_community_member_person", "community_member", ["person"])
    words = ("need", "person", "kind", "name", "words", "product", "way", "state")
    op.create_table(
        "community_post",
        sa.Column("id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.Column("written_at", at, nullable=False),
        sa.Column("judged_by", sa.String(), nullable=False),
        sa.Column("judged_at", at, nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", at, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_community_post"),
    )
    op.create_index(
        "ix_community_post_need_state_written_at",
        "community_post",
        ["need", "state", "written_at"],
    )
    op.create_index("ix_community_post_state_written_at", "community_post", ["state", "written_at"])
    op.create_index("ix_community_post_person", "community_post", ["person"])
    op.create_table(
        "topic_follower",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("since", at, nullable=False),
        sa.PrimaryKeyConstraint("person", "topic", name="pk_topic_follower"),
    )
    op.create_index("ix_topic_follower_topic", "topic_follower", ["topic"])
    op.create_table(
        "news",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("published_at", at, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_news"),
    )
    op.create_index("ix_news_topic_published_at", "news", ["topic", "published_at"])
    op.add_column("field_use", sa.Column("reads", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("field_use", "reads")
    for table in ("news", "topic_follower", "community_post", "community_member"):
        op.drop_table(table)
