"""From a body to targets, and to the block and adjustments that come nearest."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product import Kind, Option, Product, Value
from catalog.sizing import Block, Point, Sizing
from catalog.text import Text
from customers.body.tailor import (
    NotMeasured,
    UnknownShrinkage,
    cut_mm,
    deviations,
    tailor,
    targets,
)

EMPTY = Text(en="")


def value(key: str, **attributes: int) -> Value:
    return Value(key, Text(en=key), EMPTY, attributes=attributes)


def option(key: str, *values: Value, kind: Kind = Kind.DESIGN) -> Option:
    return Option(key, Text(en=key), kind, values)


def adjustment(key: str, *steps_mm: int) -> Option:
    return option(key, *(value(f"{mm:+d}", mm=mm) for mm in steps_mm), kind=Kind.SIZE)


def point(
    key: str, *, body: str = "", drawn: str = "", grain: str = "weft", adjusted_by: str = ""
) -> Point:
    return Point(key, "A", Text(en=key), body, drawn, grain, 10, adjusted_by)


def allow_all(_: Mapping[str, str]) -> bool:
    return True


STEPS = range(-50, 51, 10)
POINTS = (
    point("waist", body="waist_mm", adjusted_by="waist_adjustment"),
    point("hip", body="hip_mm", adjusted_by="hip_adjustment"),
    point("front_rise", body="front_rise_mm", grain="warp"),
    point("hem", drawn="leg_opening", adjusted_by="hem_adjustment"),
    point("cuff", drawn="leg_opening"),
)
BLOCKS = tuple(
    Block(f"W{waist}", {"waist": waist, "hip": waist + 200, "front_rise": 270, "hem": 400})
    for waist in (700, 800, 900)
)
SIZING = Sizing(
    points=POINTS,
    blocks=BLOCKS,
    block_option="block",
    ease_mm={"slim": {"waist": 10, "hip": 20}, "wide": {"hip": 60}},
    shrink_permille={("denim", "stone"): (30, 10)},
)
PRODUCT = Product(
    key="trousers",
    name=Text(en="Trousers"),
    edition="1",
    currency="EUR",
    base_price_cents=0,
    tax_percent=20,
    base_lead_days=21,
    languages=("en",),
    options=(
        option("fit", value("slim", hip_ease_mm=500), value("wide")),
        option("rise", value("mid"), value("low", drop_mm=-30)),
        option("leg_opening", value("wide_leg", mm=400)),
        option("pleats", value("none"), value("two", hip_ease_mm=15)),
        option("cloth", value("denim")),
        option("wash", value("raw"), value("stone")),
        option("heel", value("to_340", mm=340), kind=Kind.MEASURED),
        option("block", *(value(block.key) for block in BLOCKS), kind=Kind.SIZE),
        adjustment("waist_adjustment", *STEPS),
        adjustment("hip_adjustment", *STEPS),
        adjustment("hem_adjustment", 0, 20),
    ),
    steps=(),
    sizing=SIZING,
)
SCARF = replace(PRODUCT, sizing=None)
DESIGN = {
    "fit": "slim",
    "rise": "mid",
    "leg_opening": "wide_leg",
    "pleats": "none",
    "cloth": "denim",
    "wash": "stone",
    "heel": "to_340",
}
BODY = {"waist_mm": 802, "hip_mm": 1000, "front_rise_mm": 270}


def figures(
    values: Mapping[str, str], body_mm: Mapping[str, int] = BODY
) -> dict[str, tuple[int | None, int, int, int]]:
    found = targets(PRODUCT, values, body_mm)
    return {one.point.key: (one.body_mm, one.ease_mm, one.target_mm, one.cut_mm) for one in found}


def test_a_target_is_body_plus_ease_and_the_cut_allows_for_the_wash() -> None:
    assert figures(DESIGN) == {
        "waist": (802, 10, 812, 821),
        "hip": (1000, 20, 1020, 1031),
        "front_rise": (270, 0, 270, 279),
        "hem": (None, 0, 400, 405),
        "cuff": (None, 0, 400, 405),
    }


def test_other_values_add_their_ease_and_a_low_rise_drops_the_waistband() -> None:
    found = figures({**DESIGN, "pleats": "two", "rise": "low"})
    assert found["hip"] == (1000, 35, 1035, 1046)
    assert found["front_rise"] == (270, -30, 240, 248)


def test_a_garment_needs_every_measurement_it_starts_from() -> None:
    with pytest.raises(NotMeasured, match="hip_mm"):
        targets(PRODUCT, DESIGN, {"waist_mm": 802, "front_rise_mm": 270})


def test_a_cloth_of_unknown_shrinkage_is_not_cut() -> None:
    with pytest.raises(UnknownShrinkage, match="raw"):
        targets(PRODUCT, {**DESIGN, "wash": "raw"}, BODY)


def test_without_shrinkages_nothing_shrinks() -> None:
    steel = replace(PRODUCT, sizing=replace(SIZING, shrink_permille={}))
    assert [one.cut_mm for one in targets(steel, DESIGN, BODY)] == [812, 1020, 270, 400, 400]


@given(st.integers(1, 3000), st.integers(-20, 200))
def test_the_cut_shrinks_to_the_target_and_one_less_would_not_reach_it(
    target_mm: int, shrink: int
) -> None:
    cut = cut_mm(target_mm, shrink)
    assert cut * (1000 - shrink) >= target_mm * 1000 > (cut - 1) * (1000 - shrink)


def test_the_nearest_block_is_adjusted_to_the_targets() -> None:
    found = tailor(PRODUCT, DESIGN, BODY, allow_all)
    assert found is not None
    assert found.sizes == {
        "block": "W800",
        "waist_adjustment": "+10",
        "hip_adjustment": "+20",
        "hem_adjustment": "+0",
    }
    assert found.block == "W800"
    assert found.adjustments_mm == {
        "waist_adjustment": 10,
        "hip_adjustment": 20,
        "hem_adjustment": 0,
    }
    assert found.targets == targets(PRODUCT, DESIGN, BODY)
    assert deviations(PRODUCT, found) == {"waist": -2, "hip": 0, "front_rise": 0, "hem": 0}


def test_a_body_beyond_all_blocks_gets_the_best_there_is_and_the_misses_are_told() -> None:
    found = tailor(PRODUCT, DESIGN, {**BODY, "waist_mm": 1200}, allow_all)
    assert found is not None
    assert found.block == "W900"
    assert deviations(PRODUCT, found)["waist"] == 900 + 50 - 1210


def test_an_adjustment_the_rules_refuse_is_taken_as_far_as_they_allow() -> None:
    def no_wider_hip(values: Mapping[str, str]) -> bool:
        return values["hip_adjustment"] in {"-10", "+0", "+10"} and values["fit"] == "slim"

    found = tailor(PRODUCT, DESIGN, BODY, no_wider_hip)

    assert found is not None
    assert found.adjustments_mm == {
        "waist_adjustment": 10,
        "hip_adjustment": 10,
        "hem_adjustment": 0,
    }


def test_another_block_is_taken_when_the_nearest_is_refused() -> None:
    found = tailor(PRODUCT, DESIGN, BODY, lambda values: values["block"] != "W800")
    assert found is not None
    assert found.block == "W900"


def test_when_every_block_is_refused_there_is_no_tailoring() -> None:
    assert tailor(PRODUCT, DESIGN, BODY, lambda _: False) is None


def test_a_product_without_a_body_needs_no_tailoring() -> None:
    found = tailor(SCARF, DESIGN, {}, allow_all)
    assert found is not None
    assert (found.block, found.sizes, found.targets) == ("", {}, ())
    assert deviations(SCARF, found) == {}
    assert tailor(SCARF, DESIGN, {}, lambda _: False) is None


@given(st.integers(690, 930), st.integers(185, 195))
def test_within_reach_of_the_steps_no_girth_misses_by_more_than_half_a_step(
    waist_mm: int, wider_mm: int
) -> None:
    body = {"waist_mm": waist_mm, "hip_mm": waist_mm + wider_mm, "front_rise_mm": 270}

    found = tailor(PRODUCT, DESIGN, body, allow_all)

    assert found is not None
    assert all(abs(miss_mm) <= 5 for miss_mm in deviations(PRODUCT, found).values())
