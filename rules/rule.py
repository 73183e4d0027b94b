"""Rules: what may go together, as data. One `match` in each reader gives them meaning."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from catalog.product import Product
from catalog.text import Text


class RuleError(Exception):
    """The rules were asked for something that cannot be."""


# Terms: whole numbers that depend on the values taken.


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the sentence."""

    amount: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """The number `name` of the value taken for `option`."""

    option: str
    name: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A point of measure in mm. Only formulas of quantities may use it, rules may not."""

    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    """All terms added."""

    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Times:
    """All terms multiplied."""

    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """`above / below`, exact. Only formulas of quantities may use it; the whole is rounded up."""

    above: "Term"
    below: "Term"


Term = Number | Attribute | Measure | Sum | Times | Quotient

# Formulas: claims that are true or false of a complete configuration.


@dataclass(frozen=True, slots=True)
class Is:
    """The value taken for `option` is one of `values`."""

    option: str
    values: frozenset[str]


Sign = Literal["<", "<=", "=", "!=", ">=", ">"]


@dataclass(frozen=True, slots=True)
class Compare:
    """`left sign right` holds between two numbers."""

    left: Term
    sign: Sign
    right: Term


@dataclass(frozen=True, slots=True)
class Not:
    """`claim` is false."""

    claim: "Formula"


@dataclass(frozen=True, slots=True)
class All:
    """Every claim is true; of none, true."""

    claims: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one claim is true; of none, false."""

    claims: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Requires:
    """Whenever `when` is true, `then` is true too."""

    when: "Formula"
    then: "Formula"


@dataclass(frozen=True, slots=True)
class Count:
    """At least `low` and at most `high` of the claims are true."""

    low: int
    high: int
    claims: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The values taken for `options` stand together in one of `rows`."""

    options: tuple[str, ...]
    rows: frozenset[tuple[str, ...]]


Formula = Is | Compare | Not | All | Any | Requires | Count | Listed


@dataclass(frozen=True, slots=True)
class Rule:
    """A claim every configuration must honour, and the reason people are given."""

    key: str
    claim: Formula
    reason: Text


# Soft rules: advice that forbids nothing. What can be made, counted and priced never hangs on them.


@dataclass(frozen=True, slots=True)
class Warn:
    """A claim that had better hold; while it surely does not, people are told the reason."""

    key: str
    claim: Formula
    reason: Text


@dataclass(frozen=True, slots=True)
class Recommend:
    """Whenever `when` is surely true, `values` of `option` are spoken well of, by `weight`."""

    key: str
    when: Formula
    option: str
    values: frozenset[str]
    weight: int
    reason: Text


@dataclass(frozen=True, slots=True)
class Default:
    """Whenever `when` is surely true and `option` is open, `value` is suggested."""

    key: str
    when: Formula
    option: str
    value: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Hide:
    """Whenever `when` is surely true, `options` that are settled anyway are not shown."""

    key: str
    when: Formula
    options: tuple[str, ...]
    reason: Text


SoftRule = Warn | Recommend | Default | Hide


@dataclass(frozen=True, slots=True)
class RuleBook:
    """A product with everything its authors wrote in the rule language, parsed.

    `quantities` are the formulas of modules by SKU; `conditions` those of operations by number.
    `soft` rules stand beside the `rules`: only `rules.soft` looks at them.
    """

    product: Product
    rules: tuple[Rule, ...]
    quantities: Mapping[str, Term]
    conditions: Mapping[int, Formula]
    soft: tuple[SoftRule, ...] = ()
