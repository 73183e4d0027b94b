"""An order freezes all that was agreed on, and only what can be made."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from catalog.module import Module
from catalog.problems import Place
from catalog.product import Kind, Option, Value
from catalog.sizing import Block, Point, Sizing
from catalog.text import Sentence, Text
from catalog.work import Operation
from customers.body.fitting import Design
from customers.body.tailoring import tailor
from customers.body.ways import by_body
from production.freeze import BrokenRules, IncompleteConfiguration, Sale, freeze
from production.order import BillLine, Line, Person, RoutingStep
from rules.rule import Is, Measure, Requires, Rule, RuleBook, Warn
from tests.products import some_product

EMPTY = Text(en="")
ANYWHERE = Sentence("", Place("product.yaml"))


def value(
    key: str,
    price_cents: int = 0,
    *,
    look: dict[str, str] | None = None,
    modules: tuple[str, ...] = (),
    **attributes: int,
) -> Value:
    return Value(key, Text(en=key), EMPTY, price_cents, attributes, modules, look or {})


def option(key: str, kind: Kind, *values: Value) -> Option:
    return Option(key, Text(en=key), kind, values)


PRODUCT = some_product(
    name=Text(en="Trousers", fr="Pantalon"),
    edition="2026-11",
    base_price_cents=14_900,
    languages=("en", "fr"),
    options=(
        option("fit", Kind.DESIGN, value("slim", look={"leg": "slim"}), value("wide")),
        option("fly", Kind.DESIGN, value("zip"), value("buttons", 900, modules=("BT-7",))),
        option("labour", Kind.DERIVED, value("plain"), value("long", 500)),
        option("heel", Kind.MEASURED, value("to_330", mm=330), value("to_340", mm=340)),
        option("block", Kind.SIZE, value("w800"), value("w900", 700)),
        option("waist_adjustment", Kind.SIZE, value("+0", mm=0), value("+10", mm=10)),
    ),
    modules=(Module("BT-7", Text(en="Button"), "piece", ANYWHERE, 40, 0, 5, 4, "B2"),),
    operations=(Operation(10, Text(en="Cut"), "cutting", "table", 22, None),),
    sizing=Sizing(
        points=(
            Point("waist", "A", Text(en="Waist"), "waist_mm", "", "weft", 10, "waist_adjustment"),
        ),
        blocks=(Block("w800", {"waist": 800}), Block("w900", {"waist": 900})),
        block_option="block",
        ease_mm={"slim": {"waist": 10}},
        shrink_permille={},
    ),
)
BUTTONS_COST_TIME = Rule(
    "buttons_cost_time",
    Requires(Is("fly", frozenset({"buttons"})), Is("labour", frozenset({"long"}))),
    Text(en="Button holes take time."),
)
BOOK = RuleBook(PRODUCT, (BUTTONS_COST_TIME,), {"BT-7": Measure("waist")}, {})
DESIGN = {"fit": "slim", "fly": "buttons", "labour": "long"}
BODY = {"waist_mm": 900, "heel_mm": 331}
TAILORING = tailor(BOOK, by_body(Design(PRODUCT, DESIGN), BODY))
assert TAILORING is not None
SALE = Sale(
    number="26-1047",
    configuration="k3",
    revision=7,
    values=DESIGN,
    person=Person("Nadia El Amrani", "nadia@example.org", ""),
    body_mm=BODY,
    measured_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    measured_by="Yasmine",
    tailoring=TAILORING,
    placed_at=datetime(2026, 11, 20, 10, 0, tzinfo=UTC),
    today=date(2026, 11, 20),
    promised_on=date(2026, 12, 15),
)


def test_an_order_holds_a_line_for_every_option_and_hides_what_people_do_not_choose() -> None:
    order = freeze(BOOK, SALE)

    assert [(line.option, line.value, line.hidden) for line in order.lines] == [
        ("fit", "slim", False),
        ("fly", "buttons", False),
        ("labour", "long", True),
        ("heel", "to_340", True),
        ("block", "w900", True),
        ("waist_adjustment", "+10", True),
    ]
    assert order.lines[1] == Line(
        option="fly",
        option_name=Text(en="fly"),
        value="buttons",
        value_name=Text(en="buttons"),
        price_cents=900,
        hidden=False,
    )


def test_the_total_is_the_base_price_and_every_surcharge_hidden_ones_too() -> None:
    order = freeze(BOOK, SALE)
    assert order.total_cents == 14_900 + 900 + 500 + 700
    assert order.total_cents == order.base_price_cents + sum(x.price_cents for x in order.lines)


def test_an_order_carries_what_the_workshop_needs() -> None:
    order = freeze(BOOK, SALE)

    assert order.bill == (BillLine("BT-7", Text(en="Button"), 910, "piece", "B2"),)
    assert order.routing == (RoutingStep(10, Text(en="Cut"), "cutting", "table", 22),)
    assert order.tailoring == TAILORING
    assert order.look == {"fit": {"leg": "slim"}}
    assert order.promised_on == date(2026, 12, 15)
    assert order.cut_by == date(2026, 12, 1)
    assert order.edition == "2026-11"
    assert order.body_mm == BODY


def test_an_order_keeps_what_was_warned_of_each_reason_once() -> None:
    told, other = Text(en="Buttons are slow.", fr="Les boutons sont lents."), Text(en="Never said.")
    never, always = Is("fly", frozenset({"zip"})), Is("fly", frozenset({"buttons"}))
    soft = (Warn("one", never, told), Warn("again", never, told), Warn("kept", always, other))

    assert freeze(replace(BOOK, soft=soft), SALE).warnings == (told,)
    assert freeze(BOOK, SALE).warnings == ()


def test_what_changes_after_the_sale_does_not_reach_the_order() -> None:
    body = dict(BODY)
    order = freeze(BOOK, replace(SALE, body_mm=body))
    body["waist_mm"] = 1
    assert order.body_mm == BODY


def test_an_order_needs_a_value_for_every_option() -> None:
    with pytest.raises(IncompleteConfiguration) as caught:
        freeze(BOOK, replace(SALE, values={"fit": "slim"}))
    assert caught.value.options == ("fly", "labour")


@pytest.mark.parametrize("body_mm", [{"waist_mm": 900}, {"waist_mm": 900, "heel_mm": 341}])
def test_an_order_needs_a_body_that_fits_a_class(body_mm: dict[str, int]) -> None:
    with pytest.raises(IncompleteConfiguration, match="heel"):
        freeze(BOOK, replace(SALE, body_mm=body_mm))


def test_what_breaks_a_rule_is_not_sold() -> None:
    with pytest.raises(BrokenRules) as caught:
        freeze(BOOK, replace(SALE, values={**DESIGN, "labour": "plain"}))
    assert caught.value.rules == (BUTTONS_COST_TIME,)
