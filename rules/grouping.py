"""A model of clauses with the structure they hide: equals as one, alternatives as one option.

Written as clauses, a feature model loses its tree. What always goes together is found again as the
strong components of the implications (Aspvall, Plass, Tarjan, Information Processing Letters 8,
1979), what excludes each other as cliques of pairs. So drawn together, models take a fraction of
the nodes, and their features keep their names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.product import Kind, Option, Step, Value
from catalog.text import Text
from rules.arrangement import merged
from rules.features import NONE, YES, FeatureModel, of_variables
from rules.rule import Any, Formula, Is, Rule, RuleBook

Literal = int
"""The number of a variable from 1, below zero where it must not be taken."""

Clauses = Sequence[tuple[Literal, ...]]

PAIR = 2


@dataclass(frozen=True, slots=True)
class _Groups:
    """Disjoint sets of variables that exclude each other, and the variable that one implies."""

    members: tuple[tuple[Literal, ...], ...]
    above: Mapping[int, Literal]  # by number of the group


def grouped(book: RuleBook) -> FeatureModel:
    """The same model as `book`, whose options are `yes` or `no` and whose rules are clauses."""
    names = [option.key for option in book.product.options]
    number = {name: place for place, name in enumerate(names, 1)}
    clauses = [tuple(_literals(rule.claim, number)) for rule in book.rules]
    alike = _alike(len(names), clauses)
    if alike is None:  # Something is equal to its opposite: then nothing can be made at all.
        return of_variables(book)
    short = [tuple(_mapped(literal, alike) for literal in clause) for clause in clauses]
    writer = _Writer(names, alike, _groups(short))
    rules = tuple(
        _written(rule, clause, writer) for rule, clause in zip(book.rules, clauses, strict=True)
    )
    made = replace(book.product, options=writer.options(), steps=(writer.step(),))
    taken = {name: writer.taken(number[name]) for name in names}
    return FeatureModel(replace(book, product=made, rules=rules), taken, {})


def _literals(claim: Formula, number: Mapping[str, int]) -> Iterator[Literal]:
    assert isinstance(claim, Any)
    for part in claim.claims:
        assert isinstance(part, Is)
        yield number[part.option] if part.values == YES else -number[part.option]


def _mapped(literal: Literal, alike: Sequence[Literal]) -> Literal:
    """The variable that stands for all equal ones, with its sign."""
    return alike[literal] if literal > 0 else -alike[-literal]


def _alike(variables: int, clauses: Clauses) -> list[Literal] | None:
    """For each variable (from 1) the first that is always equal to it, or below zero opposite."""
    follows: dict[Literal, list[Literal]] = {}
    for clause in clauses:
        if len(clause) == PAIR:
            for one, other in (clause, clause[::-1]):
                follows.setdefault(-one, []).append(other)
    alike = list(range(variables + 1))
    for part in _strong_parts(follows):
        first = min(part, key=abs)
        for literal in part:
            if -literal in part:
                return None
            if first > 0:
                alike[abs(literal)] = first if literal > 0 else -first
    return alike


def _strong_parts(follows: Mapping[Literal, Sequence[Literal]]) -> Iterator[set[Literal]]:
    """Literals each of which implies all others of its part; parts of one are left out.

    Tarjan's search, with a stack of its own since chains may be long.
    """
    index: dict[Literal, int] = {}
    low: dict[Literal, int] = {}
    path: list[Literal] = []
    open_: set[Literal] = set()
    for start in follows:
        calls = [] if start in index else [(start, iter(follows[start]))]
        while calls:
            node, others = calls[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                path.append(node)
                open_.add(node)
            for other in others:
                if other not in index:
                    calls.append((other, iter(follows.get(other, ()))))
                    break
                if other in open_:
                    low[node] = min(low[node], low[other])
            else:
                calls.pop()
                if calls:
                    low[calls[-1][0]] = min(low[calls[-1][0]], low[node])
                if low[node] == index[node]:
                    place = path.index(node)
                    part = set(path[place:])
                    del path[place:]
                    open_ -= part
                    if len(part) > 1:
                        yield part


def _groups(clauses: Clauses) -> _Groups:
    """The largest cliques of pairs that exclude each other first; none shares a variable."""
    pairs = {
        frozenset(-literal for literal in clause)
        for clause in clauses
        if len(clause) == PAIR and max(clause) < 0 and len(set(clause)) == PAIR
    }
    names = [frozenset(map(str, pair)) for pair in pairs]
    cliques = [sorted(map(int, clique)) for clique in merged(names)]
    free = {variable for clique in cliques for variable in clique}
    members = []
    for clique in sorted(cliques, key=lambda clique: (-len(clique), clique)):
        left = tuple(variable for variable in clique if variable in free)
        if len(left) >= PAIR:
            members.append(left)
            free -= set(left)
    return _Groups(tuple(members), dict(_above(members, clauses)))


def _above(members: Sequence[tuple[Literal, ...]], clauses: Clauses) -> Iterator[tuple[int, int]]:
    """Groups of which one is taken exactly when some variable outside all groups is."""
    inside = {variable for group in members for variable in group}
    known = {frozenset(clause) for clause in clauses}
    longer: dict[frozenset[Literal], list[Literal]] = {}
    for clause in known:
        for literal in clause:
            if literal < 0 and len(clause) > PAIR:
                longer.setdefault(clause - {literal}, []).append(-literal)
    used: set[Literal] = set()
    for place, group in enumerate(members):
        for above in longer.get(frozenset(group), ()):
            if above not in inside | used and all({-one, above} in known for one in group):
                used.add(above)
                yield place, above
                break


class _Writer:
    """The options of the drawn together model, and what each variable means in them."""

    def __init__(self, names: Sequence[str], alike: Sequence[Literal], groups: _Groups) -> None:
        self._names, self._alike = names, alike
        self._none = _unused(NONE, names)
        self._values: dict[str, tuple[str, ...]] = {}
        self._place: dict[Literal, Is] = {}
        for place, group in enumerate(groups.members):
            mine = tuple(names[variable - 1] for variable in group)
            key = _unused(f"{mine[0]}/or", names)
            self._values[key] = (self._none, *mine)
            for variable, name in zip(group, mine, strict=True):
                self._place[variable] = Is(key, frozenset({name}))
            if place in groups.above:
                self._place[groups.above[place]] = Is(key, frozenset(mine))
        for variable in {abs(literal) for literal in alike[1:]} - self._place.keys():
            self._values[names[variable - 1]] = ("yes", "no")
            self._place[variable] = Is(names[variable - 1], YES)

    def taken(self, literal: Literal) -> Is:
        """What it means that `literal` is true."""
        mapped = _mapped(literal, self._alike)
        its = self._place[abs(mapped)]
        if mapped > 0:
            return its
        return Is(its.option, frozenset(self._values[its.option]) - its.values)

    def options(self) -> tuple[Option, ...]:
        """All options, in the order in which their first variable is named."""
        order = {name: place for place, name in enumerate(self._names)}
        keys = sorted(self._values, key=lambda key: self._first(key, order))
        return tuple(
            Option(key, Text(en=key), Kind.DESIGN, tuple(map(_value, self._values[key])))
            for key in keys
        )

    def _first(self, key: str, order: Mapping[str, int]) -> int:
        return min(order.get(name, len(order)) for name in (key, *self._values[key]))

    def step(self) -> Step:
        """The one page on which every option is asked."""
        return Step("all", Text(en="All"), tuple(self._values))


def _value(key: str) -> Value:
    return Value(key, Text(en=key), Text(en=""))


def _unused(key: str, names: Iterable[str]) -> str:
    """`key`, or something like it that is nobody's name."""
    taken = set(names)
    while key in taken:
        key += "'"
    return key


def _written(rule: Rule, clause: Sequence[Literal], writer: _Writer) -> Rule:
    return replace(rule, claim=Any(tuple(writer.taken(literal) for literal in clause)))
