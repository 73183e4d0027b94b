"""Laws that hold for every route: headers, safe methods that save nothing, forged requests."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.app import create_app
from configurator.settings import Settings
from configurator.web.access import for_everybody
from configurator.web.headers import CONTENT_SECURITY_POLICY
from tests.web import HIDDEN

PASSWORD = "a long enough password"  # noqa: S105 - of a test
EMAIL = "yasmine@surmesure.example"


@pytest.fixture
def app(new_app: Flask) -> Flask:
    @new_app.get("/broken")
    @for_everybody
    def broken() -> str:
        raise RuntimeError

    return new_app


def draft_link(client: FlaskClient) -> str:
    page = client.get("/configure/jeans").text
    form = page.split('<form class="cards"')[1].split("</form>")[0]
    value = re.findall(r'name="value" value="(\w+)"', form)[0]
    sent = client.post(
        "/configure/jeans/choose", data={**dict(HIDDEN.findall(form)), "value": value}
    )
    assert sent.status_code == 303
    return sent.location.split("?")[0].rsplit("/", 1)[1]


def addresses(app: Flask, method: str, link: str) -> list[str]:
    values = {
        "product_key": "jeans",
        "link": link,
        "number": "26-1001",
        "filename": "css/pages.css",
        "place": 0,
    }
    found = []
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            with app.test_request_context():
                wanted: dict[str, Any] = {key: values.get(key, "none") for key in rule.arguments}
                found.append(app.url_for(rule.endpoint, **wanted))
    return found


def content(settings: Settings) -> dict[str, str]:
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in file.parent.glob(f"{file.name}*")
        if not path.name.endswith("-shm")
    }
    assert found
    return found


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/static/css/pages.css", 200),
        ("/healthz", 200),
        ("/orders", 303),
        ("/nothing", 404),
        ("/sign-out", 405),
        ("/broken", 500),
    ],
)
def test_every_answer_carries_the_headers(app, address, status):
    answer = app.test_client().get(address, buffered=True)

    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "charset=utf-8" in answer.headers["Content-Type"]
    assert "Strict-Transport-Security" not in answer.headers


def test_https_is_demanded_for_a_year_only_over_https(app):
    answer = app.test_client().get("/", base_url="https://localhost")

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_pages_are_kept_by_no_cache_and_versioned_assets_for_a_year(app):
    client = app.test_client()
    page = client.get("/")
    sheet = re.findall(r'href="(/static/css/pages.css\?v=\w+)"', page.text)[0]

    assert page.headers["Cache-Control"] == "no-store"
    assert "immutable" in client.get(sheet, buffered=True).headers["Cache-Control"]
    assert "no-cache" in client.get("/static/css/pages.css", buffered=True).headers["Cache-Control"]


def test_looking_at_any_page_saves_nothing(app, settings, staff):
    link = draft_link(staff)
    before = content(settings)

    for address in addresses(app, "GET", link):
        status = staff.get(address, buffered=True).status_code
        assert status < 500 or address == "/broken", address

    assert content(settings) == before


def test_no_unsafe_request_is_taken_without_our_token(app, settings, staff):
    link = draft_link(staff)
    before = content(settings)

    unsafe = addresses(app, "POST", link)
    statuses = {address: staff.post(address, data={"key": "k"}).status_code for address in unsafe}

    # The API takes no cookies, so nobody can be made to send them: it asks for a token of its own.
    # So does what mail servers report to; where there is none, it is not there at all.
    assert statuses.pop("/mail/reports") == 404
    pages = {status for address, status in statuses.items() if not address.startswith("/api/")}
    assert len(unsafe) > 8
    assert pages == {400}
    assert set(statuses.values()) <= {400, 401, 415}
    assert content(settings) == before


def test_a_form_larger_than_any_of_ours_is_refused(app):
    client = app.test_client()

    assert client.post("/sign-in", data={"email": "x" * 70_000}).status_code == 413
    many = {f"field{number}": "x" for number in range(201)}
    assert client.post("/sign-in", data=many).status_code == 413


def test_another_host_name_is_refused(app):
    assert app.test_client().get("/", headers={"Host": "evil.example"}).status_code == 400


def test_health_and_readiness_are_told_to_machines(app):
    client = app.test_client()

    assert client.get("/healthz").text == "alive\n"
    assert client.get("/readyz").json["ready"]


def test_a_shop_without_products_is_not_ready(settings, database):
    client = create_app(settings, engines={}, database=database).test_client()

    assert client.get("/readyz").status_code == 503
    assert client.get("/").status_code == 200
