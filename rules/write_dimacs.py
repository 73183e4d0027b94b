"""Writes a feature model in DIMACS form, with as many configurations as it has.

An option with the values `yes` and `no` is one variable, any other has one for each value. What a
clause cannot say gets a variable of its own, which the others fix: the count stays.
"""

from collections.abc import Iterator, Sequence

from rules.features import ALWAYS, FeatureModel
from rules.rows import written_out
from rules.rule import All, Any, Compare, Count, Formula, Is, Listed, Not, Requires
from rules.values import names_of_values

Clause = list[int]


def write_dimacs(model: FeatureModel) -> str:
    """The text of a DIMACS file."""
    writer = _Writer(model)
    for rule in model.book.rules:
        writer.claim(rule.claim)
    names = (f"c {number} {name}" for name, number in writer.names.items())
    clauses = (" ".join(map(str, [*clause, 0])) for clause in writer.clauses)
    head = f"p cnf {writer.variables} {len(writer.clauses)}"
    return "\n".join([*names, head, *clauses, ""])


class _Writer:
    """Numbers of variables by name, and all clauses so far."""

    def __init__(self, model: FeatureModel) -> None:
        self.names: dict[str, int] = {}
        self.variables = 0
        self.clauses: list[Clause] = []
        self._product = model.book.product
        self._literal: dict[tuple[str, str], int] = {}
        self._defined: dict[Formula, int] = {}
        named = names_of_values(model)
        for feature, taken in model.taken.items():
            if taken == ALWAYS:
                self.clauses.append([self._new(feature)])
        for option in self._product.options:
            self._add(option.key, [value.key for value in option.values], named)
        for feature, same in _doubles(model, named):
            literal, other = self._new(feature), self._literal[same]
            self.clauses += [[-literal, other], [literal, -other]]

    def claim(self, claim: Formula) -> None:
        """Adds clauses that say `claim`."""
        match claim:
            case All(parts):
                for part in parts:
                    self.claim(part)
            case Compare() | Listed():
                for part in written_out(claim, self._product):
                    self.claim(part)
            case Requires(when, All(parts)):
                for part in parts:
                    self.claim(Requires(when, part))
            case Any((All((a, b)), All((Not(c), d)))) if a == c and _opposite(b, d):
                self.claims(Any((a, d)), Any((Not(a), b)))
            case _:
                self.clauses.append(list(dict.fromkeys(self._any(claim))))

    def claims(self, *claims: Formula) -> None:
        """Adds clauses that say all `claims`."""
        self.claim(All(claims))

    def _any(self, claim: Formula) -> Iterator[int]:
        """Literals of which one is true exactly when `claim` is."""
        match claim:
            case Any(parts):
                for part in parts:
                    yield from self._any(part)
            case Count(1, high, parts) if high >= len(parts):
                yield from self._any(Any(parts))
            case Requires(when, then):
                yield from self._any(Not(when))
                yield from self._any(then)
            case Is(option, values):
                yield from (self._literal[option, value] for value in sorted(values))
            case Not(Not(inner)):
                yield from self._any(inner)
            case Not(All(parts)):
                for part in parts:
                    yield from self._any(Not(part))
            case Not(Is(option, values)) if len(values) == 1:
                yield from (-self._literal[option, value] for value in values)
            case _:
                yield self._one(claim)

    def _one(self, claim: Formula) -> int:
        """A literal that is true exactly when `claim` is."""
        match claim:
            case Not(inner):
                return -self._one(inner)
            case Is() | Any() | Requires():
                return self._or(tuple(self._any(claim)))
            case All(parts):
                return -self._or(tuple(-self._one(part) for part in parts))
            case Compare() | Listed():
                return self._one(All(tuple(written_out(claim, self._product))))
            case Count(low, high, parts):
                return self._counted([self._one(part) for part in parts], low, high, {})

    def _counted(
        self, literals: Sequence[int], low: int, high: int, known: dict[tuple[int, int, int], int]
    ) -> int:
        """A literal that is true exactly when `low` to `high` of `literals` are."""
        asked = (len(literals), low, high)
        if high < 0 or low > len(literals):
            return self._or(())
        if low <= 0 and high >= len(literals):
            return -self._or(())
        if asked not in known:
            first, rest = literals[0], literals[1:]
            with_it = self._counted(rest, low - 1, high - 1, known)
            without = self._counted(rest, low, high, known)
            both = -self._or((-first, -with_it))
            known[asked] = self._or((both, -self._or((first, -without))))
        return known[asked]

    def _or(self, literals: tuple[int, ...]) -> int:
        """A literal that is true exactly when one of `literals` is."""
        if len(literals) == 1:
            return literals[0]
        key = Any(tuple(Is("", frozenset({str(one)})) for one in sorted(set(literals))))
        if key not in self._defined:
            result = self._defined[key] = self._new()
            self.clauses.append([-result, *literals])
            self.clauses += [[result, -one] for one in literals]
        return self._defined[key]

    def _add(self, option: str, values: Sequence[str], named: dict[tuple[str, str], str]) -> None:
        if set(values) == {"yes", "no"}:
            number = self._new(named[option, "yes"])
            self._literal |= {(option, "yes"): number, (option, "no"): -number}
            return
        numbers = [self._new(named[option, value]) for value in values]
        self._literal |= {(option, v): n for v, n in zip(values, numbers, strict=True)}
        self.clauses.append(numbers)
        pairs = ((a, b) for place, a in enumerate(numbers) for b in numbers[place + 1 :])
        self.clauses += [[-a, -b] for a, b in pairs]

    def _new(self, name: str = "") -> int:
        self.variables += 1
        if name:
            self.names[name] = self.variables
        return self.variables


def _opposite(first: Formula, second: Formula) -> bool:
    return Not(first) == second or first == Not(second)


def _doubles(
    model: FeatureModel, named: dict[tuple[str, str], str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Features that are taken exactly when a value is that has another's name."""
    for feature, taken in model.taken.items():
        match taken:
            case Is(option, values):
                (value,) = values
                if named[option, value] != feature:
                    yield feature, (option, value)
