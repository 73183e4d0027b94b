"""The way to the next tier, the next step on it, codes, and how somebody is treated."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from customers.value.manner import Why, manner
from customers.value.path import Path, Prospect, path, step
from customers.value.policy import read_policies
from customers.value.referral import SIGNS, code_from, read_code, written
from customers.value.tier import Tier

TODAY = date(2026, 11, 22)
POLICIES = read_policies()
GROWING = Prospect(
    "CCM", value_cents=20_000, earned_cents=15_000, purchases=3, p_alive=0.5, expected_purchases=4.0
)
LEAST: dict[str, int] = {Tier.CPP: 50_000, Tier.CCM: 100, Tier.CNR: -2_000}


@pytest.mark.parametrize(
    ("who", "way"),
    [
        (GROWING, Path(Tier.CPP, 30_000, 6)),
        (replace(GROWING, value_cents=60_000), Path(Tier.CPP, 0, 0)),
        (replace(GROWING, tier="CNR", value_cents=-900), Path(Tier.CCM, 1_000, 1)),
        (replace(GROWING, earned_cents=-1), Path(Tier.CPP, 30_000, None)),
        (replace(GROWING, tier="CPP"), None),
        (replace(GROWING, tier=""), None),
    ],
)
def test_the_way_leads_to_the_next_tier_by_what_is_missing(who, way):
    assert path(who, LEAST) == way


@pytest.mark.parametrize(("expected", "days"), [(4.0, 46), (0.0, 90), (0.01, 90), (400.0, 7)])
def test_a_step_is_half_way_to_the_next_purchase_and_may_bring_its_share(expected, days):
    found = step(replace(GROWING, expected_purchases=expected), TODAY, 365, 10)

    assert found.on == TODAY + timedelta(days=days)
    assert found.uplift_cents == 250  # 5,000 a purchase, half a chance, 10 of 100.


def test_a_code_is_short_and_known_again_however_it_is_typed():
    codes = {code_from(f"chance {number}") for number in range(5_000)}

    assert len(codes) == 5_000
    assert {*"".join(codes)} == {*SIGNS}
    one = code_from("chance 1")
    for typed in (one, one.lower(), written(one), f" {one[:3]} {one[3:]} "):
        assert read_code(typed) == one
    for typed in ("", one[1:], f"{one}X", one[:7] + "O", "é" * 8):
        assert read_code(typed) == ""


def test_two_of_different_tiers_are_treated_differently_and_it_is_said_why():
    best = manner(POLICIES, "CPP", is_control=False, may_know=True)
    least = manner(POLICIES, "CNR", is_control=False, may_know=True)

    assert best.policy.answer_hours < least.policy.answer_hours
    assert best.policy.offers != least.policy.offers
    assert best.goes_first
    assert not least.goes_first
    assert (best.why, best.tier, least.tier) == (Why.TIER, "CPP", "CNR")
    assert best.less_percent == least.less_percent == 0


@pytest.mark.parametrize(
    ("tier", "is_control", "may_know", "why"),
    [
        ("CPP", True, True, Why.CONTROL),
        ("", False, True, Why.UNKNOWN),
        ("CPP", False, False, Why.NOT_ALLOWED),
    ],
)
def test_who_goes_without_or_is_not_to_be_known_is_treated_as_usual(
    tier, is_control, may_know, why
):
    found = manner(
        replace(POLICIES, price_percent=5), tier, is_control=is_control, may_know=may_know
    )

    assert found.why is why
    assert found.policy == POLICIES.policies[Tier.CCM]
    assert found.less_percent == 0


def test_only_the_best_pay_less_where_price_by_tier_is_on():
    dear = replace(POLICIES, price_percent=5)
    less = [manner(dear, one, is_control=False, may_know=True).less_percent for one in Tier]

    assert less == [5, 0, 0]
