"""A diagram: one layer per option, one edge per value that can still lead to a valid configuration.

Kept as flat arrays, so that a pass over all edges is one short loop.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from catalog.product import Kind
from rules import counting, loops
from rules.counting import Counting, Edges

Ints = counting.Ints
Longs = counting.Longs
Flags = counting.Flags

FREE = loops.FREE
"""In place of a value's number: nothing is taken in this layer."""

NEVER = loops.NEVER
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
    values: Sequence[tuple[str, str]]
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

    @property
    def columns(self) -> Edges:
        """The edges as loops take them."""
        return self.source, self.target, self.label, self.first_edge

    @cached_property
    def counting(self) -> Counting:
        """What counts designs exactly, however many."""
        return Counting(self.columns, self.nodes, self.counted_designs)

    @cached_property
    def designs(self) -> int:
        """How many designs there are for which at least one size and one body stands."""
        return _all(self, self.counting)

    @cached_property
    def designs_with_sizes(self) -> int:
        """How many designs there are, each in all its sizes."""
        return _all(self, Counting(self.columns, self.nodes, self.counted(DESIGNS_AND_SIZES)))


def _all(diagram: Diagram, counting: Counting) -> int:
    free = diagram.taken({})
    return counting.whole(counting.below(free, free)[:1])[0]


def counts_through(diagram: Diagram, own: Longs, facts: Longs) -> tuple[list[int], int]:
    """The exact number of designs with each value, and in all: as `rules.passes` gives them."""
    each, every = diagram.counting.through(own, facts, len(diagram.values))
    return diagram.counting.whole(each), diagram.counting.whole(every[np.newaxis])[0]


class Designs:
    """All designs with the own choices, each with one of its sizes, under numbers from 0.

    In the order of layers and the author's order of values: a number drawn evenly gives a design
    drawn evenly.
    """

    def __init__(self, diagram: Diagram, own: Longs, facts: Longs) -> None:
        self._diagram, self._held = diagram, (own.tolist(), facts.tolist())
        self._below = diagram.counting.below(own, facts)
        self.number = diagram.counting.whole(self._below[:1])[0]

    def nth(self, index: int) -> dict[str, str]:
        """The design of that number. Raises IndexError past the last one."""
        if not 0 <= index < self.number:
            raise IndexError(index)
        diagram, node, taken = self._diagram, 0, dict[str, str]()
        for layer, option in enumerate(diagram.options):
            counts = diagram.counted_designs[layer]
            for value, target, ways in self._onward(layer, node):
                if not counts or index < ways:
                    taken[option], node = diagram.values[value][1], target
                    break
                index -= ways
        return taken

    def _onward(self, layer: int, node: int) -> Iterator[tuple[int, int, int]]:
        """Values that lead on from `node`, where to, and the ways from there."""
        diagram, part = self._diagram, self._diagram.edges_of(layer)
        mine = part.start + np.searchsorted(diagram.source[part], [node, node + 1])
        values, targets = diagram.label[slice(*mine)], diagram.target[slice(*mine)]
        ways = diagram.counting.whole(self._below[targets])
        for value, target, one in zip(values.tolist(), targets.tolist(), ways, strict=True):
            if one and all(held[layer] in (FREE, value) for held in self._held):
                yield value, target, one
