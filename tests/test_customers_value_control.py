"""Who goes without a programme, what it adds to the others, and how large an offer is."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from customers.value.control import Group, increment, is_control
from customers.value.offer import Sizing, Workload, sizing

PEOPLE = [f"person {number}" for number in range(20_000)]


def group(cents: list[int]) -> Group:
    return Group(len(cents), sum(cents), sum(one * one for one in cents))


def test_so_many_of_a_hundred_go_without_drawn_anew_by_each_seed_and_alike_by_the_same():
    drawn = {one for one in PEOPLE if is_control("spring", one, 10)}
    other = {one for one in PEOPLE if is_control("autumn", one, 10)}

    assert len(drawn) == pytest.approx(2_000, rel=0.1)
    assert drawn == {one for one in reversed(PEOPLE) if is_control("spring", one, 10)}
    assert len(drawn & other) == pytest.approx(200, rel=0.35)
    assert drawn < {one for one in PEOPLE if is_control("spring", one, 20)}
    assert not any(is_control("spring", one, 0) for one in PEOPLE)
    assert all(is_control("spring", one, 100) for one in PEOPLE)


def test_what_is_added_has_the_limits_that_another_program_gives():
    chance = np.random.default_rng(7)
    treated = chance.normal(9_000, 3_000, 400).astype(int).tolist()
    control = chance.normal(8_000, 5_000, 60).astype(int).tolist()

    found = increment(group(treated), group(control))

    theirs = ttest_ind(treated, control, equal_var=False).confidence_interval(0.95)
    assert found
    assert found.cents == round(np.mean(treated) - np.mean(control))
    assert (found.low_cents, found.high_cents) == (round(theirs.low), round(theirs.high))


@pytest.mark.parametrize(
    ("treated", "control"), [([5, 7], [6]), ([5], [6, 8]), ([], []), ([0, 0, 0], [0, 0])]
)
def test_of_too_few_or_before_anybody_bought_nothing_is_said(treated, control):
    assert increment(group(treated), group(control)) is None


def test_an_offer_tells_its_reach_cost_pairs_and_days_of_work():
    found = sizing(1_001, 10, 250, 15, Workload(minutes_a_pair=40, minutes_a_day=420))

    assert found == Sizing(
        reached=901, control=100, cost_cents=225_250, pairs=136, minutes=5_440, days=13
    )
