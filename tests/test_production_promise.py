"""Promises are plain arithmetic of days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.module import Module
from catalog.problems import Place
from catalog.product import Kind, Option, Value
from catalog.text import Sentence, Text
from production.promise import SUNDAY, cut_by, longest_lead_days, ready_on
from tests.products import some_product

FORMULA = Sentence("1", Place("modules.csv"))
FRIDAY = date(2026, 11, 20)
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def module(sku: str, lead_days: int) -> Module:
    return Module(sku, Text(en=sku), "piece", FORMULA, 100, 0, 5, lead_days, "A1")


PRODUCT = some_product(
    options=(
        Option(
            "cloth",
            Text(en="Cloth"),
            Kind.DESIGN,
            (Value("denim", Text(en="Denim"), Text(en=""), modules=("CL-1", "TH-1")),),
        ),
    ),
    modules=(module("CL-1", 10), module("TH-1", 4)),
)


@pytest.mark.parametrize(
    ("stock", "days"),
    [
        ({"CL-1": 5, "TH-1": 5}, 0),
        ({"CL-1": 5, "TH-1": 4}, 4),
        ({"TH-1": 5}, 10),
        ({}, 10),
    ],
)
def test_the_module_that_comes_last_sets_the_lead(stock: dict[str, int], days: int) -> None:
    assert longest_lead_days(PRODUCT, {"cloth": "denim"}, stock) == days


def test_a_garment_without_modules_waits_for_none() -> None:
    assert longest_lead_days(PRODUCT, {}, {}) == 0


def test_ready_is_the_order_day_plus_base_lead_plus_longest_lead() -> None:
    assert ready_on(PRODUCT, 0, FRIDAY) == date(2026, 12, 11)
    assert ready_on(PRODUCT, 10, FRIDAY) == date(2026, 12, 21)


@pytest.mark.parametrize(
    ("promised_on", "today", "latest"),
    [
        (date(2026, 12, 11), FRIDAY, date(2026, 11, 27)),
        (date(2026, 12, 13), FRIDAY, date(2026, 11, 28)),
        (date(2026, 11, 25), FRIDAY, date(2026, 11, 21)),
        (date(2026, 11, 25), date(2026, 11, 21), date(2026, 11, 23)),
    ],
    ids=["two weeks before", "Saturday for Sunday", "tomorrow at the earliest", "or Monday"],
)
def test_a_garment_is_cut_two_weeks_before_its_promise(
    promised_on: date, today: date, latest: date
) -> None:
    assert cut_by(promised_on, today) == latest


@given(DAYS, st.integers(0, 60))
def test_nothing_is_cut_on_a_sunday_or_before_tomorrow(today: date, days: int) -> None:
    latest = cut_by(today + timedelta(days=days), today)
    assert latest > today
    assert latest.weekday() != SUNDAY
