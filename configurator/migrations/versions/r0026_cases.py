"""Cases with their threads, what was promised, visits that are booked, and uneven relations."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables, with nothing in them: who complained before is listed as he was."""
    _cases()
    _entries()
    _commitments()
    _appointments()
    op.create_table(
        "uneven",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", "side", name="pk_uneven"),
    )


def downgrade() -> None:
    """Drop them, with all that was written."""
    for table in ("uneven", "appointment", "commitment", "case_entry", "customer_case"):
        op.drop_table(table)


def _cases() -> None:
    op.create_table(
        "customer_case",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("departments", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", AT, nullable=False),
        sa.Column("waiting_since", AT, nullable=True),
        sa.Column("settled_at", AT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer_case"),
        sa.UniqueConstraint("message", name="uq_customer_case_message"),
    )
    op.create_index("ix_customer_case_person", "customer_case", ["person"])
    op.create_index("ix_customer_case_owner", "customer_case", ["owner"])
    columns = ["state", "waiting_since"]
    op.create_index("ix_customer_case_state_waiting_since", "customer_case", columns)


def _entries() -> None:
    op.create_table(
        "case_entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", AT, nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_entry"),
    )
    op.create_index("ix_case_entry_person", "case_entry", ["person"])
    op.create_index("ix_case_entry_case_id_number", "case_entry", ["case_id", "number"])


def _commitments() -> None:
    op.create_table(
        "commitment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("due_at", AT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("cents", sa.BigInteger(), nullable=True),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_commitment"),
    )
    op.create_index("ix_commitment_person", "commitment", ["person"])
    op.create_index("ix_commitment_state_due_at", "commitment", ["state", "due_at"])
    op.create_index("ix_commitment_kind_about", "commitment", ["kind", "about"])


def _appointments() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("begins_at", AT, nullable=False),
        sa.Column("ends_at", AT, nullable=False),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("may_record", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("booked_by", sa.String(), nullable=False),
        sa.Column("booked_at", AT, nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
        sa.UniqueConstraint("begins_at", "way", "seat", name="uq_appointment_begins_at_way_seat"),
    )
    op.create_index("ix_appointment_person", "appointment", ["person"])
