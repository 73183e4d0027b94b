"""Comparisons and tables as plain claims: which values of the last option the others leave."""

from collections.abc import Iterator
from itertools import groupby, product
from math import prod

from catalog.product import Product
from rules.check import holds
from rules.rule import All, Any, Compare, Formula, Is, Listed, Requires, RuleError
from rules.scope import options_of

MOST_COMBINATIONS = 200_000


class TooManyRows(RuleError):
    """A comparison is about more combinations of values than can be written out."""

    def __init__(self, options: list[str], combinations: int) -> None:
        self.options, self.combinations = options, combinations
        told = f"{combinations:,} combinations of {len(options)} options"
        super().__init__(f"a comparison is about {told}; up to {MOST_COMBINATIONS:,} are written")


def written_out(claim: Compare | Listed, made: Product) -> Iterator[Formula]:
    """Claims that together say what `claim` says: with these values, one of those."""
    options = list(claim.options) if isinstance(claim, Listed) else sorted(options_of(claim))
    keys = [[value.key for value in made.option(option).values] for option in options]
    combinations = prod(map(len, keys))
    if combinations > MOST_COMBINATIONS:
        raise TooManyRows(options, combinations)
    if not options:
        yield from () if holds(claim, made, {}) else (Any(()),)
        return
    rows = product(*keys)
    for before, every in groupby(rows, key=lambda row: row[:-1]):
        left = frozenset(
            row[-1] for row in every if holds(claim, made, dict(zip(options, row, strict=True)))
        )
        if len(left) == len(keys[-1]):
            continue
        when = tuple(
            Is(one, frozenset({value})) for one, value in zip(options, before, strict=False)
        )
        yield Requires(All(when), Is(options[-1], left) if left else Any(()))
