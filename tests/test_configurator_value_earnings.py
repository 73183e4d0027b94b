"""What orders earn: ours once and with the costs of their day, those of files by a share."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from catalog.configuration import Configuration
from catalog.text import Text
from configurator.cli import main
from configurator.products import LIBRARY
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database, open_database
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.events import tell
from configurator.storage.idempotency import Request
from configurator.storage.jobs import RESCORE, Work, find_job
from configurator.storage.orders import StoredOrder, place_order
from configurator.storage.sales import Sale, keep_sales
from configurator.storage.tables import OrderRow
from configurator.storage.tables_value import CostRow, EarningRow
from configurator.storage.value import find_value
from configurator.storage.value_anew import Today, earn, rescore
from configurator.value_earning import costs_of, earned
from configurator.value_night import value_everybody
from configurator.value_online import order_earned
from customers.body.target import Tailoring
from customers.identity.event import Event, Kind
from customers.value.policy import read_policies
from production.order import BillLine, Order, Person, RoutingStep
from production.tracking import State
from rules.read import read_product

NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
POLICIES = replace(read_policies(), terms=replace(read_policies().terms, minute_cents=50))
NAME = Text(en="Thing")
ORDER = Order(
    number="",
    configuration="link",
    revision=1,
    product="jeans",
    product_name=NAME,
    edition="2026-11",
    currency="EUR",
    tax_percent=20,
    base_price_cents=14_400,
    total_cents=14_400,
    lines=(),
    person=Person("Anna Ek", "", ""),
    body_mm={},
    measured_at=NOW,
    measured_by="customer",
    tailoring=Tailoring("W30", {}, {}, ()),
    look={},
    bill=(BillLine("CLOTH", NAME, 1_500, "mm", "1"), BillLine("ZIP", NAME, 2, "piece", "2")),
    routing=(RoutingStep(10, NAME, "cutting", "table", 5), RoutingStep(20, NAME, "x", "y", 25)),
    placed_at=NOW,
    promised_on=date(2026, 12, 12),
    cut_by=date(2026, 12, 2),
)


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    opened = open_database(address)
    with opened.recording() as session:
        create_customer(session, Customer("anna", "Anna Ek", "", "", NOW), "anna")
        create_draft(session, Draft("link", Configuration("jeans", "2026-11"), saved_at=NOW))
    yield opened
    opened.close()


def place(database: Database) -> StoredOrder:
    with database.recording() as session:
        return place_order(session, ORDER, "anna", Request("order", "key", {}), "anna").stored


def earnings(database: Database) -> dict[str, tuple[str, int, int]]:
    with database.reading() as session:
        rows = session.scalars(select(EarningRow))
        return {one.mark: (one.person, one.cents, one.day) for one in rows}


def test_an_order_earns_its_price_without_tax_less_cloth_by_the_metre_pieces_and_work():
    found = earned(ORDER, "anna", {"CLOTH": 620 / 1000, "ZIP": 90}, POLICIES.terms, PARIS)

    assert found.paid_cents == 12_000
    assert found.cents == 12_000 - (930 + 180) - 30 * 50
    # Half past midnight in Paris is the next day.
    assert found.on == date(2026, 11, 22)


def test_modules_counted_in_mm_cost_by_the_metre():
    book, _, _ = read_product(LIBRARY / "jeans" / "product.yaml")
    assert book

    costs = costs_of(book.product)
    for module in book.product.modules:
        assert costs[module.sku] == module.cost_cents / (1000 if module.unit == "mm" else 1)


def test_the_night_keeps_what_nobody_kept_and_an_order_of_the_day_is_worth_something_at_once(
    database,
):
    number = place(database).order.number
    value_everybody(database, POLICIES, NOW, PARIS)
    (whose, cents, day) = earnings(database)[number]
    assert (whose, day) == ("anna", date(2026, 11, 22).toordinal())
    assert cents == 12_000 - 30 * 50  # Nobody knows those modules, so they count as free.
    with database.reading() as session:
        before = find_value(session, "anna")

    with database.recording() as session:
        book, _, _ = read_product(LIBRARY / "jeans" / "product.yaml")
        assert book
        again = StoredOrder(replace(ORDER, number="26-9999"), "anna", State.QUEUED, 1)
        worth = order_earned(again, book.product, PARIS)
        assert worth
        earn(session, worth, NOW)
        earn(session, None, NOW)
        assert find_job(session, Work(RESCORE, "anna"))
        rescore(session, "anna", Today(NOW, date(2026, 11, 22)), POLICIES.terms)
        after = find_value(session, "anna")
    assert before
    assert after
    assert after.realised_cents == before.realised_cents + worth.cents
    assert after.day == date(2026, 11, 22)


def test_what_was_cancelled_earns_nothing_from_the_next_night_on(database):
    place(database)
    value_everybody(database, POLICIES, NOW, PARIS)
    with database.recording() as session:
        session.execute(update(OrderRow).values(state=State.CANCELLED))

    done = value_everybody(database, POLICIES, NOW, PARIS)

    assert earnings(database) == {}
    assert done.everybody.ids == ()
    with database.reading() as session:
        assert find_value(session, "anna") is None


def test_orders_of_files_earn_a_share_and_what_was_given_back_costs_as_much(database):
    bought_at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with database.recording() as session:
        tell(session, Event("e1", "anna", Kind.BOUGHT, bought_at, NOW))
        keep_sales(
            session,
            [
                Sale("m1", "e1", "anna", "K-1", 10_000, "EUR", "till"),
                Sale("m2", "e1", "anna", "K-1", -2_500, "EUR", "till"),
            ],
        )

    for _ in range(2):
        value_everybody(database, POLICIES, NOW, PARIS)

    assert earnings(database) == {"m1": ("anna", 4_000, date(2026, 3, 1).toordinal())}
    with database.reading() as session:
        assert session.scalars(select(CostRow.cents)).all() == [1_000]
        found = find_value(session, "anna")
    assert found
    assert (found.realised_cents, found.cost_cents) == (4_000, 1_000)


def test_a_night_with_so_many_made_up_customers_can_be_timed(tmp_path):
    address = f"sqlite:///{tmp_path / 'bench.sqlite'}"
    done = CliRunner().invoke(main, ["bench", "--value", "1000", "--database", address, "--json"])

    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)["value"]
    assert told["filled"]["customers"] == 1000
    assert told["first night"]["kinds_of_history"] < 1000
    assert all(0.5 < told["recovered"][name] < 2 for name in ("r", "alpha", "p", "q", "gamma"))
    again = CliRunner().invoke(main, ["bench", "--value", "1000", "--database", address])
    assert "must not fill it" in again.stderr
