"""CP-SAT on a product: the rules to blame for a clash, and a second opinion on every answer.

One worker: the same question gets the same answer. Nothing is guessed: out of time is no answer.
"""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import assert_never

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import Literal

from rules.asked import Asked, Named
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
    Rule,
    RuleBook,
    RuleError,
)
from rules.terms import Bounded, Terms, WideOption


class SolverGaveUp(RuleError):
    """The solver answered neither yes nor no."""


class Solver:
    """All rules of a product, its `book`, as one model, each behind a switch of its own."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self._model = cp_model.CpModel()
        self._known = dict[Named, Literal]()
        self._is = {
            (option.key, value.key): self._model.new_bool_var(f"{option.key}={value.key}")
            for option in book.product.options
            if not option.wide
            for value in option.values
        }
        self._wide = {
            option.key: WideOption(self._model, values)
            for option in book.product.options
            if (values := option.wide)
        }
        self._terms = Terms(self._model, book.product, self._is, self._wide)
        for option in book.product.options:
            if not option.wide:
                self._model.add_exactly_one(self._is[option.key, v.key] for v in option.values)
        self._claim = {rule.key: self._literal(rule.claim) for rule in book.rules}
        self._when = {
            rule.key: self._literal(rule.claim.when)
            for rule in book.rules
            if isinstance(rule.claim, Requires)
        }
        self._switch = {rule.key: self._switched(rule) for rule in book.rules}

    def stands(self, values: Mapping[str, str]) -> bool:
        """Whether some configuration has `values` and keeps every rule."""
        model = self._ruled.clone()
        model.add_bool_and(self._taken(value, model) for value in values.items())
        match _solver().solve(model):
            case cp_model.OPTIMAL | cp_model.FEASIBLE:
                return True
            case cp_model.INFEASIBLE:
                return False
        raise SolverGaveUp

    def found(self, asked: Asked, seconds: float | None = None) -> dict[str, str] | None:
        """The valid configuration that is asked for, or None when there is none.

        Raises SolverGaveUp after so many `seconds`; without, it takes as long as it takes.
        """
        model = self._ruled.clone()
        for value in asked.without:
            model.add(self._is[value] == 0)
        if asked.one_of:
            model.add_bool_or(self._taken(value, model) for value in asked.one_of)
        costs = [cost * self._is[value] for value, cost in asked.costs.items()]
        for option, wide in asked.wide.items():
            costs += self._wide[option].asked(wide, model)
        if costs:
            model.minimize(sum(costs))
        for value in self._is.keys() & asked.hint:
            model.add_hint(self._is[value], 1)
        solver = _solver(seconds)
        # A relaxation proves a sum to be the least; it is no use where nothing is summed.
        solver.parameters.linearization_level = 1 if costs else 0
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            return None
        if status == cp_model.OPTIMAL or (status == cp_model.FEASIBLE and not costs):
            plain = dict(value for value, taken in self._is.items() if solver.boolean_value(taken))
            return plain | {key: wide.found(solver) for key, wide in self._wide.items()}
        raise SolverGaveUp

    @cached_property
    def _ruled(self) -> cp_model.CpModel:
        """The model with all rules switched on."""
        return self._with({}, self._switch)

    def blame(self, values: Mapping[str, str], without: Collection[Named] = ()) -> tuple[Rule, ...]:
        """Rules that together forbid `values` where none of `without` is taken.

        None of them can be left out; () if nothing forbids that.
        """
        aside = copy(self)  # New numbers asked about are forgotten afterwards.
        aside._model, aside._known = self._model.clone(), {}  # noqa: SLF001 - it is one of us
        return aside._smallest(aside.literals(values, without), self._switch)  # noqa: SLF001

    def literals(self, values: Mapping[str, str], without: Collection[Named] = ()) -> list[Literal]:
        """That `values` are taken and none of `without` is, as `kept` is asked."""
        taken = [self._literal_of(value) for value in values.items()]
        return taken + [~self._literal_of(value) for value in without]

    def condition(self, key: str) -> list[Literal]:
        """That the condition of rule `key` is met, as `kept` is asked."""
        return [self._when[key]]

    def kept(self, literals: Sequence[Literal], rules: Collection[str]) -> frozenset[str] | None:
        """Keys of all rules that some configuration with `literals` and `rules` keeps.

        None when there is no such configuration; other rules may be broken.
        """
        model = self._with({}, rules)
        model.add_bool_and(literals)
        solver = _solver()
        match solver.solve(model):
            case cp_model.OPTIMAL | cp_model.FEASIBLE:
                claims = self._claim.items()
                return frozenset(key for key, claim in claims if solver.boolean_value(claim))
            case cp_model.INFEASIBLE:
                return None
        raise SolverGaveUp

    def implying(self, key: str) -> tuple[Rule, ...] | None:
        """Other rules that already say what rule `key` says, none too many; None if they do not.

        () when it is true of everything.
        """
        others = [other for other in self._switch if other != key]
        against = [~self._claim[key]]
        if self._clash(against, others) is None:
            return None
        return self._smallest(against, others)

    def silencing(self, key: str) -> tuple[Rule, ...] | None:
        """Rules because of which the condition of rule `key` is never met; None if it can be."""
        if key not in self._when or self._clash([self._when[key]], self._switch) is None:
            return None
        return self._smallest([self._when[key]], self._switch)

    def _smallest(self, literals: Sequence[Literal], rules: Collection[str]) -> tuple[Rule, ...]:
        """Of `rules`, some that clash with `literals` and are all needed; () if none clash.

        The solver's core is only a beginning (or-tools issues 3102, 5141): it is confirmed by
        solving, then shrunk by trying to do without each rule.
        """
        core = self._clash(literals, rules)
        if core is None:
            return ()
        if self._clash(literals, core) is None:
            core = list(rules)
        for key in list(core):
            rest = [other for other in core if other != key]
            if self._clash(literals, rest) is not None:
                core = rest
        return tuple(rule for rule in self.book.rules if rule.key in core)

    def _clash(self, literals: Sequence[Literal], rules: Collection[str]) -> list[str] | None:
        """Keys of rules the solver holds responsible, or None when `literals` stand."""
        model = self._model.clone()
        model.add_bool_and(literals)
        switches = {self._switch[key].index: key for key in rules}
        model.add_assumptions([self._switch[key] for key in rules])
        solver = _solver()
        match solver.solve(model):
            case cp_model.OPTIMAL | cp_model.FEASIBLE:
                return None
            case cp_model.INFEASIBLE:
                core = solver.sufficient_assumptions_for_infeasibility()
                return [switches[index] for index in core if index in switches]
        raise SolverGaveUp

    def _with(self, values: Mapping[str, str], rules: Collection[str]) -> cp_model.CpModel:
        """A copy of the model in which `values` are taken and `rules` switched on."""
        model = self._model.clone()
        for value in values.items():
            model.add(self._taken(value, model) == 1)
        for key in rules:
            model.add(self._switch[key] == 1)
        return model

    def _switched(self, rule: Rule) -> Literal:
        switch = self._model.new_bool_var(rule.key)
        self._model.add_implication(switch, self._claim[rule.key])
        return switch

    def _literal(self, claim: Formula) -> Literal:  # noqa: PLR0911 - one case per kind
        """A literal that is true exactly when `claim` is."""
        match claim:
            case Is(option, values):
                return self._any([self._literal_of((option, value)) for value in sorted(values)])
            case Not(inner):
                return ~self._literal(inner)
            case All(claims):
                return ~self._any([~self._literal(part) for part in claims])
            case Any(claims):
                return self._any([self._literal(part) for part in claims])
            case Requires(when, then):
                return self._any([~self._literal(when), self._literal(then)])
            case Count(low, high, claims):
                total = sum(self._literal(part) for part in claims)
                return self._within(Bounded(total, 0, len(claims)), low, high)
            case Compare(left, sign, right):
                return self._compared(self._terms.number(left), sign, self._terms.number(right))
            case Listed(options, rows):
                return self._any([self._row(options, row) for row in sorted(rows)])
        assert_never(claim)

    def _any(self, parts: Sequence[Literal]) -> Literal:
        if len(parts) == 1:
            return parts[0]
        result = self._model.new_bool_var("")
        self._model.add_bool_or(parts).only_enforce_if(result)
        for part in parts:
            self._model.add_implication(part, result)
        return result

    def _row(self, options: Sequence[str], row: Sequence[str]) -> Literal:
        taken = [self._literal_of(value) for value in zip(options, row, strict=True)]
        return ~self._any([~one for one in taken])

    def _within(self, number: Bounded, low: int, high: int) -> Literal:
        result = self._model.new_bool_var("")
        inside = cp_model.Domain(low, high)
        self._model.add_linear_expression_in_domain(number.of, inside).only_enforce_if(result)
        outside = inside.complement()
        self._model.add_linear_expression_in_domain(number.of, outside).only_enforce_if(~result)
        return result

    def _compared(self, left: Bounded, sign: str, right: Bounded) -> Literal:
        less = Bounded(left.of - right.of, left.low - right.high, left.high - right.low)
        far = max(abs(less.low), abs(less.high)) + 1
        match sign:
            case "<":
                return self._within(less, -far, -1)
            case "<=":
                return self._within(less, -far, 0)
            case "=":
                return self._within(less, 0, 0)
            case "!=":
                return ~self._within(less, 0, 0)
            case ">=":
                return self._within(less, 0, far)
        return self._within(less, 1, far)

    def _taken(self, value: Named, model: cp_model.CpModel) -> Literal:
        """That `value` is taken, in a copy of the model."""
        if value[0] in self._wide:
            taken: Literal = self._wide[value[0]].taken(value[1], model)
            return taken
        return self._is[value]

    def _literal_of(self, value: Named) -> Literal:
        """That `value` is taken, in the model itself."""
        if value not in self._known:
            self._known[value] = self._taken(value, self._model)
        return self._known[value]


def _solver(seconds: float | None = None) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    if seconds is not None:
        solver.parameters.max_time_in_seconds = max(seconds, 0.0)
    # One worker: the same question gets the same answer.
    solver.parameters.num_workers = 1
    # Small questions, many of them: presolve, probing and the like cost more than they save.
    solver.parameters.cp_model_presolve = False
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.use_sat_inprocessing = False
    solver.parameters.linearization_level = 0
    return solver
