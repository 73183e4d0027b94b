from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from catalog.configuration import Choice, Configuration
from configurator.storage.audit import entries_of
from configurator.storage.customer_search import newest_customers, search_customers
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.drafts import Draft, StaleDraft, create_draft, get_draft, save_draft
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import KeyUsedOtherwise, Request
from configurator.storage.orders import (
    OrderPage,
    Placement,
    find_order,
    find_placement,
    get_order,
    list_orders,
    place_order,
)
from production.order import Order
from tests import shop
from tests.shop import LINK

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
CUSTOMER = Customer("anna", "Anna Ek", "anna@example.org", "", NOW)
JEANS = Configuration("jeans", "2026-11").moved_to((Choice("fit", "slim"),))
ORDER = replace(shop.ORDER, measured_at=NOW, placed_at=NOW)


def request(key: str, revision: int = 1) -> Request:
    return Request("order", key, {"configuration": LINK, "revision": revision})


def place(database: Database, key: str, order: Order = ORDER) -> Placement:
    with database.recording() as session:
        return place_order(session, order, "anna", request(key, order.revision), "anna")


def listed(database: Database, **asked: str) -> OrderPage:
    with database.reading() as session:
        return list_orders(session, 50, **asked)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_customer(session, CUSTOMER, "anna")
        create_draft(session, Draft(LINK, JEANS, saved_at=NOW))
    return database


def revised(database: Database, times: int) -> None:
    """Give the draft `times` revisions more, each with another choice."""
    with database.writing() as session:
        for number in range(times):
            draft = get_draft(session, LINK)
            moved = draft.configuration.moved_to((Choice("fit", f"fit {number}"),))
            save_draft(session, replace(draft, configuration=moved), NOW)


def test_an_order_gets_a_number_and_is_found_by_it_unchanged(database: Database) -> None:
    placement = place(database, "key")
    assert not placement.existed
    assert placement.stored.order == replace(ORDER, number="26-1001")
    with database.reading() as session:
        assert find_order(session, "26-1001") == placement.stored
        assert find_order(session, "26-1002") is None


def test_each_customer_is_found_with_the_orders_of_nobody_else(database: Database) -> None:
    number = place(database, "key").stored.order.number
    with database.recording() as session:
        create_customer(session, replace(CUSTOMER, id="bea", name="Bea Ek", email=""), "sam")
    with database.reading() as session:
        for found in (search_customers(session, "ek"), newest_customers(session)):
            told = {one.customer.id: (one.orders, one.newest) for one in found}
            assert told == {"anna": (1, number), "bea": (0, "")}


def test_numbers_run_on_and_begin_anew_with_the_year(database: Database) -> None:
    place(database, "one")
    revised(database, 2)
    new_year = replace(ORDER, revision=3, placed_at=NOW + timedelta(days=60))
    assert place(database, "two", new_year).stored.order.number == "27-1001"
    revised(database, 1)
    assert place(database, "three", replace(ORDER, revision=4)).stored.order.number == "26-1002"


def test_the_same_request_gives_the_first_order_again(database: Database) -> None:
    first = place(database, "key")
    revised(database, 1)  # Even if the draft went on meanwhile.
    later = replace(ORDER, placed_at=NOW + timedelta(hours=23))
    assert place(database, "key", later) == first


def test_the_same_key_with_other_content_is_refused(database: Database) -> None:
    place(database, "key")
    revised(database, 1)
    with pytest.raises(KeyUsedOtherwise):
        place(database, "key", replace(ORDER, revision=2))


def test_another_key_for_an_ordered_draft_gives_its_order(database: Database) -> None:
    first = place(database, "key")
    other = place(database, "other key")
    assert other == Placement(first.stored, existed=True)
    assert place(database, "other key") == other


def test_a_draft_that_went_on_is_not_ordered_as_it_was(database: Database) -> None:
    revised(database, 1)
    with pytest.raises(StaleDraft) as stale:
        place(database, "key")
    assert stale.value.current.revision == 2
    assert place(database, "key", replace(ORDER, revision=2)).stored.order.number == "26-1001"


def test_a_draft_that_is_not_there_cannot_be_ordered(database: Database) -> None:
    with pytest.raises(NotThere, match="draft"):
        place(database, "key", replace(ORDER, configuration="another link"))


def test_what_only_a_new_order_needs_is_made_once(database: Database) -> None:
    for number in range(2):
        with database.recording() as session:
            placement = find_placement(session, ORDER, request("key"))
            if placement is None:
                create_customer(session, replace(CUSTOMER, id=f"new {number}"), "web")
                placement = place_order(session, ORDER, f"new {number}", request("key"), "web")
        assert placement.stored.customer == "new 0"


def test_placing_is_on_the_audit_trail(database: Database) -> None:
    place(database, "key")
    place(database, "key")
    with database.reading() as session:
        (entry,) = entries_of(session, "order 26-1001")
    assert (entry.who, entry.what, entry.at) == ("anna", "placed", NOW)


def test_orders_are_listed_newest_first_page_by_page(database: Database) -> None:
    for number in range(5):
        place(database, str(number), replace(ORDER, revision=number + 1))
        revised(database, 1)
    with database.reading() as session:
        first = list_orders(session, limit=2)
        second = list_orders(session, limit=2, before=first.older)
        last = list_orders(session, limit=2, before=second.older)
    numbers = [[line.number for line in page.lines] for page in (first, second, last)]
    assert numbers == [["26-1005", "26-1004"], ["26-1003", "26-1002"], ["26-1001"]]
    assert last.older is None
    assert first.lines[0].customer_name == "Anna Ek"


def test_orders_are_listed_by_customer_and_by_state(database: Database) -> None:
    place(database, "key")
    assert len(listed(database, customer="anna", state="queued").lines) == 1
    assert listed(database, customer="bert") == OrderPage((), None)
    assert listed(database, state="ready") == OrderPage((), None)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE orders SET document = '{}'",
        "UPDATE orders SET total_cents = 1, state = 'ready'",
        "UPDATE orders SET number = '26-1'",
        "DELETE FROM orders",
    ],
)
def test_an_order_cannot_be_altered_by_any_program(database: Database, change: str) -> None:
    placed = place(database, "key").stored
    with pytest.raises(DatabaseError, match="is a record"), database.recording() as session:
        session.execute(text(change))
    with database.reading() as session:
        assert get_order(session, "26-1001") == placed
