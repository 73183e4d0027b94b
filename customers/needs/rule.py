"""Segments by rules: sentences of the rule language about people, in the order they are tried.

What is not known of somebody is neither true nor false, as in SQL: who is in must surely be in.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from catalog.names import quoted
from catalog.problems import Place, Problem
from catalog.text import Sentence
from customers.needs.criteria import Criteria, as_product
from customers.needs.traits import Traits
from customers.rights.register import register
from customers.rights.sensitive import told_by
from rules.certain import Left, Many, numbers_of, truth
from rules.rule import (
    All,
    Any,
    Attribute,
    Compare,
    Count,
    Formula,
    Is,
    Not,
    Number,
    Requires,
    Sign,
)
from rules.scope import options_of
from rules.text import parse_condition

AGE = "age"
CONTRARY: Mapping[Sign, Sign] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "=": "!=",
    "!=": "=",
}
LOWEST, HIGHEST = "-1000000000", "1000000000"
"""Below and above all numbers: what is not known may be either."""


@dataclass(frozen=True, slots=True)
class Written:
    """One segment as its author wrote it: its key, and who is in it."""

    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A segment that was understood: whoever `claim` is surely true of is in it."""

    key: str
    claim: Formula


class _Numbers(dict[tuple[str, str, str], int]):
    """Attributes of values; any other is the number that the value is called."""

    def __missing__(self, key: tuple[str, str, str]) -> int:
        digits = key[1].removeprefix("-")
        return int(key[1]) if digits.isdecimal() else 0


class Reader:
    """Understands sentences about people, and tells of whom they are true.

    `met` are the values met by criterion: only what somebody is can be asked for.
    """

    def __init__(self, criteria: Criteria, met: Mapping[str, Collection[str]]) -> None:
        self._product = as_product(criteria, met)
        self._numbers = _Numbers(numbers_of(self._product))
        self._unknown = {
            option.key: Many(option.wide)
            if option.wide
            else frozenset([value.key for value in option.values] + [LOWEST, HIGHEST])
            for option in self._product.options
        }

    def understood(self, written: Sequence[Written]) -> tuple[list[Claimed], list[Problem]]:
        """The segments with a meaning, and what is wrong with the others by place."""
        claimed, problems = list[Claimed](), list[Problem]()
        for one in written:
            place = Place(one.key)
            read = parse_condition(Sentence(one.sentence, place), self._product)
            if isinstance(read, list):
                problems += read
            elif why := forbidden(one.sentence, read):
                problems.append(Problem(place, why))
            else:
                claimed.append(Claimed(one.key, read))
        return claimed, problems

    def is_in(self, claim: Formula, person: Traits) -> bool:
        """Whether the claim is surely true of the person."""
        left = {
            key: frozenset({person[key]}) if key in person else self._unknown[key]
            for key in options_of(claim)
        }
        return truth(claim, Left(left, self._numbers)) is True


def members(reader: Reader, claim: Formula, people: Sequence[Traits]) -> list[bool]:
    """Of whom the claim is true; asked once for all who are alike in what it speaks of."""
    keys = sorted(options_of(claim))
    known: dict[tuple[str | None, ...], bool] = {}
    found = []
    for person in people:
        alike = tuple(person.get(key) for key in keys)
        if alike not in known:
            known[alike] = reader.is_in(claim, person)
        found.append(known[alike])
    return found


def forbidden(sentence: str, claim: Formula) -> str:
    """Why nobody may be sorted by this, in a sentence; empty if it may be done."""
    if kinds := told_by(sentence.replace("_", " ")):
        return f"this seems to tell of {', '.join(kinds)}: nobody may be sorted by that"
    oldest = max(register().ages.values())
    for number in _ages(claim):
        if 0 < number < oldest:
            return f"nobody below {oldest} is sorted: {quoted(str(number))} singles out minors"
    return ""


def _ages(  # noqa: PLR0911 - one case per kind of formula
    claim: Formula, *, is_so: bool = True
) -> list[int]:
    """The last age below, or the first from, each line that a claim (or its contrary) draws."""
    match claim:
        case Compare(Attribute(option), sign, Number(amount)) if option == AGE:
            return [amount + _beside(sign, is_so=is_so)]
        case Compare(Number(amount), sign, Attribute(option)) if option == AGE:
            return [amount - _beside(sign, is_so=is_so)]
        case Is(option, values) if option == AGE:
            return [int(value) for value in values]
        case Not(inner):
            return _ages(inner, is_so=not is_so)
        case Requires(when, then):
            return [*_ages(when, is_so=not is_so), *_ages(then, is_so=is_so)]
        case All(claims) | Any(claims) | Count(claims=claims):
            return [age for each in claims for age in _ages(each, is_so=is_so)]
    return []


def _beside(sign: Sign, *, is_so: bool) -> int:
    """How far from a number the first age is for which `age sign number` is so."""
    return {"<": -1, ">=": 0, ">": 1, "<=": 0}.get(sign if is_so else CONTRARY[sign], 0)
