"""What people are told when something fails."""

import pytest

from configurator.app import create_app
from configurator.storage.attempts import TooManyAttempts
from configurator.storage.errors import Busy, NotThere, Stale
from configurator.storage.idempotency import KeyUsedOtherwise
from configurator.web.access import NotAllowed, for_everybody
from production.freeze import IncompleteConfiguration

SECRET = "Nadia El Amrani"  # noqa: S105 - a person's name, which must stay secret
FAILURES = [
    (NotAllowed(frozenset()), 403, "This page is for somebody else"),
    (NotThere("draft", SECRET), 404, "There is nothing here"),
    (Stale(), 409, "Somebody else was faster"),
    (KeyUsedOtherwise("order", "key"), 409, "Somebody else was faster"),
    (IncompleteConfiguration(("fit",)), 422, "This cannot be made"),
    (TooManyAttempts(90), 429, "Too many tries"),
    (Busy(), 503, "Many people are saving right now"),
    (RuntimeError(SECRET), 500, "This went wrong, and it is our fault"),
]


@pytest.fixture
def failing(settings, database):
    """A browser of an application that fails with the exception it is given."""

    def client(error: Exception):
        app = create_app(settings, engines={}, database=database)

        @app.get("/failing")
        @for_everybody
        def fail() -> str:
            raise error

        return app.test_client()

    return client


@pytest.mark.parametrize(("error", "status", "words"), FAILURES, ids=lambda one: str(one)[:20])
def test_each_failure_has_its_status_and_its_words(failing, error, status, words):
    answer = failing(error).get("/failing")

    assert answer.status_code == status
    assert answer.text.startswith("<!doctype html>")
    assert words in answer.text
    assert SECRET not in answer.text


def test_htmx_gets_the_words_alone(failing):
    answer = failing(Busy()).get("/failing", headers={"HX-Request": "true"})

    assert answer.text.lstrip().startswith("<div")
    assert "Many people are saving right now" in answer.text


@pytest.mark.parametrize(("error", "seconds"), [(Busy(), "1"), (TooManyAttempts(90), "90")])
def test_who_shall_wait_is_told_how_long(failing, error, seconds):
    assert failing(error).get("/failing").headers["Retry-After"] == seconds


def test_a_failure_is_told_by_a_number_that_the_log_knows_without_what_was_said(failing, capsys):
    page = failing(RuntimeError(SECRET)).get("/failing").text
    logged = capsys.readouterr().err

    number = page.split("Error number: ")[1][:8]
    assert logged.count(f'"id": "{number}"') == 2  # Once for the failure, once for the request.
    assert "test_configurator_web_errors.py" in logged
    assert SECRET not in logged


def test_an_unknown_method_says_which_are_known(failing):
    answer = failing(Busy()).get("/sign-out")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("address", "status"),
    [("/orders/%00", 404), ("/failing?step=%00", 400), ("/failing?%00=1", 400)],
)
def test_a_character_no_database_keeps_is_refused_at_the_door(failing, address, status):
    assert failing(RuntimeError()).get(address).status_code == status
