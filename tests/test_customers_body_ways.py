"""Three ways to the targets of a garment: the body, a try-on, a garment that fits."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product import Kind, Option, Value
from catalog.sizing import Block, Point, Sizing
from catalog.text import Text
from customers.body.cutting import Shrinkage, UnknownShrinkage, cut_mm, recut
from customers.body.fitting import Design, Fitting
from customers.body.target import Way
from customers.body.ways import (
    NoBody,
    NoStep,
    NotMeasured,
    UnknownBlock,
    by_body,
    by_garment,
    by_try_on,
)
from tests.products import some_product

EMPTY = Text(en="")


def value(key: str, **attributes: int) -> Value:
    return Value(key, Text(en=key), EMPTY, attributes=attributes)


def option(key: str, *values: Value, kind: Kind = Kind.DESIGN) -> Option:
    return Option(key, Text(en=key), kind, values)


def point(key: str, *, body: str = "", drawn: str = "", grain: str = "weft") -> Point:
    return Point(key, "A", Text(en=key), body, drawn, grain, 10, "")


SIZING = Sizing(
    points=(
        point("waist", body="waist_mm"),
        point("hip", body="hip_mm"),
        point("front_rise", body="front_rise_mm", grain="warp"),
        point("back_rise", body="back_rise_mm", grain="warp"),
        point("leg_opening", drawn="leg_opening"),
    ),
    blocks=(Block("W800", {"waist": 800, "hip": 1000, "front_rise": 270, "back_rise": 350}),),
    block_option="block",
    ease_mm={"slim": {"waist": 10, "hip": 20}, "wide": {"hip": 60}},
    shrink_permille={("denim", "stone"): (30, 10), ("stretch", "stone"): (30, 80)},
)
PRODUCT = some_product(
    options=(
        option("fit", value("slim", hip_ease_mm=500), value("wide")),
        option("rise", value("mid"), value("low", drop_mm=-30)),
        option("leg_opening", value("wide_leg", mm=400), value("narrow_leg", mm=300)),
        option("pleats", value("none"), value("two", hip_ease_mm=15)),
        option("cloth", value("denim", stretch=0), value("stretch", stretch=25)),
        option("wash", value("raw"), value("stone")),
    ),
    sizing=SIZING,
)
SCARF = replace(PRODUCT, sizing=None)
VALUES = {
    "fit": "slim",
    "rise": "mid",
    "leg_opening": "wide_leg",
    "pleats": "none",
    "cloth": "denim",
    "wash": "stone",
}
DESIGN = Design(PRODUCT, VALUES)
BODY = {"waist_mm": 802, "hip_mm": 1000, "front_rise_mm": 270, "back_rise_mm": 350}


def design(**values: str) -> Design:
    return replace(DESIGN, values={**VALUES, **values})


def figures(fitting: Fitting) -> dict[str, tuple[int | None, int, int, int]]:
    return {
        one.point.key: (one.body_mm, one.ease_mm, one.target_mm, one.cut_mm)
        for one in fitting.targets
    }


def targets_mm(fitting: Fitting) -> dict[str, int]:
    return {one.point.key: one.target_mm for one in fitting.targets}


def ways(fitting: Fitting) -> dict[str, Way]:
    return {one.point.key: one.way for one in fitting.targets}


def test_a_target_is_body_plus_ease_and_the_cut_allows_for_the_wash() -> None:
    assert figures(by_body(DESIGN, BODY)) == {
        "waist": (802, 10, 812, 821),
        "hip": (1000, 20, 1020, 1031),
        "front_rise": (270, 0, 270, 279),
        "back_rise": (350, 0, 350, 361),
        "leg_opening": (None, 0, 400, 405),
    }


def test_other_values_add_their_ease_and_a_low_rise_drops_the_waistband() -> None:
    found = by_body(design(pleats="two", rise="low"), BODY)

    assert figures(found)["hip"] == (1000, 35, 1035, 1046)
    assert figures(found)["front_rise"] == (270, -30, 240, 248)
    assert {one.point.key: one.drawn_mm for one in found.targets}["back_rise"] == -30


def test_what_was_learned_of_a_customer_is_part_of_the_ease_and_told_apart() -> None:
    found = by_body(DESIGN, BODY, {"waist": -7, "leg_opening": 4})

    assert figures(found)["waist"] == (802, 3, 805, 814)
    assert targets_mm(found)["leg_opening"] == 404
    assert [one.learned_mm for one in found.targets] == [-7, 0, 0, 0, 4]


def test_a_hem_is_wide_enough_for_the_heel_that_must_pass_it() -> None:
    heel = {**BODY, "heel_mm": 340}

    assert targets_mm(by_body(design(leg_opening="narrow_leg"), heel))["leg_opening"] == 350
    assert targets_mm(by_body(DESIGN, heel))["leg_opening"] == 400
    stretch = design(leg_opening="narrow_leg", cloth="stretch")
    assert targets_mm(by_body(stretch, heel))["leg_opening"] == 300
    assert targets_mm(by_body(stretch, {**BODY, "heel_mm": 366}))["leg_opening"] == 301


def test_rises_keep_their_sum_and_share_it_as_patterns_do() -> None:
    found = targets_mm(by_body(DESIGN, {**BODY, "front_rise_mm": 200, "back_rise_mm": 420}))

    assert found["front_rise"] + found["back_rise"] == 620
    assert found["front_rise"] == 241  # 39 %


def test_a_garment_needs_every_measurement_it_starts_from() -> None:
    with pytest.raises(NotMeasured, match="hip_mm"):
        by_body(DESIGN, {"waist_mm": 802, "front_rise_mm": 270})


def test_a_cloth_of_unknown_shrinkage_is_not_cut() -> None:
    with pytest.raises(UnknownShrinkage, match="raw"):
        by_body(design(wash="raw"), BODY)


def test_a_roll_that_was_measured_shrinks_by_its_own_figures() -> None:
    fitting = by_body(DESIGN, BODY)
    measured = Shrinkage(warp_permille=80, weft_permille=40)
    found = figures(replace(fitting, targets=recut(fitting.targets, measured)))

    assert found["waist"][3] == cut_mm(812, 40)
    assert found["front_rise"][3] == cut_mm(270, 80)


def test_without_shrinkages_nothing_shrinks() -> None:
    steel = replace(PRODUCT, sizing=replace(SIZING, shrink_permille={}))
    found = by_body(Design(steel, VALUES), BODY).targets
    assert [one.cut_mm for one in found] == [812, 1020, 270, 350, 400]


@given(st.integers(1, 3000), st.integers(-20, 200))
def test_the_cut_shrinks_to_the_target_and_one_less_would_not_reach_it(
    target_mm: int, shrink: int
) -> None:
    cut = cut_mm(target_mm, shrink)
    assert cut * (1000 - shrink) >= target_mm * 1000 > (cut - 1) * (1000 - shrink)


def test_a_try_on_is_a_block_and_what_was_to_be_changed() -> None:
    found = by_try_on(design(rise="low"), "W800", {"waist": -5, "front_rise": 10})

    assert targets_mm(found) == {
        "waist": 795, "hip": 1000, "front_rise": 250, "back_rise": 320, "leg_opening": 400,
    }  # fmt: skip
    assert ways(found)["waist"] is Way.TRY_ON
    assert ways(found)["leg_opening"] is Way.DESIGN


def test_a_try_on_tells_the_ease_where_the_body_is_known() -> None:
    found = by_try_on(DESIGN, "W800", {"waist": -5}, {"hip_mm": 970})
    assert figures(found)["hip"] == (970, 30, 1000, 1011)
    assert figures(found)["waist"] == (None, -5, 795, 804)


@pytest.mark.parametrize(
    ("block", "changes", "refusal"),
    [("W800", {"waist": 3}, NoStep), ("W900", {"waist": 5}, UnknownBlock)],
)
def test_a_try_on_is_changed_in_steps_and_must_be_in_the_shop(
    block: str, changes: Mapping[str, int], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        by_try_on(DESIGN, block, changes)


def test_a_garment_measured_flat_has_its_girths_doubled() -> None:
    flat = {"waist": 410, "hip": 520, "front_rise": 260, "back_rise": 360, "leg_opening": 190}
    found = by_garment(DESIGN, flat)

    assert targets_mm(found) == {
        "waist": 820, "hip": 1040, "front_rise": 260, "back_rise": 360, "leg_opening": 380,
    }  # fmt: skip
    assert set(ways(found).values()) == {Way.GARMENT}


def test_a_garment_is_measured_at_every_point_that_starts_from_a_body() -> None:
    flat = {"waist": 410, "front_rise": 260, "back_rise": 360}
    with pytest.raises(NotMeasured, match="hip"):
        by_garment(DESIGN, flat)


def test_a_hem_not_measured_on_the_garment_comes_from_the_design() -> None:
    flat = {"waist": 410, "hip": 520, "front_rise": 260, "back_rise": 360}
    assert targets_mm(by_garment(DESIGN, flat))["leg_opening"] == 400


def test_a_product_without_a_body_has_no_targets() -> None:
    assert by_body(Design(SCARF, VALUES), {}).targets == ()
    with pytest.raises(NoBody, match="trousers"):
        by_garment(Design(SCARF, VALUES), {})
