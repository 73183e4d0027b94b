"""Which values a typed feature can have at all, as the claims of its model leave them.

A claim `A >= 2 & A <= 9`, `A == 1 | A == 4` or `2 * A + B <= 10` bounds what it speaks of; bounds
are carried from one feature to the next until nothing changes (interval propagation: Davis,
Artificial Intelligence 32, 1987). They may be wider than what is valid, never narrower.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from rules.rule import (
    All,
    Any,
    Attribute,
    Compare,
    Formula,
    Is,
    Measure,
    Not,
    Number,
    Requires,
    Sign,
    Sum,
    Term,
    Times,
)

ROUNDS = 20
OPPOSITE: dict[Sign, Sign] = {"<": ">=", "<=": ">", "=": "!=", "!=": "=", ">=": "<", ">": "<="}
TURNED: dict[Sign, Sign] = {"<": ">", "<=": ">=", "=": "=", "!=": "!=", ">=": "<=", ">": "<"}

Box = Mapping[str, "Range"]
"""A range for each name that has one."""


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `low` to `high` (None: no end), or only `points`, which may be texts too."""

    low: Fraction | None = None
    high: Fraction | None = None
    points: frozenset[Fraction | str] | None = None

    def whole(self) -> range | None:
        """The whole numbers within, or None where there is no end of them."""
        if self.low is None or self.high is None:
            return None
        return range(ceil(self.low), floor(self.high) + 1)


ANY = Range()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before: ends of the numbers that values carry, and when a name has a value."""

    carried: Callable[[Attribute], tuple[int, int]]
    taken: Mapping[str, Formula]


@dataclass(frozen=True, slots=True)
class _Line:
    """`constant` and each name's factor."""

    factors: Mapping[str, Fraction]
    low: Fraction
    high: Fraction


def bounds(claims: Sequence[Formula], start: Box, known: Known) -> Box | None:
    """The range of each name of `start` under all `claims`; None if nothing is left.

    Names are those of Measure terms and of options that hold texts.
    """
    every, box, narrowing = All(tuple(claims)), start, _Narrowing(known)
    for _ in range(ROUNDS):
        narrower = narrowing.under(every, box)
        if narrower is None or narrower == box:
            return narrower
        box = narrower
    return box


class _Narrowing:
    def __init__(self, known: Known) -> None:
        self._known = known

    def under(self, claim: Formula, box: Box) -> Box | None:  # noqa: PLR0911 - one case per kind
        """`box` less what `claim` forbids; None if that is all of it."""
        match claim:
            case All(claims):
                return self._all(claims, box)
            case Any(claims):
                return _hull([self.under(part, box) for part in claims])
            case Requires(when, then):
                return self._required(when, then, box)
            case Not(inner):
                return self._denied(inner, box)
            case Compare():
                return self._compared(claim, box)
            case Is(option, values) if option in box:
                return _with(box, option, Range(points=frozenset(values)))
        return box

    def _required(self, when: Formula, then: Formula, box: Box) -> Box | None:
        """What has no value unless `when` is true has only what `then` leaves it."""
        otherwise, narrower = self.under(Not(when), box), self.under(then, box)
        result = _hull([otherwise, narrower])
        if result is None or narrower is None:
            return result
        mine = {name for name, taken in self._known.taken.items() if taken == when}
        return {name: narrower[name] if name in mine else one for name, one in result.items()}

    def _all(self, claims: Iterable[Formula], box: Box) -> Box | None:
        for part in claims:
            narrower = self.under(part, box)
            if narrower is None:
                return None
            box = narrower
        return box

    def _denied(self, claim: Formula, box: Box) -> Box | None:
        match claim:
            case All(claims):
                return _hull([self._denied(part, box) for part in claims])
            case Any(claims):
                return self._all([Not(part) for part in claims], box)
            case Not(inner):
                return self.under(inner, box)
            case Compare(left, sign, right):
                return self.under(Compare(left, OPPOSITE[sign], right), box)
        return box

    def _compared(self, claim: Compare, box: Box) -> Box | None:
        """Each name bounded by what all others can come to."""
        line = self._line(Sum((claim.left, Times((Number(-1), claim.right)))), box)
        result: Box | None = box
        for name, factor in line.factors.items() if line else ():
            if result is None or line is None:
                break
            rest = self._rest(line, name, box)
            sign = claim.sign if factor > 0 else TURNED[claim.sign]
            low, high = _turned_ends(rest, factor)
            result = _with(result, name, _beyond(sign, low, high))
        return result

    def _rest(self, line: _Line, name: str, box: Box) -> tuple[Fraction | None, Fraction | None]:
        """The least and the most of `line` without `name`."""
        low: Fraction | None = line.low
        high: Fraction | None = line.high
        for other, factor in line.factors.items():
            if other == name:
                continue
            ends = _ends(box[other])
            least, most = ends if factor > 0 else ends[::-1]
            low = None if low is None or least is None else low + factor * least
            high = None if high is None or most is None else high + factor * most
        return low, high

    def _line(self, term: Term, box: Box) -> _Line | None:
        """`term` as a sum of names with factors; None if it is none."""
        match term:
            case Number(number):
                return _Line({}, Fraction(number), Fraction(number))
            case Attribute():
                least, most = self._known.carried(term)
                return _Line({}, Fraction(least), Fraction(most))
            case Measure(name) if name in box:
                return _Line({name: Fraction(1)}, Fraction(0), Fraction(0))
            case Sum(terms):
                return _added([self._line(part, box) for part in terms])
            case Times(terms):
                return _multiplied([self._line(part, box) for part in terms])
        return None


def _added(lines: Sequence[_Line | None]) -> _Line | None:
    factors: dict[str, Fraction] = {}
    low = high = Fraction(0)
    for line in lines:
        if line is None:
            return None
        for name, factor in line.factors.items():
            factors[name] = factors.get(name, Fraction(0)) + factor
        low, high = low + line.low, high + line.high
    return _Line({name: factor for name, factor in factors.items() if factor}, low, high)


def _multiplied(lines: Sequence[_Line | None]) -> _Line | None:
    """A product of which all parts but one are numbers."""
    result = _Line({}, Fraction(1), Fraction(1))
    for line in lines:
        if line is None:
            return None
        number, other = (result, line) if _is_number(result) else (line, result)
        if not _is_number(number):
            return None
        ends = sorted((number.low * other.low, number.low * other.high))
        scaled = {name: factor * number.low for name, factor in other.factors.items()}
        result = _Line({name: one for name, one in scaled.items() if one}, *ends)
    return result


def _is_number(line: _Line) -> bool:
    return not line.factors and line.low == line.high


def _turned_ends(
    rest: tuple[Fraction | None, Fraction | None], factor: Fraction
) -> tuple[Fraction | None, Fraction | None]:
    """The least and the most of `-rest / factor`."""
    ends = [None if end is None else -end / factor for end in rest]
    return (ends[1], ends[0]) if factor > 0 else (ends[0], ends[1])


def _beyond(sign: Sign, low: Fraction | None, high: Fraction | None) -> Range:
    """What may stand left of `sign` when the right side is somewhere from `low` to `high`."""
    match sign:
        case "<" | "<=":
            return Range(high=high)
        case ">" | ">=":
            return Range(low=low)
        case "=":
            points = frozenset([low]) if low is not None and low == high else None
            return Range(low, high, points)
    return ANY


def _ends(one: Range) -> tuple[Fraction | None, Fraction | None]:
    return one.low, one.high


def _with(box: Box, name: str, other: Range) -> Box | None:
    """`box` with the range of `name` cut down to what `other` has too."""
    mine = box[name]
    lows = [end for end in (mine.low, other.low) if end is not None]
    highs = [end for end in (mine.high, other.high) if end is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low > high:
        return None
    points = mine.points if other.points is None else other.points
    if mine.points is not None and other.points is not None:
        points = mine.points & other.points
    if points is not None and not points:
        return None
    return {**box, name: replace(other, low=low, high=high, points=points)}


def _hull(boxes: Sequence[Box | None]) -> Box | None:
    """The least box around all `boxes` that are left."""
    left = [box for box in boxes if box is not None]
    if not left:
        return None
    return {name: _around([box[name] for box in left]) for name in left[0]}


def _around(ranges: Sequence[Range]) -> Range:
    lows, highs = [one.low for one in ranges], [one.high for one in ranges]
    points = [one.points for one in ranges]
    known = [one for one in points if one is not None]
    return Range(
        low=None if None in lows else min(end for end in lows if end is not None),
        high=None if None in highs else max(end for end in highs if end is not None),
        points=frozenset().union(*known) if len(known) == len(points) else None,
    )
