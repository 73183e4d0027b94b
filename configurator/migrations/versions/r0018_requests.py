"""Requests of persons about their data, who was told that he came by a file, fields in use."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "request",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("asked_right", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=True),
        sa.Column("ground", sa.String(), nullable=True),
        sa.Column("prolonged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("officer_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_request"),
    )
    op.create_index("ix_request_person", "request", ["person"])
    op.create_index("ix_request_due_on", "request", ["due_on"])
    _words()
    op.create_table(
        "notice",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_notice"),
    )
    op.create_table(
        "field_use",
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("field", name="pk_field_use"),
    )


def downgrade() -> None:
    """Drop them, with all that was asked."""
    for table in ("field_use", "notice", "request_word", "request"):
        op.drop_table(table)


def _words() -> None:
    op.create_table(
        "request_word",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_request_word"),
    )
    op.create_index("ix_request_word_request", "request_word", ["request"])
    op.create_index("ix_request_word_person", "request_word", ["person"])
