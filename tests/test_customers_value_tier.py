"""Tiers and ranks of customers, and the file their thresholds are read from."""

import numpy as np
import pytest

from customers.value.policy import BadPolicies, policies_in, read_policies
from customers.value.tier import (
    BEST,
    NONE,
    RISING,
    UNKNOWN,
    Standing,
    Tier,
    Tiers,
    migration,
    name_of,
    ranks,
    said,
    standing,
)

HOW = Tiers(best_percent=20, least_cents=0, young_days=90, runs=2)


def array(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int64)


def stood(*tiers: int) -> Standing:
    nothing = np.full(len(tiers), UNKNOWN, np.int8)
    return Standing(np.array(tiers, np.int8), nothing, np.zeros(len(tiers), np.int8))


def test_ranks_count_from_one_in_all_and_in_each_segment_and_equals_keep_their_order():
    found = ranks(array(5, 9, 5, 0, 9, 5), array(1, 0, 0, 1, 0, 1))

    assert found.overall.tolist() == [3, 1, 4, 6, 2, 5]
    assert found.in_segment.tolist() == [1, 1, 3, 3, 2, 2]


def test_the_sum_of_ranks_is_that_of_the_numbers_up_to_how_many_there_are():
    chance = np.random.default_rng(1)
    value, segments = chance.integers(0, 50, 1_000), chance.integers(0, 7, 1_000)

    found = ranks(value, segments)

    assert found.overall.sum() == 1_000 * 1_001 // 2
    for one in range(7):
        size = int((segments == one).sum())
        assert found.in_segment[segments == one].sum() == size * (size + 1) // 2
    assert (np.diff(value[np.argsort(found.overall)]) <= 0).all()


def test_the_best_fifth_is_cpp_who_may_bring_something_ccm_and_the_rest_cnr():
    value = array(900, 500, 400, -10, -10)
    high = array(2_000, 900, 900, 700, -10)
    age = array(400, 400, 400, 400, 400)

    today = said(value, high, age, ranks(value, value * 0).overall, HOW)

    assert [name_of(one) for one in today] == ["CPP", "CCM", "CCM", "CCM", "CNR"]


def test_a_promising_newcomer_who_cost_more_than_he_brought_is_not_cnr():
    value, high, age = array(-500, 10), array(3_000, 20), array(200, 200)

    assert said(value, high, age, array(2, 1), HOW)[0] == RISING


def test_the_young_are_not_known_yet_and_the_worthless_never_best():
    today = said(array(900, 0), array(900, 0), array(10, 400), array(1, 2), HOW)

    assert [name_of(one) for one in today] == ["", "CNR"]
    assert said(array(0), array(5), array(400), array(1), Tiers(99, 0, 90, 2))[0] == RISING


def test_a_tier_changes_when_two_runs_say_the_same():
    first = standing(stood(RISING, RISING, UNKNOWN), np.array([BEST, BEST, BEST]), HOW)
    assert first.tier.tolist() == [RISING, RISING, BEST]
    assert first.times.tolist() == [1, 1, 0]

    second = standing(first, np.array([BEST, NONE, BEST]), HOW)
    assert second.tier.tolist() == [BEST, RISING, BEST]
    assert second.tending.tolist() == [UNKNOWN, NONE, UNKNOWN]

    third = standing(second, np.array([RISING, NONE, UNKNOWN]), HOW)
    assert third.tier.tolist() == [BEST, NONE, BEST]


def test_a_tier_that_flickers_never_changes():
    now = stood(RISING)
    for number in range(10):
        now = standing(now, np.array([BEST if number % 2 else RISING]), HOW)
        assert now.tier[0] == RISING


def test_the_matrix_counts_who_went_where():
    found = migration([("CCM", "CPP"), ("CCM", "CCM"), ("CCM", "CPP")])

    assert found == {("CCM", "CPP"): 2, ("CCM", "CCM"): 1}


def test_the_file_beside_the_program_can_be_read_and_price_by_tier_is_off():
    found = read_policies()

    assert found.policies.keys() == set(Tier)
    assert found.price_percent == 0
    assert found.tiers == HOW


GOOD = """\
value: {period_days: 365, horizon_days: 365, discount_percent: 10, referral_percent: 5, \
suggestion_cents: 2000, minute_cents: 50, margin_percent_elsewhere: 40}
tiers: {best_percent: 20, least_cents: 0, young_days: 90, runs: 2}
price_by_tier: off
programmes: {control_percent: 10, welcome_points: 100, suggestion_points: 50, thank_days: 7,
  again_days: 90, uplift_percent: 10, effort_floor_percent: 30, station_minutes: 420,
  answer_floor_hours: 24, fact_cents: 50, point_cents: 10, trouble_cents: 2000, uneven_months: 3}
policies:
""" + "".join(
    f"  {tier}: {{recognition: A word, ambassadors: no, workshop_slot: usual, alteration_cents: 0,"
    " answer_hours: 24, channels: [mail], cost_to_serve_cents: 0, offers: []}\n"
    for tier in Tier
)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("best_percent: 20", "best_percent: 200", "p.yaml:2:23: a whole number from 1 to 99"),
        ("runs: 2", "runs: two", "p.yaml:2:65: a whole number from 1 to 12"),
        (", runs: 2", "", "p.yaml:2:8: the key `runs` is missing here"),
        ("young_days", "yuong_days", "unknown key `yuong_days`; did you mean `young_days`?"),
        ("price_by_tier: off", "price_by_tier: 101", "p.yaml:3:16: a whole number from 1 to 100"),
        ("price_by_tier: off\n", "", "the key `price_by_tier` is missing here"),
        ("  CNR:", "  XXX:", "the key `CNR` is missing here"),
        ("offers: []", "offers: [], warranty: none", "unknown key `warranty`"),
        ("channels: [mail]", "channels: mail", "a list in brackets must stand here"),
        ("ambassadors: no", "ambassadors: perhaps", "`yes` or `no` must stand here"),
        ("workshop_slot: usual", "workshop_slot: last", "`first` or `usual` must stand here"),
        ("recognition: A word", 'recognition: ""', "words must stand here"),
        ("tiers: {", "tiers: [", "this is not YAML"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(old, new, why):
    assert policies_in(GOOD, "p.yaml").tiers == HOW
    with pytest.raises(BadPolicies) as wrong:
        policies_in(GOOD.replace(old, new), "p.yaml")

    assert any(why in str(problem) for problem in wrong.value.problems), wrong.value


def test_a_tier_may_get_another_price_only_where_somebody_says_so():
    assert policies_in(GOOD.replace("tier: off", "tier: 5"), "p.yaml").price_percent == 5
