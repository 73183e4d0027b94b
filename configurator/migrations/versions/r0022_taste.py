"""Issues of products: what people complained of, for authors to look after."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Create the table. What was complained of before opens nothing: it named no option."""
    op.create_table(
        "product_issue",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("complaints", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("newest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_product_issue"),
    )
    op.create_index("ix_product_issue_product", "product_issue", ["product"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("product_issue")
