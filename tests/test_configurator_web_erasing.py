"""Asking to be erased: by oneself or at the counter, with the password."""

import re

import pytest

from catalog.configuration import Configuration
from configurator.jobs.work import Bench, do_work
from configurator.settings import Settings
from configurator.storage.accounts import Role, find_account
from configurator.storage.customers import Customer, create_customer, find_customer
from configurator.storage.database import Database
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.erasing import ask_erasure, find_erasure
from configurator.storage.erasing_rows import pseudonym
from configurator.storage.idempotency import Request
from configurator.storage.jobs import ERASURE, Work
from configurator.storage.orders import place_order
from configurator.storage.scans import record_scan
from production.tracking import Direction, Scan
from tests.shop import LINK, NOON, ORDER
from tests.web import sent


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_customer(session, Customer("nadia", "Nadia", "nadia@example.org", "", NOON), "")
    return database


def carried_out(database: Database, settings: Settings, person: str) -> bool:
    with database.reading() as session:
        erasure = find_erasure(session, person)
    assert erasure
    return do_work(Bench(database, settings, lambda: NOON), Work(ERASURE, erasure.id))


def test_the_counter_has_a_customer_erased_after_the_password(
    database: Database, settings: Settings, staff, clock
) -> None:
    page = "/customers/nadia/erase"
    assert "Erase everything about Nadia" in staff.get(page).text
    clock.passes(minutes=10)
    staff.get(page)
    clock.passes(minutes=10)
    assert "/me/prove" in sent(staff, page).location
    with database.reading() as session:
        assert find_erasure(session, "nadia") is None
    clock.passes(minutes=-20)

    assert sent(staff, page).location == page
    assert "It is being done" in staff.get(page).text
    assert carried_out(database, settings, "nadia")

    assert staff.get(page).status_code == staff.get("/customers/nadia").status_code == 404
    assert "Nadia" not in staff.get("/customers").text


def test_a_customer_erases_himself_and_is_signed_out(
    database: Database, settings: Settings, signed_in
) -> None:
    me = signed_in(Role.CUSTOMER, "Omar")  # He has an account and was never a customer yet.
    assert "Erase everything about me" in me.get("/me/erase").text
    assert sent(me, "/me/erase").location == "/me/erase"
    with database.reading() as session:
        account = find_account(session, me.account.id)
        assert account
        assert account.customer
    assert carried_out(database, settings, account.customer)

    assert "/sign-in" in me.get("/me").location
    with database.reading() as session:
        assert find_account(session, me.account.id) is None
        assert find_customer(session, account.customer) is None
        assert find_customer(session, "nadia")


def test_nobody_erases_who_is_not_there(staff) -> None:
    assert staff.get("/customers/nobody/erase").status_code == 404


def test_what_the_law_keeps_is_shown_without_a_way_to_who_it_was(
    database: Database, settings: Settings, staff
) -> None:
    with database.recording() as session:
        blank = Configuration("jeans", "2026-11")
        create_draft(session, Draft(LINK, blank, NOON, customer="nadia"))
        place_order(session, ORDER, "nadia", Request("order", "key", {}), "sam")
        cancelled = Scan("one", Direction.CANCEL, "", NOON, NOON, "sam")
        record_scan(session, "26-1001", cancelled)
        ask_erasure(session, "nadia", "erasure", by="sam", at=NOON)
    assert carried_out(database, settings, "nadia")

    for page in ("/orders", "/orders/26-1001"):
        shown = staff.get(page)
        assert shown.status_code == 200
        assert pseudonym("nadia") in shown.text
        assert "/customers/nadia" not in shown.text
        assert "Anna" not in shown.text


def test_an_order_in_the_making_is_told_before_and_after_the_wish(
    database: Database, settings: Settings, staff
) -> None:
    with database.recording() as session:
        blank = Configuration("jeans", "2026-11")
        create_draft(session, Draft(LINK, blank, NOON, customer="nadia"))
        place_order(session, ORDER, "nadia", Request("order", "key", {}), "sam")
    page = "/customers/nadia/erase"
    told = "Still being made or to be collected: 26\u20111001."
    assert told in staff.get(page).text
    sent(staff, page)
    assert carried_out(database, settings, "nadia")
    shown = staff.get(page).text
    assert told in shown
    main = shown.partition("<main")[2].partition("</main>")[0]
    assert re.findall('action="([^"]*)"', main) == [f"{page}/withdraw"]
    assert staff.get("/customers/nadia").status_code == 200
