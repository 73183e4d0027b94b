"""The judge gives every kind of formula and number its plain meaning."""

from fractions import Fraction

import pytest

from catalog.product import Kind, Option, UnknownOption, UnknownValue, Value
from catalog.text import Text
from rules.check import OpenOption, UnknownMeasure, broken, holds, number
from rules.rule import (
    All,
    Any,
    Attribute,
    Compare,
    Count,
    Formula,
    Is,
    Listed,
    Measure,
    Not,
    Number,
    Quotient,
    Requires,
    Rule,
    RuleBook,
    Sign,
    Sum,
    Term,
    Times,
)
from tests.products import some_product

EMPTY = Text(en="")


def value(key: str, **attributes: int) -> Value:
    return Value(key, Text(en=key), EMPTY, attributes=attributes)


TABLE = some_product(
    "table",
    base_lead_days=9,
    options=(
        Option("top", EMPTY, Kind.DESIGN, (value("oak", mm=30), value("glass", mm=8))),
        Option("legs", EMPTY, Kind.DESIGN, (value("steel", mm=700), value("low", mm=-1))),
    ),
)
OAK, GLASS = Is("top", frozenset({"oak"})), Is("top", frozenset({"glass"}))
STEEL, WOOD = Is("legs", frozenset({"steel"})), Is("legs", frozenset({"wood", "low"}))
TAKEN = {"top": "oak", "legs": "steel"}
TRUE, FALSE = OAK, GLASS


@pytest.mark.parametrize(
    ("formula", "truth"),
    [
        (OAK, True),
        (GLASS, False),
        (Is("top", frozenset({"oak", "glass"})), True),
        (Is("top", frozenset()), False),
        (Not(TRUE), False),
        (Not(FALSE), True),
        (All(()), True),
        (All((TRUE, TRUE)), True),
        (All((TRUE, FALSE)), False),
        (Any(()), False),
        (Any((FALSE, TRUE)), True),
        (Any((FALSE, FALSE)), False),
        (Requires(TRUE, TRUE), True),
        (Requires(TRUE, FALSE), False),
        (Requires(FALSE, TRUE), True),
        (Requires(FALSE, FALSE), True),
        (Count(1, 1, (TRUE, FALSE)), True),
        (Count(1, 1, (TRUE, TRUE)), False),
        (Count(1, 1, (FALSE, FALSE)), False),
        (Count(1, 2, (TRUE, TRUE)), True),
        (Count(0, 0, ()), True),
        (Listed(("top", "legs"), frozenset({("oak", "steel")})), True),
        (Listed(("legs", "top"), frozenset({("oak", "steel")})), False),
        (Listed(("top",), frozenset()), False),
    ],
)
def test_a_formula_is_true_exactly_as_defined(formula: Formula, truth: object) -> None:
    assert holds(formula, TABLE, TAKEN) is truth


@pytest.mark.parametrize(
    ("sign", "truths"),
    [
        ("<", (True, False, False)),
        ("<=", (True, True, False)),
        ("=", (False, True, False)),
        ("!=", (True, False, True)),
        (">=", (False, True, True)),
        (">", (False, False, True)),
    ],
)
def test_a_comparison_compares_numbers(sign: Sign, truths: tuple[bool, ...]) -> None:
    three = [Compare(Number(amount), sign, Attribute("top", "mm")) for amount in (29, 30, 31)]
    assert tuple(holds(claim, TABLE, TAKEN) for claim in three) == truths


@pytest.mark.parametrize(
    ("term", "amount"),
    [
        (Number(-7), -7),
        (Attribute("legs", "mm"), 700),
        (Sum((Number(1), Attribute("top", "mm"), Number(-5))), 26),
        (Sum(()), 0),
        (Times((Number(2), Number(3), Attribute("top", "mm"))), 180),
        (Times(()), 1),
        (Measure("length"), 1200),
        (Quotient(Measure("length"), Number(7)), Fraction(1200, 7)),
        (Times((Quotient(Number(1), Number(3)), Number(3))), 1),
    ],
)
def test_a_number_is_exact(term: Term, amount: Fraction) -> None:
    assert number(term, TABLE, TAKEN, {"length": 1200}) == amount


def test_broken_gives_the_rules_in_their_order_and_nothing_when_all_hold() -> None:
    steel_needs_glass = Rule("b", Requires(STEEL, GLASS), Text(en="Steel goes with glass."))
    never_wood = Rule("c", Not(WOOD), Text(en="No wood."))
    oak_is_out = Rule("a", Not(OAK), Text(en="Oak is out."))
    book = RuleBook(TABLE, (steel_needs_glass, never_wood, oak_is_out), {}, {})

    assert broken(book, TAKEN) == (steel_needs_glass, oak_is_out)
    assert broken(book, {"top": "glass", "legs": "steel"}) == ()


def test_what_is_missing_is_named_and_never_taken_as_false() -> None:
    with pytest.raises(OpenOption) as open_option:
        holds(GLASS, TABLE, {"legs": "steel"})
    with pytest.raises(OpenOption):
        holds(Listed(("top",), frozenset()), TABLE, {})
    with pytest.raises(OpenOption):
        number(Attribute("top", "mm"), TABLE, {})
    with pytest.raises(UnknownMeasure) as unknown_measure:
        number(Measure("width"), TABLE, TAKEN)

    assert open_option.value.option == "top"
    assert unknown_measure.value.point == "width"


def test_options_and_values_the_product_does_not_have_have_no_numbers() -> None:
    with pytest.raises(UnknownOption):
        number(Attribute("lid", "mm"), TABLE, {"lid": "oak"})
    with pytest.raises(UnknownValue):
        number(Attribute("top", "mm"), TABLE, {"top": "marble"})
