"""What is known of a body from visit to visit."""

from datetime import UTC, datetime, timedelta

import pytest

from customers.body.profile import Again, Difference, Taken, differences, measure_again, versions

SPRING = datetime(2026, 3, 12, 15, tzinfo=UTC)
AUTUMN = SPRING + timedelta(days=200)


def taken(at, by="Samir", **amounts):
    return [Taken(key, amount, at, by, "tape") for key, amount in amounts.items()]


def test_each_visit_is_a_version_and_keeps_what_was_not_taken_again():
    first, second = versions(
        [*taken(SPRING, hip_mm=1020, waist_mm=840), *taken(AUTUMN, "Yasmine", waist_mm=860)]
    )

    assert (first.at, first.by, first.amounts) == (
        SPRING,
        "Samir",
        {"hip_mm": 1020, "waist_mm": 840},
    )
    assert (second.by, second.amounts) == ("Yasmine", {"hip_mm": 1020, "waist_mm": 860})
    assert list(second.taken) == ["waist_mm"]


def test_of_one_visit_the_later_amount_counts_and_all_who_measured_are_named():
    (only,) = versions(
        [*taken(SPRING, hip_mm=1020), *taken(SPRING, "Yasmine", hip_mm=1030, heel_mm=330)]
    )

    assert only.amounts == {"hip_mm": 1030, "heel_mm": 330}
    assert only.by == "Yasmine"


def test_two_versions_side_by_side_say_what_changed_and_by_how_much():
    first, second = versions(
        [*taken(SPRING, hip_mm=1020, waist_mm=840), *taken(AUTUMN, waist_mm=825, knee_mm=390)]
    )

    assert differences(first, second) == (
        Difference("waist_mm", 840, 825),
        Difference("hip_mm", 1020, 1020),
        Difference("knee_mm", None, 390),
    )
    assert [one.change for one in differences(first, second)] == [-15, 0, 0]


@pytest.mark.parametrize(
    ("later", "days", "why"),
    [
        ({}, 200, None),
        ({}, 365, None),
        ({}, 366, Again.OLD),
        ({"weight_hg": 735}, 201, None),
        ({"weight_hg": 736}, 201, Again.WEIGHT),
        ({"weight_hg": 664}, 201, Again.WEIGHT),
        ({"weight_hg": 736, "hip_mm": 1050}, 201, None),
        ({"weight_hg": 700}, 366, Again.OLD),
    ],
)
def test_after_a_year_or_a_change_of_weight_the_tape_is_taken_again(later, days, why):
    known = versions([*taken(SPRING, weight_hg=700, hip_mm=1020), *taken(AUTUMN, **later)])

    assert measure_again(known, SPRING + timedelta(days=days)) == why


def test_who_was_never_measured_is_not_measured_again():
    assert measure_again(versions([]), SPRING) is None
    assert measure_again(versions(taken(SPRING, weight_hg=700)), AUTUMN) is None
