"""Triggers that refuse to change what is a record, whoever asks and however."""

from alembic import op

REFUSE_ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is a record and stays as it is', TG_TABLE_NAME; END $$
"""


def freeze_rows(table: str) -> None:
    """Rows of `table` can only be added from now on."""
    _refuse(table, "update", "UPDATE")
    _refuse(table, "delete", "DELETE")


def freeze_columns(table: str, *columns: str) -> None:
    """Rows of `table` can no longer be deleted, nor these columns changed."""
    _refuse(table, "update", f"UPDATE OF {', '.join(columns)}")
    _refuse(table, "delete", "DELETE")


def _refuse(table: str, name: str, change: str) -> None:
    start = f"CREATE TRIGGER {table}_refuses_{name} BEFORE {change} ON {table}"
    if op.get_context().dialect.name == "sqlite":
        message = f"{table} is a record and stays as it is"
        op.execute(f"{start} BEGIN SELECT RAISE(ABORT, '{message}'); END")
    else:
        op.execute(REFUSE_ON_POSTGRESQL)
        op.execute(f"{start} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
