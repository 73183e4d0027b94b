from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from configurator.storage.attempts import (
    Attempt,
    SignInLimits,
    TooManyAttempts,
    admit_attempt,
    forget_attempts,
    note_success,
)
from configurator.storage.database import Database

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LIMITS = SignInLimits(tries=10, overall=30, window=5 * MINUTE)
TRY = Attempt("sam@example.org", "192.0.2.1")


@pytest.fixture
def database_url(address: str) -> str:
    return address


def tried(database: Database, attempt: Attempt = TRY, at: datetime = NOW) -> int:
    with database.recording() as session:
        return admit_attempt(session, attempt, at, LIMITS)


def test_the_eleventh_try_within_five_minutes_must_wait(database: Database) -> None:
    for number in range(10):
        tried(database, at=NOW + number * SECOND)
    with pytest.raises(TooManyAttempts) as refused:
        tried(database, at=NOW + 10 * SECOND)
    assert refused.value.retry_after_s == 290
    with pytest.raises(TooManyAttempts):
        tried(database, at=NOW + 299 * SECOND)
    tried(database, at=NOW + 300 * SECOND)


def test_tries_are_counted_per_account_and_per_address(database: Database) -> None:
    for number in range(10):
        tried(database, Attempt("SAM@example.org", f"192.0.2.{number}"))
        tried(database, Attempt(f"{number}@example.org", "198.51.100.1"))
    for attempt in (TRY, Attempt("kim@example.org", "198.51.100.1")):
        with pytest.raises(TooManyAttempts):
            tried(database, attempt)
    tried(database, Attempt("kim@example.org", "192.0.2.1"))


def test_all_tries_together_have_a_limit(database: Database) -> None:
    for number in range(30):
        tried(database, Attempt(f"{number}@example.org", f"192.0.2.{number}"))
    with pytest.raises(TooManyAttempts):
        tried(database, Attempt("kim@example.org", "192.0.2.200"))


def test_tries_that_succeed_do_not_count(database: Database) -> None:
    for _ in range(15):
        number = tried(database)
        with database.recording() as session:
            note_success(session, number, "")


def test_strangers_cannot_lock_the_owner_out_of_a_known_device(database: Database) -> None:
    with database.recording() as session:
        number = admit_attempt(session, TRY, NOW, LIMITS)
        note_success(session, number, "cookie of the tablet")
    for stranger in range(10):
        tried(database, replace(TRY, address=f"203.0.113.{stranger}", device="a guess"))
    with pytest.raises(TooManyAttempts):
        tried(database)
    tablet = replace(TRY, device="cookie of the tablet")
    for _ in range(10):
        tried(database, tablet)
    with pytest.raises(TooManyAttempts):
        tried(database, tablet)


def test_a_hundred_tries_at_once_are_admitted_ten_times(database: Database) -> None:
    def admitted(_: int) -> bool:
        try:
            tried(database)
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(admitted, range(100))) == 10


def test_old_tries_are_forgotten_and_none_shows_what_was_typed(database: Database) -> None:
    tried(database, Attempt("my password by mistake", "192.0.2.1"))
    with database.reading() as session:
        rows = str(session.execute(text("SELECT * FROM sign_in_attempt")).all())
    assert "mistake" not in rows
    with database.recording() as session:
        forget_attempts(session, NOW + SECOND)
    with database.reading() as session:
        assert not session.execute(text("SELECT * FROM sign_in_attempt")).all()
