"""The designs of a product alone: sizes, the body and derived options are taken out of its rules.

What is left has exactly the designs for which at least one size and one body stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import prod

from catalog.product import WRITTEN_OUT, Kind
from catalog.text import Text
from rules.diagram import compile_diagram
from rules.explain import holding
from rules.passes import best
from rules.rule import Listed, Rule, RuleBook, RuleError
from rules.scope import options_of

MOST_ROWS = 50_000


class TooWide(RuleError):
    """An option has more numbers than others can be told one by one."""

    def __init__(self, option: str, numbers: int) -> None:
        self.option, self.numbers = option, numbers
        super().__init__(
            f"{option} has {numbers:,} numbers, and each is written as a feature of its own: "
            f"give its range larger steps, so that there are no more than {WRITTEN_OUT:,}"
        )


class TooTangled(RuleError):
    """Rules with sizes, the body or derived options speak of too many designs at once."""

    def __init__(self, rules: Sequence[str], designs: int) -> None:
        self.rules, self.designs = rules, designs
        super().__init__(f"the rules {', '.join(rules)} speak of {designs:,} designs at once")


def designs_only(book: RuleBook) -> RuleBook:
    """`book` with its design options only.

    Rules that share hidden options become one table of the designs for which these have values.
    Raises TooWide and TooTangled.
    """
    for option in book.product.options:
        if option.wide:
            raise TooWide(option.key, len(option.values))
    shown = {option.key for option in book.product.of_kind(Kind.DESIGN)}
    plain = [rule for rule in book.rules if options_of(rule.claim) <= shown]
    tables = [_table(book, rules, shown) for rules in _together(book, shown)]
    made = replace(book.product, options=book.product.of_kind(Kind.DESIGN), rules=(), sizing=None)
    return replace(book, product=made, rules=(*plain, *tables))


def _together(book: RuleBook, shown: set[str]) -> Iterator[list[Rule]]:
    """Rules with hidden options, those that share one in one list."""
    waiting = [rule for rule in book.rules if options_of(rule.claim) - shown]
    while waiting:
        mine = [waiting.pop(0)]
        hidden = options_of(mine[0].claim) - shown
        while more := [rule for rule in waiting if options_of(rule.claim) & hidden]:
            mine += more
            waiting = [rule for rule in waiting if rule not in more]
            hidden |= frozenset().union(*(options_of(rule.claim) - shown for rule in more))
        yield mine


def _table(book: RuleBook, rules: Sequence[Rule], shown: set[str]) -> Rule:
    """One rule that allows the designs for which the hidden options of `rules` have values."""
    scope = frozenset().union(*(options_of(rule.claim) for rule in rules))
    options = [option for option in book.product.options if option.key in scope]
    mine = [option for option in options if option.key in shown]
    rows = prod(len(option.values) for option in mine)
    if rows > MOST_ROWS:
        raise TooTangled([rule.key for rule in rules], rows)
    # As sizes they may stay open: what fixes a derived option elsewhere is not in these rules.
    hidden = (replace(o, kind=Kind.SIZE) if o.key not in shown else o for o in options)
    part = replace(book.product, options=tuple(hidden))
    diagram = compile_diagram(RuleBook(part, tuple(rules), {}, {}))
    keys = tuple(option.key for option in mine)
    every = product(*([value.key for value in option.values] for option in mine))
    standing = (
        row
        for row in every
        if best(diagram, holding(diagram, dict(zip(keys, row, strict=True)))) is not None
    )
    key, reason = "_and_".join(rule.key for rule in rules), Text(en=rules[0].reason["en"])
    return Rule(key, Listed(keys, frozenset(standing)), reason)
