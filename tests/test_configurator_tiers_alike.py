"""Whatever somebody is worth to us: sale, warranty and complaint are answered alike."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.orders import get_order
from configurator.storage.tables_value import CustomerValueRow
from configurator.storage.value import find_value
from configurator.storage.value_intake import Earning, keep_earnings
from configurator.value_night import value_everybody
from customers.value.policy import FILE, read_policies
from customers.value.tier import IN_ORDER, Tier
from tests.shop import NOON
from tests.test_configurator_web_fit import bought
from tests.web import hidden, sent


@pytest.fixture
def environ() -> dict[str, str]:
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def database(database: Database, settings) -> Database:
    """The shop with a customer in each tier."""
    policies, day = read_policies(FILE), NOON.date() - timedelta(days=30)
    with database.recording() as session:
        for tier in Tier:
            create_customer(
                session, Customer(tier, tier.title(), f"{tier}@x.example", "", NOON), ""
            )
            keep_earnings(session, [Earning(tier, tier, day, 5_000, 9_000, "26-1")])
    value_everybody(database, policies, NOON, settings.time_zone)
    with database.recording() as session:
        for number, tier in enumerate(IN_ORDER):
            row = CustomerValueRow
            session.execute(update(row).where(row.person == tier).values(tier=number))
    with database.reading() as session:
        said = [find_value(session, tier) for tier in Tier]
    assert [one.tier for one in said if one] == list(Tier)
    return database


def served(database: Database, customer, staff) -> dict[str, Any]:
    """What becomes of a pair that is bought, does not fit, is complained of and made anew."""
    number = bought(customer, database)
    with database.reading() as session:
        order = get_order(session, number).order
    complaint = f"/orders/{number}/complaint"
    asked = staff.get(complaint)
    said = staff.post(
        complaint, data=hidden(asked.text) | {"option": "cloth", "kind": "returned", "note": "torn"}
    )
    remade = sent(staff, f"/orders/{number}/remake", reason="The thigh is too tight")
    return {
        "price": (order.base_price_cents, order.total_cents),
        "promised": order.promised_on,
        "complaint": (asked.status_code, said.status_code),
        "warranty": remade.status_code,
    }


def test_no_tier_refuses_sale_warranty_or_complaint_nor_has_another_price(
    database, signed_in, staff
) -> None:
    answers = [
        served(database, signed_in(Role.CUSTOMER, tier.title(), tier), staff) for tier in Tier
    ]
    assert answers[0]["warranty"] == 303
    assert answers[0]["complaint"] == (200, 303)
    assert answers[1:] == answers[:1] * (len(Tier) - 1)
