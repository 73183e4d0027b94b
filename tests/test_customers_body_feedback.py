"""What people say of a pair they wore, and what the next pair learns from it."""

from random import Random
from statistics import mean

import pytest

from catalog.sizing import Point
from catalog.text import Text
from customers.body.feedback import (
    UNKNOWN,
    ZONES,
    Felt,
    Preference,
    Why,
    WrongAnswer,
    Zone,
    answers,
    learned_mm,
    lessons,
)
from customers.body.target import Target

TOLERANCE_MM = {"waist": 10, "hip": 13, "thigh": 10, "knee": 8, "leg_opening": 6, "inseam": 8}


def target(point: str, learned: int = 0) -> Target:
    grain = "warp" if point in {"inseam", "front_rise", "back_rise"} else "weft"
    tolerance = TOLERANCE_MM.get(point, 6)
    of = Point(point, "A", Text(en=point), f"{point}_mm", "", grain, tolerance, "")
    return Target(of, 800, 10 + learned, 810 + learned, 0, 810 + learned, learned_mm=learned)


def told(felt: Felt, before: Preference = UNKNOWN, missed: int = 0) -> tuple[Preference, Why]:
    pair = target("waist", before.ease_mm)
    (lesson,) = lessons([pair], {"waist": missed}, {Zone.WAIST: felt}, {"waist": before})
    assert (lesson.said, lesson.before, lesson.point) == (felt, before, "waist")
    return lesson.after, lesson.why


def test_too_tight_makes_the_next_pair_larger_and_too_loose_smaller() -> None:
    for zone, points in ZONES.items():
        small, large = answers(zone)[1], answers(zone)[3]
        for point in points:
            (more, *_) = lessons([target(point)], {}, {zone: small}, {})
            (less, *_) = lessons([target(point)], {}, {zone: large}, {})
            assert 0 < more.after.ease_mm <= TOLERANCE_MM.get(point, 6)
            assert less.after.ease_mm == -more.after.ease_mm
            assert more.why is Why.MOVED


def test_much_too_tight_asks_for_more_than_one_pair_may_change() -> None:
    once, much = told(Felt.TOO_TIGHT), told(Felt.MUCH_TOO_TIGHT)

    assert once[0].ease_mm < much[0].ease_mm <= 13
    assert much[1] is Why.BOUNDED


def test_right_changes_nothing_and_makes_surer() -> None:
    after, why = told(Felt.RIGHT, Preference(5, 12.0))

    assert after.ease_mm == 5
    assert after.sd_mm is not None
    assert after.sd_mm < 12
    assert why is Why.CONFIRMED


def test_a_pair_that_came_out_too_large_is_judged_by_what_was_worn() -> None:
    after, _ = told(Felt.RIGHT, missed=8)
    assert 0 < after.ease_mm <= 8


def test_what_is_said_again_and_again_is_reached_and_then_kept() -> None:
    known, wish = UNKNOWN, 23
    for _ in range(12):
        felt = Felt.TOO_TIGHT if known.ease_mm < wish - 5 else Felt.RIGHT
        known, _ = told(felt, known)
    assert abs(known.ease_mm - wish) <= 5
    assert told(Felt.RIGHT, known)[0].ease_mm == known.ease_mm


def test_one_answer_unlike_all_before_moves_little() -> None:
    known = UNKNOWN
    for _ in range(6):
        known, _ = told(Felt.RIGHT, known)

    after, why = told(Felt.MUCH_TOO_LOOSE, known)

    assert why is Why.UNLIKE
    assert abs(after.ease_mm - known.ease_mm) <= 4


def test_both_rises_share_what_is_said_of_the_rise() -> None:
    said = {Zone.RISE: Felt.TOO_SHORT}
    found = lessons([target("front_rise"), target("back_rise"), target("hip")], {}, said, {})

    assert [lesson.point for lesson in found] == ["front_rise", "back_rise"]
    assert sum(lesson.asked_mm for lesson in found) == 6


def test_a_waist_is_not_short_and_a_leg_not_tight() -> None:
    with pytest.raises(WrongAnswer, match="waist cannot feel too_short"):
        lessons([target("waist")], {}, {Zone.WAIST: Felt.TOO_SHORT}, {})
    with pytest.raises(WrongAnswer, match="inseam"):
        lessons([target("inseam")], {}, {Zone.INSEAM: Felt.TOO_TIGHT}, {})


def test_only_what_was_learned_is_told_to_the_next_pair() -> None:
    assert learned_mm({"waist": Preference(7, 5.0), "hip": UNKNOWN}) == {"waist": 7}


@pytest.mark.parametrize("zone", [Zone.WAIST, Zone.HIP, Zone.THIGH, Zone.KNEE, Zone.INSEAM])
def test_the_third_pair_misses_a_hidden_wish_by_half_of_the_first_at_most(zone: Zone) -> None:
    lot, first, third = Random(7), [], []
    for _ in range(400):
        wish = lot.uniform(-15, 15)
        known = UNKNOWN
        for pair in range(3):
            misfit = known.ease_mm - wish
            if pair == 0:
                first.append(abs(misfit))
            if pair == 2:
                third.append(abs(misfit))
            known = after_wearing(zone, known, misfit + lot.gauss(0, 2), missed=lot.randint(-2, 2))
    assert mean(third) <= mean(first) / 2


def after_wearing(zone: Zone, known: Preference, misfit: float, missed: int) -> Preference:
    """What is learned of a pair that is so much too large, by people who feel half a thumb."""
    felt_mm = misfit + missed
    place = 2 + (felt_mm > 5) + (felt_mm > 13) - (felt_mm < -5) - (felt_mm < -13)
    (point,) = ZONES[zone]
    pair = target(point, known.ease_mm)
    (one,) = lessons([pair], {point: missed}, {zone: answers(zone)[place]}, {point: known})
    return one.after
