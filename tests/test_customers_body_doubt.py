"""What there is to ask about the readings of a visit."""

import pytest

from customers.body.doubt import Kind, Visit, doubts
from customers.body.guess import Mistake
from customers.body.reading import Reading, Side

NADIA = {"height_mm": 1720, "weight_hg": 684, "waist_mm": 820, "hip_mm": 1020, "inseam_mm": 790}


def read(**amounts):
    return [Reading(key, amount) for key, amount in amounts.items()]


def asked(readings, before=None, sex="f"):
    return {one.key: one for one in doubts(Visit(readings, before or {}, sex))}


def test_a_body_like_others_is_not_asked_about():
    assert asked(read(**NADIA)) == {}
    assert asked(read(**NADIA), sex="") == {}
    assert asked([]) == {}


@pytest.mark.parametrize(
    ("key", "typed", "mistake", "meant"),
    [
        ("waist_mm", 280, Mistake.SWAPPED_DIGITS, 820),
        ("hip_mm", 402, Mistake.INCHES, 1021),
        ("weight_hg", 1508, Mistake.POUNDS, 684),
        ("hip_mm", 510, Mistake.HALF_GIRTH, 1020),
    ],
)
def test_a_slip_is_found_at_its_field_with_what_was_meant(key, typed, mistake, meant):
    found = asked(read(**NADIA | {key: typed}))

    assert list(found) == [key]
    assert found[key].low <= NADIA[key] <= found[key].high
    assert (mistake, meant) in [(one.mistake, one.amount) for one in found[key].guesses]


def test_what_somebody_said_is_right_is_asked_no_more_and_hides_nothing_else():
    readings = read(**NADIA | {"waist_mm": 280, "weight_hg": 1508})
    kept = [*readings, Reading("waist_mm", 280, reason="measured twice")]

    assert "waist_mm" in asked(readings)
    assert "waist_mm" not in asked(kept)
    assert "weight_hg" in asked(kept)


def test_another_field_than_the_one_typed_last_may_be_named():
    readings = read(height_mm=1270, weight_hg=684, waist_mm=820, hip_mm=1020, inseam_mm=790)

    assert list(asked(readings)) == ["height_mm"]


def test_what_no_adult_measures_is_asked_and_not_refused():
    found = asked([*read(**NADIA), Reading("knee_mm", 90, Side.RIGHT)])

    assert list(found) == ["knee_mm"]
    assert asked([Reading("knee_mm", 9999, Side.RIGHT)])["knee_mm"].kind in {
        Kind.ALONE,
        Kind.IMPOSSIBLE,
    }


def test_legs_that_differ_are_asked_about():
    legs = [Reading("inseam_mm", 790, Side.RIGHT), Reading("inseam_mm", 765, Side.LEFT)]
    found = asked([*read(height_mm=1720, weight_hg=684), *legs])

    assert (found["inseam_mm"].kind, found["inseam_mm"].other) == (Kind.SIDES, 790)
    assert asked([legs[0], Reading("inseam_mm", 772, Side.LEFT)]) == {}


def test_what_changed_since_the_own_last_visit_is_asked_about():
    found = asked(read(**NADIA), NADIA | {"inseam_mm": 745})

    assert (found["inseam_mm"].kind, found["inseam_mm"].other) == (Kind.CHANGED, 745)
    assert asked(read(**NADIA), NADIA | {"inseam_mm": 770}) == {}


@pytest.mark.parametrize(("outseam", "is_odd"), [(860, True), (1000, False), (1100, True)])
def test_rise_and_inside_leg_must_come_to_the_outside_leg(outseam, is_odd):
    lengths = {"front_rise_mm": 265, "inseam_mm": 790, "outseam_navel_mm": outseam}

    assert bool(asked(read(**lengths))) == is_odd
