"""Numbers that are a sum of parts, each of one option alone: most rules about numbers are.

Then neither the diagram nor the solver needs to look at combinations of values.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from catalog.product import Option, Product
from rules.rule import (
    Attribute,
    Compare,
    Measure,
    Number,
    Quotient,
    RuleError,
    Sign,
    Sum,
    Term,
    Times,
)

Parts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Linear:
    """`constant` and what the value taken for each option adds: `parts[option][value]`."""

    constant: int
    parts: Parts

    def bounds(self) -> tuple[int, int]:
        """The least and the most it can come to."""
        low, high = self.constant, self.constant
        for amounts in self.parts.values():
            low, high = low + min(amounts.values()), high + max(amounts.values())
        return low, high

    def plus(self, other: "Linear") -> "Linear":
        """Both added."""
        parts = {**self.parts, **other.parts}
        for key in self.parts.keys() & other.parts.keys():
            mine, theirs = self.parts[key], other.parts[key]
            parts[key] = {value: mine[value] + theirs[value] for value in mine}
        return Linear(self.constant + other.constant, parts)

    def times(self, other: "Linear") -> "Linear | None":
        """Both multiplied; None where that depends on two options at once."""
        if not other.parts:
            parts = {
                key: {value: amount * other.constant for value, amount in amounts.items()}
                for key, amounts in self.parts.items()
            }
            return Linear(self.constant * other.constant, parts)
        if not self.parts:
            return other.times(self)
        if len(self.parts) > 1 or self.parts.keys() != other.parts.keys():
            return None
        (key, mine), (theirs,) = *self.parts.items(), other.parts.values()
        products = {v: (self.constant + mine[v]) * (other.constant + theirs[v]) for v in mine}
        return Linear(0, {key: products})


def linear(term: Term, product: Product) -> Linear | None:
    """`term` as such a sum, or None when it is none; too many values are not added up."""
    match term:
        case Number(amount):
            return Linear(amount, {})
        case Attribute(option, name):
            values = product.option(option).values
            if product.option(option).wide:
                return None
            return Linear(0, {option: {value.key: value.attributes[name] for value in values}})
        case Sum(terms) | Times(terms):
            adds = isinstance(term, Sum)
            result: Linear | None = Linear(0 if adds else 1, {})
            for part in terms:
                other = linear(part, product)
                if result is None or other is None:
                    return None
                result = result.plus(other) if adds else result.times(other)
            return result
        case Measure() | Quotient():
            message = "rules hold no measures and no quotients"
            raise RuleError(message)
    assert_never(term)


def difference(claim: Compare, product: Product) -> Linear | None:
    """Left side less right side, which is to be compared with 0; None when it is no such sum."""
    return linear(Sum((claim.left, Times((Number(-1), claim.right)))), product)


def decided(sign: Sign, low: int, high: int) -> bool | None:
    """Whether all numbers from `low` to `high` compare so with 0, or none; None when some do."""
    match sign:
        case "<" | ">=":
            below = True if high < 0 else False if low >= 0 else None
            return below if sign == "<" or below is None else not below
        case "<=" | ">":
            upto = True if high <= 0 else False if low > 0 else None
            return upto if sign == "<=" or upto is None else not upto
    outside = low > 0 or high < 0
    equal = True if low == high == 0 else False if outside else None
    return equal if sign == "=" or equal is None else not equal


def verdicts(
    number: Linear, sign: Sign, keys: Sequence[str], most: int
) -> list[dict[int, bool | None]] | None:
    """For each place in `keys`, the sums that options before it come to, as `decided` sees them.

    Only sums that are still open lead on to the next place. None when there are more than `most`.
    """
    rest = [Linear(0, {key: number.parts[key] for key in keys}).bounds()]
    for key in keys:
        amounts = number.parts[key].values()
        rest.append((rest[-1][0] - min(amounts), rest[-1][1] - max(amounts)))
    found, sums = list[dict[int, bool | None]](), {number.constant}
    for place, (low, high) in enumerate(rest):
        found.append({one: decided(sign, one + low, one + high) for one in sorted(sums)})
        most -= len(sums)
        if most < 0:
            return None
        going_on = [one for one, verdict in found[-1].items() if verdict is None]
        steps = set(number.parts[keys[place]].values()) if place < len(keys) else ()
        sums = {one + step for one in going_on for step in steps}
    return found


def alike(option: Option, claim: Compare) -> list[list[str]]:
    """Values of `option` in groups that have the same numbers in every term of `claim`."""
    used = {*_attributes(claim.left), *_attributes(claim.right)}
    names = sorted(name for key, name in used if key == option.key)
    groups: dict[tuple[int, ...], list[str]] = {}
    for value in option.values:
        groups.setdefault(tuple(value.attributes[name] for name in names), []).append(value.key)
    return list(groups.values())


def _attributes(term: Term) -> Iterator[tuple[str, str]]:
    match term:
        case Attribute(option, name):
            yield option, name
        case Sum(parts) | Times(parts):
            for part in parts:
                yield from _attributes(part)
        case Quotient(above, below):
            yield from _attributes(above)
            yield from _attributes(below)
