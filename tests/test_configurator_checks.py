"""The page of security checks: each names tests that are there; and the small ones of its own.

Of time above all: nights when the clock of the shop jumps, and clocks that are set back.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from configurator.app import create_app
from configurator.passwords import password_hash
from configurator.sealing import LETTERS, sealing_keys
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.outbox import list_waiting
from tests.shop import NOON, PASSWORD, Clock
from tests.web import hidden

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "customers" / "rights" / "checks.md").read_text("utf-8")
WANTED = [*range(1, 23), 29, 30, 31, 38, 39, 40]
LINES = [
    line.strip("| ").split(" | ") for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)
]
NAMED = re.compile(r"`(?:(test_\w+\.py)::)?(test_\w+)`")

HASHED = password_hash(PASSWORD)
ANNA = Account("anna", "anna@x.example", "Anna", Role.CUSTOMER, NOON)
SAMIR = Account("samir", "samir@x.example", "Samir", Role.STAFF, NOON)
SPRING = datetime(2027, 3, 28, 1, tzinfo=UTC)
"""In Paris, two o'clock at night is three."""
AUTUMN = datetime(2026, 10, 25, 1, tzinfo=UTC)
"""In Paris, three o'clock at night is two."""
BEFORE = timedelta(minutes=2)


def test_no_check_is_forgotten():
    assert [int(line[0]) for line in LINES] == WANTED


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_a_check_names_tests_that_are_there_or_says_what_is_missing(line):
    _number, wanted, state, shown_by = line
    named = NAMED.findall(shown_by)
    assert wanted
    assert state in {"proved", "waiting"}
    assert named or state == "waiting"
    for file, test in named:
        assert f"def {test}(" in (TESTS / file).read_text("utf-8")


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def settings(settings):
    return replace(settings, is_demo=True)


@pytest.fixture
def database(database):
    with database.recording() as session:
        for account in (ANNA, SAMIR):
            create_account(session, account, HASHED, "test")
    return database


def typed(client, address, **fields):
    return client.post(address, data={**hidden(client.get(address).text), **fields})


def signed_in(app, account, password=PASSWORD):
    client = app.test_client()
    typed(client, "/sign-in", email=account.email, password=password)
    return client


def is_in(client) -> bool:
    return client.get("/me/account").status_code == 200


def letters(database, settings, at):
    with database.reading() as session:
        return list_waiting(session, sealing_keys(settings, LETTERS), at)


@pytest.fixture
def link_of(client, database, settings):
    """Asks for a link in the browser of a stranger; gives its address."""

    def asked(at):
        typed(client, "/sign-in/link", email=ANNA.email)
        return re.findall(r"/sign-in/link/\S+", letters(database, settings, at)[-1].body)[0]

    return asked


def test_no_password_stands_readable_in_any_file_of_the_shop(app, settings):
    client = signed_in(app, SAMIR)
    another = "some other four words"
    typed(client, "/me/account/password", current=PASSWORD, password=another)
    assert is_in(signed_in(app, SAMIR, another))
    folder = Path(settings.database_url.removeprefix("sqlite:///")).parent
    files = [
        path for path in (*folder.rglob("*"), *settings.data_folder.rglob("*")) if path.is_file()
    ]
    content = b"".join(path.read_bytes() for path in files)
    assert b"$argon2id$v=19$m=19456,t=2,p=1$" in content
    assert PASSWORD.encode() not in content
    assert another.encode() not in content


def test_the_limit_on_tries_is_one_for_all_processes_and_survives_a_restart(
    app, settings, database, clock
):
    for _ in range(10):
        typed(app.test_client(), "/sign-in", email=SAMIR.email, password="wrong")  # noqa: S106 - of a test
    other = create_app(settings, engines={}, database=database, now=clock)
    answer = typed(other.test_client(), "/sign-in", email=SAMIR.email, password=PASSWORD)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == 300


def test_a_new_password_ends_three_visits_on_two_processes_at_once(app, settings, database, clock):
    other = create_app(settings, engines={}, database=database, now=clock)
    visits = [signed_in(app, SAMIR), signed_in(app, SAMIR), signed_in(other, SAMIR)]
    assert all(map(is_in, visits))
    me = signed_in(other, SAMIR)
    typed(me, "/me/account/password", current=PASSWORD, password="some other four words")  # noqa: S106 - of a test
    assert not any(map(is_in, visits))
    assert is_in(me)


@pytest.mark.parametrize("night", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize(("seconds", "stands"), [(899, True), (901, False)])
def test_an_idle_visit_ends_to_the_second_in_the_night_the_clocks_change(
    app, clock, night, seconds, stands
):
    clock.now = night - BEFORE
    clerk = signed_in(app, SAMIR)
    clock.now += timedelta(seconds=seconds)
    assert is_in(clerk) == stands
    clock.now -= timedelta(hours=1)
    assert is_in(clerk) == stands


@pytest.mark.parametrize("night", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_a_link_stands_to_the_last_second_in_the_night_the_clocks_change(
    client, link_of, clock, night
):
    clock.now = night - BEFORE
    link = link_of(clock.now)
    clock.now += timedelta(seconds=599)
    assert typed(client, link).status_code == 303
    assert is_in(client)


@pytest.mark.parametrize("night", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_a_link_ends_to_the_second_in_the_night_the_clocks_change_and_no_clock_revives_it(
    client, link_of, clock, night
):
    clock.now = night - BEFORE
    link = link_of(clock.now)
    clock.now += timedelta(seconds=601)
    assert typed(client, link).status_code == 422
    clock.now -= timedelta(hours=1)
    assert typed(client, link).status_code == 422
    assert not is_in(client)


def test_a_proof_of_tomorrow_makes_nothing_recent(app, clock):
    clerk = signed_in(app, SAMIR)
    clock.now -= timedelta(minutes=1)
    assert typed(clerk, "/me/pin", pin="8264", again="8264").location.startswith("/me/prove?")


def test_who_works_in_the_shop_and_asks_for_a_link_is_written_what_opens_instead(
    app, database, settings, clock
):
    client = app.test_client()
    answers = [typed(client, "/sign-in/link", email=who.email) for who in (ANNA, SAMIR)]
    assert {answer.location for answer in answers} == {"/sign-in/link/sent"}
    bodies = {one.recipient: one.body for one in letters(database, settings, clock())}
    assert "only your password lets you in" in bodies[SAMIR.email]
    assert "/sign-in\n" in bodies[SAMIR.email]
    assert "/sign-in/link/" not in bodies[SAMIR.email]


def test_signing_out_has_the_browser_forget_what_it_was_shown(app):
    clerk = signed_in(app, SAMIR)
    form = {"csrf_token": hidden(clerk.get("/me/account").text)["csrf_token"]}
    assert clerk.post("/sign-out", data=form).headers["Clear-Site-Data"] == '"cache", "storage"'
    assert clerk.get("/me/account").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/console", "/.git/config", "/.env", "/debug", "/admin"])
def test_no_door_is_left_open_that_others_would_try(client, path):
    assert client.get(path).status_code == 404


def test_what_only_programs_for_testing_ask_is_refused(client):
    assert client.open("/", method="TRACE").status_code == 405
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
