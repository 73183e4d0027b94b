"""Weeks foreseen, shares compared and the potential of prospects, against chance and arithmetic."""

from datetime import date, timedelta

import numpy as np
import pytest

from customers.value.control import Kept, kept_more
from customers.value.potential import Known, Trace, potential, trace_of
from customers.value.weekly import Week, foresee_week

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize("mean", [6, 60])
@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_nine_of_ten_weeks_lie_within_the_limits(mean, spread):
    dice = np.random.default_rng(7)
    inside = 0
    for _ in range(800):
        means = mean * (1 + spread * dice.uniform(-1, 1, 27)) if spread else mean
        counts = dice.poisson(means, 27).tolist()
        week = foresee_week(MONDAY, counts[:-1])
        assert week is not None
        inside += not Week(MONDAY, week.expected, week.low, week.high, counts[-1]).is_outside
    assert 0.86 <= inside / 800 <= 0.96


def test_a_level_that_rose_is_followed_and_few_weeks_foresee_nothing():
    rising = foresee_week(MONDAY, [10] * 10 + [40] * 16)
    assert rising is not None
    assert 38 < rising.expected < 40
    assert foresee_week(MONDAY + timedelta(weeks=1), [5, 5, 5]) is None


def test_the_limits_of_a_difference_of_shares_cover_it_in_95_of_100_draws():
    dice = np.random.default_rng(3)
    covered = 0
    for _ in range(600):
        served, control = dice.binomial(120, 0.65), dice.binomial(40, 0.50)
        told = kept_more(Kept(120, int(served), 0), Kept(40, int(control), 0))
        assert told is not None
        covered += told.low <= 0.15 <= told.high
    assert 0.925 <= covered / 600 <= 0.985
    assert kept_more(Kept(0, 0, 0), Kept(9, 1, 0)) is None


def test_a_prospect_may_bring_what_people_like_him_became_to_the_cent():
    known = {Trace.DESIGNED: Known(30, 70, 700_000), Trace.NOTHING: Known(380, 20, 100_000)}
    # Of 500 people 90 are customers: .18, worth 800,000 / 90 = 8,888.89 each.
    found = potential(Trace.DESIGNED, known)
    assert found is not None
    assert found.chance == pytest.approx((70 + 20 * 0.18) / 120)
    assert found.customer_cents == round((700_000 + 20 * 800_000 / 90) / 90)
    assert found.cents == round(found.chance * found.customer_cents)
    unseen = potential(Trace.CAME, known)
    assert unseen is not None
    assert unseen.chance == pytest.approx(0.18)
    assert potential(Trace.CAME, {Trace.CAME: Known(5, 0, 0)}) is None


def test_of_several_traces_the_one_that_says_most_counts():
    assert trace_of(9, 1, 0, 3, 0) is Trace.DESIGNED
    assert trace_of(9, 0, 0, 0, 1) is Trace.CAME
    assert trace_of(1, 0, 0, 0, 0) is Trace.LOOKED
    assert trace_of(0, 0, 0, 0, 0) is Trace.NOTHING
