"""A review for authors of accessories: those that go with nothing that can be made."""

from collections.abc import Iterable
from dataclasses import replace

from catalog.text import Text
from customers.taste.accessory import Accessory
from rules.rule import Rule, RuleBook
from rules.solver import Solver


def idle(book: RuleBook, accessories: Iterable[Accessory]) -> list[Accessory]:
    """Those whose claim the rules of the product never let come true, as the solver finds."""
    return [one for one in accessories if not goes_with_some(book, one)]


def goes_with_some(book: RuleBook, one: Accessory, values: dict[str, str] | None = None) -> bool:
    """Whether some configuration with these values is one it goes with."""
    claimed = Rule(f"accessory {one.key}", one.when, Text(en=""))
    return Solver(replace(book, rules=(*book.rules, claimed))).stands(values or {})
