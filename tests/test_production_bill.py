"""The bill lists each module once, with the quantity its formula gives for the garment."""

import pytest

from catalog.module import Module
from catalog.problems import Place
from catalog.product import Kind, Option, UnknownModule, Value
from catalog.sizing import Point
from catalog.text import Sentence, Text
from customers.body.target import Target
from production.bill import bill, modules_taken
from production.order import BillLine
from rules.rule import Attribute, Measure, Number, Quotient, RuleBook, Sum, Times
from tests.products import some_product

EMPTY = Text(en="")
VALUES = {"fly": "buttons", "lining": "full", "block": "w800"}


def value(key: str, *skus: str, **attributes: int) -> Value:
    return Value(key, Text(en=key), EMPTY, attributes=attributes, modules=skus)


def module(sku: str, bin_: str, unit: str = "piece") -> Module:
    formula = Sentence("see the book", Place("modules.csv"))
    return Module(sku, Text(en=sku), unit, formula, 100, 10, 5, 4, bin_)


PRODUCT = some_product(
    options=(
        Option(
            "fly",
            Text(en="Fly"),
            Kind.DESIGN,
            (value("zip", "ZP-1", buttons=1), value("buttons", "BT-7", "TH-1", buttons=5)),
        ),
        Option(
            "lining",
            Text(en="Lining"),
            Kind.DESIGN,
            (value("none"), value("full", "TH-1", "CL-1"), value("lost", "XX-1")),
        ),
        Option("block", Text(en="Block"), Kind.SIZE, (value("w800", "LB-1"),)),
    ),
    modules=(
        module("TH-1", "C1", "mm"),
        module("ZP-1", "A1"),
        module("BT-7", "B2"),
        module("LB-1", "B2"),
        module("CL-1", "A1", "mm"),
    ),
)
INSEAM = Point("inseam", "H", Text(en="Inseam"), "inseam_mm", "", "warp", 8, "")
BOOK = RuleBook(
    PRODUCT,
    (),
    quantities={
        "TH-1": Sum((Times((Measure("inseam"), Number(2))), Number(1))),
        "ZP-1": Number(1),
        "BT-7": Attribute("fly", "buttons"),
        "LB-1": Number(0),
        "CL-1": Quotient(Measure("inseam"), Number(3)),
    },
    conditions={},
)
TARGETS = (Target(INSEAM, 790, 0, 790, 30, 815),)


def test_a_bill_lists_modules_by_bin_with_quantities_of_the_cut_garment_rounded_up() -> None:
    assert bill(BOOK, VALUES, TARGETS) == (
        BillLine("CL-1", Text(en="CL-1"), 272, "mm", "A1"),
        BillLine("BT-7", Text(en="BT-7"), 5, "piece", "B2"),
        BillLine("TH-1", Text(en="TH-1"), 1631, "mm", "C1"),
    )


def test_modules_of_hidden_values_are_taken_too_and_each_once() -> None:
    skus = [one.sku for one in modules_taken(PRODUCT, VALUES)]
    assert skus == ["CL-1", "BT-7", "LB-1", "TH-1"]


def test_a_value_cannot_need_a_module_nobody_keeps() -> None:
    with pytest.raises(UnknownModule, match="XX-1"):
        modules_taken(PRODUCT, {"lining": "lost"})
