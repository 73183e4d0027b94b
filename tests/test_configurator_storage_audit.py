from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from configurator.storage.accounts import (
    Account,
    Role,
    create_account,
    disable_account,
)
from configurator.storage.audit import Deed, entries_of, first_broken, record
from configurator.storage.database import Database

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
SAM = Account("sam-id", "sam@example.org", "Sam", Role.STAFF, NOW)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_account(session, SAM, "$first", "console")
    return database


def test_a_deed_and_its_entry_stand_or_fall_together(database: Database) -> None:
    def fail_afterwards() -> None:
        with database.recording() as session:
            disable_account(session, "sam-id", "admin", NOW)
            raise LookupError

    with pytest.raises(LookupError):
        fail_afterwards()
    with database.reading() as session:
        assert [entry.what for entry in entries_of(session, "account sam-id")] == ["created"]


@pytest.mark.parametrize("change", ["UPDATE audit SET who = 'me'", "DELETE FROM audit"])
def test_the_trail_cannot_be_altered_by_any_program(database: Database, change: str) -> None:
    with pytest.raises(DatabaseError, match="is a record"), database.recording() as session:
        session.execute(text(change))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET who = 'me' WHERE id = 3",
        "UPDATE audit SET at = '2026-11-21 19:30:01.000000' WHERE id = 3",
        "UPDATE audit SET hash = previous_hash WHERE id = 3",
        "DELETE FROM audit WHERE id = 2",
        "DELETE FROM audit WHERE id = 1",
    ],
)
def test_who_gets_round_the_triggers_breaks_the_chain(database: Database, change: str) -> None:
    for number in range(4):
        with database.recording() as session:
            record(session, Deed(NOW, "sam", "counted", f"shelf {number}", origin="192.0.2.1"))
    with database.reading() as session:
        assert first_broken(session) is None
    with database.altering() as connection:
        where = "" if connection.dialect.name == "sqlite" else " ON audit"
        connection.execute(text(f"DROP TRIGGER audit_refuses_update{where}"))
        connection.execute(text(f"DROP TRIGGER audit_refuses_delete{where}"))
        connection.execute(text(change))
    with database.reading() as session:
        assert first_broken(session) in {2, 3}
