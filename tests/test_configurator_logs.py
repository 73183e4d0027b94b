"""Logs hold nothing personal: whatever happens, what people typed is found nowhere in them."""

import json
import logging

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import DBAPIError

from configurator.app import create_app
from configurator.jobs.paper import paper_path
from configurator.jobs.work import run_due_jobs
from configurator.logs import init_records
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import open_database
from configurator.storage.orders import get_order
from configurator.storage.purposes import reading_as
from configurator.web.access import for_everybody
from customers.rights.register import EVERY_PAGE
from tests.shop import BODY
from tests.web import HIDDEN, sent

CANARIES = ("Canaria", "canary@example", "+33 6 99 88 77 66", "102,7", "1027", "canary password")
MEASURED = {**BODY, "hip_mm": "102,7"}
OURS = {"id", "timestamp", "ms"}
PERSON = {"name": "Canaria El Amrani", "email": "canary@example.com", "phone": "+33 6 99 88 77 66"}


@pytest.fixture
def database_url(address):
    return address


@pytest.fixture
def as_served():
    """The logging of a process that serves, and the tests' own again after that."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    init_records()
    yield
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def client(settings, database, engines, as_served):  # noqa: ARG001 - asked for what it does
    app = create_app(settings, engines=engines, database=database)

    @app.get("/broken")
    @for_everybody
    def broken() -> str:
        raise ValueError(CANARIES)

    @app.get("/twice")
    @for_everybody
    def twice() -> str:
        canaria = Customer("id", PERSON["name"], PERSON["email"], "", app.extensions["now"])
        with reading_as("customers", EVERY_PAGE), database.recording() as session:
            create_customer(session, canaria, "test")
            create_customer(session, canaria, "test")
        return ""

    app.extensions["now"] = app.extensions["workshop"].now()
    return app.test_client()


def ordered(client: FlaskClient) -> str:
    """The address of a design that was measured and ordered, with a mistake made before each."""
    done = sent(client, "/configure/jeans?finish=ask", "/configure/jeans/finish")
    draft = done.location.split("?")[0]
    for body in ({**MEASURED, "hip_mm": "102,7,Canaria"}, MEASURED):
        sent(client, f"{draft}/measure", **body)
    for person in ({**PERSON, "email": "canary@example"}, PERSON):
        done = sent(client, f"{draft}/order", **person)
    assert done.status_code == 303
    return draft


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_no_log_holds_what_people_typed(client, database, settings, capfd):
    draft = ordered(client)
    for path in ("/broken", "/twice", f"/search?name={CANARIES[0]}", f"/{CANARIES[1]}"):
        assert client.get(path).status_code >= 400
    fields = dict(HIDDEN.findall(client.get("/sign-in").text))
    client.post("/sign-in", data={**fields, "email": CANARIES[1], "password": "canary password"})
    with database.reading() as session:
        order = get_order(session, f"{client.application.extensions['now']:%y}-1001").order
    assert order.person.name == PERSON["name"]
    paper = paper_path(order, "en", settings)
    paper.mkdir(parents=True)
    run_due_jobs(database, settings)
    paper.rmdir()

    said = "".join(capfd.readouterr())
    logged = lines(said)
    assert {line["event"] for line in logged} == {"request", "failure", "job"}
    assert {"ValueError", "IntegrityError"} <= {line.get("kind") for line in logged}
    assert all("route" in line for line in logged if line["event"] == "request")
    # A number of a request, an instant and a duration may have any digits in them.
    told = json.dumps([{key: line[key] for key in line.keys() - OURS} for line in logged])
    assert not [one for one in (*CANARIES, draft.rsplit("/", 1)[1]) if one in told]


def test_what_libraries_fill_into_their_words_is_left_out(as_served, capfd):  # noqa: ARG001 - the same
    logging.getLogger("weasyprint").warning("Ignored %s", CANARIES[0])
    try:
        dict[str, str]()[CANARIES[1]]
    except LookupError:
        logging.getLogger("sqlalchemy").exception("Lost connection to %s", CANARIES[2])
    logging.getLogger("huey").info("nothing much")

    said = capfd.readouterr().err
    first, second = lines(said)
    assert (first["from"], first["said"], first["level"]) == ("weasyprint", "Ignored %s", "warning")
    assert (second["kind"], second["level"]) == ("KeyError", "error")
    assert not any(canary in said for canary in CANARIES)


def test_a_request_is_logged_with_its_number_route_status_and_time(client, capfd):
    answer = client.get("/configure/jeans/a-link-nobody-guesses")

    (line,) = lines(capfd.readouterr().err)
    assert line["id"] == answer.headers["X-Request-ID"]
    assert line["route"] == "/configure/<product_key>/<link>"
    assert (line["method"], line["status"], line["level"]) == ("GET", 404, "info")
    assert isinstance(line["ms"], float)


def test_what_postgresql_says_of_a_failure_quotes_nobody(postgresql_address):
    database = open_database(postgresql_address)
    canaria = Customer("id", PERSON["name"], PERSON["email"], "", None)  # type: ignore[arg-type]
    with pytest.raises(DBAPIError) as error, database.recording() as session:
        create_customer(session, canaria, "test")
    database.close()
    assert not any(canary in str(error.value) for canary in CANARIES)
