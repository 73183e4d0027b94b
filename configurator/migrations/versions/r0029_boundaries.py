"""Nothing to change yet."""

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Change nothing."""


def downgrade() -> None:
    """Change nothing."""
