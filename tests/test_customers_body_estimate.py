import pytest

from customers.body.estimate import (
    AS_SURVEYED,
    ON_THE_TABLET,
    TOLERANCES_MM,
    Estimate,
    changes,
    may_order,
    orderable,
    predicted,
    suspicion,
)
from customers.body.guess import Mistake
from customers.body.measurement import MEASUREMENTS, Unit
from customers.body.population import FIELDS

HIS = {"height_mm": 1755, "weight_hg": 845, "waist_mm": 960, "hip_mm": 1015}


def test_every_measurement_of_the_tablet_has_a_field_and_back():
    for one in MEASUREMENTS:
        field = AS_SURVEYED.get(one.key, one.key)
        assert field in FIELDS
        assert ON_THE_TABLET.get(field, field) == one.key


def test_everything_missing_is_estimated_by_both_names_and_nothing_known():
    found = predicted(HIS, "m")

    assert not set(found) & (set(HIS) | {"waist_iliac_mm"})
    for one in MEASUREMENTS:
        assert (one.key in found) is (one.key not in HIS)
    assert found["knee_mm"] == found["knee_proxy_mm"]
    assert found["thigh_mm"].low < found["thigh_mm"].usual < found["thigh_mm"].high


def test_without_anything_known_the_estimate_is_that_of_all_people():
    hers, his, anybodys = (predicted({}, sex)["height_mm"] for sex in ("f", "m", None))

    assert hers.usual < anybodys.usual < his.usual
    assert anybodys.low < hers.usual
    assert anybodys.high > his.usual


def test_the_two_rises_make_the_way_around_the_crotch():
    rises = {"front_rise_mm": 265, "back_rise_mm": 355}

    assert predicted(HIS | rises, "m")["crotch_length_mm"] == Estimate(620, 620, 620)
    whole = predicted(HIS | {"crotch_length_mm": 620, "back_rise_mm": 355}, "m")
    assert whole["front_rise_mm"] == whole["crotch_front_mm"] == Estimate(265, 265, 265)


def test_all_three_known_at_once_break_nothing():
    every = {"front_rise_mm": 265, "back_rise_mm": 355, "crotch_length_mm": 620}

    assert suspicion(HIS | every, "m") is None
    assert "front_rise_mm" not in predicted(HIS | every, "m")


@pytest.mark.parametrize("sex", ["f", "m"])
def test_knee_calf_and_ankle_may_be_ordered_from_a_prediction_and_what_fits_closely_may_not(sex):
    body = {"height_mm": 1690, "weight_hg": 760, "waist_mm": 900, "hip_mm": 1020}
    found = predicted(body, sex)

    for field in ("knee_mm", "calf_mm", "ankle_mm"):
        assert may_order(field, found[field]), field
    some = predicted({"height_mm": 1690, "weight_hg": 760}, sex)
    for field in ("waist_mm", "hip_mm", "inseam_mm", "thigh_mm", "crotch_length_mm"):
        assert not may_order(field, some[field]), field
    for field in ("front_rise_mm", "back_rise_mm"):
        assert not may_order(field, found[field]), field


def test_a_prediction_may_be_ordered_only_where_all_of_its_interval_is_within_the_tolerance():
    estimate = Estimate(380, 400, 425)

    assert may_order("knee_mm", estimate, 25)
    assert not may_order("knee_mm", estimate, 24)
    assert not may_order("weight_hg", estimate)
    assert set(TOLERANCES_MM) <= set(FIELDS) | set(AS_SURVEYED)


def test_a_suspicion_names_the_field_as_the_tablet_does():
    found = suspicion(HIS | {"waist_mm": 690}, "m")

    assert found is not None
    assert found.field == "waist_mm"
    assert (found.guesses[0].mistake, found.guesses[0].amount) == (Mistake.SWAPPED_DIGITS, 960)
    assert suspicion(HIS, "m") is None


def test_swapped_rises_are_named_as_the_tablet_does():
    rises = {"front_rise_mm": 380, "back_rise_mm": 235, "inseam_mm": 845}

    found = suspicion(HIS | rises, "m")

    assert found is not None
    swap = next(one for one in found.guesses if one.mistake is Mistake.SWAPPED_FIELDS)
    assert {found.field, swap.other} == {"front_rise_mm", "back_rise_mm"}


def test_digits_typed_in_inches_are_understood_by_the_tablets_names():
    # 38 in were measured, 83 in typed.
    found = suspicion(HIS | {"waist_mm": 2108}, "m", units={"waist_mm": Unit.INCH})

    assert found is not None
    assert found.guesses[0].mistake is Mistake.SWAPPED_DIGITS
    assert found.guesses[0].amount == 965


def test_changes_since_the_last_visit_are_named_as_the_tablet_does():
    found = changes(HIS | {"back_rise_mm": 355}, HIS | {"back_rise_mm": 310}, "m")

    assert [one.field for one in found] == ["height_mm", "waist_mm", "hip_mm", "back_rise_mm"]
    assert [one.field for one in found if one.is_odd()] == ["back_rise_mm"]


def test_a_crotch_length_says_enough_of_both_rises_and_nothing_else_does():
    known = {"height_mm": 1760, "weight_hg": 720, "waist_iliac_mm": 830, "hip_mm": 970}
    rises = ["front_rise_mm", "back_rise_mm"]

    assert orderable(known, rises) == {}

    found = orderable({**known, "crotch_length_mm": 690}, rises)
    assert abs(sum(one.usual for one in found.values()) - 690) <= 1
    assert found["front_rise_mm"].usual < found["back_rise_mm"].usual
