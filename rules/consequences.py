"""What follows from values, rule by rule, and so which rules forbid them.

Unit propagation with a note of what followed from which clause, and where that does not tell, case
by case: so only rules that had a part in it are ever tried (Marques-Silva and Sakallah, GRASP,
ICCAD 1996). It takes no solver and, where few options are concerned, well under a millisecond.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rules.clauses import Clause, TooManyClauses, Writer
from rules.rule import Formula, Rule, RuleBook, RuleError

MOST_CASES = 60
MOST_REMEMBERED = 4096

ALONE, PAIR = 1, 2
"""How many options a clause has left that says what must be taken, or nearly so."""


class NotFollowed(RuleError):
    """Nothing forbids the values, or only very many cases tell: then a solver has to say why."""


@dataclass(slots=True)
class Left:
    """What is left of every option, as bits, and all that was taken away.

    `steps` are places of options, values and the clause that took them away, None for what was
    asked about or assumed; `waiting` what a place had before and after; `lengths` how many options
    each clause has left.
    """

    of: list[int]
    lengths: list[int]
    steps: list[tuple[int, int, int | None]] = field(default_factory=list)
    waiting: list[tuple[int, int, int]] = field(default_factory=list)

    def keep(self, place: int, bits: int, because: int | None) -> None:
        """Take all values but `bits` from an option."""
        before = self.of[place]
        after = before & bits
        if after != before:
            self.of[place] = after
            self.steps.append((place, before & ~after, because))
            self.waiting.append((place, before, after))

    def assuming(self, place: int, bit: int) -> "Left":
        """The same with one value of an option, when nothing waits any more."""
        case = Left(self.of.copy(), self.lengths.copy(), self.steps.copy())
        case.keep(place, bit, None)
        return case


@dataclass(frozen=True, slots=True)
class Because:
    """Rules that together cannot be kept, and the options of which more was assumed."""

    rules: frozenset[int]
    assumed: frozenset[int]


class Clauses:
    """Some clauses, each with the number of its rule; `every` has all values by place."""

    def __init__(self, every: Sequence[int], clauses: Iterable[tuple[int, Clause]]) -> None:
        self._every = every
        numbered = list(clauses)
        self._rule = [rule for rule, _ in numbered]
        self._clauses = [clause for _, clause in numbered]
        self._lengths = [len(clause) for clause in self._clauses]
        self._short = [n for n, length in enumerate(self._lengths) if length <= ALONE]
        self._of_rule = dict[int, list[int]]()
        for number, rule in enumerate(self._rule):
            self._of_rule.setdefault(rule, []).append(number)
        self._about = dict[int, list[tuple[int, int]]]()
        for number, clause in enumerate(self._clauses):
            for place, hoped in clause.items():
                self._about.setdefault(place, []).append((number, hoped))

    def broken(self, taken: Clause) -> int | None:
        """A rule that what is `taken` breaks, whatever else is taken."""
        for place in taken:
            for number, _ in self._about.get(place, ()):
                for other, hoped in self._clauses[number].items():
                    if hoped & taken.get(other, hoped):
                        break
                else:
                    return self._rule[number]
        return None

    def refuted(self, taken: Clause) -> frozenset[int] | list[int]:
        """Rules that cannot be kept beside what is `taken`; if all can, values that keep them.

        Raises NotFollowed when that takes too many cases.
        """
        left = Left([*self._every], self._lengths.copy())
        for place, bit in taken.items():
            left.keep(place, bit, None)
        for number in self._short:
            if not self._honoured(number, left):
                return self._because(number, left).rules
        because = self._followed(left, iter(range(MOST_CASES)))
        if isinstance(because, Because):
            return because.rules
        return [values & -values for values in because.of]

    def needed(self, rule: int, values: list[int], taken: Clause) -> set[int]:
        """Rules without which the others can be kept, as `values` keep all of them but `rule`.

        One value changed may keep that one and break just one other (recursive model rotation:
        Belov and Marques-Silva, FMCAD 2011).
        """
        found, waiting = {rule}, [(rule, values)]
        for broken, now in waiting:  # Which grows meanwhile.
            for place, bits in self._missed(broken, now):
                if place in taken:
                    continue
                for bit in _bits(bits):
                    then = now.copy()
                    then[place] = bit
                    others = {self._rule[n] for n, _ in self._about[place] if self._fails(n, then)}
                    if any(self._missed(broken, then)):
                        others.add(broken)
                    if len(others) == ALONE and not others <= found:
                        found |= others
                        waiting.append((min(others), then))
        return found

    def _missed(self, rule: int, values: Sequence[int]) -> Iterator[tuple[int, int]]:
        """What the clauses of `rule` that fail hoped for."""
        for number in self._of_rule[rule]:
            if self._fails(number, values):
                yield from self._clauses[number].items()

    def _fails(self, number: int, values: Sequence[int]) -> bool:
        return all(not hoped & values[place] for place, hoped in self._clauses[number].items())

    def _followed(self, left: Left, cases: Iterator[int]) -> "Because | Left":
        """Why the rules cannot be kept, or what is left for all to be kept."""
        for place, before, after in left.waiting:  # Which grows meanwhile.
            for number, hoped in self._about.get(place, ()):
                if hoped & before and not hoped & after:
                    left.lengths[number] -= 1
                    if left.lengths[number] <= ALONE and not self._honoured(number, left):
                        return self._because(number, left)
        fork = self._fork(left)
        return left if fork is None else self._case_by_case(*fork, left, cases)

    def _case_by_case(
        self, place: int, first: int, left: Left, cases: Iterator[int]
    ) -> "Because | Left":
        """What refutes every value left of an option, those of `first` tried before others."""
        gone = self._causes({place: self._every[place] & ~left.of[place]}, left)
        rules, assumed = gone.rules, gone.assumed
        for bit in sorted(_bits(left.of[place]), key=lambda bit: not bit & first):
            if next(cases, None) is None:
                raise NotFollowed
            because = self._followed(left.assuming(place, bit), cases)
            if isinstance(because, Left) or place not in because.assumed:
                return because
            rules, assumed = rules | because.rules, assumed | because.assumed - {place}
        return Because(rules, assumed)

    def _fork(self, left: Left) -> tuple[int, int] | None:
        """The option to try case by case, and what is hoped of it; None if all is honoured."""
        hopes = Counter[tuple[int, int]]()
        for length, clause in zip(left.lengths, self._clauses, strict=True):
            if length >= PAIR and all(left.of[place] & ~hoped for place, hoped in clause.items()):
                weight = 8 if length == PAIR else 1
                for place, hoped in clause.items():
                    if left.of[place] & hoped:
                        hopes[place, left.of[place] & hoped] += weight
        return max(hopes, key=hopes.__getitem__) if hopes else None

    def _honoured(self, number: int, left: Left) -> bool:
        """Take away what clause `number` forbids; False when it cannot be honoured any more."""
        clause = self._clauses[number]
        still = [(place, hoped) for place, hoped in clause.items() if hoped & left.of[place]]
        if len(still) == ALONE:
            left.keep(*still[0], number)
        return bool(still)

    def _because(self, broken: int, left: Left) -> Because:
        """Why clause `broken` cannot be honoured, its own rule among the rules."""
        causes = self._causes(self._clauses[broken], left)
        return Because(causes.rules | {self._rule[broken]}, causes.assumed)

    def _causes(self, missing: Clause, left: Left) -> Because:
        """Why the values `missing` were taken away, of which none is left."""
        missed, rules, assumed = dict(missing), set[int](), set[int]()
        for place, gone, because in reversed(left.steps):
            if not gone & missed.get(place, 0):
                continue
            if because is None:
                assumed.add(place)
                continue
            rules.add(self._rule[because])
            for other, hoped in self._clauses[because].items():
                if other != place:
                    missed[other] = missed.get(other, 0) | hoped
        return Because(frozenset(rules), frozenset(assumed))


def _bits(values: int) -> Iterator[int]:
    while values:
        bit = values & -values
        yield bit
        values ^= bit


class Consequences:
    """The rules of a product as clauses, but for those that would need too many."""

    def __init__(self, book: RuleBook) -> None:
        self._rules, self._writer = book.rules, Writer(book.product)
        self._of_rule = [self._written(rule.claim) for rule in book.rules]
        self._all = self._clauses(range(len(book.rules)))
        # Alternatives and the next click ask about the same few values again.
        self._blame = lru_cache(MOST_REMEMBERED)(self._found)

    def blame(self, values: Mapping[str, str]) -> tuple[Rule, ...]:
        """Rules that together forbid `values`, none of which can be left out.

        Raises NotFollowed.
        """
        return self._blame(frozenset(values.items()))

    def forget(self) -> None:
        """Be as slow as at the first question."""
        self._blame.cache_clear()

    def _found(self, values: frozenset[tuple[str, str]]) -> tuple[Rule, ...]:
        places = [(self._writer.place[key], value) for key, value in sorted(values)]
        places = [(place, value) for place, value in places if self._writer.bit[place]]
        taken = {place: self._writer.bit[place][value] for place, value in places}
        broken = self._all.broken(taken)
        guilty = self._all.refuted(taken) if broken is None else frozenset({broken})
        if isinstance(guilty, list):
            raise NotFollowed
        return tuple(self._rules[rule] for rule in sorted(self._smallest(guilty, taken)))

    def _smallest(self, guilty: frozenset[int], taken: Clause) -> frozenset[int]:
        """Of `guilty` rules some nobody can keep beside what is `taken`, all of them needed."""
        needed = set[int]()
        together = self._clauses(guilty)
        while len(guilty) > ALONE and (left := guilty - needed):
            rule = min(left)
            found = self._clauses(guilty - {rule}).refuted(taken)
            if isinstance(found, frozenset):
                guilty, together = found, self._clauses(found)
            else:
                needed |= together.needed(rule, found, taken)
        return guilty

    def _clauses(self, rules: Iterable[int]) -> Clauses:
        written = ((rule, clause) for rule in rules for clause in self._of_rule[rule])
        return Clauses(self._writer.every, written)

    def _written(self, claim: Formula) -> list[Clause]:
        try:
            return self._writer.clauses(claim)
        except TooManyClauses:
            return []
