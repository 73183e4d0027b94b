"""A fresh shop: nobody gets in, and one token of the console makes the first admin."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from configurator.app import create_app
from configurator.cli import main
from configurator.first_admin import invitation, welcome
from configurator.storage.accounts import list_accounts
from tests.shop import PASSWORD
from tests.web import HIDDEN

USUAL = [
    (name, password)
    for name in ("admin", "admin@example.com", "admin@surmesure.example", "root", "demo")
    for password in ("", "admin", "password", "123456", "changeme", "surmesure", "demo", "root")
]


@pytest.fixture
def environ(tmp_path, sqlite_address):
    return {
        "SURMESURE_DATA": str(tmp_path),
        "DATABASE_URL": sqlite_address,
        "SURMESURE_SIGN_IN_TRIES": "1000",
    }


@pytest.fixture
def engines():
    return {}


def token_in(said: str) -> str:
    return said.rsplit(maxsplit=1)[-1]


def asked(client, token, email="amina@example.org"):
    return posted(client, dict(HIDDEN.findall(client.get("/first-admin").text)), token, email)


def posted(client, fields, token, email="eve@example.org"):
    typed = {"token": token, "name": "Amina", "email": email, "password": PASSWORD}
    return client.post("/first-admin", data={**fields, **typed})


def test_a_fresh_shop_lets_in_none_of_the_usual_pairs(client):
    fields = dict(HIDDEN.findall(client.get("/sign-in").text))
    for email, password in USUAL:
        answer = client.post("/sign-in", data={**fields, "email": email, "password": password})
        assert answer.status_code == 422


def test_a_token_makes_one_admin_and_then_the_page_is_gone(client, settings, database):
    token, spare = (token_in(invitation(settings, database)) for _ in range(2))
    fields = dict(HIDDEN.findall(client.get("/first-admin").text))
    assert asked(client, "guessed").status_code == 422
    made = asked(client, token)
    with database.reading() as session:
        accounts = [(one.email, one.role) for one in list_accounts(session)]

    assert (made.status_code, made.location) == (303, "/sign-in")
    assert accounts == [("amina@example.org", "admin")]
    assert client.get("/first-admin").status_code == 404
    assert posted(client, fields, spare).status_code == 404
    assert "token" not in welcome(settings, database)


def test_a_token_ends_after_an_hour(settings, database):
    token = token_in(invitation(settings, database))
    late = create_app(settings, engines={}, database=database)
    now = late.extensions["workshop"].now() + timedelta(hours=1, seconds=1)
    client = create_app(settings, engines={}, database=database, now=lambda: now).test_client()

    assert asked(client, token).status_code == 422


def test_the_console_prints_a_token_until_there_is_an_admin(client, environ):
    said = CliRunner().invoke(main, ["admin-token"], env=environ)
    assert said.exit_code == 0
    assert asked(client, token_in(said.output)).status_code == 303

    refused = CliRunner().invoke(main, ["admin-token"], env=environ)
    assert refused.exit_code == 1
    assert "has an admin" in refused.output
