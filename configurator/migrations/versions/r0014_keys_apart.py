"""Keys of persons apart; erasure, for which alone records may be dropped; when one was erased."""

from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import context, op

from configurator.migrations.frozen import freeze_columns, freeze_rows, thaw

revision = "0014"
down_revision = "0013"

AT_ONCE = 5000
FROZEN_OF_ORDER = (
    *("id", "number", "draft", "draft_revision", "product", "currency", "total_cents"),
    *("promised_on", "placed_at", "document"),
)
RECORDS = ("measurement", "reading", "scan", "fit_feedback", "learning", "remake")
INSTANT = sa.DateTime(timezone=True)
PERSON = sa.table("person", sa.column("id"), sa.column("key"), sa.column("erased_at", INSTANT))


def upgrade() -> None:
    """Move the keys into their own store and wipe them here; let erasing change records.

    The keys are kept there before they are gone here: done again after a crash, it does the rest.
    """
    _move_keys()
    op.execute(sa.update(PERSON).values(key=None))
    op.drop_column("person", "key")
    op.add_column("customer", sa.Column("erased_at", INSTANT, nullable=True))
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("persons", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    op.create_index("ix_erasure_person", "erasure", ["person"])
    op.create_index("ix_erasure_state", "erasure", ["state"])
    op.create_table(
        "reminder",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("reminded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_reminder"),
    )
    op.create_index("ix_reminder_reminded_at", "reminder", ["reminded_at"])
    op.create_table(
        "erasing",
        sa.Column("id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasing"),
    )
    _freeze(but_erasing=True)


def downgrade() -> None:
    """Put the keys back and drop the rest."""
    _freeze(but_erasing=False)
    op.drop_table("erasing")
    op.drop_table("reminder")
    op.drop_table("erasure")
    op.drop_column("customer", "erased_at")
    op.add_column("person", sa.Column("key", sa.String(), nullable=True))
    if not op.get_bind().execute(sa.select(PERSON.c.id).limit(1)).first():
        return
    back = sa.update(PERSON).where(PERSON.c.id == sa.bindparam("whose"))
    for person, key in context.config.attributes["keys"].all_keys():
        op.get_bind().execute(back.values(key=sa.bindparam("its")), {"whose": person, "its": key})


def _freeze(*, but_erasing: bool) -> None:
    for table in (*RECORDS, "orders"):
        thaw(table)
    for table in RECORDS:
        freeze_rows(table, but_erasing=but_erasing)
    freeze_columns("orders", *FROZEN_OF_ORDER, but_erasing=but_erasing)


def _move_keys() -> None:
    keys = context.config.attributes["keys"]
    keys.put([])  # Makes the store.
    for rows in _persons():
        keys.put((one.id, one.key) for one in rows if one.key is not None)
        gone = [one.id for one in rows if one.key is None and one.erased_at is not None]
        if gone:
            keys.forget(gone, datetime.now(UTC))


def _persons() -> Iterator[list[sa.Row[tuple[str, str | None, datetime | None]]]]:
    last = ""
    query = sa.select(PERSON).order_by(PERSON.c.id).limit(AT_ONCE)
    while rows := op.get_bind().execute(query.where(PERSON.c.id > last)).all():
        yield list(rows)
        last = rows[-1].id
