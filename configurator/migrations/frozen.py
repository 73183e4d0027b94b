"""Triggers that refuse to change what is a record, whoever asks and however."""

from alembic import op

REFUSE_ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is a record and stays as it is', TG_TABLE_NAME; END $$
"""

REFUSE_UNLESS_ERASING = """
CREATE OR REPLACE FUNCTION refuse_change_unless_erasing() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF NOT EXISTS (SELECT 1 FROM erasing) THEN
  RAISE EXCEPTION '% is a record and stays as it is', TG_TABLE_NAME;
ELSIF TG_OP = 'DELETE' THEN RETURN OLD;
ELSE RETURN NEW; END IF;
END $$
"""
"""The table `erasing` has a row only within the transaction that erases a person."""


def freeze_rows(table: str, *, but_erasing: bool = False) -> None:
    """Rows of `table` can only be added from now on; `but_erasing` a person they can be dropped."""
    _refuse(table, "update", "UPDATE", but_erasing)
    _refuse(table, "delete", "DELETE", but_erasing)


def freeze_columns(table: str, *columns: str, but_erasing: bool = False) -> None:
    """Rows of `table` can no longer be deleted, nor these columns changed."""
    _refuse(table, "update", f"UPDATE OF {', '.join(columns)}", but_erasing)
    _refuse(table, "delete", "DELETE", but_erasing)


def thaw(table: str) -> None:
    """Rows of `table` can be changed, until they are frozen in another way."""
    where = "" if op.get_context().dialect.name == "sqlite" else f" ON {table}"
    for name in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_refuses_{name}{where}")


def _refuse(table: str, name: str, change: str, but_erasing: bool) -> None:  # noqa: FBT001 - the same
    start = f"CREATE TRIGGER {table}_refuses_{name} BEFORE {change} ON {table}"
    if op.get_context().dialect.name == "sqlite":
        message = f"{table} is a record and stays as it is"
        unless = "WHEN NOT EXISTS (SELECT 1 FROM erasing) " if but_erasing else ""
        op.execute(f"{start} {unless}BEGIN SELECT RAISE(ABORT, '{message}'); END")
    else:
        op.execute(REFUSE_UNLESS_ERASING if but_erasing else REFUSE_ON_POSTGRESQL)
        refuse = "refuse_change_unless_erasing" if but_erasing else "refuse_change"
        op.execute(f"{start} FOR EACH ROW EXECUTE FUNCTION {refuse}()")
