"""Pairs of rules that contradict each other."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from rules.solver import Solver

Keeping = Callable[[Collection[str]], frozenset[str] | None]
"""Keys of all the rules that a configuration keeps which keeps those given; None: there is none."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two rules that together forbid what neither of them forbids alone.

    Forbidden is that one of `values` (`option=value`) is taken, or that the condition of one of
    `conditions` (keys of rules) is met. In a void product both are empty: nothing at all is left.
    """

    rules: tuple[str, str]
    values: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


def contradictions(
    solver: Solver, keys: Sequence[str], values: Iterable[str], conditions: Iterable[str]
) -> tuple[Contradiction, ...]:
    """All pairs of rules `keys` of a product whose dead values and unmet conditions are these.

    Two rules contradict each other when, of all rules, they alone suffice to keep every
    configuration away from a dead value, or from the condition of a rule that is never met,
    and neither does so alone. What dies of three rules together is no pair's doing.
    """
    found: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for value in values:
        option, _, one = value.rpartition("=")
        for pair in _pairs(partial(solver.kept, solver.literals({option: one})), keys):
            found.setdefault(pair, ([], []))[0].append(value)
    for key in conditions:
        for pair in _pairs(partial(solver.kept, solver.condition(key)), keys):
            found.setdefault(pair, ([], []))[1].append(key)
    return tuple(Contradiction(pair, tuple(v), tuple(c)) for pair, (v, c) in sorted(found.items()))


def void_pairs(solver: Solver, keys: Sequence[str]) -> tuple[Contradiction, ...]:
    """All pairs of rules that leave nothing at all."""
    return tuple(map(Contradiction, _pairs(partial(solver.kept, []), keys)))


def _pairs(keeping: Keeping, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of `keys` that cannot both be kept though each can, in the order of the file.

    A configuration shows of all the rules it keeps, two by two, that they can. As it keeps most
    of them, a few configurations are asked for instead of one per pair.
    """
    number = {key: place for place, key in enumerate(keys)}
    shown = np.zeros((len(keys), len(keys)), dtype=np.bool_)

    def shows(*rules: str) -> bool:
        kept = keeping(rules)
        if kept is not None:
            places = [number[key] for key in kept]
            shown[np.ix_(places, places)] = True
        return kept is not None

    alone = {key for place, key in enumerate(keys) if not (shown[place, place] or shows(key))}
    for place, first in enumerate(keys):
        for other in range(place + 1, len(keys)):
            second = keys[other]
            if not (shown[place, other] or alone & {first, second} or shows(first, second)):
                yield first, second
