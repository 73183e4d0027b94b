"""The judge: whether a complete configuration keeps the rules, by nothing but their definitions.

Slow, plain and without any library on purpose: the engine and the solver are tested against it.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod
from operator import eq, ge, gt, le, lt, ne
from types import MappingProxyType
from typing import assert_never

from catalog.product import Product
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
    RuleError,
    Sign,
    Sum,
    Term,
    Times,
)

NO_MEASURES: Mapping[str, int] = MappingProxyType({})
HOLDS: Mapping[Sign, Callable[[Fraction, Fraction], bool]] = {
    "<": lt,
    "<=": le,
    "=": eq,
    "!=": ne,
    ">=": ge,
    ">": gt,
}


class OpenOption(RuleError):
    """A complete configuration was asked for, and this option has no value."""

    def __init__(self, option: str) -> None:
        self.option = option
        super().__init__(f"no value is taken for {option!r}")


class UnknownMeasure(RuleError):
    """A quantity needs a point of measure that was not given."""

    def __init__(self, point: str) -> None:
        self.point = point
        super().__init__(f"the point of measure {point!r} is not known")


def broken(book: RuleBook, values: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules that `values` break, in the authors' order; () if they may go together.

    Args:
        book: the product with its rules.
        values: the value taken for every option, hidden ones included. Raises OpenOption
            where a rule speaks of an option that is not there.
    """
    return tuple(rule for rule in book.rules if not holds(rule.claim, book.product, values))


def holds(  # noqa: PLR0911 - one case per kind of formula
    formula: Formula, product: Product, values: Mapping[str, str]
) -> bool:
    """Whether `formula` is true of `values`. Raises OpenOption, UnknownOption, UnknownValue."""
    match formula:
        case Is(option, allowed):
            return _taken(values, option) in allowed
        case Compare(left, sign, right):
            return HOLDS[sign](number(left, product, values), number(right, product, values))
        case Not(claim):
            return not holds(claim, product, values)
        case All(claims):
            return all(holds(claim, product, values) for claim in claims)
        case Any(claims):
            return any(holds(claim, product, values) for claim in claims)
        case Requires(when, then):
            return not holds(when, product, values) or holds(then, product, values)
        case Count(low, high, claims):
            return low <= sum(holds(claim, product, values) for claim in claims) <= high
        case Listed(options, rows):
            return tuple(_taken(values, option) for option in options) in rows
        case _:
            assert_never(formula)


def number(
    term: Term,
    product: Product,
    values: Mapping[str, str],
    measures_mm: Mapping[str, int] = NO_MEASURES,
) -> Fraction:
    """What `term` comes to, exactly; a whole number wherever `term` has no quotient.

    Args:
        term: a number of a rule, or the quantity of a module in its units.
        product: whose attributes count.
        values: the value taken for each option `term` speaks of. Raises OpenOption.
        measures_mm: points of measure by key (`inseam`), in mm. Raises UnknownMeasure.
    """
    match term:
        case Number(amount):
            return Fraction(amount)
        case Attribute(option, name):
            value = product.option(option).value(_taken(values, option))
            return Fraction(value.attributes[name])
        case Measure(name):
            return Fraction(_measured(measures_mm, name))
        case Sum(terms):
            return sum((number(each, product, values, measures_mm) for each in terms), Fraction(0))
        case Times(terms):
            factors = (number(each, product, values, measures_mm) for each in terms)
            return prod(factors, start=Fraction(1))
        case Quotient(above, below):
            dividend = number(above, product, values, measures_mm)
            return dividend / number(below, product, values, measures_mm)
        case _:
            assert_never(term)


def _taken(values: Mapping[str, str], option: str) -> str:
    if option not in values:
        raise OpenOption(option)
    return values[option]


def _measured(measures_mm: Mapping[str, int], point: str) -> int:
    if point not in measures_mm:
        raise UnknownMeasure(point)
    return measures_mm[point]
