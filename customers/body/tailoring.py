"""Tailoring: block and adjustments chosen together, the least strain proven by CP-SAT.

Blocks are pruned first by an exact bound: whatever steps are taken, a block strains at least by the
sum of what each adjustment strains at its own best. Once some garment is known, no block and no
step whose bound lies above it can be in a better one. So the model is small, and its optimum is
that of all blocks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python import cp_model

from customers.body import crotch
from customers.body.fitting import Fitting
from customers.body.limits import LIMITS, Limit
from customers.body.measurement import BodyError
from customers.body.size_rules import SizeRules, size_rules
from customers.body.strain import NEVER, Strains, strains
from customers.body.target import Tailoring
from rules.rule import RuleBook

FEW = 4
"""So many blocks are tried first, and four times as many each time none of them will do."""

Literal = cp_model.IntVar


class NotProven(BodyError):
    """The solver could not say which garment is the best."""


@dataclass(frozen=True, slots=True)
class Made:
    """A block with a step for each adjustment, by place, and its strain."""

    strain: int
    block: int
    steps: tuple[int, ...]


def tailor(
    book: RuleBook,
    fitting: Fitting,
    kept: Mapping[str, str] | None = None,
    limits: Sequence[Limit] = LIMITS,
) -> Tailoring | None:
    """The block and adjustments that strain least, or None when none can be made.

    Every rule that speaks of sizes holds, and so do the limits. The result may miss its targets:
    see `deviations`. Why nothing can be made says `customers.body.misfit`.

    Args:
        book: the product's rules.
        fitting: what is made for which body.
        kept: values of size options that people chose, to be kept.
        limits: what no garment may go below.

    Raises NotProven.
    """
    sizing = book.product.sizing
    if sizing is None:
        return Tailoring("", {}, {}, fitting.targets)
    rules = size_rules(book, fitting.design.values)
    found = strains(fitting, kept or {}, rules.refused, limits)
    bench = _Bench(fitting, found, rules, crotch.worn_mm(fitting.targets))
    made = _best(bench)
    if made is None:
        return None
    sizes = bench.values(made.steps)
    block = found.blocks[made.block].key
    adjustments_mm = {
        option.key: option.values[step].attributes["mm"]
        for option, step in zip(found.options, made.steps, strict=True)
    }
    return Tailoring(block, {sizing.block_option: block, **sizes}, adjustments_mm, fitting.targets)


@dataclass(frozen=True, slots=True)
class _Bench:
    """All there is to know when a pattern is chosen."""

    fitting: Fitting
    strains: Strains
    rules: SizeRules
    crotch_mm: int | None

    def values(self, steps: Sequence[int]) -> dict[str, str]:
        """The value of each adjustment at these steps."""
        options = self.strains.options
        return {one.key: one.values[step].key for one, step in zip(options, steps, strict=True)}

    def sizes(self, block: int, steps: Sequence[int]) -> dict[str, str]:
        """The values of all size options."""
        sizing = self.rules.product.sizing
        assert sizing is not None
        return {sizing.block_option: self.strains.blocks[block].key, **self.values(steps)}

    def rises_stand(self, block: int, front: int, back: int) -> bool:
        """Whether the rises of `block` at these steps make the crotch."""
        rises = self.strains.rises
        if rises is None or self.crotch_mm is None:
            return True
        made = int(rises.front_mm[block, front]), int(rises.back_mm[block, back])
        return crotch.stands(*made, self.crotch_mm)

    def stands(self, block: int, steps: Sequence[int]) -> bool:
        """Whether a garment keeps what joins several of its sizes."""
        rises = self.strains.rises
        if rises and not self.rises_stand(block, steps[rises.front], steps[rises.back]):
            return False
        return self.rules.stand(self.sizes(block, steps))


def _best(bench: _Bench) -> Made | None:
    least = bench.strains.least
    order = [int(block) for block in np.argsort(least, kind="stable") if least[block] < NEVER]
    most = _quick(bench, order)
    count = FEW
    while most is None and order:
        found = _solved(bench, order[:count], NEVER - 1)
        if found:
            most = found.strain
        elif count >= len(order):
            return None
        count *= 4
    if most is None:
        return None
    return _solved(bench, [block for block in order if least[block] <= most], most)


def _quick(bench: _Bench, order: Sequence[int]) -> int | None:
    """The strain of the first block whose best steps stand together: an upper bound."""
    for block in order[: 4 * FEW]:
        if bench.stands(block, bench.strains.best(block)):
            return int(bench.strains.least[block])
    return None


@dataclass(frozen=True, slots=True)
class _Model:
    """Each block that may still be best, with each of its steps that may, as literals."""

    bench: _Bench
    most: int
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    literals: list[Literal] = field(default_factory=list)
    strains: list[int] = field(default_factory=list)

    def put(self, block: int) -> tuple[Literal, list[dict[int, Literal]]]:
        """Literals for `block` and for its steps, by option; exactly one step of each if taken."""
        taken = self._literal(int(self.bench.strains.unaltered[block]))
        steps = [self._steps(block, option, taken) for option in range(len(self._options))]
        self._join(block, steps)
        return taken, steps

    @property
    def _options(self) -> Sequence[object]:
        return self.bench.strains.options

    def _literal(self, strain: int) -> Literal:
        literal = self.model.new_bool_var("")
        self.literals.append(literal)
        self.strains.append(strain)
        return literal

    def _steps(self, block: int, option: int, taken: Literal) -> dict[int, Literal]:
        of_option = self.bench.strains.steps[option][block]
        spare = self.most - int(self.bench.strains.least[block]) + int(of_option.min())
        left = np.flatnonzero(of_option <= min(spare, NEVER - 1))
        steps = {int(step): self._literal(int(of_option[step])) for step in left}
        self.model.add_exactly_one([*steps.values(), ~taken])
        return steps

    def _join(self, block: int, steps: Sequence[Mapping[int, Literal]]) -> None:
        """Forbid what several sizes may not be together."""
        bench, rises = self.bench, self.bench.strains.rises
        if rises:
            for front, first in steps[rises.front].items():
                for back, second in steps[rises.back].items():
                    if not bench.rises_stand(block, front, back):
                        self.model.add_bool_or([~first, ~second])
        named = self._named(block, steps)
        left = {option: tuple(literals) for option, literals in named.items()}
        for joint in bench.rules.joints:
            for clash in bench.rules.clashes(joint, left):
                pairs = zip(joint.options, clash, strict=True)
                self.model.add_bool_or([~named[key][value] for key, value in pairs])

    def _named(
        self, block: int, steps: Sequence[Mapping[int, Literal]]
    ) -> dict[str, dict[str, Literal]]:
        """The literals by size option and value; that of the block is always true here."""
        sizing = self.bench.rules.product.sizing
        assert sizing is not None
        options = self.bench.strains.options
        named = {
            option.key: {option.values[step].key: literal for step, literal in literals.items()}
            for option, literals in zip(options, steps, strict=True)
        }
        key = self.bench.strains.blocks[block].key
        # A clash with the block is one of its steps: as all of them are off when it is not taken.
        named[sizing.block_option] = {key: self.model.new_constant(1)}
        return named


def _solved(bench: _Bench, blocks: Sequence[int], most: int) -> Made | None:
    """The best garment of these blocks that strains by `most` at most, proven; None if none is.

    Raises NotProven.
    """
    holder = _Model(bench, most)
    put = {block: holder.put(block) for block in blocks}
    holder.model.add_exactly_one(taken for taken, _ in put.values())
    holder.model.minimize(cp_model.LinearExpr.weighted_sum(holder.literals, holder.strains))
    solver = _solver()
    match solver.solve(holder.model):
        case cp_model.INFEASIBLE:
            return None
        case cp_model.OPTIMAL:
            block = next(one for one, (taken, _) in put.items() if solver.boolean_value(taken))
            steps = tuple(
                next(step for step, literal in literals.items() if solver.boolean_value(literal))
                for literals in put[block][1]
            )
            return Made(round(solver.objective_value), block, steps)
    raise NotProven


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    # One worker: the same body gets the same garment.
    solver.parameters.num_workers = 1
    # Small models, one for each tap: presolve and relaxation cost more than they save.
    solver.parameters.cp_model_presolve = False
    solver.parameters.linearization_level = 0
    return solver
