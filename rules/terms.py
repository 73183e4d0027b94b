"""Numbers as a solver reckons with them: terms of rules, and options with very many values.

The model is CP-SAT's; only `rules.solver` knows that, here it is just asked for variables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from catalog.product import Amounts, Product
from rules.asked import Named, Wide
from rules.linear import linear
from rules.rule import Attribute, Sum, Term, Times

Model = Any
Linear = Any
"""A linear expression, a variable or a number."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A linear expression with the least and most it can come to."""

    of: Linear
    low: int
    high: int


class WideOption:
    """An option of many `values` as one whole variable: the place of the value that is taken."""

    def __init__(self, model: Model, values: Amounts) -> None:
        numbers, behind = values.numbers, len(values.first)
        self._values, self._place = values, model.new_int_var(0, len(values) - 1, "")
        of, low = numbers.low + numbers.step * (self._place - behind), numbers.low
        if behind:  # Without a value the number is 0, whatever the line says that others lie on.
            none = self.taken(values.first[0].key, model)
            of, low = of + (numbers.step - numbers.low) * none, min(0, numbers.low)
        self.amount = Bounded(of, low, numbers.high)

    def taken(self, key: str, model: Model) -> Linear:
        """A literal that is true exactly when the value called `key` is taken."""
        result, place = model.new_bool_var(""), self._values.place(key)
        assert place is not None, key
        model.add(self._place == place).only_enforce_if(result)
        model.add(self._place != place).only_enforce_if(~result)
        return result

    def asked(self, wide: Wide, model: Model) -> list[Linear]:
        """Keeps the value within what is asked for; gives what it costs, but for what all cost."""
        inside = [model.new_bool_var("") for _ in wide.pieces]
        model.add_exactly_one(inside)
        for (first, last, _), literal in zip(wide.pieces, inside, strict=True):
            model.add(self._place >= first).only_enforce_if(literal)
            model.add(self._place <= last).only_enforce_if(literal)
        costs = [cost * one for (*_, cost), one in zip(wide.pieces, inside, strict=True) if cost]
        return costs + ([wide.slope * self._place] if wide.slope else [])

    def found(self, solver: Model) -> str:
        """The key of the value that `solver` has found."""
        place: int = solver.value(self._place)
        return self._values[place].key


class Terms:
    """Terms about a product as expressions over a `model` in which values are literals."""

    def __init__(
        self,
        model: Model,
        product: Product,
        literals: Mapping[Named, Linear],
        wide: Mapping[str, WideOption],
    ) -> None:
        self._model, self._product, self._is, self._wide = model, product, literals, wide

    def number(self, term: Term) -> Bounded:
        """What `term` comes to."""
        if sum_of_parts := linear(term, self._product):
            parts = sum_of_parts.parts.items()
            taken = [amount * self._is[key, v] for key, by in parts for v, amount in by.items()]
            return Bounded(sum(taken) + sum_of_parts.constant, *sum_of_parts.bounds())
        match term:
            case Attribute(option, _):
                return self._wide[option].amount
            case Sum(terms):
                numbers = [self.number(part) for part in terms]
                low, high = sum(one.low for one in numbers), sum(one.high for one in numbers)
                return Bounded(sum(one.of for one in numbers), low, high)
            case Times(terms):
                return reduce(self._times, map(self.number, terms))
        raise AssertionError(term)

    def _times(self, first: Bounded, second: Bounded) -> Bounded:
        ends = [a * b for a in (first.low, first.high) for b in (second.low, second.high)]
        low, high = min(ends), max(ends)
        if first.low == first.high or second.low == second.high:
            factor = first.low if first.low == first.high else second.low
            other = second if first.low == first.high else first
            return Bounded(factor * other.of, low, high)
        result = self._model.new_int_var(low, high, "")
        self._model.add_multiplication_equality(result, [first.of, second.of])
        return Bounded(result, low, high)
