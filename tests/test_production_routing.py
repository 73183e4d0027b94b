"""The routing holds the operations a garment needs, in the order of work."""

from catalog.problems import Place
from catalog.product import Kind, Option, Value
from catalog.text import Sentence, Text
from catalog.work import Operation
from production.order import RoutingStep
from production.routing import minutes, routing
from rules.rule import Is, RuleBook
from tests.products import some_product

WHEN_WASHED = Sentence("wash = stone", Place("operations.csv"))


def operation(number: int, name: str, spent: int, when: Sentence | None = None) -> Operation:
    return Operation(number, Text(en=name), name.lower(), "table", spent, when)


PRODUCT = some_product(
    options=(
        Option(
            "wash",
            Text(en="Wash"),
            Kind.DESIGN,
            tuple(Value(key, Text(en=key), Text(en="")) for key in ("raw", "stone")),
        ),
    ),
    operations=(
        operation(60, "Washing", 35, WHEN_WASHED),
        operation(10, "Cutting", 22),
        operation(80, "Check", 8),
    ),
)
BOOK = RuleBook(PRODUCT, (), {}, {60: Is("wash", frozenset({"stone"}))})


def test_operations_come_in_the_order_of_their_numbers() -> None:
    steps = routing(BOOK, {"wash": "stone"})
    assert [step.number for step in steps] == [10, 60, 80]
    assert steps[1] == RoutingStep(60, Text(en="Washing"), "washing", "table", 35)
    assert minutes(steps) == 65


def test_an_operation_whose_condition_does_not_hold_is_not_done() -> None:
    assert [step.number for step in routing(BOOK, {"wash": "raw"})] == [10, 80]
