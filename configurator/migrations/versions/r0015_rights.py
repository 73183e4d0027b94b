"""What persons let us do: each word of theirs with the sentence they were shown."""

import sqlalchemy as sa
from alembic import op

from configurator.migrations.frozen import freeze_rows

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Create the table; words can only be added."""
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        sa.UniqueConstraint("consent_id", name="uq_consent_consent_id"),
    )
    op.create_index("ix_consent_person_id", "consent", ["person", "id"])
    op.create_index("ix_consent_purpose_id", "consent", ["purpose", "id"])
    freeze_rows("consent")


def downgrade() -> None:
    """Drop it, with all that was agreed to."""
    op.drop_table("consent")
