"""Writes a feature model in the Universal Variability Language, Boolean level.

An option with the values `yes` and `no` is an optional feature, any other a mandatory one above a
group of alternatives. Comparisons, tables and counts are written out as claims.
"""

import re
from collections.abc import Iterator
from itertools import combinations
from math import comb

from rules.features import ALWAYS, FeatureModel
from rules.rows import MOST_COMBINATIONS, TooManyRows, written_out
from rules.rule import All, Any, Compare, Count, Formula, Is, Listed, Not, Requires, Rule
from rules.values import names_of_values

STRICT = re.compile(r"[A-Za-z]\w*", re.ASCII)
WORDS = frozenset(
    """features constraints constraint include includes imports namespace cardinality mandatory
    optional alternative or as true false Boolean Integer Real String sum avg len floor ceil
    """.split()  # noqa: SIM905 - a list of 23 lines tells no more
)


def write_uvl(model: FeatureModel) -> str:
    """The text of a UVL file."""
    writer = _Writer(model)
    claims = [line for rule in model.book.rules for line in writer.lines(rule)]
    return "\n".join(
        ["features", *writer.tree(), *(["constraints", *claims] if claims else []), ""]
    )


class _Writer:
    """Names of features by value, as they are written."""

    def __init__(self, model: FeatureModel) -> None:
        self._model, self._product = model, model.book.product
        self._plain = names_of_values(model)
        self._used: set[str] = set()
        always = [feature for feature, taken in model.taken.items() if taken == ALWAYS]
        self._always = [self._written(name) for name in always or [self._product.key]]
        self._names = {value: self._written(name) for value, name in self._plain.items()}

    def tree(self) -> Iterator[str]:
        """The lines below `features`."""
        root, *others = self._always
        yield f"\t{root}"
        yield from _group(2, "mandatory", [f"\t\t\t{name}" for name in others])
        flags = [o for o in self._product.options if {v.key for v in o.values} == {"yes", "no"}]
        optional = [line for one in flags for line in self._feature((one.key, "yes"), 3)]
        yield from _group(2, "optional", optional)
        for option in self._product.options:
            if option not in flags:
                yield from ("\t\tmandatory", f"\t\t\t{self._written(option.key)}")
                each = ((option.key, value.key) for value in option.values)
                below = [line for value in each for line in self._feature(value, 5)]
                yield from _group(4, "alternative", below)

    def lines(self, rule: Rule) -> Iterator[str]:
        """The claims of `rule`, its reason above them."""
        claims = list(self._claims(rule.claim))
        if not claims:
            return
        reason = re.sub(r"\s+", " ", rule.reason.in_("en")).replace("/*", "/ *")
        yield f"\t// {rule.key}: {reason}"
        for claim in claims:
            yield f"\t{self._text(claim)}"

    def _claims(self, claim: Formula) -> Iterator[Formula]:
        match claim:
            case All(parts):
                for part in parts:
                    yield from self._claims(part)
            case Compare() | Listed():
                yield from written_out(claim, self._product)
            case _:
                yield claim

    def _feature(self, value: tuple[str, str], depth: int) -> Iterator[str]:
        """A value as a feature, and below it those that are taken with it."""
        yield "\t" * depth + self._names[value]
        same = Is(value[0], frozenset({value[1]}))
        doubles = (one for one, taken in self._model.taken.items() if taken == same)
        tabs = "\t" * (depth + 2)
        below = [tabs + self._written(one) for one in doubles if one != self._plain[value]]
        yield from _group(depth + 1, "mandatory", below)

    def _text(self, claim: Formula) -> str:  # noqa: C901, PLR0911 - one case per kind
        match claim:
            case Is(option, values):
                return _joined(" | ", [self._is(option, value) for value in sorted(values)])
            case Not(inner):
                return f"!{self._text(inner)}"
            case All(()):
                return self._always[0]
            case Any(()):
                return f"!{self._always[0]}"
            case All(parts):
                return _joined(" & ", [self._text(part) for part in parts])
            case Any(parts):
                return _joined(" | ", [self._text(part) for part in parts])
            case Requires(All(()), then):
                return self._text(then)
            case Requires(when, then):
                return f"({self._text(when)} => {self._text(then)})"
            case Count(low, high, parts):
                return self._text(All(tuple(_counted(low, high, parts))))
            case Compare() | Listed():
                return self._text(All(tuple(written_out(claim, self._product))))

    def _is(self, option: str, value: str) -> str:
        keys = {one.key for one in self._product.option(option).values}
        is_no = value == "no" and keys == {"yes", "no"}
        return f"!{self._names[option, 'yes']}" if is_no else self._names[option, value]

    def _written(self, name: str) -> str:
        """`name` with quotes where it needs them, and no other feature's."""
        plain = re.sub(r"[\"\r\n.]", "_", name)
        while plain in self._used:
            plain += "_"
        self._used.add(plain)
        return plain if STRICT.fullmatch(plain) and plain not in WORDS else f'"{plain}"'


def _counted(low: int, high: int, parts: tuple[Formula, ...]) -> Iterator[Formula]:
    """Of any so many claims one is true, and of any so many one is not."""
    number = len(parts)
    rows = comb(number, max(number - low + 1, 0)) + comb(number, min(high + 1, number))
    if rows > MOST_COMBINATIONS:
        raise TooManyRows([f"{number} features"], rows)
    if low > 0:
        yield from map(Any, combinations(parts, max(number - low + 1, 0)))
    if high < number:
        yield from (Not(All(some)) for some in combinations(parts, high + 1))


def _group(depth: int, kind: str, features: list[str]) -> Iterator[str]:
    if features:
        yield "\t" * depth + kind
        yield from features


def _joined(sign: str, parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({sign.join(parts)})"
