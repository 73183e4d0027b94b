"""Files that come in at the desk of the manager, and letters at the counter."""

import io
import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from configurator.jobs.work import run_due_jobs
from configurator.settings import Settings
from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.events import erase_person
from configurator.storage.letters import type_of
from tests.shop import NOON
from tests.web import HIDDEN

NADIA = Customer("nadia", "Nadia El Amrani", "nadia@example.com", "+212 6 61 22 33 44", NOON)
PDF = b"%PDF-1.7 of Nadia"


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_customer(session, NADIA, "test")
    return database


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def manager(signed_in):
    return signed_in(Role.MANAGER, "Ada")


def sent(client: FlaskClient, page: str, address: str, **fields: Any) -> Any:
    """What comes of the form on `page` that goes to `address`, followed where it leads."""
    html = client.get(page).get_data(as_text=True)
    form = next(one for one in html.split("<form")[1:] if f'"{address}"' in one)
    hidden = {name: unescape(value) for name, value in HIDDEN.findall(form)}
    return client.post(address, data=hidden | fields, follow_redirects=True)


def test_a_file_is_mapped_checked_and_taken_in(
    manager: FlaskClient, database: Database, settings: Settings
):
    written = "N° client;=Nom;Courriel\nC1;Zoé Roux;zoe@example.com\nC2;Ali;ali\n".encode("cp1252")
    file = (io.BytesIO(written), "clients.csv")
    mapping = sent(manager, "/imports", "/imports", kind="contacts", file=file)
    page = mapping.request.path
    meant = {"column-0": "reference", "column-1": "name", "column-2": "email"}
    sent(manager, page, f"{page}/check", **meant)
    run_due_jobs(database, settings, NOON)
    checked = manager.get(page).get_data(as_text=True)
    problems = manager.get(f"{page}/problems.csv").get_data(as_text=True)
    sent(manager, page, f"{page}/start")
    run_due_jobs(database, settings, NOON)

    assert 'value="reference" selected' in mapping.get_data(as_text=True)
    assert "This is no e-mail address." in checked
    assert "3,Courriel,E-mail,This is no e-mail address." in problems
    assert "Taken in" in manager.get(page).get_data(as_text=True)
    with database.reading() as session:
        names = session.scalars(text("SELECT name FROM customer ORDER BY name")).all()
    assert names == ["Nadia El Amrani", "Zoé Roux"]


def test_no_cell_of_the_problems_is_a_formula(
    manager: FlaskClient, database: Database, settings: Settings
):
    file = (io.BytesIO(b"=cmd(),mail\nZoe,x\n"), "clients.csv")
    page = sent(manager, "/imports", "/imports", kind="contacts", file=file).request.path
    sent(manager, page, f"{page}/check", **{"column-0": "email"})
    run_due_jobs(database, settings, NOON)

    problems = manager.get(f"{page}/problems.csv").get_data(as_text=True)
    assert "2,'=cmd(),E-mail" in problems


def test_a_page_drawn_before_the_import_went_on_starts_nothing(manager: FlaskClient):
    file = (io.BytesIO(b"name\nZoe\n"), "clients.csv")
    page = sent(manager, "/imports", "/imports", kind="contacts", file=file).request.path
    assert sent(manager, page, f"{page}/check", **{"column-0": "name"}).status_code == 200
    html = manager.get("/imports").get_data(as_text=True)
    hidden = dict(HIDDEN.findall(html))
    late = manager.post(f"{page}/start", data=hidden | {"revision": "1"})

    assert late.status_code == 409


def test_a_file_larger_than_any_form_is_read(manager: FlaskClient):
    rows = b"name\n" + b"Zoe Roux\n" * 20_000
    file = (io.BytesIO(rows), "clients.csv")

    assert sent(manager, "/imports", "/imports", kind="contacts", file=file).status_code == 200


def test_a_letter_is_kept_sealed_opened_by_the_counter_and_gone_with_the_key(
    manager: FlaskClient, database: Database
):
    attached = sent(
        manager,
        "/customers/nadia/letters/new",
        "/customers/nadia/letters",
        medium="letter",
        note="A thank-you",
        file=(io.BytesIO(PDF), "x.exe"),
    )
    html = attached.get_data(as_text=True)
    (address,) = set(re.findall(r'"(/customers/nadia/letters/[^"/]{20,})"', html))
    opened = sent(manager, "/customers/nadia", address)
    strange = manager.post(address.replace("nadia", "other"), data=dict(HIDDEN.findall(html)))
    with database.reading() as session:
        (kept,) = session.scalars(text("SELECT sealed FROM letter")).all()
        read = session.scalars(text("SELECT count(*) FROM audit WHERE what = 'read letter'")).one()
    with database.recording() as session:
        erase_person(session, "nadia", NOON)
    gone = manager.post(address, data=dict(HIDDEN.findall(html)))

    assert "A thank-you" in html
    assert (opened.data, opened.content_type) == (PDF, "application/pdf")
    assert opened.headers["Content-Disposition"].startswith("attachment")
    assert opened.headers["Content-Security-Policy"].startswith("sandbox")
    assert b"Nadia" not in kept
    assert (read, strange.status_code, gone.status_code) == (1, 404, 404)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
        ("Chère équipe,\r\n\tmerci".encode(), "text/plain"),
        (b"", None),
        (b"MZ\x90\x00", None),
        (b"GIF89a\x00", None),
    ],
)
def test_what_a_letter_is_its_content_says(content: bytes, kind: str | None):
    assert type_of(content) == kind
