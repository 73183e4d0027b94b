"""A diagram: one layer per option, one edge per value that can still lead to a valid configuration.

Kept as flat arrays, so that a pass over all edges is one short loop.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog.product import Kind

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]

FREE = -1
"""In place of a value's number: nothing is taken in this layer."""

NEVER = 1 << 60
"""Above every sum of prices, days or changes: not reachable."""

UNKNOWN = -NEVER
"""Below every sum: not found out in time. A diagram knows everything."""

SOME = -1
"""In place of a number of changes: not 0, but how many was not found out in time."""

DESIGNS = frozenset({Kind.DESIGN, Kind.DERIVED})
"""Layers whose values are counted; of the others only "is there one?" counts."""

DESIGNS_AND_SIZES = DESIGNS | {Kind.SIZE}


class Numbered:
    """Values numbered option by option, in the author's order; each option is a layer.

    Those of layer `i` are `first_value[i]` to `first_value[i + 1]`.
    """

    options: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    first_value: Ints

    def numbers(self, option: str) -> range:
        """The numbers of all values of `option`, in the author's order."""
        layer = self._layers[option]
        return range(int(self.first_value[layer]), int(self.first_value[layer + 1]))

    @cached_property
    def _layers(self) -> dict[str, int]:
        return {option: layer for layer, option in enumerate(self.options)}

    def layer(self, option: str) -> int:
        """The layer of `option`."""
        return self._layers[option]

    def number(self, option: str, value: str) -> int:
        """The number of a value."""
        return self._numbers[option, value]

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], int]:
        return {value: number for number, value in enumerate(self.values)}

    def taken(self, values: Mapping[str, str]) -> Longs:
        """`values` by option as numbers by layer, FREE where none is taken."""
        taken = np.full(len(self.options), FREE, dtype=np.int64)
        for value in values.items():
            if value in self._numbers:
                taken[self._layers[value[0]]] = self._numbers[value]
        return taken


@dataclass(frozen=True)
class Diagram(Numbered):
    """All valid configurations of a product.

    Layer `i` belongs to option `options[i]`. Nodes are numbered layer by layer, the root is 0 and
    the last one stands below all layers; an unsatisfiable product has no edges. Edge `e` leads
    from `source[e]` to `target[e]` when value `label[e]` is taken; edges are sorted by layer, and
    those of layer `i` are `first_edge[i]` to `first_edge[i + 1]`. Values are numbered layer by
    layer, in the author's order: those of layer `i` are `first_value[i]` to `first_value[i + 1]`.
    """

    options: tuple[str, ...]
    kinds: tuple[Kind, ...]
    values: tuple[tuple[str, str], ...]
    source: Ints
    target: Ints
    label: Ints
    first_edge: Ints
    first_value: Ints
    nodes: int

    @property
    def edges(self) -> int:
        """Number of edges, on which the time of a pass hangs."""
        return len(self.source)

    def edges_of(self, layer: int) -> slice:
        """The edges of `layer`."""
        return slice(self.first_edge[layer], self.first_edge[layer + 1])

    def counted(self, kinds: frozenset[Kind]) -> Flags:
        """Per layer, whether its option is of these kinds."""
        return np.array([kind in kinds for kind in self.kinds], dtype=np.bool_)

    @cached_property
    def counted_designs(self) -> Flags:
        """Per layer, whether its option is part of a design."""
        return self.counted(DESIGNS)

    @cached_property
    def designs(self) -> int:
        """How many designs there are for which at least one size and one body stands."""
        return counts_below(self, self.taken({}), self.taken({}), DESIGNS)[0]

    @cached_property
    def designs_with_sizes(self) -> int:
        """How many designs there are, each in all its sizes."""
        return counts_below(self, self.taken({}), self.taken({}), DESIGNS_AND_SIZES)[0]


def edges(diagram: Diagram, facts: Longs) -> Iterator[tuple[int, int, int, int]]:
    """Edges that honour the facts, as (layer, source, target, label), the top layer first."""
    for layer, fact in enumerate(facts.tolist()):
        part = diagram.edges_of(layer)
        columns = (diagram.source[part], diagram.target[part], diagram.label[part])
        for source, target, label in zip(*(one.tolist() for one in columns), strict=True):
            if fact in (FREE, label):
                yield layer, source, target, label


def counts_below(diagram: Diagram, own: Longs, facts: Longs, kinds: frozenset[Kind]) -> list[int]:
    """For every node the exact number of ways below it, counting values of `kinds` only.

    Whole numbers of any size, at the price of a loop in Python.
    """
    up = [0] * diagram.nodes
    up[-1] = 1
    sums = diagram.counted(kinds).tolist()
    for layer, source, target, label in reversed(list(edges(diagram, facts))):
        if own[layer] in (FREE, label):
            ways = up[source] + up[target]
            up[source] = ways if sums[layer] else max(up[source], up[target])
    return up


def counts_through(diagram: Diagram, own: Longs, facts: Longs) -> tuple[list[int], int]:
    """The exact number of designs with each value, and in all: as `rules.passes` gives them."""
    up = counts_below(diagram, own, facts, DESIGNS)
    sums = diagram.counted(DESIGNS).tolist()
    down = [0] * diagram.nodes
    down[0] = 1
    each = [0] * len(diagram.values)
    for layer, source, target, label in edges(diagram, facts):
        if sums[layer]:
            each[label] += down[source] * up[target]
            if own[layer] in (FREE, label):
                down[target] += down[source]
    return each, up[0]


def nth_design(diagram: Diagram, own: Longs, facts: Longs, index: int) -> dict[str, str]:
    """The design number `index` (from 0) of all with the own choices, with one of its sizes.

    Each design has a number of its own, in the order of layers and the author's order of values:
    a number drawn evenly gives a design drawn evenly. Raises IndexError past the last one.
    """
    up = counts_below(diagram, own, facts, DESIGNS)
    if not 0 <= index < up[0]:
        raise IndexError(index)
    sums, node, taken = diagram.counted(DESIGNS).tolist(), 0, dict[str, str]()
    for layer, source, target, label in edges(diagram, facts):
        if source == node and diagram.options[layer] not in taken and own[layer] in (FREE, label):
            if sums[layer] and index >= up[target]:
                index -= up[target]
            elif up[target]:
                taken[diagram.options[layer]] = diagram.values[label][1]
                node = target
    return taken
