"""Rules written as clauses: each says that one of a few options has one of a few values."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from math import comb, prod

from catalog.product import Product
from rules.check import holds
from rules.rule import All, Any, Compare, Count, Formula, Is, Listed, Not, Requires, RuleError
from rules.scope import options_of

Clause = Mapping[int, int]
"""By place of an option in its product the values hoped for, as bits: the first value is 1."""

MOST_CLAUSES = 3_000


class TooManyClauses(RuleError):
    """A claim that only very many clauses could say."""


class Writer:
    """Writes the claims about one product, each in no more than `most` clauses."""

    def __init__(self, made: Product, most: int = MOST_CLAUSES) -> None:
        self._product, self._most = made, most
        self.place = {option.key: place for place, option in enumerate(made.options)}
        # Of an option with very many values nothing is written.
        self.bit = [
            {}
            if option.wide
            else {value.key: 1 << number for number, value in enumerate(option.values)}
            for option in made.options
        ]
        self._wide = frozenset(option.key for option in made.options if option.wide)
        self.every = [(1 << max(1, len(bits))) - 1 for bits in self.bit]

    def clauses(self, claim: Formula, *, is_true: bool = True) -> list[Clause]:
        """Clauses that together say of `claim` that it is true, or false. Raises TooManyClauses."""
        if self._wide and not self._wide.isdisjoint(options_of(claim)):
            raise TooManyClauses
        match claim:
            case Is(option, values):
                place = self.place[option]
                bits = sum(self.bit[place][value] for value in values)
                return _one({place: bits if is_true else self.every[place] & ~bits}, self.every)
            case Not(inner):
                return self.clauses(inner, is_true=not is_true)
            case All(parts) | Any(parts):
                written = [self.clauses(part, is_true=is_true) for part in parts]
                return (
                    self._all(written) if isinstance(claim, All) == is_true else self._any(written)
                )
            case Requires(when, then):
                return self.clauses(Any((Not(when), then)), is_true=is_true)
            case Count(low, high, parts) if is_true:
                return self._counted(low, high, parts)
            case Compare() | Listed() | Count():
                return self._tried(claim, is_true=is_true)

    @staticmethod
    def _all(written: Sequence[list[Clause]]) -> list[Clause]:
        return [clause for clauses in written for clause in clauses]

    def _any(self, written: Sequence[list[Clause]]) -> list[Clause]:
        if prod(map(len, written)) > self._most:
            raise TooManyClauses
        return [one for row in product(*written) for one in _one(_joined(row), self.every)]

    def _counted(self, low: int, high: int, parts: Sequence[Formula]) -> list[Clause]:
        """Of any `high` + 1 parts one is false; of all but `low` - 1 one is true."""
        few, many = high + 1, len(parts) - low + 1
        if comb(len(parts), few) + comb(len(parts), max(many, 0)) > self._most:
            raise TooManyClauses
        if many < 0:
            return [{}]
        not_more = [
            [self.clauses(part, is_true=False) for part in some]
            for some in combinations(parts, few)
        ]
        not_less = [[self.clauses(part) for part in some] for some in combinations(parts, many)]
        return self._all([self._any(some) for some in [*not_more, *not_less]])

    def _tried(self, claim: Formula, *, is_true: bool) -> list[Clause]:
        """For each combination of all options but the widest a clause with what it leaves of it."""
        keys = sorted(options_of(claim), key=lambda key: len(self.bit[self.place[key]]))
        if prod(len(self.bit[self.place[key]]) for key in keys) > self._most:
            raise TooManyClauses
        if not keys:
            return [] if holds(claim, self._product, {}) == is_true else [{}]
        *others, last = keys
        written = list[Clause]()
        for row in product(*(self.bit[self.place[key]] for key in others)):
            taken = dict(zip(others, row, strict=True))
            left = sum(
                bit
                for value, bit in self.bit[self.place[last]].items()
                if holds(claim, self._product, taken | {last: value}) == is_true
            )
            written += _one(self._otherwise(taken) | {self.place[last]: left}, self.every)
        return written

    def _otherwise(self, taken: Mapping[str, str]) -> dict[int, int]:
        """Any value but those `taken`."""
        places = [(self.place[key], value) for key, value in taken.items()]
        return {place: self.every[place] & ~self.bit[place][value] for place, value in places}


def _joined(clauses: Sequence[Clause]) -> Clause:
    """What is said by any of `clauses`."""
    joined = dict[int, int]()
    for clause in clauses:
        for place, bits in clause.items():
            joined[place] = joined.get(place, 0) | bits
    return joined


def _one(clause: Clause, every: Sequence[int]) -> list[Clause]:
    """`clause` without vain hopes; nothing if it is always so."""
    if any(bits == every[place] for place, bits in clause.items()):
        return []
    return [{place: bits for place, bits in clause.items() if bits}]
