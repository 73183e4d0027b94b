"""Size rules: what the rules still say of sizes once the design is taken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product as combinations

from catalog.product import Kind, Product
from rules.check import holds
from rules.rule import Formula, RuleBook
from rules.scope import options_of


@dataclass(frozen=True, slots=True)
class Joint:
    """A rule that joins several size options, in the order of `options`."""

    key: str
    options: tuple[str, ...]
    claim: Formula


@dataclass(frozen=True)
class SizeRules:
    """The rules that speak of sizes, for one design."""

    product: Product
    values: Mapping[str, str]
    joints: tuple[Joint, ...]
    alone: tuple[tuple[str, str, frozenset[str]], ...]
    """Rules that refuse values of a single size option: key, option, values."""

    asked: dict[tuple[str, tuple[str, ...]], bool] = field(default_factory=dict)
    """What `clashes` was asked already: the same steps come again with every block."""

    @cached_property
    def refused(self) -> dict[str, frozenset[str]]:
        """Values of each size option that some rule refuses by itself."""
        never = {option.key: frozenset[str]() for option in self.product.of_kind(Kind.SIZE)}
        for _, option, values in self.alone:
            never[option] |= values
        return never

    def refusing(self, option: str, value: str) -> tuple[str, ...]:
        """The rules that refuse `value` of the size option whatever else is taken."""
        return tuple(key for key, of, values in self.alone if of == option and value in values)

    def stand(self, sizes: Mapping[str, str]) -> bool:
        """Whether `sizes` break no rule together, each being allowed by itself."""
        return all(self.keeps(joint, sizes) for joint in self.joints)

    def keeps(self, joint: Joint, sizes: Mapping[str, str]) -> bool:
        """Whether `sizes`, with a value for each of its options, keep the rule."""
        return holds(joint.claim, self.product, {**self.values, **sizes})

    def clashes(
        self, joint: Joint, left: Mapping[str, tuple[str, ...]]
    ) -> Iterator[tuple[str, ...]]:
        """The combinations of values, of those `left` for each option, that break `joint`."""
        for taken in combinations(*(left[option] for option in joint.options)):
            if (joint.key, taken) not in self.asked:
                sizes = dict(zip(joint.options, taken, strict=True))
                self.asked[joint.key, taken] = self.keeps(joint, sizes)
            if not self.asked[joint.key, taken]:
                yield taken


def size_rules(book: RuleBook, values: Mapping[str, str]) -> SizeRules:
    """What the rules of `book` say of sizes when `values` are taken for all other options."""
    product = book.product
    sizes = {option.key: option for option in product.of_kind(Kind.SIZE)}
    joints, alone = [], []
    for rule in book.rules:
        about = options_of(rule.claim)
        spoken_of = tuple(key for key in sizes if key in about)
        if len(spoken_of) == 1:
            (key,) = spoken_of
            never = frozenset(
                value.key
                for value in sizes[key].values
                if not holds(rule.claim, product, {**values, key: value.key})
            )
            alone.append((rule.key, key, never))
        elif spoken_of:
            joints.append(Joint(rule.key, spoken_of, rule.claim))
    return SizeRules(product, values, tuple(joints), tuple(alone))
