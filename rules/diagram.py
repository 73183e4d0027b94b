"""A product compiled into a diagram.

Rules become one binary decision diagram (each option written in as many bits as its values need);
cutting it between options gives a layered multi-valued diagram, kept as flat arrays so that a pass
over all edges is one short loop.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, product
from typing import assert_never

import numpy as np
from oxidd.bdd import BDDFunction, BDDManager

from catalog.product import Kind, Option, Product
from rules.arrangement import candidates
from rules.check import holds
from rules.deadline import Deadline
from rules.layers import Diagram
from rules.linear import Linear, alike, difference, verdicts
from rules.rule import (
    All,
    Any,
    Compare,
    Count,
    Formula,
    Is,
    Listed,
    Not,
    Requires,
    RuleBook,
    RuleError,
    Sign,
)
from rules.scope import options_of

NODES = (1 << 16, 1 << 19, 1 << 22)
"""Room for the binary diagram: more only when no order fits, so that a bad one costs little."""

MOST_COMBINATIONS = 200_000


class TooBig(RuleError):
    """The rules do not fit into a diagram of the size allowed."""


class NotFixed(RuleError):
    """A derived option is left open by the rules for some design."""

    def __init__(self, option: str) -> None:
        self.option = option
        super().__init__(f"the rules leave the derived option {option} open for some designs")


def compile_diagram(
    book: RuleBook, nodes: int = NODES[-1], deadline: Deadline | None = None
) -> Diagram:
    """The smallest diagram of a few orders of options, of those compiled until `deadline`.

    Raises:
        TooBig: no order fits into the `nodes` allowed, or was compiled in time; or numbers are
            too many to write out.
        NotFixed: rules leave a derived option open.
    """
    if any(option.wide for option in book.product.options):
        raise TooBig(f"numbers of {book.product.key} are too many to write out")
    claims = [rule.claim for rule in book.rules]
    orders = candidates(book.product, claims)
    for room in [*(some for some in NODES if some < nodes), nodes]:
        compiled = list(_compiled(book.product, claims, orders, (room, deadline)))
        if compiled:
            compiler, root = min(compiled, key=lambda pair: pair[1].node_count())
            diagram = _layers(compiler, root)
            _refuse_open_derived(diagram)
            return diagram
    raise TooBig(f"the rules of {book.product.key} need more than {nodes:,} nodes or more time")


def _compiled(
    product: Product,
    claims: Sequence[Formula],
    orders: Sequence[Sequence[str]],
    budget: tuple[int, Deadline | None],
) -> "Iterator[tuple[_Compiler, BDDFunction]]":
    """All `claims` at once, in each order that needs no more nodes and time than the `budget`."""
    nodes, deadline = budget
    for order in orders:
        try:
            compiler = _Compiler(product, order, nodes, deadline)
            yield compiler, compiler.conjunction(claims)
        except (MemoryError, TimeoutError):
            continue


def _refuse_open_derived(diagram: Diagram) -> None:
    for layer, kind in enumerate(diagram.kinds):
        if kind is Kind.DERIVED:
            _, edges = np.unique(diagram.source[diagram.edges_of(layer)], return_counts=True)
            if edges.size and edges.max() > 1:
                raise NotFixed(diagram.options[layer])


class _Compiler:
    """Formulas to binary diagrams, for one product and one order of its options."""

    def __init__(
        self, made: Product, order: Sequence[str], nodes: int, deadline: Deadline | None
    ) -> None:
        self.product, self.deadline = made, deadline
        self.options = tuple(made.option(key) for key in order)
        self.depth = {key: place for place, key in enumerate(order)}
        widths = [max(1, (len(option.values) - 1).bit_length()) for option in self.options]
        self.first_bit = [sum(widths[:place]) for place in range(len(widths) + 1)]
        self.manager = BDDManager(nodes, nodes, 1)
        self.manager.add_vars(self.first_bit[-1])
        self.true, self.false = self.manager.true(), self.manager.false()
        self._is = {option.key: self._indicators(option) for option in self.options}

    def conjunction(self, claims: Sequence[Formula]) -> BDDFunction:
        """All `claims` at once, the deepest first: the top stays small."""
        depth = [min((self.depth[key] for key in options_of(c)), default=0) for c in claims]
        result = self.true
        for option in self.options[::-1]:
            result &= self._union(self._is[option.key].values())
        for place in sorted(range(len(claims)), key=lambda place: -depth[place]):
            result &= self.function(claims[place])
            if self.deadline and self.deadline.left < 0:
                raise TimeoutError
        return result

    def function(self, claim: Formula) -> BDDFunction:  # noqa: PLR0911 - one case per kind
        """`claim` as a binary diagram."""
        match claim:
            case Is(option, values):
                return self._union(self._is[option][value] for value in sorted(values))
            case Not(inner):
                return ~self.function(inner)
            case All(claims):
                return self._counted(claims, len(claims), len(claims))
            case Any(claims):
                return self._union(self.function(part) for part in claims)
            case Requires(when, then):
                return ~self.function(when) | self.function(then)
            case Count(low, high, claims):
                return self._counted(claims, low, high)
            case Compare():
                return self._compared(claim)
            case Listed(options, rows):
                places = sorted(range(len(options)), key=lambda p: self.depth[options[p]])
                ordered = sorted(tuple(row[place] for place in places) for row in rows)
                return self._tree([options[place] for place in places], ordered)
        assert_never(claim)

    def _indicators(self, option: Option) -> dict[str, BDDFunction]:
        start, end = (self.first_bit[self.depth[option.key] + step] for step in (0, 1))
        bits = [(self.manager.var(bit), self.manager.not_var(bit)) for bit in range(start, end)]
        return {value.key: self._minterm(bits, code) for code, value in enumerate(option.values)}

    def _minterm(self, bits: list[tuple[BDDFunction, BDDFunction]], code: int) -> BDDFunction:
        result = self.true
        for place, (one, zero) in enumerate(reversed(bits)):
            result &= one if code >> place & 1 else zero
        return result

    def _union(self, parts: Iterable[BDDFunction]) -> BDDFunction:
        result = self.false
        for part in parts:
            result |= part
        return result

    def _counted(self, claims: Sequence[Formula], low: int, high: int) -> BDDFunction:
        """At least `low`, at most `high` of `claims`: `reached[n]` says that n were true so far."""
        reached = {0: self.true}
        for claim in claims:
            true = self.function(claim)
            more = {count + 1: held & true for count, held in reached.items() if count < high}
            reached = {
                count: (reached[count] & ~true if count in reached else self.false)
                | more.get(count, self.false)
                for count in reached.keys() | more.keys()
            }
        return self._union(held for count, held in reached.items() if low <= count <= high)

    def _compared(self, claim: Compare) -> BDDFunction:
        """A comparison, tried on every combination of values that differ in the numbers used."""
        if number := difference(claim, self.product):
            return self._summed(number, claim.sign)
        keys = sorted(options_of(claim), key=self.depth.__getitem__)
        groups = [alike(self.product.option(key), claim) for key in keys]
        if np.prod([len(some) for some in groups], dtype=float) > MOST_COMBINATIONS:
            raise TooBig(f"a comparison over {', '.join(keys)} has too many combinations")
        first = product(*([group[0] for group in some] for some in groups))
        rows = [
            row for row in first if holds(claim, self.product, dict(zip(keys, row, strict=True)))
        ]
        return self._tree(keys, rows, [{g[0]: g for g in some} for some in groups])

    def _summed(self, number: Linear, sign: Sign) -> BDDFunction:
        """A sum compared with 0: values that lead to the same sum so far share what follows."""
        keys = sorted(number.parts, key=self.depth.__getitem__)
        steps = verdicts(number, sign, keys, MOST_COMBINATIONS)
        if steps is None:
            raise TooBig(f"a sum over {', '.join(keys)} has too many amounts")
        below: dict[int, BDDFunction] = {}
        for place in range(len(keys), -1, -1):
            here = {}
            for so_far, verdict in steps[place].items():
                here[so_far] = self.true if verdict else self.false
                if verdict is None:
                    here[so_far] = self._union(
                        self._is[keys[place]][value] & below[so_far + amount]
                        for value, amount in number.parts[keys[place]].items()
                    )
            below = here
        return below[number.constant]

    def _tree(
        self,
        keys: Sequence[str],
        rows: Sequence[tuple[str, ...]],
        groups: Sequence[Mapping[str, Sequence[str]]] | None = None,
    ) -> BDDFunction:
        """Sorted `rows` over `keys` (in the order of layers) as nested choices.

        With `groups`, each key in a row stands for the whole group of values that are alike.
        """
        if not rows:
            return self.false
        if not keys:
            return self.true
        result = self.false
        rest = groups[1:] if groups else None
        for head, tails in groupby(rows, key=lambda row: row[0]):
            below = self._tree(keys[1:], [row[1:] for row in tails], rest)
            values = groups[0][head] if groups else (head,)
            result |= self._union(self._is[keys[0]][value] for value in values) & below
        return result


def _layers(compiler: _Compiler, root: BDDFunction) -> Diagram:
    """Cut the binary diagram between options; a node is a function that reaches its layer."""
    first_value = np.cumsum([0, *(len(option.values) for option in compiler.options)])
    here: dict[BDDFunction, int] = {root: 0} if root.satisfiable() else {}
    nodes, edges, first_edge = 1, list[tuple[int, int, int]](), [0]
    for layer, option in enumerate(compiler.options):
        below: dict[BDDFunction, int] = {}
        for function, node in here.items():
            for code, child in _children(compiler, function, layer, len(option.values)):
                if child not in below:
                    below[child] = nodes + len(below)
                edges.append((node, below[child], int(first_value[layer]) + code))
        first_edge.append(len(edges))
        here, nodes = below, nodes + len(below)
    columns = np.array(edges, dtype=np.int32).reshape(-1, 3).T
    return Diagram(
        options=tuple(option.key for option in compiler.options),
        kinds=tuple(option.kind for option in compiler.options),
        values=tuple((o.key, value.key) for o in compiler.options for value in o.values),
        source=columns[0].copy(),
        target=columns[1].copy(),
        label=columns[2].copy(),
        first_edge=np.array(first_edge, dtype=np.int32),
        first_value=first_value.astype(np.int32),
        # A void product has no path from the root to the node below all layers.
        nodes=nodes + (not edges),
    )


def _children(
    compiler: _Compiler, function: BDDFunction, layer: int, values: int
) -> list[tuple[int, BDDFunction]]:
    """What is left of `function` after each value of the layer's option that leads on."""
    branches = [(0, function)]
    for bit in range(compiler.first_bit[layer], compiler.first_bit[layer + 1]):
        branches = [
            (code << 1 | one, part)
            for code, branch in branches
            for one, part in enumerate(_halves(branch, bit))
        ]
    return [(code, part) for code, part in branches if code < values and part.satisfiable()]


def _halves(function: BDDFunction, bit: int) -> tuple[BDDFunction, BDDFunction]:
    """`function` with `bit` false and with it true."""
    if function.node_level() != bit:
        return function, function
    cofactors = function.cofactors()
    assert cofactors is not None
    true, false = cofactors
    return false, true
