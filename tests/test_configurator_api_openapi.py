"""The OpenAPI document: true, complete, runnable, and nothing that fits or defies it breaks us.

About 150 requests are made up for each database in each run. To make up 10,000 for each:

    SURMESURE_API_CASES=10000 .venv/bin/pytest -n2 tests/test_configurator_api_openapi.py
"""

import os
from contextlib import contextmanager, suppress
from itertools import count, product
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from configurator.api.bearer import KIND
from configurator.api.problem import Kind
from configurator.app import create_app, new_link
from configurator.jobs.paper import print_paper
from configurator.migrations import upgrade
from configurator.passwords import password_hash
from configurator.products import LIBRARY
from configurator.settings import Settings
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.database import open_database
from configurator.storage.orders import get_order
from configurator.storage.web_sessions import Visit, begin_web_session
from configurator.web.sessions import lifetimes
from customers.body.survey import KNOWN
from rules.engine import compile_engine
from rules.read import read_product
from tests.shop import BODY_MM, NOON

TROUSERS = Path(__file__).parent / "cases" / "trousers" / "product.yaml"
DESCRIBED = "/api/v1/openapi.json"
CASES = int(os.environ.get("SURMESURE_API_CASES", "150"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EMAIL, PASSWORD = "clerk@example.com", "a long enough password"
CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "fit": st.sampled_from(["slim", "wide", None]),
        "leg": st.sampled_from(["narrow", "flared", None]),
        "cloth": st.sampled_from(["denim", "twill", None]),
        "wash": st.sampled_from(["raw", "stone", None]),
    },
)
VALUES = st.dictionaries(st.sampled_from(sorted(KNOWN)), st.integers(150, 900), min_size=1)


class Shop:
    """A shop with one of everything, and a token that opens all of it."""

    def __init__(self, app, database):
        self.app, self.database, self.client = app, database, app.test_client()
        self.tried = 0
        self.account = Account(new_link(), EMAIL, "Clerk", Role.ADMIN, NOON)
        with database.recording() as session:
            create_account(session, self.account, password_hash(PASSWORD), "test")
        self.token = self.new_token()
        (self.product,) = app.extensions["workshop"].engines
        self.customer = self.sent("/customers", {"name": "Nadia"})["id"]
        self.sent(f"/customers/{self.customer}/measurements", {"values": BODY_MM})
        self.number = self.sent("/orders", self.to_order(), "k")["number"]
        self.configuration = self.to_order()["configuration"]
        with database.reading() as session:
            order = get_order(session, self.number).order
        print_paper(order, "en", app.extensions["workshop"].settings)

    def new_token(self):
        limits = self.app.extensions["workshop"].settings.limits
        visit = Visit(new_link(), self.account.id, lifetimes(Role.ADMIN, limits), KIND)
        with self.database.recording() as session:
            begin_web_session(session, visit, NOON)
        return visit.secret

    def headers(self, key=""):
        return {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})

    def sent(self, path, body, key=""):
        answer = self.client.post(f"/api/v1{path}", json=body, headers=self.headers(key))
        assert answer.status_code in {200, 201}, answer.text
        return answer.json

    def to_order(self):
        asked = {"product": self.product, "customer": self.customer}
        begun = self.sent("/configurations", asked)
        done = self.sent(f"/configurations/{begun['id']}/complete", {"goal": "cheapest"})
        return {"configuration": begun["id"], "revision": done["revision"]}

    def about_real(self, operation, shown):
        """The body `shown` in an example, about something that is there."""
        if operation == "placeOrder":
            return shown | self.to_order()
        if operation == "tellEvents":
            return {"events": [one | {"customer": self.customer} for one in shown["events"]]}
        return shown

    def real(self, path):
        """Of the parameters of `path`, those of something that is there."""
        ids = {"configurations": self.configuration, "customers": self.customer}
        ways = {"id": ids.get(path.split("/")[3], ""), "number": self.number}
        return {name: value for name, value in ways.items() if f"{{{name}}}" in path}


@contextmanager
def opened(folder, product, address=""):
    book, _, _ = read_product(product)
    assert book is not None
    database = open_database(address or f"sqlite:///{folder / 'shop.sqlite'}")
    upgrade(database)
    app = create_app(
        Settings.from_environment(
            {"SURMESURE_DATA": str(folder), "SURMESURE_SECOND_FACTOR": "off"}
        ),
        engines={book.product.key: compile_engine(book)},
        database=database,
        now=lambda: NOON,
    )
    yield Shop(app, database)
    database.close()


@pytest.fixture(scope="module")
def trousers(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("shop"), TROUSERS) as shop:
        yield shop


@pytest.fixture(scope="module")
def jeans(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("shop"), LIBRARY / "jeans" / "product.yaml") as shop:
        yield shop


@pytest.fixture(scope="module")
def described(trousers):
    return trousers.client.get(DESCRIBED).json


def operations(described):
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_is_an_openapi_one(trousers):
    schema = schemathesis.openapi.from_wsgi(DESCRIBED, trousers.app)

    schema.validate()
    assert schema.specification.version == "3.1.0"


def test_every_route_is_told(trousers, described):
    told = {(path, method.upper()) for path, method, _ in operations(described)}
    there = {
        (rule.rule.replace("<id_>", "{id}").replace("<number>", "{number}"), method)
        for rule in trousers.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/")
    }

    assert there - told == {("/api/v1/openapi.json", "GET")}
    assert told <= there


def test_only_what_is_open_to_everybody_needs_no_token(described):
    unlocked = {op["operationId"] for _, _, op in operations(described) if not op["security"]}

    assert unlocked == {"listProducts", "signIn"}


def test_every_kind_of_problem_is_told_where_its_type_points(trousers, described):
    answer = trousers.client.get("/api/v1/nothing").json
    address, _, place = answer["type"].partition("#")

    assert address.endswith(DESCRIBED)
    found = described
    for part in place.removeprefix("/").split("/"):
        found = found[part]
    assert found["description"] == answer["title"]
    assert described["components"]["responses"].keys() == {kind.name for kind in Kind}


def test_every_example_runs(jeans):
    described = jeans.client.get(DESCRIBED).json
    schema = schemathesis.openapi.from_wsgi(DESCRIBED, jeans.app)
    turn, run = count(1), []

    for path, method, operation in operations(described):
        for shown in examples(described, operation):
            body = jeans.about_real(operation["operationId"], shown)
            case = schema[path][method].Case(
                path_parameters=jeans.real(path),
                headers={**jeans.headers(f"example {next(turn)}"), "If-Match": "*"},
                **({"body": body, "media_type": "application/json"} if body else {}),
            )
            if operation["operationId"] == "signOut":
                case.headers["Authorization"] = f"Bearer {jeans.new_token()}"
            response = case.call()
            case.validate_response(response, checks=CHECKS)
            assert response.status_code < 300, f"{operation['operationId']}: {response.text}"
            run.append(operation["operationId"])

    assert len(run) >= len(list(operations(described)))


def examples(described, operation):
    """The bodies the document shows for an operation; an empty one where it takes none."""
    if "requestBody" not in operation:
        return [{}]
    ref = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return described["components"]["schemas"][ref.rpartition("/")[2]]["examples"]


def test_nothing_made_up_ends_in_a_failure_of_ours(tmp_path, address, described):
    with opened(tmp_path, TROUSERS, address) as shop:
        schema = schemathesis.openapi.from_wsgi(DESCRIBED, shop.app)
        every = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
        assert len(every) == len(list(operations(described)))

        ways = list(product(every, GenerationMode))
        for place, (operation, mode) in enumerate(ways):
            share = -(-(CASES - shop.tried) // (len(ways) - place))
            with suppress(Unsatisfiable):  # What takes nothing cannot be defied; others make it up.
                hold_against(shop, operation, mode, share)
        assert shop.tried >= CASES


def hold_against(shop, operation, mode, cases):
    """Send what was made up: as it is, and again about things that are there."""

    @settings(
        max_examples=cases,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode),
        is_real=st.booleans(),
        revision=st.integers(1, 9),
        choices=CHOICES,
        values=VALUES,
    )
    def made_up(case, is_real, revision, choices, values):
        if is_real:
            case.path_parameters = shop.real(operation.path) or case.path_parameters
            if case.headers and "If-Match" in case.headers:
                case.headers["If-Match"] = "*"
            if isinstance(case.body, dict):
                known = {
                    "product": shop.product,
                    "customer": shop.customer,
                    "choices": choices,
                    "values": values,
                    "configuration": shop.configuration,
                    "revision": revision,
                    "station": "sewing",
                }
                case.body |= {key: known[key] for key in case.body.keys() & known.keys()}
        token = shop.new_token() if operation.method == "delete" else shop.token
        response = case.call(headers={"Authorization": f"Bearer {token}"})
        shop.tried += 1
        case.validate_response(response, checks=CHECKS)

    made_up()
