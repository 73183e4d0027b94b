"""What an order does to values: the code it is placed with, its slot, and being cancelled."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from configurator.jobs.value import value_one
from configurator.programmes_night import run_programmes
from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.orders import get_order, list_orders
from configurator.storage.referral_codes import code_of
from configurator.storage.tables_programmes import SlotRow
from configurator.storage.tables_value import EarningRow
from configurator.storage.value import find_value
from configurator.storage.value_anew import Today
from configurator.storage.value_intake import Earning, find_told, keep_earnings
from configurator.value_night import show, think
from customers.value.policy import read_policies
from tests.shop import NOON
from tests.test_configurator_web_order import order_form, ready
from tests.test_configurator_web_served import words
from tests.web import sent

TODAY = Today(NOON, NOON.date())
POLICIES = read_policies()
BEST = "zara"


@pytest.fixture
def database(database):
    """Zara is the best of six."""
    day = TODAY.day - timedelta(days=400)
    with database.recording() as session:
        create_customer(session, Customer(BEST, "Zara", "zara@example.com", "", NOON), "test")
        for one, cents in {BEST: 90_000, **dict.fromkeys("abcde", 5_000)}.items():
            keep_earnings(session, [Earning(one, one, day, cents, 9_000, "")])
    show(database, think(database, POLICIES, TODAY), POLICIES.terms)
    run_programmes(database, POLICIES, TODAY)
    return database


def orders(database):
    with database.reading() as session:
        return list_orders(session).lines


def earned(database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(EarningRow.mark).where(EarningRow.person != BEST)))


def test_a_code_is_taken_with_the_order_and_a_wrong_one_costs_nothing(client, database, settings):
    with database.recording() as session:
        code = code_of(session, BEST, "chance", NOON)
    sent(client, f"/r/{code}")
    draft = ready(client)
    fields = order_form(client, draft)
    assert (
        f'name="code" type="text" autocomplete="off" value="{code}"'
        in client.get(f"{draft}/order").text
    )

    for wrong in ("x", "23456789"):
        refused = client.post(f"{draft}/order", data=fields | {"code": wrong})
        assert refused.status_code == 422
        assert "Nobody has this code" in refused.text
    assert orders(database) == ()
    for _time in range(2):
        done = client.post(f"{draft}/order", data=fields | {"code": code.lower()})
        assert done.status_code == 303

    (line,) = orders(database)
    with database.reading() as session:
        told = find_told(session, line.customer)
        before = find_value(session, BEST)
        assert find_value(session, line.customer) is None
    assert told
    assert (told.referrer, told.source) == (BEST, code)
    value_one(database, settings, line.customer, NOON)
    with database.reading() as session:
        worth, after = find_value(session, line.customer), find_value(session, BEST)
    assert before
    assert after
    assert worth
    assert after.referral_cents == -worth.referral_cents > 0
    assert after.value_cents == before.value_cents + after.referral_cents


def test_nobody_takes_his_own_code(client, staff, database):
    with database.recording() as session:
        code = code_of(session, BEST, "chance", NOON)
    draft = ready(client)
    fields = order_form(staff, draft) | {"customer": BEST, "code": code}

    refused = staff.post(f"{draft}/order", data=fields)

    assert refused.status_code == 422
    assert "own code" in refused.text
    assert orders(database) == ()


def test_a_cancelled_order_loses_its_earning_at_once(client, staff, database, settings):
    draft = ready(client)
    client.post(f"{draft}/order", data=order_form(client, draft))
    (line,) = orders(database)
    value_one(database, settings, line.customer, NOON)
    with database.reading() as session:
        assert find_value(session, line.customer)
    assert line.number in earned(database)

    cancelled = sent(
        staff, f"/orders/{line.number}", f"/orders/{line.number}/cancel", note="A mistake"
    )
    assert cancelled.status_code == 303

    assert line.number not in earned(database)
    value_one(database, settings, line.customer, NOON)
    with database.reading() as session:
        assert get_order(session, line.number).state == "cancelled"
        assert find_value(session, line.customer) is None


def test_a_pair_of_the_best_goes_first_where_nobody_is_later_than_promised(
    client, staff, database, settings
):
    for browser, chosen in ((client, {}), (staff, {"customer": BEST})):
        draft = ready(client)
        browser.post(f"{draft}/order", data=order_form(browser, draft) | chosen)
    later, first = orders(database)
    assert later.customer == BEST
    numbers = [first.number, later.number]
    assert in_queue(staff, numbers) == numbers

    value_one(database, settings, BEST, NOON)

    with database.reading() as session:
        assert set(session.scalars(select(SlotRow.order_number))) == {later.number}
    assert in_queue(staff, numbers) == numbers[::-1]
    assert queue(staff).count("Goes first") == 1


def queue(client) -> str:
    return client.get("/workshop/cutting").text


def in_queue(client, numbers: list[str]) -> list[str]:
    page = queue(client)
    return sorted(numbers, key=lambda number: page.index(f'id="queue-{number}"'))


def test_price_by_tier_is_off_and_where_it_is_on_the_price_says_so_and_is_kept(
    client, staff, database, signed_in, monkeypatch
):
    own = signed_in(Role.CUSTOMER, "Zara", BEST)
    draft = ready(own)
    assert "For our best customers" not in own.get(f"{draft}/order").text
    policies = replace(POLICIES, price_percent=5)
    monkeypatch.setattr("configurator.web.treated.policies_now", lambda: policies)

    page = words(own.get(f"{draft}/order").text)
    fields = order_form(own, draft)
    own.post(f"{draft}/order", data=fields)

    (line,) = orders(database)
    with database.reading() as session:
        order = get_order(session, line.number).order
    full = order.base_price_cents + sum(one.price_cents for one in order.lines)
    assert (order.less_percent, order.less_cents) == (5, full * 5 // 100)
    assert line.total_cents == order.total_cents == full - order.less_cents
    assert "For our best customers 5 % less" in page
    assert "For our best customers 5 % less" in words(staff.get(f"/orders/{line.number}").text)
    assert "For our best customers" not in client.get(f"{ready(client)}/order").text
