"""An engine: one edition of a product, compiled once, that answers every click after it."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np

from catalog.module import lead_days
from catalog.product import Option, Product
from rules.asked import Asked
from rules.certain import Numbers, numbers_of
from rules.consequences import Consequences
from rules.deadline import Deadline
from rules.diagram import NODES, TooBig, compile_diagram
from rules.layers import Diagram, Longs
from rules.passes import Ways, Weights, answers, best, held, possible
from rules.rule import Rule, RuleBook
from rules.scope import options_of
from rules.searching import Search
from rules.solver import Solver


@dataclass(frozen=True)
class Engine:
    """A product with its rules, its diagram, and the solver that gives rules to blame.

    In place of a diagram too big to compile stands a search.
    """

    book: RuleBook
    diagram: Ways

    @property
    def kind(self) -> Literal["diagram", "solver"]:
        """What answers: a solver counts nothing and may run out of time."""
        return "diagram" if isinstance(self.diagram, Diagram) else "solver"

    def within(self, deadline: Deadline, first: Sequence[str] = ()) -> "Engine":
        """The engine for one request: a search answers as far as it comes until `deadline`.

        Answers to the options asked about `first` come before the others.
        """
        if not isinstance(self.diagram, Search):
            return self
        hurried = copy(self)  # With all that was worked out once, which dataclasses leave behind.
        object.__setattr__(hurried, "diagram", self.diagram.within(deadline, first))
        return hurried

    @property
    def product(self) -> Product:
        """The product this engine answers for."""
        return self.book.product

    @cached_property
    def solver(self) -> Solver:
        """The second opinion, built when first asked."""
        return Solver(self.book)

    @cached_property
    def consequences(self) -> Consequences:
        """What is asked first which rules are to blame: it mostly knows, and at once."""
        return Consequences(self.book)

    @cached_property
    def scopes(self) -> list[tuple[frozenset[str], Rule]]:
        """Every rule with the options it speaks of."""
        return [(options_of(rule.claim), rule) for rule in self.book.rules]

    @cached_property
    def about(self) -> dict[str, list[Rule]]:
        """The rules that speak of each option, in the author's order."""
        about = dict[str, list[Rule]]()
        for scope, rule in self.scopes:
            for option in scope:
                about.setdefault(option, []).append(rule)
        return about

    @cached_property
    def layers(self) -> list[tuple[str, int, tuple[str, ...]]]:
        """Every option but wide ones, with the number of its first value and the keys of all."""
        wide = {option.key for option in self.product.options if option.wide}
        plain = [option for option in self.diagram.options if option not in wide]
        of = {option: self.diagram.numbers(option) for option in plain}
        return [
            (option, numbers.start, tuple(self.diagram.values[number][1] for number in numbers))
            for option, numbers in of.items()
        ]

    @cached_property
    def numbers(self) -> Numbers:
        """Every attribute of the product."""
        return numbers_of(self.product)

    @cached_property
    def price(self) -> Longs:
        """Surcharge of every value by number, in cents."""
        prices = np.zeros(len(self.diagram.values), dtype=np.int64)
        for option in self.product.options:
            numbers = self.diagram.numbers(option.key)
            prices[numbers.start : numbers.stop] = prices_of(option)
        return prices

    @cached_property
    def _modules(self) -> dict[int, tuple[str, ...]]:
        """The modules of values that need some, by number; those of a wide option need none."""
        return {
            number: value.modules
            for option in self.product.options
            if not option.wide
            for number, value in zip(self.diagram.numbers(option.key), option.values, strict=True)
            if value.modules
        }

    def weights(self, stock: Mapping[str, int]) -> Weights:
        """Price and days of every value by number; `stock` holds units by SKU."""
        late = ((module.sku, lead_days(module, stock)) for module in self.product.modules)
        return self._weighed(tuple(late))

    @cached_property
    def _weighed(self) -> Callable[[tuple[tuple[str, int], ...]], Weights]:
        """Weights by what is late: that changes seldom, and every click asks."""

        @lru_cache(maxsize=8)
        def weighed(late: tuple[tuple[str, int], ...]) -> Weights:
            days_of = dict(late)
            days = np.zeros(len(self.diagram.values), dtype=np.int64)
            for number, skus in self._modules.items():
                days[number] = max(days_of[sku] for sku in skus)
            return Weights(self.price, days)

        return weighed


def prices_of(option: Option) -> Longs:
    """The surcharge of every value of `option`, in cents."""
    if (wide := option.wide) is None:
        return np.array([value.price_cents for value in option.values], dtype=np.int64)
    first = [value.price_cents for value in wide.first]
    steps = np.arange(len(wide) - len(first), dtype=np.int64)
    return np.concatenate([np.array(first, dtype=np.int64), steps * wide.price_cents])


def ways_of(book: RuleBook, nodes: int = NODES[-1], deadline: Deadline | None = None) -> Ways:
    """The diagram of a product if it fits into so many `nodes` until `deadline`, else a search.

    Raises NotFixed when rules leave a derived option open; a search does not find that out.
    """
    try:
        return compile_diagram(book, nodes, deadline)
    except TooBig:
        return Search(book.product, Solver(book))


def compile_engine(
    book: RuleBook, nodes: int = NODES[-1], deadline: Deadline | None = None
) -> Engine:
    """The engine of a product, with all it needs ready before the first click.

    Raises NotFixed when rules leave a derived option open.
    """
    engine = Engine(book, ways_of(book, nodes, deadline))
    if engine.kind == "solver":
        engine.weights({})
        engine.solver.found(Asked())
        return engine
    nothing = held(engine.diagram, {}, {})
    weights = engine.weights({})
    answers(engine.diagram, nothing, weights)
    possible(engine.diagram, nothing)
    best(engine.diagram, weights.price)
    return engine
