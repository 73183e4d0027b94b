"""Feature models: trees of features as products, each group of alternatives as one option."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import lcm

from catalog.product import Kind, Option, Product, RuleText, Step, Value
from catalog.text import Sentence, Text
from rules.amount import Amount
from rules.rule import (
    All,
    Any,
    Attribute,
    Count,
    Formula,
    Is,
    Not,
    Number,
    Requires,
    Rule,
    RuleBook,
)

YES = frozenset({"yes"})
NONE = "-"
"""The value of a group of alternatives below a feature that is not taken; no feature's name."""

ALWAYS = All(())


class Bond(StrEnum):
    """How features of a group hang on the feature above."""

    MANDATORY = "mandatory"
    OPTIONAL = "optional"
    ALTERNATIVE = "alternative"
    SOME = "some"  # from `low` to `high` of them


@dataclass(frozen=True, slots=True)
class Group:
    """Features below one feature; `low` and `high` say how many of SOME must be taken."""

    bond: Bond
    features: tuple["Feature", ...]
    low: int = 1
    high: int = 1


Carried = Fraction | bool | str
"""What stands behind the name of an attribute."""


class Sort(StrEnum):
    """What the values of a feature are that has several."""

    NUMBER = "number"
    TEXT = "text"
    LENGTH = "length"  # of a text that is not known otherwise
    TIMES = "times"  # how often the feature is taken


@dataclass(frozen=True, slots=True)
class Several:
    """The values of a feature that is more than taken or not; texts only of the sort TEXT."""

    sort: Sort
    values: tuple[Fraction | str, ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature, the attributes it carries, the groups below it, and its values if it has some."""

    name: str
    carries: Mapping[str, Carried] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    several: Several | None = None


@dataclass(frozen=True, slots=True)
class FeatureModel:
    """A feature model as a product.

    `taken` says of every feature, in the order of the file, what it means that it is taken: ALWAYS,
    or that an option has a value. `above` names the feature above each optional one.
    """

    book: RuleBook
    taken: Mapping[str, Formula]
    above: Mapping[str, str]


def of_variables(book: RuleBook) -> FeatureModel:
    """The model whose features are the two-valued options of `book`."""
    return FeatureModel(book, {o.key: Is(o.key, YES) for o in book.product.options}, {})


Making = Callable[[Fraction], Fraction | int]
"""What is made of a number before it is used: the same, or the next whole one."""


class Plan:
    """Turns a tree into options and rules, then takes in claims about its features."""

    def __init__(self, name: str, root: Feature) -> None:
        self.taken: dict[str, Formula] = {}
        self.features: dict[str, Feature] = {}
        self._name = name
        self._values: dict[str, dict[str, dict[str, int]]] = {}
        self._claims: list[tuple[Formula, str]] = []
        self._above: dict[str, str] = {}
        self._place(root, ALWAYS)

    def carried(self, feature: str, name: str, made: Making = Fraction) -> Amount | None:
        """What is `made` of the number that `feature` carries under `name`; None without one.

        It is 0 when the feature is not taken, and comes as often as the feature is taken.
        """
        several, number = self.features[feature].several, self.features[feature].carries.get(name)
        if not isinstance(number, Fraction):
            return None
        said = f"{feature}.{name} {made.__name__}"
        if several and several.sort is Sort.TIMES:
            each = {_label(one): Fraction(one) * made(number) for one in several.values}
            return self._numbered(value_key(feature), said, each)
        return self._constant(feature, said, Fraction(made(number)))

    def value(self, feature: str, made: Making = Fraction) -> Amount | None:
        """What is `made` of the number that `feature` is, 0 when it is not taken; None if none."""
        several = self.features[feature].several
        if several is None or several.sort is not Sort.NUMBER:
            return None
        each = {_label(one): Fraction(made(Fraction(one))) for one in several.values}
        return self._numbered(value_key(feature), f"{feature} {made.__name__}", each)

    def length(self, feature: str) -> Amount | None:
        """How many characters the text has that `feature` is; None if it is none."""
        several = self.features[feature].several
        if several is None or several.sort not in {Sort.TEXT, Sort.LENGTH}:
            return None
        each = {
            _label(one): Fraction(len(one)) if isinstance(one, str) else one
            for one in several.values
        }
        return self._numbered(value_key(feature), f"len({feature})", each)

    def one(self, feature: str) -> Amount:
        """1 when `feature` is taken, else 0."""
        return self._constant(feature, feature, Fraction(1))

    def texts(self, feature: str) -> dict[str, Formula]:
        """The texts that `feature` may be, each with what it means that it is that one."""
        several = self.features[feature].several
        values = several.values if several and several.sort is Sort.TEXT else ()
        key = value_key(feature)
        return {one: Is(key, frozenset({_label(one)})) for one in values if isinstance(one, str)}

    def ends(self, attribute: Attribute) -> tuple[int, int]:
        """The least and the most of an attribute of an option."""
        values = self._values[attribute.option].values()
        numbers = [numbers.get(attribute.name, 0) for numbers in values]
        return min(numbers), max(numbers)

    def model(self, claims: Sequence[tuple[Formula, Sentence]]) -> FeatureModel:
        """The model, every configuration of which also honours `claims`, as they are written."""
        options = tuple(
            Option(key, Text(en=key), Kind.DESIGN, tuple(self._as_values(values)))
            for key, values in self._values.items()
        )
        every = [*self._claims, *((claim, sentence.text) for claim, sentence in claims)]
        rules = tuple(
            Rule(f"rule_{n}", one, Text(en=said)) for n, (one, said) in enumerate(every, 1)
        )
        written = zip(rules[len(self._claims) :], claims, strict=True)
        made = Product(
            key=self._name,
            name=Text(en=self._name),
            edition="1",
            currency="EUR",
            base_price_cents=0,
            tax_percent=0,
            base_lead_days=0,
            languages=("en",),
            options=options,
            steps=(Step("all", Text(en="all"), tuple(self._values)),),
            rules=tuple(RuleText(rule.key, said, rule.reason) for rule, (_, said) in written),
        )
        return FeatureModel(RuleBook(made, rules, {}, {}), self.taken, self._above)

    def _as_values(self, values: Mapping[str, Mapping[str, int]]) -> Iterator[Value]:
        names = {name for numbers in values.values() for name in numbers}
        for key, numbers in values.items():
            all_numbers = {name: numbers.get(name, 0) for name in names}
            yield Value(key, Text(en=key), Text(en=""), attributes=all_numbers)

    def _constant(self, feature: str, name: str, number: Fraction) -> Amount:
        match self.taken[feature]:
            case Is(option, values):
                (value,) = values
                return self._numbered(option, name, {value: number})
        return Amount(Number(number.numerator), number.denominator)

    def _numbered(self, option: str, name: str, each: Mapping[str, Fraction]) -> Amount:
        """An attribute of an option that is `each` value's number, and 0 of all others."""
        by = lcm(*(number.denominator for number in each.values()))
        for value, number in each.items():
            self._values[option][value][name] = int(number * by)
        return Amount(Attribute(option, name), by)

    def _place(self, feature: Feature, taken: Formula) -> None:
        self.taken[feature.name] = taken
        self.features[feature.name] = feature
        if feature.several:
            labels = [_label(one) for one in feature.several.values]
            self._choose_one(feature.name, value_key(feature.name), labels)
        for place, group in enumerate(feature.groups):
            self._hang(feature, group, f"{feature.name}/{place}")

    def _hang(self, above: Feature, group: Group, key: str) -> None:
        """Place the features of `group`, each with what it means that it is taken."""
        parent = self.taken[above.name]
        if group.bond is Bond.MANDATORY or (
            group.bond is Bond.ALTERNATIVE and len(group.features) == 1
        ):
            for feature in group.features:
                self._place(feature, parent)
            return
        if group.bond is Bond.ALTERNATIVE:
            self._choose_one(above.name, key, [feature.name for feature in group.features])
            for feature in group.features:
                self._place(feature, Is(key, frozenset({feature.name})))
            return
        for feature in group.features:
            self._values[feature.name] = {"no": {}, "yes": {}}
            self._require(Is(feature.name, YES), parent, f"{feature.name} => {above.name}")
            if group.bond is Bond.OPTIONAL:
                self._above[feature.name] = above.name
            self._place(feature, Is(feature.name, YES))
        if group.bond is Bond.SOME:
            each = tuple(Is(feature.name, YES) for feature in group.features)
            said = f"[{group.low}..{group.high}] below {above.name}"
            self._require(parent, Count(group.low, group.high, each), said)

    def _choose_one(self, above: str, key: str, values: Sequence[str]) -> None:
        """An option with `values`, and none of them where the feature above is not taken."""
        parent = self.taken[above]
        self._values[key] = {value: {} for value in values}
        if parent != ALWAYS:
            self._values[key][NONE] = {}
            none = Is(key, frozenset({NONE}))
            claim = Any((All((parent, Not(none))), All((Not(parent), none))))
            self._claims.append((claim, f"{key} <=> {above}"))

    def _require(self, when: Formula, then: Formula, said: str) -> None:
        if then != ALWAYS:
            self._claims.append((then if when == ALWAYS else Requires(when, then), said))


def value_key(feature: str) -> str:
    """The option that says which of its values a feature has."""
    return f"{feature}/value"


def _label(value: Fraction | str) -> str:
    """The key of a value: the number, or the text in quotes."""
    if isinstance(value, str):
        return f"'{value}'"
    return str(int(value)) if value.denominator == 1 else str(float(value))
