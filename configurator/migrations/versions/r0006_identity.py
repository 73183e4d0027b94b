"""Identity: the log of events, the keys of persons, who is one person and who may be."""

import sqlalchemy as sa
from alembic import op

from configurator.migrations.frozen import freeze_rows

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables; events can only be added. What was before is told by no event."""
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("shop", sa.String(), nullable=False),
        sa.Column("adviser", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.UniqueConstraint("event_id", name="uq_event_event_id"),
        sa.UniqueConstraint("previous_hash", name="uq_event_previous_hash"),
    )
    op.create_index("ix_event_person_id", "event", ["person", "id"])
    op.create_index("ix_event_organisation", "event", ["organisation"])
    op.create_index("ix_event_other", "event", ["other"])
    freeze_rows("event")
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("merged_by", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_index("ix_person_leader", "person", ["leader"])
    _contacts()


def downgrade() -> None:
    """Drop them, with all that was told."""
    for table in ("likely_pair", "contact", "person", "event"):
        op.drop_table(table)


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("kind", "value", "person", name="uq_contact_kind_value_person"),
    )
    op.create_index("ix_contact_person", "contact", ["person"])
    op.create_table(
        "likely_pair",
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("permille", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name="pk_likely_pair"),
    )
    op.create_index("ix_likely_pair_state_permille", "likely_pair", ["state", "permille"])
    op.create_index("ix_likely_pair_other", "likely_pair", ["other"])
