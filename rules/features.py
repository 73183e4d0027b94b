"""Feature models: trees of features as products, each group of alternatives as one option."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from catalog.product import Kind, Option, Product, Step, Value
from catalog.text import Text
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
    Term,
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


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature, the numbers it carries, and the groups below it."""

    name: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()


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


class Plan:
    """Turns a tree into options and rules, then takes in claims about its features."""

    def __init__(self, name: str, root: Feature) -> None:
        self.taken: dict[str, Formula] = {}
        self._name = name
        self._values: dict[str, dict[str, dict[str, int]]] = {}
        self._claims: list[Formula] = []
        self._above: dict[str, str] = {}
        self._numbers: dict[str, dict[str, Term]] = {}
        self._place(root, ALWAYS)

    def number(self, feature: str, name: str) -> Term | None:
        """What `feature` carries under `name`, 0 when it is not taken; None if it has no such."""
        return self._numbers.get(name, {}).get(feature)

    def numbers(self, name: str) -> tuple[Term, ...]:
        """The same of every feature that has it."""
        return tuple(self._numbers.get(name, {}).values())

    def model(self, claims: Sequence[Formula]) -> FeatureModel:
        """The model, every configuration of which also honours `claims`."""
        options = tuple(
            Option(key, Text(en=key), Kind.DESIGN, tuple(self._as_values(values)))
            for key, values in self._values.items()
        )
        every = [*self._claims, *claims]
        rules = tuple(Rule(f"rule_{n}", claim, Text(en="")) for n, claim in enumerate(every, 1))
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
        )
        return FeatureModel(RuleBook(made, rules, {}, {}), self.taken, self._above)

    def _as_values(self, values: Mapping[str, Mapping[str, int]]) -> Iterator[Value]:
        names = {name for numbers in values.values() for name in numbers}
        for key, numbers in values.items():
            all_numbers = {name: numbers.get(name, 0) for name in names}
            yield Value(key, Text(en=key), Text(en=""), attributes=all_numbers)

    def _place(self, feature: Feature, taken: Formula) -> None:
        self.taken[feature.name] = taken
        for name, amount in feature.numbers.items():
            self._numbers.setdefault(name, {})[feature.name] = self._carried(
                feature.name, name, amount
            )
        for place, group in enumerate(feature.groups):
            self._hang(feature, group, f"{feature.name}/{place}")

    def _carried(self, feature: str, name: str, amount: int) -> Term:
        match self.taken[feature]:
            case Is(option, values):
                (value,) = values
                self._values[option][value][f"{feature}.{name}"] = amount
                return Attribute(option, f"{feature}.{name}")
        return Number(amount)

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
            self._hang_alternatives(parent, group, key)
            return
        for feature in group.features:
            self._values[feature.name] = {"no": {}, "yes": {}}
            self._require(Is(feature.name, YES), parent)
            if group.bond is Bond.OPTIONAL:
                self._above[feature.name] = above.name
            self._place(feature, Is(feature.name, YES))
        if group.bond is Bond.SOME:
            each = tuple(Is(feature.name, YES) for feature in group.features)
            self._require(parent, Count(group.low, group.high, each))

    def _hang_alternatives(self, parent: Formula, group: Group, key: str) -> None:
        names = [feature.name for feature in group.features]
        self._values[key] = {name: {} for name in names}
        if parent != ALWAYS:
            self._values[key][NONE] = {}
            none = Is(key, frozenset({NONE}))
            self._claims.append(Any((All((parent, Not(none))), All((Not(parent), none)))))
        for feature in group.features:
            self._place(feature, Is(key, frozenset({feature.name})))

    def _require(self, when: Formula, then: Formula) -> None:
        if then != ALWAYS:
            self._claims.append(then if when == ALWAYS else Requires(when, then))
