"""An engine: one edition of a product, compiled once, that answers every click after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from catalog.module import lead_days
from catalog.product import Product
from rules.diagram import compile_diagram
from rules.layers import Diagram, Longs
from rules.passes import Weights, answers, best, held, possible
from rules.rule import Rule, RuleBook
from rules.scope import options_of
from rules.solver import Solver


@dataclass(frozen=True)
class Engine:
    """A product with its rules, its diagram, and the solver that gives rules to blame."""

    book: RuleBook
    diagram: Diagram

    @property
    def product(self) -> Product:
        """The product this engine answers for."""
        return self.book.product

    @cached_property
    def solver(self) -> Solver:
        """The second opinion, built when first asked."""
        return Solver(self.book)

    @cached_property
    def scopes(self) -> list[tuple[frozenset[str], Rule]]:
        """Every rule with the options it speaks of."""
        return [(options_of(rule.claim), rule) for rule in self.book.rules]

    @cached_property
    def price(self) -> Longs:
        """Surcharge of every value by number, in cents."""
        values = (self.product.option(option).value(key) for option, key in self.diagram.values)
        return np.array([value.price_cents for value in values], dtype=np.int64)

    @cached_property
    def _modules(self) -> list[tuple[str, ...]]:
        pairs = self.diagram.values
        return [self.product.option(option).value(key).modules for option, key in pairs]

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
            days = [max((days_of[sku] for sku in skus), default=0) for skus in self._modules]
            return Weights(self.price, np.array(days, dtype=np.int64))

        return weighed


def compile_engine(book: RuleBook) -> Engine:
    """The engine of a product, with its loops ready before the first click.

    Raises:
        TooBig: the rules do not fit into a diagram.
        NotFixed: rules leave a derived option open.
    """
    engine = Engine(book, compile_diagram(book))
    nothing = held(engine.diagram, {}, {})
    weights = engine.weights({})
    answers(engine.diagram, nothing, weights)
    possible(engine.diagram, nothing)
    best(engine.diagram, weights.price)
    return engine
