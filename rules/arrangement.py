"""The order of options in a diagram: options that share rules stand close together.

The order decides the size of the diagram, never its answers. Zones keep what people choose above
what tailoring and the body fix, so that designs can be counted by looking no further than the
last design option.
"""

from collections.abc import Mapping, Sequence

from catalog.product import Kind, Product
from rules.rule import Formula
from rules.scope import options_of
from rules.sifting import sifted

ZONES = {Kind.DESIGN: 0, Kind.SIZE: 1, Kind.MEASURED: 2}
ROUNDS = 60


Scopes = Sequence[frozenset[str]]


def candidates(product: Product, claims: Sequence[Formula]) -> list[tuple[str, ...]]:
    """Orders worth compiling, of which the smallest diagram is kept.

    The author's own, and two that pull options with common rules together.
    """
    scopes = [options_of(claim) for claim in claims]
    chosen = [option for option in product.options if option.kind in ZONES]
    zone = {option.key: ZONES[option.kind] for option in chosen}
    written = _parts_together(sorted(zone, key=zone.__getitem__), zone, scopes)
    derived = [option.key for option in product.of_kind(Kind.DERIVED)]
    close = merged(scopes)
    starts = [written, _force(written, zone, close), _force(written[::-1], zone, close)]
    orders = [sifted(product, start, zone, claims) for start in starts]
    placed = [_with_derived(order, derived, scopes) for order in orders]
    return list(dict.fromkeys(tuple(order) for order in placed))


def _parts_together(order: Sequence[str], zone: Mapping[str, int], scopes: Scopes) -> list[str]:
    """`order` with options that no chain of rules joins apart from each other, zone by zone."""
    part = {key: place for place, key in enumerate(order)}
    for scope in scopes:
        joined = {part[key] for key in scope if key in part}
        for key in [key for key, old in part.items() if old in joined]:
            part[key] = min(joined)
    return sorted(order, key=lambda key: (zone[key], part[key]))


def merged(scopes: Scopes) -> list[frozenset[str]]:
    """`scopes` with groups that all exclude each other in pairs drawn together into one scope.

    A hundred pairs that say "at most one of fifteen" would else outweigh every other rule.
    """
    pairs = {scope for scope in scopes if len(scope) == 2}  # noqa: PLR2004 - a pair has two
    near: dict[str, set[str]] = {}
    for first, second in (sorted(pair) for pair in sorted(pairs, key=sorted)):
        near.setdefault(first, set()).add(second)
        near.setdefault(second, set()).add(first)
    groups: list[frozenset[str]] = [scope for scope in scopes if scope not in pairs]
    while pairs:
        start = min(pairs, key=lambda pair: (-max(len(near[one]) for one in pair), sorted(pair)))
        group = set(start)
        for other in sorted(set.intersection(*(near[one] for one in start))):
            if group <= near[other]:
                group.add(other)
        groups.append(frozenset(group))
        pairs -= {pair for pair in pairs if pair <= group}
    return groups


def _force(start: Sequence[str], zone: Mapping[str, int], scopes: Scopes) -> list[str]:
    """FORCE (Aloul, Markov, Sakallah, GLSVLSI 2003): move options to the middle of their rules.

    Of all rounds, the order with the smallest sum of rule spans.
    """
    place = {key: index for index, key in enumerate(sorted(start, key=zone.__getitem__))}
    inside = [sorted(scope & place.keys()) for scope in scopes]
    inside = [scope for scope in inside if len(scope) > 1]
    best, best_span = dict(place), _span(inside, place)
    for _ in range(ROUNDS):
        pull: dict[str, list[float]] = {key: [] for key in place}
        for scope in inside:
            middle = sum(place[key] for key in scope) / len(scope)
            for key in scope:
                pull[key].append(middle)
        aim = {key: sum(m) / len(m) if m else float(place[key]) for key, m in pull.items()}
        moved = sorted(place, key=lambda key: (zone[key], aim[key], place[key]))
        place = {key: index for index, key in enumerate(moved)}
        span = _span(inside, place)
        if span < best_span:
            best, best_span = dict(place), span
    return sorted(best, key=best.__getitem__)


def _span(scopes: Sequence[Sequence[str]], place: Mapping[str, int]) -> int:
    ends = ([place[key] for key in scope] for scope in scopes)
    return sum(max(end) - min(end) for end in ends)


def _with_derived(order: Sequence[str], derived: Sequence[str], scopes: Scopes) -> list[str]:
    """`order` with each derived option straight after the last option it shares a rule with."""
    result = list(order)
    for key in derived:
        near = frozenset().union(*(scope for scope in scopes if key in scope))
        after = [index for index, other in enumerate(result) if other in near]
        result.insert(max(after, default=-1) + 1, key)
    return result
