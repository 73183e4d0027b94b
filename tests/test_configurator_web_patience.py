"""Trying again inside one request: when, how often, and when never."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from configurator.storage.audit import Deed, record
from configurator.storage.database import Database
from configurator.storage.errors import Busy
from configurator.web.access import for_everybody
from configurator.web.patience import MOST_TRIES, init_patience

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def engines():
    return {}


def tries(app: Flask, database: Database, failures: list[Busy], *, keeps: bool = False):
    """The status of a page that fails so often, and how often it was tried."""
    tried = []

    @app.get("/busy")
    @for_everybody
    def busy() -> str:
        tried.append(1)
        if keeps:
            with database.recording() as session:
                record(session, Deed(NOW, "sam", "counted", "shelf BT-1"))
        if failures:
            raise failures.pop()
        return "done"

    init_patience(app)
    return app.test_client().get("/busy").status_code, len(tried)


def test_what_was_given_up_for_another_is_done_after_all(new_app, database):
    assert tries(new_app, database, [Busy(passing=True)] * 2) == (200, 3)


def test_patience_ends(new_app, database):
    status, tried = tries(new_app, database, [Busy(passing=True)] * 100)
    assert status == 503
    assert tried >= MOST_TRIES


def test_who_waited_long_already_is_told_to_come_back(new_app, database):
    assert tries(new_app, database, [Busy()]) == (503, 1)


def test_nothing_is_done_again_once_something_was_kept(new_app, database):
    assert tries(new_app, database, [Busy(passing=True)], keeps=True) == (503, 1)
