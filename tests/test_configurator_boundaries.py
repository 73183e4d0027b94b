"""Boundaries: which fields each role is shown, on every page, API answer and paper there is.

`tests/cases/fields.csv` says which role sees which field. Each field of one customer and his order
holds a text found nowhere else; everything each role may ask for is asked for, and read.
"""

import csv
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import update

from catalog.configuration import Configuration
from catalog.sizing import Point
from catalog.text import Text
from configurator.api.bearer import KIND
from configurator.app import create_app, new_link
from configurator.jobs.value import value_customers
from configurator.jobs.work import run_due_jobs
from configurator.settings import OWN_SHOP, Limits, Settings
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.audit import entries_of
from configurator.storage.cards import cards_of, issue_card
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
from configurator.storage.orders import place_order
from configurator.storage.tables_value import CustomerValueRow
from configurator.storage.value_intake import Cost, Earning, keep_earnings, note_cost
from configurator.storage.web_sessions import Visit, begin_web_session
from configurator.web.access import may_ask
from configurator.web.seen import HANDED_OUT, SAW, SHOWS
from configurator.web.sessions import PASSWORD, PROVED, lifetimes
from configurator.web.whose import AT_THE_COUNTER
from customers.body.target import Tailoring, Target
from customers.identity.event import Event, Kind, Medium
from customers.value.lifetime import Part
from customers.value.tier import IN_ORDER, Tier
from production.order import Person
from tests.shop import NOON, ORDER
from tests.web import hidden

TABLE = Path(__file__).parent / "cases" / "fields.csv"
CANARIES = {
    "name": "Zebulonia",
    "email": "zebu@canary",
    "phone": r"6\s?98\s?71\s?23\s?40",
    "price": r"(?<![\d.])731[.,]?37(?!\d)",
    "note": "heron by the weir",
    "measurement": r"(?<![\w.-])(?<!\d,)94[.,]?7(?![\w-])(?![.,]\d)",
    "cost": r"(?<![\d.])271[.,]?19(?!\d)",
    "margin": r"(?<![\d.])413[.,]?57(?!\d)",
    "value": r"(?<![\d.])6[,\s]?088(00)?(?!\d)",
    "tier": r"\bCPP\b",
}
"""What each field holds, however it is written."""

POINT = Point("waist", "A", Text(en="Waist"), "waist_mm", "", "weft", 8, "")
DRAWN = re.compile(r"<svg.*?</svg>|\bv=\w+|token\S+", re.DOTALL)
"""Coordinates and random texts hold any number."""

ANSWERS_SLOWLY = ("review.", "configure.start", "gallery.picture")
"""Nothing of anybody is on these pages; they are long in the making."""


def written() -> dict[str, set[str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {line["who"]: set(line["sees"].split()) for line in csv.DictReader(file)}


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop with one customer whose every field holds a canary, and one order of hers."""

    app: Flask
    database: Database
    number: str
    card: str
    told_of_links: Collection[Role | None] = (Role.CUSTOMER, *AT_THE_COUNTER)

    def enter(self, who: str) -> tuple[Role | None, FlaskClient, FlaskClient]:
        """The role, its browser, and a program with its token; the customer is the canary's."""
        browser, program = self.app.test_client(), self.app.test_client()
        if who == "stranger":
            return None, browser, program
        role, own = Role(who), "zeb" if who == "customer" else None
        id_ = new_link()
        account = Account(id_, f"{id_}@x.example", "Somebody", role, NOON, own)
        visits = [
            Visit(new_link(), id_, lifetimes(role, Limits()), data)
            for data in ({PROVED: {"at": NOON.isoformat(), "how": PASSWORD, "device": ""}}, KIND)
        ]
        with self.database.recording() as session:
            create_account(session, account, "no hash", "test")
            for visit in visits:
                begin_web_session(session, visit, NOON)
        browser.set_cookie("visit", visits[0].secret)
        program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {visits[1].secret}"
        return role, browser, program

    def looks(self) -> int:
        """How often it was written down that somebody saw or took along what was measured."""
        with self.database.reading() as session:
            about = ("customer zeb", f"order {self.number}")
            told = [entry.what for subject in about for entry in entries_of(session, subject)]
        return sum(what in {SAW, HANDED_OUT} for what in told)

    def addresses(self, who: Role | None) -> Iterator[tuple[str, str]]:
        """The endpoint and address of all that `who` may look at; a stranger has no link."""
        values = {"id_": "zeb", "other": "ben", "number": self.number, "product_key": "jeans"}
        values |= {"station": "cutting", "kind": "csv", "design": "slate", "side": "front"}
        values["link"] = "open" if who in self.told_of_links else "nothing-there"
        for rule in self.app.url_map.iter_rules():
            may = may_ask(self.app.view_functions[rule.endpoint]) or ()
            is_asked = "GET" in (rule.methods or ()) and rule.arguments <= set(values)
            if who not in may or not is_asked or rule.endpoint.startswith(ANSWERS_SLOWLY):
                continue
            own = values | ({"number": self.card} if rule.endpoint == "card.paper" else {})
            own |= {"id_": "open"} if "/configurations/" in rule.rule else {}
            built = {key: own[key] for key in rule.arguments}
            address = self.app.url_map.bind("localhost").build(rule.endpoint, built)
            of_one = rule.endpoint in {"orders.papers", "stations.show"}
            yield rule.endpoint, f"{address}?number={self.number}" if of_one else address


@pytest.fixture(scope="module")
def shop(tmp_path_factory, sqlite_template, engines) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    address = f"sqlite:///{shutil.copy(sqlite_template, folder / 'shop.sqlite')}"
    settings = Settings.from_environment({"SURMESURE_DATA": str(folder), "DATABASE_URL": address})
    database = open_database(settings)
    number = filled(database)
    app = create_app(settings, engines=engines, database=database, now=lambda: NOON)
    with database.reading() as session:
        card = cards_of(session, "zeb")[0].number
    made = Shop(app, database, number, card)
    valued(database, settings)
    clerk = made.enter("staff")[1]
    clerk.get(f"/customers/zeb/card/{card}.pdf")
    run_due_jobs(database, settings, NOON)
    yield made
    database.close()


def filled(database) -> str:
    """Put the customer with the canaries in; the number of her order."""
    person = Person("Zebulonia Quay", "zebu@canary.example", "+33 6 98 71 23 40")
    tape = MeasurementTaken("zeb", "waist_mm", 947, "94.7", "cm", "Yasmine", NOON, "tape")
    tailoring = Tailoring("W80-C", {}, {}, (Target(POINT, 947, 12, 959, 30, 989),))
    blank = Configuration("jeans", "2026-11")
    body = {"waist_mm": 947}
    draft = Draft("link", blank, NOON, customer="zeb", body_mm=body, measured_at=NOON)
    order = replace(ORDER, configuration="link", person=person, total_cents=73_137)
    order = replace(order, body_mm=body, tailoring=tailoring)
    told = ("noted 1", "zeb", Kind.NOTED, NOON, NOON, Medium.SHOP)
    zeb = Customer("zeb", person.name, person.email, person.phone, NOON)
    with database.recording() as session:
        for one in (zeb, Customer("ben", "Ben", "", "", NOON)):
            create_customer(session, one, "test")
        record_measurements(session, [tape])
        tell(session, Event(*told, note="heron by the weir"))
        for link in ("link", "open"):
            create_draft(session, replace(draft, link=link))
        issue_card(session, "zeb", "seed", "test", NOON)
        stored = place_order(session, order, "zeb", Request("order", "link", {}), "test").stored
    return stored.order.number


def valued(database, settings) -> None:
    """Say what the customer earns and costs us, and what a night made of it."""
    with database.recording() as session:
        keep_earnings(session, [Earning("earned", "zeb", NOON.date(), 41_357, 60_000, "26-1001")])
        spent = Cost("spent", "zeb", Part.ACQUISITION, NOON.date(), 27_119, "a fair")
        note_cost(session, spent, "test", NOON)
    value_customers(database, settings, NOON)
    with database.recording() as session:
        said = {"value_cents": 608_800, "tier": IN_ORDER.index(Tier.CPP)}
        session.execute(update(CustomerValueRow).values(**said))


def read(answer) -> str:
    if answer.mimetype == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    return DRAWN.sub("", answer.text)


def visible(text: str) -> set[str]:
    return {field for field, way in CANARIES.items() if re.search(way, text)}


@pytest.mark.parametrize("who", ["stranger", *Role])
def test_each_role_is_shown_the_fields_of_its_task_and_each_look_at_a_body_is_in_the_trail(
    shop, who
):
    role, browser, program = shop.enter(str(who))
    shown: dict[str, set[str]] = {}
    unseen = []
    for endpoint, address in shop.addresses(role):
        before = shop.looks()
        answer = (program if address.startswith("/api/") else browser).get(address)
        assert answer.status_code != 500, address
        fields = visible(read(answer))
        for field in fields:
            shown.setdefault(field, set()).add(endpoint)
        if "measurement" in fields and shop.looks() == before:
            unseen.append(endpoint)
    assert not unseen, f"add to SHOWS in configurator/web/seen.py: {unseen}"
    extra = {key: shown[key] for key in set(shown) ^ written()[str(who)] if key in shown}
    assert set(shown) == written()[str(who)], extra or shown
    # What the shop noted or concluded a customer reads where he asks for all of it alone.
    if who is Role.CUSTOMER:
        assert shown["note"] == shown["tier"] == {"knowledge.show_own"}


@pytest.fixture
def in_paris(shop) -> Shop:
    """The same in a shop that sees its own customers only; nobody was ever there."""
    settings = replace(shop.app.extensions["workshop"].settings, shop="Paris", shops_see=OWN_SHOP)
    engines = shop.app.extensions["workshop"].engines
    app = create_app(settings, engines=engines, database=shop.database, now=lambda: NOON)
    return replace(shop, app=app, told_of_links=())


@pytest.mark.parametrize("who", [Role.STAFF, Role.MANAGER])
def test_a_shop_that_sees_its_own_customers_is_shown_no_other_anywhere(in_paris, who):
    role, browser, program = in_paris.enter(who)
    shown: dict[str, set[str]] = {}
    for endpoint, address in in_paris.addresses(role):
        answer = (program if address.startswith("/api/") else browser).get(address)
        for field in visible(read(answer)):
            shown.setdefault(field, set()).add(endpoint)
    papers = {"orders.paper", "orders.papers", "api.orders.paper"}
    assert shown.pop("measurement") == papers  # What is sewn carries initials, and goes anywhere.
    # How many are in each tier is told by its name, and what a week brought in was one order here.
    assert shown.pop("tier", set()) <= {"programmes.show", "effort.show", "figures.index"}
    assert shown == ({"price": {"home.show"}} if who is Role.MANAGER else {})


@pytest.mark.parametrize("said", ["card", "zebu@canary.example", "+33 698712340"])
def test_a_card_or_the_whole_address_or_number_opens_somebody_from_another_shop(in_paris, said):
    _role, clerk, _program = in_paris.enter(Role.STAFF)
    assert clerk.get("/customers/zeb").status_code == 404
    listed = clerk.get("/customers?q=Zebulonia").text
    assert "Zebulonia Quay" not in listed
    assert "in other shops is not listed" in listed

    answer = clerk.get("/customers", query_string={"q": in_paris.card if said == "card" else said})
    assert (
        answer.location == "/customers/zeb" if said == "card" else "Zebulonia Quay" in answer.text
    )
    assert clerk.get("/customers/zeb").status_code == 200
    assert in_paris.enter(Role.STAFF)[1].get("/customers/zeb").status_code == 404
    with in_paris.database.reading() as session:
        assert "opened customer of another shop" in [
            entry.what for entry in entries_of(session, "customer zeb")
        ]


def test_who_was_once_in_a_shop_is_its_customer_and_the_admin_sees_all(in_paris):
    _role, clerk, _program = in_paris.enter(Role.STAFF)
    form = hidden(clerk.get("/customers/new").text)
    made = clerk.post("/customers", data={**form, "name": "Ida", "email": "ida@x.example"})
    assert clerk.get(made.location).status_code == 200
    assert "Ida" in clerk.get("/customers").text
    assert in_paris.enter(Role.ADMIN)[1].get("/customers/zeb").status_code == 200


def test_the_table_of_looks_names_only_views_there_are(shop):
    assert set(SHOWS) <= set(shop.app.view_functions)
