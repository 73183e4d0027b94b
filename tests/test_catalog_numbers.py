"""Numbers, optional options and groups in a product's file: what they become, and mistakes."""

from pathlib import Path

import pytest

from catalog.numbers import MOST_STEPS, NONE
from rules.read import read_product
from rules.rule import RuleBook

BELT = Path(__file__).parent / "cases" / "belt" / "product.yaml"


@pytest.fixture(scope="module")
def book() -> RuleBook:
    book, problems, _ = read_product(BELT)
    assert book is not None, problems
    return book


def test_a_range_becomes_values_with_a_price_per_step(book: RuleBook) -> None:
    width = book.product.option("width")
    assert [value.key for value in width.values] == ["20", "25", "30", "35", "40"]
    assert [value.price_cents for value in width.values] == [0, 300, 600, 900, 1200]
    assert width.value("25").name.in_("fr") == "25 mm"


def test_an_optional_option_may_stay_without_a_value_and_then_adds_nothing(book: RuleBook) -> None:
    engraving = book.product.option("engraving")
    assert engraving.values[0].key == NONE
    assert engraving.values[0].name == {"en": "Without", "fr": "Sans"}
    assert engraving.values[0].attributes == {"grams": 0}
    assert book.product.option("spacing").value(NONE).attributes == {"number": 0}


def test_a_group_is_a_rule_with_its_reason(book: RuleBook) -> None:
    assert book.rules[-1].key == "one_extra"
    assert book.rules[-1].reason.in_("en") == "There is room for one of them."


MISTAKES = [
    ("to: 40, step: 5", "to: 42, step: 5", "steps of 5 from 20 do not meet 42"),
    ("from: 20, to: 40", "from: 50, to: 40", "the range ends at 40, before it starts at 50"),
    ("step: 50,", "step: 0,", "`step` must be 1 or more"),
    ("from: 3, to: 9", "to: 9", "the key `from` is missing here"),
    ("to: 1300, step: 50", "to: 1200000, step: 1", f"a range has up to {MOST_STEPS:,} numbers"),
    ("optional: true\n    range", "optional: maybe\n    range", "must be true or false"),
    ("of: [engraving, keeper]", "of: [engraving, width]", "`width` is not optional"),
    ("of: [engraving, keeper]", "of: [engraving, keepr]", "there is no option `keepr`"),
    ("of: [engraving, keeper]", "of: [keeper, keeper]", "`keeper` stands here twice"),
    ("at_most: 1", "at_most: 3", "there are only 2 options in this group"),
    ("    at_most: 1\n", "", "say how many"),
    ("one_extra:", "weight:", "`weight` is a rule already"),
    ("spacing != none", "spacing != 22", "`spacing` has no value `22`"),
    ("There is room for one of them., fr: Il", "Room., de: Il", "`reason` has no text in `fr`"),
    ("      plain:\n", "      none:\n", "an optional option has `none` already"),
]


@pytest.mark.parametrize(("right", "wrong", "told"), MISTAKES)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, right: str, wrong: str, told: str
) -> None:
    text = BELT.read_text(encoding="utf-8")
    assert right in text
    path = tmp_path / "product.yaml"
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    book, problems, _ = read_product(path)
    assert book is None
    assert any(told in problem.message and problem.place.column > 0 for problem in problems), (
        problems
    )
