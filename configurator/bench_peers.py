"""Others who tell which values are still possible, asked in `surmesure bench` at the same moments.

All get the same clauses, written from the rules: an option of two values is one variable, any
other has one for each value.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from itertools import combinations
from random import Random
from statistics import median
from types import ModuleType

from catalog.configuration import Choice, taking
from catalog.product import Kind
from configurator.bench_sessions import TODAY, Figures, figures, lot, timed
from rules.clauses import Writer
from rules.engine import Engine
from rules.explain import stands
from rules.passes import held, possible
from rules.state import Situation, own_values

PYSAT_SOLVERS = ("glucose4", "cadical153")
MOST_CLAUSES = 1_000_000
CP_SAT_CLICKS, CP_SAT_VALUES = 5, 24
TWO = 2


class PeerMissing(Exception):
    """A peer is not installed."""

    def __init__(self, peer: str) -> None:
        super().__init__(f"{peer} is not installed: uv pip install --group bench")


def imported(name: str, peer: str) -> ModuleType:
    """A module of a peer. Raises PeerMissing."""
    try:
        return import_module(name)
    except ImportError:
        raise PeerMissing(peer) from None


class Numbered:
    """A product's rules as clauses of signed numbers, and its values as literals."""

    def __init__(self, engine: Engine) -> None:
        writer = Writer(engine.product, MOST_CLAUSES)
        self.literal = dict[tuple[str, str], int]()
        self.clauses, last = list[list[int]](), 0
        for option in engine.product.options:
            keys = [(option.key, value.key) for value in option.values]
            if len(keys) == TWO:
                last += 1
                self.literal |= {keys[0]: last, keys[1]: -last}
                continue
            literals = list(range(last + 1, last + 1 + len(keys)))
            last += len(keys)
            self.literal |= dict(zip(keys, literals, strict=True))
            self.clauses += [literals, *([-a, -b] for a, b in combinations(literals, 2))]
        named = [
            [self.literal[option.key, value.key] for value in option.values]
            for option in engine.product.options
        ]
        for rule in engine.book.rules:
            for clause in writer.clauses(rule.claim):
                hopes = [
                    literal
                    for place, bits in clause.items()
                    for number, literal in enumerate(named[place])
                    if bits >> number & 1
                ]
                self.clauses.append(hopes)
        designs = engine.product.of_kind(Kind.DESIGN)
        self.asked = {
            option.key: [self.literal[option.key, value.key] for value in option.values]
            for option in designs
        }

    def taken(self, situation: Situation) -> list[int]:
        """Own choices as literals."""
        return [self.literal[value] for value in own_values(situation.choices).items()]


class Incremental:
    """A solver that keeps what it learnt; each solution found vouches for all values in it."""

    def __init__(self, solver: str, numbered: Numbered) -> None:
        module = imported("pysat.solvers", "PySAT")
        self._numbered = numbered
        self._solver = module.Solver(name=solver, bootstrap_with=numbered.clauses)

    def possible(self, situation: Situation) -> set[int]:
        """Literals of values that stand, of options not chosen yet; others may be among them."""
        taken, chosen = self._numbered.taken(situation), own_values(situation.choices)
        implied = set[int]()
        with suppress(NotImplementedError):  # Not every solver tells.
            implied.update(self._solver.propagate(taken)[1])
        self._solver.solve(taken)
        found = set(self._solver.get_model())
        for option, literals in self._numbered.asked.items():
            if option in chosen:
                continue
            for literal in literals:
                if literal in found or -literal in implied:
                    continue
                if self._solver.solve([*taken, literal]):
                    found.update(self._solver.get_model())
        return found


def pysat(numbered: Numbered, seen: Sequence[Situation]) -> tuple[str, list[float]]:
    """The faster of the solvers, and milliseconds of each click. Raises PeerMissing."""
    runs = dict[str, list[float]]()
    for name in PYSAT_SOLVERS:
        solver = Incremental(name, numbered)
        solver.possible(seen[0])
        runs[name] = timed(solver.possible, seen)
    return min(runs.items(), key=lambda run: median(run[1]))


def cp_sat(engine: Engine, seen: Sequence[Situation]) -> tuple[Figures, list[float]]:
    """Milliseconds of a few clicks, asked value by value: some values, and so for all."""
    named = [
        (option.key, value.key)
        for option in engine.product.of_kind(Kind.DESIGN)
        for value in option.values
    ]
    random = lot()
    clicks = random.sample(list(seen), k=max(1, min(CP_SAT_CLICKS, len(seen) // 10)))
    values = random.sample(named, k=min(CP_SAT_VALUES, len(named)))

    def ask(situation: Situation) -> None:
        own = own_values(situation.choices)
        for option, value in values:
            engine.solver.stands({**own, option: value})

    engine.solver.stands({})
    times = [one * len(named) / len(values) for one in timed(ask, clicks)]
    about: Figures = {"clicks": len(clicks), "values_asked": len(values), "values": len(named)}
    return figures(times) | about, times


class Flamapy:
    """Unit propagation as a configurator of flamapy asks for it: quick, and not complete."""

    def __init__(self, engine: Engine, numbered: Numbered) -> None:
        name = "flamapy.metamodels.configurator_metamodel.solver.pysat_backend"
        backend = imported(name, "flamapy-configurator")
        models = imported("flamapy.metamodels.pysat_metamodel.models", "flamapy-sat")
        model = models.PySATModel()
        self._numbered = numbered
        for literal in {abs(one) for clause in numbered.clauses for one in clause}:
            model.variables[str(literal)], model.features[literal] = literal, str(literal)
        for clause in numbered.clauses:
            model.add_clause(clause)
        self._backend = backend.PySATBackend(model)

        # What is in all configurations or in none, such a configurator asks for beforehand.
        alive = possible(engine.diagram, held(engine.diagram, {}, {}))
        pairs = zip(engine.diagram.values, alive, strict=True)
        dead = [numbered.literal[value] for value, stands_ in pairs if not stands_]
        self._fixed = {str(abs(one)): one < 0 for one in dead}

    def implied(self, situation: Situation) -> Mapping[str, bool] | None:
        """What is taken and not, by number of the variable; None for a clash it sees."""
        taken = {str(abs(one)): one > 0 for one in self._numbered.taken(situation)}
        found: Mapping[str, bool] | None = self._backend.propagate(self._fixed | taken)
        return None if found is None else {**self._fixed, **found}

    def dead_ends(self, engine: Engine, sessions: int) -> int:
        """How many of so many sessions of offered values end where no configuration is left."""
        random = lot()
        return sum(any(self._session(engine, random)) for _ in range(sessions))

    def _session(self, engine: Engine, random: Random) -> Iterator[bool]:
        """Whether nothing is left, after each choice of a session."""
        now = Situation((), {}, {}, TODAY)
        designs = list(self._numbered.asked)
        for option in random.sample(designs, k=len(designs)):
            implied = self.implied(now)
            values = [
                value.key
                for value in engine.product.option(option).values
                if implied is not None
                and self._offered(implied, self._numbered.literal[option, value.key])
            ]
            if not values:
                yield True
                return
            if len(values) == 1:
                continue  # Taken already, and nothing more follows from it.
            taken = Choice(option, random.choice(values))
            now = Situation(taking(now.choices, taken), {}, {}, TODAY)
            yield not stands(engine.diagram, {}, now.choices)

    @staticmethod
    def _offered(implied: Mapping[str, bool], literal: int) -> bool:
        return implied.get(str(abs(literal)), literal > 0) == (literal > 0)
