"""Amounts: numbers with fractions, as the whole numbers that rules are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from rules.rule import Compare, Number, Sign, Sum, Term, Times

ONE = Number(1)


@dataclass(frozen=True, slots=True)
class Amount:
    """`whole / (by * over)`, where `over` are terms that are never negative and not 0 here."""

    whole: Term
    by: int = 1
    over: tuple[Term, ...] = ()


def amount(number: Fraction) -> Amount:
    """A number that is written."""
    return Amount(Number(number.numerator), number.denominator)


def added(amounts: Sequence[Amount]) -> Amount:
    """The sum of `amounts`."""
    by = lcm(*(one.by for one in amounts))
    over = tuple(dict.fromkeys(term for one in amounts for term in one.over))
    return Amount(_sum([_wider(one, by, over) for one in amounts]), by, over)


def multiplied(amounts: Sequence[Amount]) -> Amount:
    """The product of `amounts`."""
    by = 1
    for one in amounts:
        by *= one.by
    over = tuple(term for one in amounts for term in one.over)
    return Amount(_times([one.whole for one in amounts]), by, over)


def compared(left: Amount, sign: Sign, right: Amount) -> Compare:
    """`left sign right` between whole numbers."""
    by = lcm(left.by, right.by)
    over = tuple(dict.fromkeys([*left.over, *right.over]))
    return Compare(_wider(left, by, over), sign, _wider(right, by, over))


def _wider(one: Amount, by: int, over: Sequence[Term]) -> Term:
    """`one` times `by * over`, which its own are part of."""
    rest = list(over)
    for term in one.over:
        if term in rest:
            rest.remove(term)
    return _times([Number(by // one.by), one.whole, *rest])


def _sum(terms: list[Term]) -> Term:
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))


def _times(terms: list[Term]) -> Term:
    factors = [term for term in terms if term != ONE] or [ONE]
    return factors[0] if len(factors) == 1 else Times(tuple(factors))
