"""Scans: what the workshop says of an order, each a record that stays as it is."""

import sqlalchemy as sa
from alembic import op

from configurator.migrations.frozen import freeze_rows

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table, to which rows can only be added."""
    op.create_table(
        "scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.String(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_number"], ["orders.number"], name="fk_scan_order_number"),
        sa.PrimaryKeyConstraint("id", name="pk_scan"),
        sa.UniqueConstraint("scan_id", name="uq_scan_scan_id"),
    )
    op.create_index("ix_scan_order_number_id", "scan", ["order_number", "id"])
    freeze_rows("scan")


def downgrade() -> None:
    """Drop it, with all that was scanned."""
    op.drop_table("scan")
