"""Behind a proxy: who asks, by which host and whether by https, and whose word counts for it."""

import pytest
from flask import request, url_for

from configurator.app import create_app
from configurator.settings import Settings
from configurator.storage.database import open_database
from configurator.web.access import for_everybody

SAID = {
    "X-Forwarded-For": "203.0.113.5",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "shop.example",
}
PASSWORD = "not the right one"  # noqa: S105 - of a test


@pytest.fixture
def client(tmp_path, sqlite_address):
    """Gives a client of a shop that trusts so many proxies."""
    opened = []

    def trusting(proxies):
        environ = {
            "SURMESURE_DATA": str(tmp_path / "data"),
            "DATABASE_URL": sqlite_address,
            "SURMESURE_ADDRESS": "http://shop.example",
            "SURMESURE_SIGN_IN_TRIES": "2",
        }
        settings = Settings.from_environment({**environ, "SURMESURE_TRUSTED_PROXIES": str(proxies)})
        opened.append(open_database(settings))
        app = create_app(settings, engines={}, database=opened[-1])
        app.add_url_rule("/seen", view_func=for_everybody(seen))
        return app.test_client()

    yield trusting
    for database in opened:
        database.close()


def seen():
    return {
        "address": request.remote_addr,
        "secure": request.is_secure,
        "home": url_for("home.show", _external=True),
    }


def tries(client, *forwarded):
    """The status of a try to sign in as somebody else each time, by what it says it is for."""
    fields = {"email": "", "password": PASSWORD}
    for number, one in enumerate(forwarded):
        page = client.get("/sign-in", headers={"X-Forwarded-For": one}).text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        fields |= {"csrf_token": token, "email": f"{number}@example.com"}
        yield client.post("/sign-in", data=fields, headers={"X-Forwarded-For": one}).status_code


def test_nobodys_word_counts_unless_a_proxy_is_trusted(client):
    here = client(0)
    plain, forged = here.get("/seen"), here.get("/seen", headers=SAID)

    assert plain.json == forged.json
    assert forged.json == {
        "address": "127.0.0.1",
        "secure": False,
        "home": "http://localhost/",
    }
    assert "Strict-Transport-Security" not in forged.headers


def test_a_trusted_proxy_says_who_asks_by_which_host_and_how(client):
    answer = client(1).get("/seen", headers=SAID)

    assert answer.json == {
        "address": "203.0.113.5",
        "secure": True,
        "home": "https://shop.example/",
    }
    assert "Strict-Transport-Security" in answer.headers


def test_what_was_written_before_the_trusted_proxies_is_not_believed(client):
    forged = {"X-Forwarded-For": "127.0.0.1, 198.51.100.9, 203.0.113.5"}

    assert client(1).get("/seen", headers=forged).json["address"] == "203.0.113.5"
    assert client(2).get("/seen", headers=forged).json["address"] == "198.51.100.9"


def test_fewer_words_than_trusted_proxies_are_not_believed(client):
    short = {"X-Forwarded-For": "203.0.113.5"}

    assert client(2).get("/seen", headers=short).json["address"] == "127.0.0.1"


def test_a_host_that_is_not_ours_is_refused_whoever_says_it(client):
    elsewhere = {**SAID, "X-Forwarded-Host": "evil.example"}

    assert client(1).get("/seen", headers=elsewhere).status_code == 400


def test_making_up_addresses_wins_no_tries(client):
    made_up = [f"203.0.113.{number}" for number in range(3)]
    behind = [f"{one}, 198.51.100.9" for one in made_up]

    assert list(tries(client(0), *made_up)) == [422, 422, 429]
    assert list(tries(client(1), *behind)) == [422, 422, 429]


def test_those_behind_a_trusted_proxy_do_not_use_up_each_others_tries(client):
    each = [f"203.0.113.{number}" for number in range(3)]

    assert list(tries(client(1), *each)) == [422, 422, 422]


def test_figures_stay_closed_to_those_behind_a_proxy(client):
    forged = {"X-Forwarded-For": "127.0.0.1"}

    assert client(0).get("/metrics", headers=forged).status_code == 404
    assert client(1).get("/metrics", headers=forged).status_code == 404
