"""The values of typed features, as the claims of their model leave them an end."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from catalog.names import quoted
from catalog.problems import Place, Problem
from rules.bounds import ANY, Box, Known, Range, bounds
from rules.features import Plan, Several, Sort, value_key
from rules.rule import Formula
from rules.uvl_numbers import length_of

MOST_VALUES = 1_000


class Values:
    """Finds the values of typed features; `sorts` and `places` are by feature."""

    def __init__(self, sorts: Mapping[str, str], places: Mapping[str, Place]) -> None:
        self.problems: list[Problem] = []
        self._sorts, self._places = sorts, places

    def of(
        self, plan: Plan, claims: Sequence[Formula], asked: Mapping[str, set[str]]
    ) -> Iterator[tuple[str, Several]]:
        """The values of each feature of which claims ask more than whether it is taken."""
        box = bounds(claims, self._start(asked), Known(plan.ends, _taken(plan, asked)))
        for name, what in asked.items():
            if box is None:
                # Nothing is left whatever the values are.
                is_text = self._sorts[name] == "String"
                zero = (Fraction(0),)
                yield name, Several(Sort.TEXT, ("",)) if is_text else Several(Sort.NUMBER, zero)
                continue
            is_text = self._sorts[name] == "String"
            found = self._text(name, what, box) if is_text else self._number(name, box)
            if isinstance(found, Several):
                yield name, found
            else:
                message = f"the {self._sorts[name]} feature {quoted(name)} may be {found}"
                self.problems.append(Problem(self._places[name], message))

    def _start(self, asked: Mapping[str, set[str]]) -> Box:
        start: dict[str, Range] = {}
        for name in asked:
            if self._sorts[name] == "String":
                start |= {value_key(name): ANY, length_of(name): Range(low=Fraction(0))}
            else:
                start[name] = ANY
        return start

    def _text(self, name: str, what: set[str], box: Box) -> Several | str:
        """The values of a text, or that there is no end of them."""
        texts = box[value_key(name)].points
        if texts is not None:
            return Several(Sort.TEXT, tuple(sorted(one for one in texts if isinstance(one, str))))
        lengths = box[length_of(name)].whole()
        if what == {"length"} and lengths is not None:
            return _counted(Sort.LENGTH, lengths)
        return f"any text; claim which, as in `{name} == 'a' | {name} == 'b'`"

    def _number(self, name: str, box: Box) -> Several | str:
        """The values of a number, or that there is no end of them."""
        mine, is_whole = box[name], self._sorts[name] == "Integer"
        if mine.points is not None:
            numbers = [one for one in mine.points if isinstance(one, Fraction)]
            fit = sorted(one for one in numbers if one.denominator == 1 or not is_whole)
            return Several(Sort.NUMBER, tuple(fit) or (Fraction(0),))
        if not is_whole:
            return f"any number; claim which, as in `{name} == 1.5 | {name} == 2`"
        whole = mine.whole()
        if whole is None:
            return f"any whole number; claim `{name} >= ... & {name} <= ...`"
        return _counted(Sort.NUMBER, whole)


def _taken(plan: Plan, asked: Mapping[str, set[str]]) -> dict[str, Formula]:
    """When each name has a value: when its feature is taken."""
    return {
        key: plan.taken[name] for name in asked for key in (name, value_key(name), length_of(name))
    }


def _counted(sort: Sort, numbers: range) -> Several | str:
    if len(numbers) > MOST_VALUES:
        return f"any of {len(numbers):,} whole numbers; up to {MOST_VALUES:,} are read"
    # A feature that has no value left cannot be taken; its claims see to that.
    return Several(sort, tuple(map(Fraction, numbers)) or (Fraction(0),))
