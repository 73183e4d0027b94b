"""Reads Boolean models in DIMACS form: each variable an option with the values `yes` and `no`.

c 1 Laptop                  variable 1 is called Laptop; other comments are skipped
p cnf 3 2                   3 variables, 2 clauses
-1 2 0                      a clause: literals up to 0; it may go on over lines
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.file_text import read_text
from catalog.names import quoted
from catalog.problems import Place, Problem
from catalog.product import Kind, Option, Product, Step, Value
from catalog.text import Text
from rules.rule import Any, Is, Rule, RuleBook

MOST_VARIABLES = 100_000

# No more than nine digits, so that no number is too long to be read.
HEADER = re.compile(r"p[ \t]+cnf[ \t]+([0-9]{1,9})[ \t]+([0-9]{1,9})[ \t]*")
NAMED = re.compile(r"c[ \t]+([0-9]{1,9})[ \t]+(\S.*)")
LITERAL = re.compile(r"-?[1-9][0-9]{0,8}")
WORD = re.compile(r"[^ \t]+")

YES, NO = frozenset({"yes"}), frozenset({"no"})

Clause = tuple[int, ...]
"""Numbers of variables, negative where the variable must not be chosen."""


def read_dimacs(path: Path) -> tuple[RuleBook | None, list[Problem], dict[str, str]]:
    """The model at `path`, all mistakes sorted by place, and the text of the file by its name.

    The book is None exactly when there are mistakes. Option keys are the names of variables, or
    their numbers where no name is given; the rule of the n-th clause has the key `clause_n`.
    """
    text = read_text(path)
    if isinstance(text, Problem):
        return None, [text], {}
    reader = _Reader(str(path))
    reader.read(text)
    book = None if reader.problems else _rule_book(path.stem, reader.keys(), reader.clauses)
    return book, sorted(reader.problems), {reader.file: text}


@dataclass(frozen=True, slots=True)
class _Header:
    """What the line `p cnf` announces; `place` is that of the number of clauses."""

    variables: int
    clauses: int
    place: Place


class _Reader:
    """Reads a file line by line and keeps the mistakes met on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.clauses: list[Clause] = []
        self._headers = 0
        self._header: _Header | None = None
        self._names: dict[int, tuple[str, Place]] = {}
        self._open: list[int] = []
        self._last = Place(file)

    def read(self, text: str) -> None:
        """Takes in the whole file."""
        for number, line in enumerate(text.split("\n"), start=1):
            self._read_line(line.removesuffix("\r"), number)
        if self._open:
            self._blame(self._last, "the last clause is not closed by 0")
        if not self._headers:
            self._blame(Place(self.file), "there is no line `p cnf`")
        if self._header:
            self.problems.extend(self._count_problems(self._header))
            self.problems.extend(self._name_problems(self._header))

    def keys(self) -> tuple[str, ...]:
        """A key for each variable, the first variable first."""
        variables = self._header.variables if self._header else 0
        return tuple(self._key(variable) for variable in range(1, variables + 1))

    def _key(self, variable: int) -> str:
        return self._names[variable][0] if variable in self._names else str(variable)

    def _read_line(self, line: str, number: int) -> None:
        if line == "c" or line.startswith(("c ", "c\t")):
            self._read_comment(line, number)
        elif line.startswith("p"):
            self._headers += 1
            self._read_header(line, number)
        else:
            self._read_literals(line, number)

    def _read_comment(self, line: str, number: int) -> None:
        """Keeps the name a comment gives, if it gives one."""
        if named := NAMED.fullmatch(line):
            variable, place = int(named[1]), Place(self.file, number, named.start(1) + 1)
            if variable in self._names:
                self._blame(place, f"variable {variable} has a name already")
            self._names.setdefault(variable, (named[2].rstrip(), place))

    def _read_header(self, line: str, number: int) -> None:
        place = Place(self.file, number)
        if self._headers > 1:
            self._blame(place, "the line `p cnf` stands here twice")
        elif self.clauses or self._open:
            self._blame(place, "the line `p cnf` must stand above the clauses")
        elif not (header := HEADER.fullmatch(line)):
            self._blame(place, "expected `p cnf` with the numbers of variables and of clauses")
        elif not 1 <= int(header[1]) <= MOST_VARIABLES:
            message = f"the number of variables must be 1 to {MOST_VARIABLES:,}"
            self._blame(place.after(header.start(1)), message)
        else:
            clauses = place.after(header.start(2))
            self._header = _Header(int(header[1]), int(header[2]), clauses)

    def _read_literals(self, line: str, number: int) -> None:
        for found in WORD.finditer(line):
            self._last = Place(self.file, number, found.start() + 1)
            if found[0] == "0":
                self.clauses.append(tuple(self._open))
                self._open.clear()
            elif mistake := self._mistake(found[0]):
                self._blame(self._last, mistake)
            else:
                self._open.append(int(found[0]))

    def _mistake(self, literal: str) -> str:
        """What is wrong with `literal`, if anything."""
        if not LITERAL.fullmatch(literal):
            return f"{quoted(literal)} is no literal: a whole number, or 0 after the last one"
        if self._header and abs(int(literal)) > self._header.variables:
            return f"there is no variable {literal.lstrip('-')}, only {self._header.variables}"
        return ""

    def _count_problems(self, header: _Header) -> Iterator[Problem]:
        if len(self.clauses) != header.clauses:
            message = f"{header.clauses} clauses are announced, {len(self.clauses)} are there"
            yield Problem(header.place, message)

    def _name_problems(self, header: _Header) -> Iterator[Problem]:
        """Names of no variable, and names that two variables have; numbers are names too."""
        unnamed = range(1, header.variables + 1)
        keys = {str(variable): variable for variable in unnamed if variable not in self._names}
        for variable, (name, place) in self._names.items():
            if not 1 <= variable <= header.variables:
                yield Problem(place, f"there is no variable {variable}, only {header.variables}")
            elif name in keys:
                yield Problem(place, f"variable {keys[name]} is called {quoted(name)} already")
            else:
                keys[name] = variable

    def _blame(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message))


def _rule_book(key: str, names: Sequence[str], clauses: Sequence[Clause]) -> RuleBook:
    """The model as a product: nothing costs, and every option is asked on one page."""
    rules = tuple(_rule(number, clause, names) for number, clause in enumerate(clauses, start=1))
    product = Product(
        key=key,
        name=Text(en=key),
        edition="1",
        currency="EUR",
        base_price_cents=0,
        tax_percent=0,
        base_lead_days=0,
        languages=("en",),
        options=tuple(_option(name) for name in names),
        steps=(Step("all", Text(en="All"), tuple(names)),),
    )
    return RuleBook(product, rules, quantities={}, conditions={})


def _option(name: str) -> Option:
    values = tuple(Value(value, Text(en=value), Text(en="")) for value in ("yes", "no"))
    return Option(name, Text(en=name), Kind.DESIGN, values)


def _rule(number: int, clause: Clause, names: Sequence[str]) -> Rule:
    """The rule that one of the literals is true."""
    named = [(names[abs(literal) - 1], literal > 0) for literal in clause]
    claims = tuple(Is(name, YES if holds else NO) for name, holds in named)
    reason = " or ".join(name if holds else f"not {name}" for name, holds in named)
    return Rule(f"clause_{number}", Any(claims), Text(en=f"Needed: {reason or 'the impossible'}."))
