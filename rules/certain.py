"""What is surely true or false of a claim while some options are still open.

Three-valued as in Kleene's logic (Introduction to Metamathematics, 1952, section 64), over the
values every option has left; numbers as intervals. Never wrong, and never undecided about options
that have one value left each; what hangs together in several open options may stay undecided.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import assert_never

from catalog.product import Amounts, Product
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
    RuleError,
    Sign,
    Sum,
    Term,
    Times,
)

Numbers = Mapping[tuple[str, str, str], int]
"""Attributes by option, value and name."""

Interval = tuple[int, int]


class NoRule(RuleError):
    """A term of formulas stands in a rule."""


@dataclass(frozen=True, slots=True)
class Many:
    """All `values` of an option with very many: which of them are left is not asked."""

    values: Amounts

    def __len__(self) -> int:
        """How many there are."""
        return len(self.values)

    def __contains__(self, key: object) -> bool:
        """Whether one is called `key`."""
        return isinstance(key, str) and self.values.place(key) is not None

    @property
    def span(self) -> Interval:
        """The least and the greatest number; that of no number is 0."""
        numbers = self.values.numbers
        return (min(0, numbers.low) if self.values.first else numbers.low), numbers.high


@dataclass(frozen=True, slots=True)
class Left:
    """Of every option the values it may still take, at least one, with their numbers."""

    values: Mapping[str, frozenset[str] | Many]
    numbers: Numbers

    def span(self, option: str, name: str) -> Interval:
        """The least and the greatest number `name` that `option` may still have."""
        left = self.values[option]
        if isinstance(left, Many):
            return left.span
        amounts = [self.numbers[option, value, name] for value in left]
        return min(amounts), max(amounts)


class _Numbers(dict[tuple[str, str, str], int]):
    """Attributes that are written out; any other is the number that a value is called."""

    def __missing__(self, key: tuple[str, str, str]) -> int:
        return int(key[1]) if key[1].isdecimal() else 0


def numbers_of(product: Product) -> Numbers:
    """Every attribute of `product`."""
    return _Numbers(
        {
            (option.key, value.key, name): amount
            for option in product.options
            if not option.wide
            for value in option.values
            for name, amount in value.attributes.items()
        }
    )


def truth(claim: Formula, left: Left) -> bool | None:  # noqa: PLR0911 - one case per kind
    """Whether `claim` is true whatever is taken of what is left, or false; else None."""
    match claim:
        case Is(option, allowed):
            mine = left.values[option]
            if isinstance(mine, Many):
                return None if any(value in mine for value in allowed) else False
            return True if mine <= allowed else None if mine & allowed else False
        case Compare(first, sign, second):
            return _compared(_span(first, left), sign, _span(second, left))
        case Not(inner):
            return _not(truth(inner, left))
        case All(claims):
            return _not(_any(_not(truth(each, left)) for each in claims))
        case Any(claims):
            return _any(truth(each, left) for each in claims)
        case Requires(when, then):
            return _any((_not(truth(when, left)), truth(then, left)))
        case Count(low, high, claims):
            return _counted([truth(each, left) for each in claims], low, high)
        case Listed(options, rows):
            return _listed([left.values[option] for option in options], rows)
        case _:
            assert_never(claim)


def _not(known: bool | None) -> bool | None:  # noqa: FBT001 - one truth is its only matter
    return None if known is None else not known


def _any(known: Iterable[bool | None]) -> bool | None:
    unsure = False
    for each in known:
        if each:
            return True
        unsure |= each is None
    return None if unsure else False


def _counted(known: list[bool | None], low: int, high: int) -> bool | None:
    least, most = known.count(True), len(known) - known.count(False)
    if low <= least and most <= high:
        return True
    return False if most < low or high < least else None


def _listed(
    values: Sequence[frozenset[str] | Many], rows: frozenset[tuple[str, ...]]
) -> bool | None:
    """Whether all ways to take `values` are rows (each row is counted once), or none is."""
    fit = sum(all(key in some for key, some in zip(row, values, strict=True)) for row in rows)
    if fit == 0:
        return False
    return True if fit == prod(map(len, values)) else None


def _compared(left: Interval, sign: Sign, right: Interval) -> bool | None:
    match sign:
        case "<":
            return _ordered(left[1] < right[0], left[0] >= right[1])
        case "<=":
            return _ordered(left[1] <= right[0], left[0] > right[1])
        case ">" | ">=":
            return _not(_compared(left, "<=" if sign == ">" else "<", right))
        case "=":
            same = left[0] == left[1] == right[0] == right[1]
            return _ordered(same, left[1] < right[0] or right[1] < left[0])
        case "!=":
            return _not(_compared(left, "=", right))


def _ordered(surely: bool, never: bool) -> bool | None:  # noqa: FBT001 - two sides of one truth
    return True if surely else False if never else None


def _span(term: Term, left: Left) -> Interval:
    """The least and the greatest that `term` may come to, or wider."""
    match term:
        case Number(amount):
            return amount, amount
        case Attribute(option, name):
            return left.span(option, name)
        case Sum(terms):
            spans = [_span(each, left) for each in terms]
            return sum(low for low, _ in spans), sum(high for _, high in spans)
        case Times(terms):
            whole = (1, 1)
            for each in terms:
                ends = [one * other for one in whole for other in _span(each, left)]
                whole = min(ends), max(ends)
            return whole
        case Measure() | Quotient():
            raise NoRule(f"{term} stands in formulas only")
        case _:
            assert_never(term)
