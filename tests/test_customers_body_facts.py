"""The body speaks to the rules through classes on the safe side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product import Kind, Option, Value
from catalog.text import Text
from customers.body.facts import facts
from customers.body.measurement import Code, Refusal
from tests.products import some_product

# In no order of size, as an author may well write them.
CLASSES = tuple(
    Value(f"to_{mm}", Text(en=f"up to {mm}"), Text(en=""), attributes={"mm": mm})
    for mm in (320, 310, 340, 330)
)
PRODUCT = some_product(
    options=(
        Option("heel", Text(en="Heel"), Kind.MEASURED, CLASSES),
        Option("fit", Text(en="Fit"), Kind.DESIGN, CLASSES),
    ),
)


@pytest.mark.parametrize(
    ("heel_mm", "value"), [(250, "to_310"), (310, "to_310"), (311, "to_320"), (340, "to_340")]
)
def test_a_body_falls_into_the_smallest_class_that_holds_it(heel_mm: int, value: str) -> None:
    assert facts(PRODUCT, {"heel_mm": heel_mm, "waist_mm": 800}) == {"heel": value}


def test_a_body_larger_than_every_class_is_reported() -> None:
    refused = Refusal(Code.OUTSIDE, most=340, measurement="heel_mm")
    assert facts(PRODUCT, {"heel_mm": 341}) == refused


def test_what_was_not_measured_says_nothing() -> None:
    assert facts(PRODUCT, {}) == {}


@given(st.integers(200, 340))
def test_a_class_is_never_smaller_than_the_body(heel_mm: int) -> None:
    found = facts(PRODUCT, {"heel_mm": heel_mm})
    assert isinstance(found, dict)
    assert PRODUCT.option("heel").value(found["heel"]).attributes["mm"] >= heel_mm
