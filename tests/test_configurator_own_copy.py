"""The copy somebody takes along: another shop takes in what he gave, and conclusions stay apart."""

import csv
import io
import json
import shutil
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from catalog.configuration import Configuration
from configurator.importing_run import Shop
from configurator.inferences import Inference
from configurator.own_copy import Copy, as_json, as_zip, own_copy
from configurator.settings import Settings
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    record_measurements,
)
from configurator.storage.database import Database, open_database
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.events import tell
from configurator.storage.idempotency import Request
from configurator.storage.identity import history_of
from configurator.storage.orders import place_order
from customers.body.exchange import received
from customers.identity.event import Event, Kind, Source, Telling
from customers.identity.fields import SHELF_LIFE, TASTE
from customers.identity.mapping import Import
from customers.identity.profile import profile
from tests.shop import NOON, ORDER
from tests.test_configurator_importing import taken_in

SAID = {
    **{key: f"{key} of hers" for key in SHELF_LIFE},
    "name": "Zoé Quay",
    "email": "zoe@example.org",
    "phone": "+33 6 98 12 34 56",
    "birth_date": "1990-02-28",
    "kind": "organisation",
    "card": "4929 7203 1175 1862",
    "motivation": '=HYPERLINK("x"), "quoted"; and more',
}
BLANK = Configuration("jeans", "2026-11")
DARK = Inference("taste dark", "You like dark washes.", "Three of four were.", ("26-1001",))


@pytest.fixture
def copy(database: Database) -> Copy:
    told = tuple(Telling(key, value, Source.PERSON, 70) for key, value in SAID.items())
    hip = MeasurementTaken("zoe", "hip_mm", 1020, "102", "cm", "Sam", NOON, "tape")
    with database.recording() as session:
        create_customer(session, Customer("zoe", SAID["name"], SAID["email"], "", NOON), "sam")
        tell(session, Event("told", "zoe", Kind.VISITED, NOON, NOON, tellings=told))
        # One answer, two pairs: the second was made without asking again.
        before = NOON - timedelta(days=1)
        answer = Telling(TASTE, "fit slim", Source.PERSON, 70)
        asked = Event("a", "zoe", Kind.ANSWERED, before, before, line="jeans", tellings=(answer,))
        tell(session, asked)
        record_measurements(session, [hip])
        for link in (ORDER.configuration, "second"):
            create_draft(session, Draft(link, BLANK, NOON, customer="zoe"))
            pair = replace(ORDER, configuration=link)
            place_order(session, pair, "zoe", Request("order", link, {}), "sam")
    return own_copy(database, "zoe", (DARK,), NOON)


@pytest.fixture
def elsewhere(tmp_path: Path, sqlite_template: Path) -> Shop:
    """Another shop, where nobody knows her."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    address = f"sqlite:///{shutil.copy(sqlite_template, folder / 'shop.sqlite')}"
    settings = Settings.from_environment({"SURMESURE_DATA": str(folder), "DATABASE_URL": address})
    return Shop(open_database(settings), settings, NOON)


def files_of(copy: Copy) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(as_zip(copy, "en"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("form", ["csv", "json"])
def test_another_shop_takes_in_the_same_facts(copy: Copy, elsewhere: Shop, form: str) -> None:
    known = {key: value for key, value in SAID.items() if key != "card"}
    contacts = files_of(copy)["contacts.csv"]
    if form == "json":
        contacts = json.dumps(json.loads(as_json(copy, "en"))["portable"]["contacts"]).encode()

    taken_in(elsewhere, Import.CONTACTS, contacts)

    with elsewhere.database.reading() as session:
        (person,) = session.execute(text("SELECT id FROM customer")).scalars()
        found = profile(history_of(session, person), NOON)
    elsewhere.database.close()
    assert {key: found.value(key) for key in known} == known


def test_orders_and_measurements_are_taken_in_too(copy: Copy, elsewhere: Shop) -> None:
    files = files_of(copy)
    taken_in(elsewhere, Import.ORDERS, files["orders.csv"])
    with elsewhere.database.reading() as session:
        kinds = session.scalars(text("SELECT kind FROM event WHERE document <> ''")).all()
    elsewhere.database.close()
    assert kinds == [Kind.BOUGHT, Kind.BOUGHT]
    (hip,) = received(files["measurements.csv"]).told
    assert (hip.key, hip.amount, hip.at, hip.how) == ("hip_mm", 1020, NOON, "tape")


def test_what_was_concluded_stands_apart_with_its_reason_and_no_cell_is_a_formula(
    copy: Copy,
) -> None:
    document, files = json.loads(as_json(copy, "fr")), files_of(copy)
    (dark,) = document["inferred"]["conclusions"]
    assert (dark["conclusion"], dark["reason"], dark["rejected"]) == (
        DARK.words,
        DARK.reason,
        False,
    )
    assert "dark" not in json.dumps([document["given"], document["portable"]])
    assert document["purposes"]["orders"]["for"][0]["name"] == "Vos commandes"
    assert document["purposes"]["orders"]["for"][0]["recipients"]
    assert document["kept_apart"]["person_key"]
    assert document["answers_used_again"] == 1
    assert json.loads(files["everything.json"]) == json.loads(as_json(copy, "en"))
    cells = [
        cell
        for name, content in files.items()
        if name.endswith(".csv")
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))
        for cell in row
    ]
    assert len(cells) > 100
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
