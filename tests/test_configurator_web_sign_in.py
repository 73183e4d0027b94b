"""Signing in: who gets in, for how long, and what strangers learn."""

import re
from dataclasses import replace

import pytest

from configurator.app import create_app, new_link
from configurator.storage.accounts import Account, Role, create_account, disable_account
from configurator.web.local import local
from tests.shop import NOON, PASSWORD
from tests.web import HIDDEN

EMAIL = "yasmine@surmesure.example"
YASMINE = Account("yasmine", EMAIL, "Yasmine", Role.STAFF, NOON)


@pytest.fixture
def database(database, hashed):
    with database.recording() as session:
        create_account(session, YASMINE, hashed, "test")
        sewer = replace(YASMINE, id="sewer", email="sewer@surmesure.example", role=Role.PRODUCTION)
        create_account(session, sewer, hashed, "test")
    return database


@pytest.fixture
def engines():
    return {}


def sign_in(client, email=EMAIL, password=PASSWORD, to="/sign-in"):
    fields = dict(HIDDEN.findall(client.get("/sign-in").text))
    return client.post(to, data={**fields, "email": email, "password": password})


def is_in(client) -> bool:
    return client.get("/orders").status_code == 200


def visit(client) -> str | None:
    cookie = client.get_cookie("visit")
    return cookie.value if cookie else None


def test_the_orders_ask_for_a_sign_in_and_lead_back_after_it(client):
    asked = client.get("/orders?before=26-1001")
    answer = sign_in(client, to=asked.location)

    assert (asked.status_code, answer.status_code) == (303, 303)
    assert answer.location == "/orders?before=26-1001"
    assert is_in(client)


def test_htmx_is_told_to_have_the_browser_sign_in(client):
    answer = client.get("/orders", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/orders"


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "wrong"), ("nobody@surmesure.example", PASSWORD), ("", "")],
)
def test_whatever_is_wrong_the_answer_is_the_same(client, email, password):
    answer = sign_in(client, email, password)

    assert answer.status_code == 422
    assert "E-mail and password do not belong together" in answer.text
    assert not is_in(client)


def test_the_password_is_never_sent_back(client):
    assert "my secret" not in sign_in(client, password="my secret").text  # noqa: S106 - of a test


def test_after_ten_wrong_tries_even_the_right_password_waits(client, clock):
    for _ in range(10):
        assert sign_in(client, password="wrong").status_code == 422  # noqa: S106 - of a test
    late = sign_in(client)

    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0
    assert "Please wait 5 minutes" in late.text
    clock.passes(minutes=6)
    assert sign_in(client).status_code == 303


def test_a_stranger_cannot_lock_out_a_device_that_signed_in_before(app):
    owner, stranger = app.test_client(), app.test_client()
    sign_in(owner)
    for _ in range(11):
        sign_in(stranger, password="wrong")  # noqa: S106 - of a test

    assert sign_in(stranger).status_code == 429
    assert sign_in(owner).status_code == 303


def test_a_secret_planted_before_the_sign_in_is_worth_nothing(app, client):
    client.set_cookie("visit", "planted")
    sign_in(client)
    thief = app.test_client()
    thief.set_cookie("visit", "planted")

    assert visit(client) != "planted"
    assert not is_in(thief)


def test_a_secret_is_dead_after_signing_out(app, client):
    sign_in(client)
    secret = visit(client)
    fields = dict(HIDDEN.findall(client.get("/orders").text))
    left = client.post("/sign-out", data=fields)
    thief = app.test_client()
    thief.set_cookie("visit", secret)

    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(client)
    assert not is_in(thief)


def test_an_idle_visit_ends_after_a_quarter_of_an_hour_and_stays_ended(client, clock):
    sign_in(client)
    clock.passes(minutes=14, seconds=59)
    assert is_in(client)
    clock.passes(minutes=15)
    assert not is_in(client)
    clock.passes(hours=-1)
    assert not is_in(client)


def test_a_busy_visit_ends_after_twelve_hours(client, clock):
    sign_in(client)
    for _ in range(71):
        clock.passes(minutes=10)
        assert is_in(client)
    clock.passes(minutes=10)

    assert not is_in(client)


def test_a_disabled_account_is_out_at_once(client, database):
    sign_in(client)
    with database.recording() as session:
        disable_account(session, YASMINE.id, "test", NOON)

    assert not is_in(client)


def test_the_workshop_does_not_see_the_list_of_orders(client):
    sign_in(client, "sewer@surmesure.example")

    assert client.get("/orders").status_code == 403
    assert client.get("/orders/26-9999/work-order.pdf").status_code == 404


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    sent = sign_in(client).headers.getlist("Set-Cookie")

    assert sent
    assert all("HttpOnly" in one and "SameSite=Lax" in one and "Path=/" in one for one in sent)


def test_over_https_cookies_are_bound_to_our_host(database, settings):
    safe = replace(settings, public_address="https://localhost")
    client = create_app(safe, engines={}, database=database).test_client()
    page = client.get("/sign-in", base_url="https://localhost")

    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-form=")
    assert "Secure" in cookie


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "https://evil.example", "https:evil", "evil", "/\n/evil"],
)
def test_nobody_is_led_to_another_site(app, address):
    with app.test_request_context():
        assert local(address) == "/"


def test_no_secret_and_no_name_is_logged(client, capsys):
    sign_in(client)
    client.get(f"/configure/jeans/{new_link()}")

    logged = capsys.readouterr().err
    assert '"route": "/sign-in"' in logged
    assert not re.search(f"{EMAIL}|Yasmine|{PASSWORD}|{visit(client)}", logged)
