"""Cards that open a customer."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the table; nobody has a card yet."""
    op.create_table(
        "card",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_card"),
        sa.ForeignKeyConstraint(["customer"], ["customer.id"], name="fk_card_customer"),
    )
    op.create_index("ix_card_customer_issued_at", "card", ["customer", "issued_at"])
    in_force = sa.text("revoked_at IS NULL")
    op.create_index(
        "uq_card_customer_in_force",
        "card",
        ["customer"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


def downgrade() -> None:
    """Drop it: no card opens anything any more."""
    op.drop_table("card")
