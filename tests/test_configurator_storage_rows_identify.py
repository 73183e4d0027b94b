"""What Identify must do, row by row: each is proved by a test that is there, or waits openly."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.customer_search import search_customers
from configurator.storage.customers import Customer, create_customer, customer_of, get_customer
from configurator.storage.database import Database
from configurator.storage.events import tell
from configurator.storage.identity import history_of, merge_persons, prove_contact
from configurator.storage.one_person import everybody_in, leader_of
from configurator.storage.pairs import Decision
from customers.identity.event import Event, Kind, Medium
from customers.identity.profile import profile
from tests.shop import NOON

TESTS = Path(__file__).parent
MAIL = "omar@example.com"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of what is wanted; `shown_by` are tests, or the issue that brings the missing half."""

    row: str
    sentence: str
    state: str
    shown_by: str


PAGE = (TESTS.parent / "customers" / "identity" / "rows.md").read_text("utf-8")
LINES = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| I")]
ROWS = [
    Row(row, sentence, state, shown_by.replace("<br>", " ").replace("`", ""))
    for row, sentence, state, shown_by in LINES
]


@pytest.fixture
def database_url(address: str) -> str:
    return address


def test_no_row_is_forgotten() -> None:
    assert [one.row for one in ROWS] == [f"I{number}" for number in range(1, 18)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.row)
def test_a_row_names_tests_that_are_there_or_the_issue_it_waits_for(row: Row) -> None:
    if row.state == "waiting":
        assert re.fullmatch(r"issue \d+", row.shown_by)
        return
    assert row.state == "proved"
    for name in row.shown_by.split():
        file, _, test = name.partition("::")
        assert f"def {test}(" in (TESTS / file).read_text("utf-8")


def test_marketing_and_it_have_rights_of_their_own() -> None:
    with (TESTS / "cases" / "who_may_ask.csv").open(encoding="utf-8", newline="") as file:
        may = {
            f"{one['method']} {one['address']}": one["who"].split() for one in csv.DictReader(file)
        }
    marketing = {what for what, who in may.items() if "marketer" in who}
    it = {what for what, who in may.items() if "admin" in who}
    clerks = {what for what, who in may.items() if "staff" in who}
    assert "POST /campaigns/<id_>/launch" in marketing - it - clerks
    assert not [what for what in marketing if "measure" in what or "/customers/" in what]
    assert {"POST /people", "POST /people/<id_>/role"} <= it - marketing


def test_one_address_in_web_and_shop_is_one_profile_and_one_name_stays_two(
    database: Database,
) -> None:
    account = Account("account", MAIL, "Omar Haddad", Role.CUSTOMER, NOON)
    with database.recording() as session:
        create_account(session, account, "$", "test")
        web = customer_of(session, account, "web", NOON).id
        create_customer(session, Customer("shop", "O. Haddad", MAIL, "", NOON), "sam")
        create_customer(session, Customer("namesake", "Omar Haddad", "o@example.org", "", NOON), "")
    with database.recording() as session:
        for place, one in enumerate((web, "shop")):
            prove_contact(session, one, "email", MAIL, Decision(f"d{place}", "sam", NOON))
    with database.reading() as session:
        assert set(everybody_in(session, web)) == {web, "shop"}
        assert everybody_in(session, "namesake") == ("namesake",)
        named = [one.customer.id for one in search_customers(session, "omar haddad")]
        assert sorted(named) == sorted([leader_of(session, web), "namesake"])


def test_records_of_three_media_become_one_and_none_is_found_alone(database: Database) -> None:
    media = {"web": Medium.WEB, "shop": Medium.SHOP, "phone": Medium.PHONE}
    with database.recording() as session:
        for id_, medium in media.items():
            create_customer(session, Customer(id_, f"Omar {id_}", "", "", NOON), "sam")
            tell(session, Event(f"e {id_}", id_, Kind.WROTE, NOON, NOON, medium))
    with database.recording() as session:
        merge_persons(session, "web", "shop", Decision("m1", "sam", NOON))
        merge_persons(session, "web", "phone", Decision("m2", "sam", NOON))
    with database.reading() as session:
        for id_ in media:
            known = profile(history_of(session, id_), NOON)
            assert {medium for medium in media.values() if known.counts("medium").get(medium)} == {
                *media.values()
            }
            found = search_customers(session, f"omar {id_}")
            assert [one.customer for one in found] == [get_customer(session, "web")]
