"""Sifting: better orders of options, by an upper bound on the diagram instead of the diagram.

Above a layer, a configuration needs to remember of each option only what rules that reach below
still want to know. The product of these numbers of classes bounds the nodes of the layer. Each
option is carried through all places and left where the bound on all edges is least (Rudell,
ICCAD 1993, who swaps in the diagram itself).
"""

from collections.abc import Mapping, Sequence
from functools import cache

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
    Sum,
    Term,
    Times,
)
from rules.scope import options_of

MOST_WORK = 250_000
BOOLEAN = 2
ROUNDS = 4


def sifted(
    product: Product, order: Sequence[str], zone: Mapping[str, int], claims: Sequence[Formula]
) -> list[str]:
    """`order`, improved; zones stay one below the other.

    Large products come back as they are, and those of yes and no, where the bound says little.
    """
    most_values = max((len(option.values) for option in product.options), default=0)
    if most_values <= BOOLEAN or len(order) ** 2 * len(claims) > MOST_WORK:
        return list(order)
    bound = _Bound(product, claims)
    best = list(order)
    for _ in range(ROUNDS):
        before = best
        for option in order:
            best = _carried(best, option, zone, bound)
        if best == before:
            break
    return best


def _carried(order: list[str], option: str, zone: Mapping[str, int], bound: "_Bound") -> list[str]:
    """`order` with `option` in its best place within its zone."""
    rest = [key for key in order if key != option]
    places = [n for n, key in enumerate(rest) if zone[key] == zone[option]]
    if not places:
        return order
    tried = [[*rest[:n], option, *rest[n:]] for n in (*places, places[-1] + 1)]
    return min([order, *tried], key=bound.edges)


class _Bound:
    """An upper bound on the edges of a diagram by the order of its options."""

    def __init__(self, product: Product, claims: Sequence[Formula]) -> None:
        self._size = {option.key: len(option.values) for option in product.options}
        self._scopes = [options_of(claim) for claim in claims]
        self._classes = [
            {key: _classes(product, key, claim) for key in scope}
            for claim, scope in zip(claims, self._scopes, strict=True)
        ]
        self._hidden = {key for scope in self._scopes for key in scope}
        self._nodes = cache(self._count_nodes)

    def edges(self, order: Sequence[str]) -> float:
        """At most so many edges, options that are not in `order` left aside."""
        known = frozenset(order)
        total, above = 0.0, frozenset[str]()
        for option in order:
            total += self._nodes(above, known) * self._size[option]
            above |= {option}
        return total

    def _count_nodes(self, above: frozenset[str], known: frozenset[str]) -> float:
        pending = [n for n, scope in enumerate(self._scopes) if scope & known - above]
        result = 1.0
        for option in above:
            wanted = [self._classes[n][option] for n in pending if option in self._scopes[n]]
            if wanted:
                result *= len(set(zip(*wanted, strict=True)))
        return result


def _classes(  # noqa: PLR0911 - one case per kind
    product: Product, option: str, claim: Formula | Term
) -> tuple[object, ...]:
    """Per value of `option`, all that `claim` can see of it."""
    values = product.option(option).values
    match claim:
        case Is(key, wanted):
            return tuple(key == option and value.key in wanted for value in values)
        case Attribute(key, name):
            return tuple(value.attributes[name] if key == option else 0 for value in values)
        case Listed(options, rows) if option in options:
            place = options.index(option)
            beside: dict[str, set[tuple[str, ...]]] = {}
            for row in rows:
                beside.setdefault(row[place], set()).add(row[:place] + row[place + 1 :])
            return tuple(frozenset(beside.get(value.key, ())) for value in values)
        case Number() | Measure() | Listed():
            return (0,) * len(values)
        case Not(inner):
            return _classes(product, option, inner)
        case All(parts) | Any(parts) | Count(claims=parts) | Sum(parts) | Times(parts):
            seen = [_classes(product, option, part) for part in parts]
            return tuple(zip(*seen, strict=True)) if seen else (0,) * len(values)
        case Compare(left=first, right=second) | Requires(first, second) | Quotient(first, second):
            pair = (_classes(product, option, first), _classes(product, option, second))
            return tuple(zip(*pair, strict=True))
