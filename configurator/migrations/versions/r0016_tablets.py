"""Tablets that several people share: who is there, PINs, and forms kept under the lock."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Create the tables. Nobody has a PIN, and no device is shared."""
    op.create_table(
        "tablet",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("shared_by", sa.String(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tablet"),
    )
    op.create_table(
        "pin",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("hashed", sa.String(), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_pin_account"),
        sa.PrimaryKeyConstraint("account", name="pk_pin"),
    )
    _of_tablets("tablet_clerk", sa.Column("known_at", sa.DateTime(timezone=True), nullable=False))
    _of_tablets(
        "kept_form",
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_kept_form_kept_at", "kept_form", ["kept_at"])


def downgrade() -> None:
    """Drop them."""
    for table in ("kept_form", "tablet_clerk", "pin", "tablet"):
        op.drop_table(table)


def _of_tablets(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("tablet", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["tablet"], ["tablet.id"], name=f"fk_{name}_tablet"),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=f"fk_{name}_account"),
        sa.PrimaryKeyConstraint("tablet", "account", name=f"pk_{name}"),
    )
