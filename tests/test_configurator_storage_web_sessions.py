from dataclasses import replace

import pytest
from sqlalchemy import text

from configurator.storage.accounts import (
    create_account,
)
from configurator.storage.database import Database
from configurator.storage.web_sessions import (
    WebSession,
    end_sessions_of,
    end_web_session,
    forget_web_sessions,
    keep_web_session,
    rotate_web_session,
    save_session_data,
)
from tests.visits import COUNTER, MINUTE, NOW, SAM, SECOND, VISIT, living, visited


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_account(session, SAM, "$first", "console")
    return database


def test_a_session_is_known_by_its_secret_which_is_not_kept(database: Database) -> None:
    visited(database)
    found = living(database, NOW)
    assert found == WebSession(SAM, {"language": "fr"}, NOW, NOW + COUNTER.absolute)
    assert living(database, NOW, "a guess") is None
    with database.reading() as session:
        assert VISIT.secret not in str(session.execute(text("SELECT * FROM web_session")).all())


def test_an_idle_session_ends(database: Database) -> None:
    visited(database)
    assert living(database, NOW + COUNTER.idle - SECOND)
    assert living(database, NOW + COUNTER.idle) is None


def test_a_session_in_use_lives_on_until_its_absolute_end(database: Database) -> None:
    visited(database)
    for minutes in range(10, 60, 10):
        with database.writing() as session:
            assert keep_web_session(session, VISIT.secret, NOW + minutes * MINUTE)
    assert living(database, NOW + COUNTER.absolute - SECOND)
    assert living(database, NOW + COUNTER.absolute) is None


def test_a_session_that_ended_is_not_revived_by_a_clock_set_back(database: Database) -> None:
    visited(database)
    with database.writing() as session:
        assert keep_web_session(session, VISIT.secret, NOW + COUNTER.idle) is None
    assert living(database, NOW) is None
    with database.writing() as session:
        assert keep_web_session(session, VISIT.secret, NOW) is None


def test_a_clock_set_back_does_not_shorten_a_session(database: Database) -> None:
    visited(database)
    with database.writing() as session:
        assert keep_web_session(session, VISIT.secret, NOW - 60 * MINUTE)
    assert living(database, NOW + COUNTER.idle - SECOND)


def test_signing_in_gives_a_new_secret_and_ends_the_old(database: Database) -> None:
    visited(database, replace(VISIT, account=None))
    anonymous = living(database, NOW)
    assert anonymous
    assert anonymous.account is None
    fresh = replace(VISIT, secret="a fresh one", data=anonymous.data)  # noqa: S106 - of a test
    with database.writing() as session:
        rotate_web_session(session, VISIT.secret, fresh, NOW)
    assert living(database, NOW) is None
    signed_in = living(database, NOW, "a fresh one")
    assert signed_in
    assert (signed_in.account, signed_in.data) == (SAM, {"language": "fr"})


def test_sessions_end_by_signing_out_here_or_everywhere(database: Database) -> None:
    visited(database)
    visited(database, replace(VISIT, secret="another device"))  # noqa: S106 - of a test
    with database.writing() as session:
        end_web_session(session, VISIT.secret)
    assert living(database, NOW) is None
    assert living(database, NOW, "another device")
    with database.writing() as session:
        end_sessions_of(session, "sam-id")
    assert living(database, NOW, "another device") is None


def test_a_session_keeps_a_document_and_old_ones_are_swept(database: Database) -> None:
    visited(database)
    with database.writing() as session:
        save_session_data(session, VISIT.secret, {"language": "en"})
        save_session_data(session, "a guess", {"language": "ar"})
    found = living(database, NOW)
    assert found
    assert found.data == {"language": "en"}
    with database.writing() as session:
        forget_web_sessions(session, NOW + COUNTER.absolute)
    assert living(database, NOW) is None
