"""What machines are told: readiness, warnings, figures, and to whom."""

import os
import re
import time

import pytest
from flask.testing import FlaskClient

from configurator.api.problem import answered
from configurator.app import create_app
from configurator.bad_settings import BadSetting
from configurator.jobs.pulse import FILE, beat
from configurator.settings import Settings
from configurator.storage.errors import Busy
from configurator.storage.jobs import Work, add_job
from configurator.web.access import for_everybody

TOKEN = "t" * 40


@pytest.fixture
def environ():
    return {"SURMESURE_METRICS_TOKEN": TOKEN}


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def app(new_app):
    """One that has counted nothing yet."""
    return new_app


def figure(client: FlaskClient, name: str) -> float:
    text = client.get("/metrics").text
    found = re.search(rf"^{re.escape(name)} (.+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0


def test_readiness_says_what_is_missing(app):
    answer = app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json["checks"] == {"products": False, "database": True, "disk": True}


def test_a_shop_without_worker_is_warned_about(app, settings):
    client = app.test_client()
    assert client.get("/readyz").json["warnings"] == ["no worker"]
    beat(settings.data_folder)
    assert client.get("/readyz").json["warnings"] == []
    long_ago = time.time() - 61
    os.utime(settings.data_folder / FILE, (long_ago, long_ago))
    assert client.get("/readyz").json["warnings"] == ["no worker"]


def test_requests_are_counted_by_route_and_status(app):
    client = app.test_client()
    for _ in range(3):
        client.get("/healthz")
    client.get("/configure/jeans/a-link-nobody-guesses")

    assert figure(client, 'surmesure_requests_total{method="GET",route="/healthz",status="200"}')
    named = 'surmesure_request_seconds_count{route="/healthz"}'
    assert figure(client, named) == 3
    assert "a-link-nobody-guesses" not in client.get("/metrics").text


def test_jobs_are_told_by_state(app, database):
    with database.recording() as session:
        now = app.extensions["workshop"].now()
        add_job(session, Work("work_order", "26-1001"), now)

    assert figure(app.test_client(), 'surmesure_jobs{state="queued"}') == 1


def test_being_busy_is_counted(app):
    def busy() -> str:
        raise Busy

    app.add_url_rule("/busy", view_func=for_everybody(busy))
    client = app.test_client()
    assert client.get("/busy").status_code == 503
    assert figure(client, "surmesure_busy_total") == 1


def test_being_busy_is_counted_where_a_program_is_told_so(app):
    with app.test_request_context("/api/v1/products"):
        answer = answered(Busy())

    assert answer.status_code == 503
    assert figure(app.test_client(), "surmesure_busy_total") == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 404),
        ({"Authorization": "Bearer wrong"}, 404),
        ({"Authorization": f"Bearer {TOKEN}"}, 200),
    ],
)
def test_figures_are_for_this_machine_or_who_has_the_token(app, headers, status):
    elsewhere = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
    proxied = {"headers": {**headers, "X-Forwarded-For": "192.0.2.7"}}
    client = app.test_client()

    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers=headers, **elsewhere).status_code == status
    assert client.get("/metrics", **proxied).status_code == status


def test_without_a_token_none_is_right(tmp_path, database):
    settings = Settings.from_environment({"SURMESURE_DATA": str(tmp_path / "data")})
    client = create_app(settings, engines={}, database=database).test_client()
    sent = {"Authorization": "Bearer ", "X-Forwarded-For": "192.0.2.7"}

    assert client.get("/metrics", headers=sent).status_code == 404


@pytest.mark.parametrize(
    ("name", "value"), [("SURMESURE_METRICS_TOKEN", "short"), ("SURMESURE_PAPER_LANGUAGE", "de")]
)
def test_a_bad_token_or_language_is_refused(tmp_path, name, value):
    with pytest.raises(BadSetting, match=name):
        Settings.from_environment({"SURMESURE_DATA": str(tmp_path), name: value})
