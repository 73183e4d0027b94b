"""A number on the configure page: typed without JavaScript, compiled or searched alike."""

import re
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from configurator.app import create_app
from configurator.migrations import upgrade
from configurator.settings import Settings
from configurator.storage.database import open_database
from configurator.web.number import number_field
from rules.engine import compile_engine
from rules.read import read_product
from rules.state import Status, ValueState

BELT = Path(__file__).parent / "cases" / "belt" / "product.yaml"
START = "/configure/belt"
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
USUAL_NODES, TOO_FEW = 1 << 16, 10


@pytest.fixture(scope="module", params=[USUAL_NODES, TOO_FEW], ids=["diagram", "solver"])
def engine(request):
    book, problems, _ = read_product(BELT)
    assert book is not None, problems
    return compile_engine(book, request.param)


@pytest.fixture
def client(engine, tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/shop.sqlite")
    upgrade(database)
    links = (f"link-{number}" for number in count(1))
    app = create_app(
        Settings.from_environment(
            # Time enough on a busy machine: what is found out in less is tested with the search.
            {"SURMESURE_DATA": str(tmp_path), "SURMESURE_ANSWER_MS": "30000"}
        ),
        engines={"belt": engine},
        database=database,
        now=lambda: NOW,
        new_link=lambda: next(links),
    )
    yield app.test_client()
    database.close()


def field(page: str, option: str) -> str:
    found = re.search(rf'<input [^>]*id="{option}-number"[^>]*>', page)
    assert found is not None
    return found.group()


def reach(page: str, option: str) -> str:
    found = re.search(rf'id="{option}-reach">(.*?)</p>', page, re.DOTALL)
    assert found is not None
    return found.group(1).strip()


def choose(client, page: str, option: str, value: str):
    names = ("csrf_token", "revision", "key", "step")
    inputs = {name: _hidden(page, name) for name in names}
    found = re.search(r'action="([^"]*/choose)"', page)
    assert found is not None
    sent = client.post(found.group(1), data={**inputs, "option": option, "value": value})
    return client.get(sent.location).text if sent.status_code == 303 else sent


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found.group(1)


def test_a_number_has_a_field_with_its_range_and_what_is_reachable(client):
    page = client.get(START).text
    shown = field(page, "length")
    assert 'min="700" max="1300" step="50" value=""' in shown
    assert reach(page, "length").startswith("700 to 1300 mm go with the rest")


def test_a_number_is_taken_and_narrows_the_others(client):
    page = choose(client, client.get(START).text, "hide", "bridle")
    assert reach(page, "length").startswith("700 to 1150 mm go with the rest")
    page = choose(client, page, "length", "1100")
    assert 'value="1100"' in field(page, "length")


def test_a_number_ruled_out_is_told_with_what_it_changes(client):
    page = choose(client, client.get(START).text, "hide", "bridle")
    told = choose(client, page, "length", "1300")
    assert 'id="sheet-title"' in told
    assert "Trousers carry 190 g." in told


def test_an_optional_number_may_stay_without(client):
    page = client.get(f"{START}?step=details").text
    assert 'id="spacing.none"' in page
    assert 'id="spacing.20"' not in page
    page = choose(client, page, "spacing", "none")
    assert 'aria-pressed="true"' in page


@pytest.mark.parametrize("number", ["701", "1350", "many"])
def test_who_types_something_else_is_told_which_numbers_there_are(client, number):
    page = client.get(START).text
    told = choose(client, page, "length", number)
    assert told.status_code == 422
    assert "please type a whole number from 700 to 1300 mm, in steps of 50." in told.text
    page = choose(client, page, "hide", "bridle")
    assert choose(client, page, "length", number).status_code == 422
    assert 'value=""' in field(client.get(START).text, "length")


def test_the_page_says_how_many_designs_are_left_only_where_they_are_counted(client, engine):
    page = client.get(START).text
    assert ("not counted" in page) == (engine.kind == "solver")


POSSIBLE, RULED_OUT, UNTOLD = Status.POSSIBLE, Status.RULED_OUT, Status.UNKNOWN


@pytest.mark.parametrize(
    ("states", "gaps"),
    [
        ({20: POSSIBLE, 25: POSSIBLE, 30: POSSIBLE, 35: RULED_OUT}, False),
        ({20: POSSIBLE, 25: RULED_OUT, 30: POSSIBLE, 35: POSSIBLE}, True),
        ({20: RULED_OUT, 25: POSSIBLE, 30: RULED_OUT}, False),
        ({20: POSSIBLE, 25: UNTOLD, 30: POSSIBLE}, None),
        ({20: POSSIBLE, 35: POSSIBLE}, None),  # of very many, the ends alone
        ({20: RULED_OUT, 25: RULED_OUT}, False),
    ],
)
def test_numbers_between_the_ends_that_do_not_go_are_told(engine, states, gaps):
    changes = {POSSIBLE: 0, RULED_OUT: 1, UNTOLD: None}
    told = {
        str(number): ValueState(status, changes[status], None, None, None, None, None)
        for number, status in states.items()
    }
    field = number_field(engine.product.option("width"), told)
    assert field is not None
    assert field.gaps is gaps
