"""What orders took of their customers, and what was offered beside a garment."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Create the tables. What older orders took is counted in the next night."""
    op.create_table(
        "effort",
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("defaults", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("order_number", name="pk_effort"),
    )
    op.create_table(
        "add_on_offer",
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("accessory", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("is_control", sa.Boolean(), nullable=False),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.Column("margin_cents", sa.BigInteger(), nullable=False),
        sa.Column("pair", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("order_number", "accessory", name="pk_add_on_offer"),
    )
    op.create_index("ix_add_on_offer_product", "add_on_offer", ["product"])


def downgrade() -> None:
    """Drop both."""
    op.drop_table("add_on_offer")
    op.drop_table("effort")
