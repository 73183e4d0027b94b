"""Needs and segments."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "traits",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("inferred", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_traits"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "segment_label",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("family", "person", name="pk_segment_label"),
    )
    op.create_table(
        "segmentation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_segmentation"),
    )
    op.create_index("ix_segmentation_family_asked_at", "segmentation", ["family", "asked_at"])
    op.create_table(
        "segment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("segmentation", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("levers", sa.JSON(), nullable=False),
        sa.Column("is_target", sa.Boolean(), nullable=False),
        sa.Column("treatment", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
    )
    op.create_index("ix_segment_segmentation_place", "segment", ["segmentation", "place"])


def downgrade() -> None:
    """Drop them."""
    for table in ("segment", "segmentation", "segment_label", "traits"):
        op.drop_table(table)
