"""Every route x every method x everybody who may come, against the matrix written down.

The matrix is `tests/cases/who_may_ask.csv`: method, address as the route is written, and who may
ask (role names, or `everybody`). A route without a line there, or a line without a route, fails.
"""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import IntegerConverter, Rule

from configurator.api.bearer import KIND
from configurator.app import create_app, new_link
from configurator.migrations import upgrade
from configurator.settings import Settings
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.database import Database, open_database
from configurator.storage.web_sessions import Visit, begin_web_session
from configurator.web.access import (
    EVERYBODY,
    STRANGER,
    UndeclaredRoute,
    check_access,
    may_ask,
)
from configurator.web.sessions import lifetimes

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MATRIX = Path(__file__).parent / "cases" / "who_may_ask.csv"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
SAFE = {"GET", "HEAD", "OPTIONS"}
OF_FLASK = {"HEAD", "OPTIONS"}
"""Methods Flask adds: HEAD asks the view of GET, OPTIONS tells the methods and nothing else."""


def written() -> dict[tuple[str, str], frozenset[Role | None]]:
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return {
            (line["method"], line["address"]): (
                EVERYBODY
                if line["who"] == "everybody"
                else frozenset(Role(role) for role in line["who"].split())
            )
            for line in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    return Settings.from_environment({"SURMESURE_DATA": str(folder)})


@pytest.fixture(scope="module")
def database(settings):
    opened = open_database(settings)
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def app(settings, database) -> Flask:
    made = create_app(settings, engines={}, database=database, now=lambda: NOON)
    made.config["WTF_CSRF_ENABLED"] = False  # The token is asked before the role; not tested here.
    return made


def routes(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - OF_FLASK)
    ]


def test_every_view_says_who_may_ask(app):
    silent = {rule.rule for rule in app.url_map.iter_rules() if _allowed(app, rule) is None}

    assert not silent, (
        f"{', '.join(sorted(silent))}: nobody said who may ask there. Put @only_for(...) or"
        " @for_everybody directly beneath the address (see configurator/web/access.py)."
    )


def test_every_route_has_a_line_in_the_matrix_and_every_line_a_route(app):
    there = {(method, rule.rule) for method, rule in routes(app)}

    new, gone = there - set(written()), set(written()) - there
    assert not new, f"add to tests/cases/who_may_ask.csv: {sorted(new)}"
    assert not gone, f"tests/cases/who_may_ask.csv has lines without a route: {sorted(gone)}"


def test_what_the_views_say_is_what_is_written_down(app):
    said = {(method, rule.rule): _allowed(app, rule) for method, rule in routes(app)}

    assert {line: said[line] for line in written() if line in said} == {
        line: who for line, who in written().items() if line in said
    }


@pytest.mark.parametrize("who", [STRANGER, *Role], ids=lambda who: who or "stranger")
def test_each_is_answered_as_the_matrix_says(app, database, who):
    matrix = written()

    client = signed_in(app, database, who)
    for address, method in asked(app):
        answer = client.open(address, method=method, buffered=True)
        rule = _rule(app, address, method)
        name = f"{who or 'stranger'} {method} {address}: {answer.status}"
        if rule is None:
            assert answer.status_code == 405, name
        elif method == "OPTIONS":
            assert (answer.status_code, answer.data) == (200, b""), name
        elif who in matrix.get(("GET" if method == "HEAD" else method, rule), ()):
            assert not _sent_away(answer), name
        else:
            assert _sent_away(answer), name
        if rule is not None and method not in SAFE:
            client = signed_in(app, database, who)  # Anew: one of the routes signs out.


def test_a_token_of_a_program_is_no_cookie(app, database):
    client = signed_in(app, database, Role.ADMIN)
    token = client.environ_base.pop("HTTP_AUTHORIZATION").removeprefix("Bearer ")
    assert client.get("/people").status_code == 200
    client.set_cookie("visit", token)

    assert client.get("/people").status_code == 303


def test_a_view_that_says_nothing_stops_the_start_and_answers_nobody(settings, database):
    made = create_app(settings, engines={}, database=database, now=lambda: NOON)
    made.add_url_rule("/forgotten", "forgotten", lambda: "secret")

    with pytest.raises(UndeclaredRoute, match="'forgotten' does not say who may ask"):
        check_access(made)

    for who in (STRANGER, *Role):
        answer = signed_in(made, database, who).get("/forgotten")
        assert answer.status_code == 500
        assert "secret" not in answer.text


def signed_in(app: Flask, database: Database, who: Role | None) -> FlaskClient:
    client = app.test_client()
    if who is not None:
        account = Account(new_link(), f"{new_link()}@surmesure.example", who, who, NOON)
        lasting = lifetimes(who, app.extensions["workshop"].settings.limits)
        visit = Visit(new_link(), account.id, lasting, {})
        token = Visit(new_link(), account.id, lasting, KIND)
        with database.recording() as session:
            create_account(session, account, "no hash", "test")
            begin_web_session(session, visit, NOON)
            begin_web_session(session, token, NOON)
        client.set_cookie("visit", visit.secret)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token.secret}"
    return client


def _allowed(app: Flask, rule: Rule) -> frozenset[Role | None] | None:
    return may_ask(app.view_functions[rule.endpoint])


def asked(app: Flask) -> list[tuple[str, str]]:
    addresses = {_address(app, rule) for rule in app.url_map.iter_rules()}
    return [(address, method) for address in sorted(addresses) for method in METHODS]


def _rule(app: Flask, address: str, method: str) -> str | None:
    """The route that answers; where two fit, it need not be the one `address` was made from."""
    try:
        return app.url_map.bind("localhost").match(address, method, return_rule=True)[0].rule
    except MethodNotAllowed:
        return None


def _address(app: Flask, rule: Rule) -> str:
    values: dict[str, Any] = {
        key: 1 if isinstance(converter, IntegerConverter) else "nothing-there"
        for key, converter in rule._converters.items()  # noqa: SLF001 - has no public name
    }
    if "filename" in values:
        values["filename"] = "css/base.css"
    return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def _sent_away(answer) -> bool:
    to_sign_in = answer.status_code == 303 and answer.location.startswith("/sign-in?")
    return to_sign_in or answer.status_code in {401, 403}
