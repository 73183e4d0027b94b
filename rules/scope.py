"""Which options a rule speaks of."""

from typing import assert_never

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
    Sum,
    Term,
    Times,
)


def options_of(claim: Formula | Term) -> frozenset[str]:
    """Keys of the options `claim` speaks of."""
    match claim:
        case Is(option) | Attribute(option):
            return frozenset({option})
        case Listed(options):
            return frozenset(options)
        case Number() | Measure():
            return frozenset()
        case Not(inner):
            return options_of(inner)
        case All(parts) | Any(parts) | Count(claims=parts) | Sum(parts) | Times(parts):
            return frozenset().union(*(options_of(part) for part in parts))
        case Compare(left=first, right=second) | Requires(first, second) | Quotient(first, second):
            return options_of(first) | options_of(second)
    assert_never(claim)
