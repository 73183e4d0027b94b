import pytest

from customers.body.agreement import changes, rise_gap, sides_gap

BEFORE = {"height_mm": 1755, "weight_hg": 845, "hip_mm": 1015, "inseam_mm": 845, "thigh_mm": 625}


@pytest.mark.parametrize(("rise", "odd"), [(210, False), (235, False), (236, True), (180, True)])
def test_the_rise_and_the_inside_leg_make_the_outside_leg(rise, odd):
    gap = rise_gap(rise, 845, 1055)

    assert gap.gap_mm == rise - 210
    assert gap.is_odd() is odd


@pytest.mark.parametrize(("right", "odd"), [(845, False), (825, False), (866, True)])
def test_left_and_right_are_nearly_alike(right, odd):
    assert sides_gap(845, right).is_odd() is odd


def test_a_body_that_has_not_changed_is_not_asked_about():
    found = changes(BEFORE, BEFORE, "m")

    assert [one.field for one in found] == ["height_mm", "hip_mm", "inseam_mm", "thigh_mm"]
    assert not any(one.is_odd() for one in found)


def test_legs_do_not_grow():
    found = {one.field: one for one in changes(BEFORE | {"inseam_mm": 880}, BEFORE, "m")}

    assert found["inseam_mm"].is_odd()
    assert found["inseam_mm"].expected_mm == 845


@pytest.mark.parametrize("sex", ["f", "m", None])
def test_girths_follow_the_weight(sex):
    heavier = BEFORE | {"weight_hg": 1015}

    same, grown = (
        changes(heavier | {"hip_mm": hip}, BEFORE, sex)[1] for hip in (BEFORE["hip_mm"], 1085)
    )

    assert 1060 < same.expected_mm < 1140
    assert same.is_odd()
    assert not grown.is_odd()


def test_without_the_weight_a_girth_may_change_by_more():
    before = {"hip_mm": 1015}

    allowed, odd = (changes({"hip_mm": hip}, before)[0] for hip in (1090, 1100))

    assert not allowed.is_odd()
    assert odd.is_odd()


def test_only_what_was_measured_at_both_visits_is_compared():
    assert changes({"hip_mm": 1000}, {"thigh_mm": 600}) == []
