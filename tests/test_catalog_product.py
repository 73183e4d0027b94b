"""A product gives its options, values and modules by key, and says so when it has none."""

import pytest

from catalog.module import Module
from catalog.problems import Place
from catalog.product import (
    CatalogError,
    Kind,
    Option,
    Step,
    UnknownModule,
    UnknownOption,
    UnknownValue,
    Value,
)
from catalog.text import Sentence, Text
from tests.products import some_product

NOTHING = Text(en="")
SLIM = Value("slim", Text(en="Slim", fr="Ajusté"), Text(en="Close"))
WIDE = Value("wide", Text(en="Wide", fr=""), Text(en="Roomy"))
FIT = Option("fit", Text(en="Fit"), Kind.DESIGN, (SLIM, WIDE))
BLOCK = Option("block", Text(en="Block"), Kind.SIZE, (Value("W30", Text(en="W30"), NOTHING),))
HEEL = Option("heel", Text(en="Heel"), Kind.MEASURED, (Value("h300", Text(en="300"), NOTHING),))
THREAD = Module(
    sku="TH-318",
    name=Text(en="Thread"),
    unit="mm",
    quantity=Sentence("12", Place("modules.csv")),
    cost_cents=1,
    stock=500,
    reserve=20,
    lead_days=7,
    bin="A3",
)
JEANS = some_product(
    "jeans",
    edition="2026-11",
    base_price_cents=14_900,
    languages=("en", "fr"),
    options=(FIT, BLOCK, HEEL),
    steps=(Step("cut", Text(en="Cut"), ("fit",)),),
    modules=(THREAD,),
)


def test_options_values_and_modules_are_found_by_key() -> None:
    assert JEANS.option("fit") is FIT
    assert FIT.value("wide") is WIDE
    assert JEANS.module("TH-318") is THREAD


def test_options_of_a_kind_keep_the_order_of_the_author() -> None:
    assert JEANS.of_kind(Kind.DESIGN) == (FIT,)
    assert JEANS.of_kind(Kind.MEASURED, Kind.SIZE) == (BLOCK, HEEL)
    assert JEANS.of_kind(Kind.DERIVED) == ()


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(UnknownOption, match="jeans has no option 'fti'") as caught:
        JEANS.option("fti")
    assert (caught.value.product, caught.value.option) == ("jeans", "fti")


def test_an_unknown_value_is_named() -> None:
    with pytest.raises(UnknownValue, match="fit has no value 'slm'") as caught:
        FIT.value("slm")
    assert (caught.value.option, caught.value.value) == ("fit", "slm")


def test_an_unknown_module_is_named() -> None:
    with pytest.raises(UnknownModule, match="jeans has no module 'X'") as caught:
        JEANS.module("X")
    assert (caught.value.product, caught.value.sku) == ("jeans", "X")


def test_whoever_asks_a_catalog_for_what_it_lacks_can_catch_one_error() -> None:
    assert issubclass(UnknownOption, CatalogError)
    assert issubclass(UnknownValue, CatalogError)
    assert issubclass(UnknownModule, CatalogError)


def test_a_text_is_read_in_the_language_or_in_english() -> None:
    assert SLIM.name.in_("fr") == "Ajusté"
    assert WIDE.name.in_("fr") == "Wide"
    assert SLIM.name.in_("ar") == "Slim"
