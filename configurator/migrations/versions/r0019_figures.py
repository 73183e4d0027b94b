"""Figures of the night for the manager's pages."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

TABLES = (
    *("phase_owner", "alike", "night_figure", "place_cell", "value_cell", "value_before"),
    "portrait",
)
SUMS = ("purchases", "value_cents", "earned_cents")


def upgrade() -> None:
    """Create the tables."""
    _of_persons()
    _of_cells()
    op.create_table(
        "night_figure",
        *_texts("key"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_night_figure"),
    )
    op.create_table(
        "phase_owner",
        *_texts("phase"),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        *_numbers("revision"),
        sa.PrimaryKeyConstraint("phase", name="pk_phase_owner"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_table(table)


def _of_persons() -> None:
    op.create_table(
        "portrait",
        *_texts("person", "region", "town", "band", "trade", "who", "shop", "medium"),
        *_numbers("looks", "designs", "wishes", "visits", "talks"),
        sa.PrimaryKeyConstraint("person", name="pk_portrait"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_portrait_region_town", "portrait", ["region", "town"])
    op.create_table(
        "value_before",
        *_numbers("run"),
        *_texts("person", "segment"),
        *_numbers("tier", "customers", "purchases"),
        *_sums("value_cents", "earned_cents"),
        sa.PrimaryKeyConstraint("run", "person", name="pk_value_before"),
    )
    op.create_table(
        "alike",
        *_texts("person"),
        *_numbers("place", "permille"),
        sa.PrimaryKeyConstraint("person", name="pk_alike"),
    )
    op.create_index("ix_alike_place", "alike", ["place"])


def _of_cells() -> None:
    _cells("value_cell", _texts("shop", "segment", "region"), _numbers("tier", "bucket"))
    _cells("place_cell", _texts("region", "town", "band", "trade", "who"), _numbers("tier"))


def _cells(table: str, *keys: list[sa.Column[Any]]) -> None:
    named = [*_numbers("run"), *(one for some in keys for one in some)]
    op.create_table(
        table,
        *named,
        *_numbers("customers"),
        *_sums(*SUMS),
        sa.PrimaryKeyConstraint(*(one.name for one in named), name=f"pk_{table}"),
        sqlite_with_rowid=False,
    )


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _sums(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]
