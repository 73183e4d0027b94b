"""A product: the options people are asked, the values they may take, and the rules as written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from catalog.module import Module
from catalog.problems import Place
from catalog.sizing import Sizing
from catalog.text import Sentence, Text
from catalog.work import Operation


class CatalogError(Exception):
    """The catalog was asked for something it does not hold."""


class UnknownOption(CatalogError):
    """The product has no option by that key."""

    def __init__(self, product: str, option: str) -> None:
        self.product, self.option = product, option
        super().__init__(f"{product} has no option {option!r}")


class UnknownValue(CatalogError):
    """The option has no value by that key."""

    def __init__(self, option: str, value: str) -> None:
        self.option, self.value = option, value
        super().__init__(f"{option} has no value {value!r}")


class Kind(StrEnum):
    """Who sets an option."""

    DESIGN = "design"  # people choose it
    SIZE = "size"  # tailoring sets it
    MEASURED = "measured"  # the body fixes it
    DERIVED = "derived"  # rules fix it from other options


@dataclass(frozen=True, slots=True)
class Value:
    """One answer to an option.

    `price_cents` is the surcharge, tax included. `attributes` are the whole numbers rules and
    formulas speak of. `modules` are SKUs this value needs. `look` tells the picture how to draw.
    """

    key: str
    name: Text
    benefit: Text
    price_cents: int = 0
    attributes: Mapping[str, int] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    look: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Range:
    """Whole numbers from `low` to `high`, every `step`, told with their `unit`."""

    low: int
    high: int
    step: int
    unit: str


@dataclass(frozen=True, slots=True)
class Option:
    """One question, with its possible values in the order they are shown.

    With `numbers` the values are these. An `optional` one may stay without: its first value says
    so.
    """

    key: str
    name: Text
    kind: Kind
    values: tuple[Value, ...]
    numbers: Range | None = None
    optional: bool = False

    def value(self, key: str) -> Value:
        """The value called `key`. Raises UnknownValue."""
        for value in self.values:
            if value.key == key:
                return value
        raise UnknownValue(self.key, key)


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the configurator: design options that are asked together."""

    key: str
    name: Text
    options: tuple[str, ...]


class RuleKind(StrEnum):
    """How strict a rule is; all but MUST are soft: they advise and never forbid."""

    MUST = "must"
    WARN = "warn"  # says so while it is broken
    RECOMMEND = "recommend"  # speaks well of some values
    DEFAULT = "default"  # suggests one value, which yields silently
    HIDE = "hide"  # keeps options out of sight while its sentence is true


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule before it is parsed. Customers read `reason`.

    Only a recommendation has a `weight`, only a rule that hides says what it `hides`.
    """

    key: str
    sentence: Sentence
    reason: Text
    kind: RuleKind = RuleKind.MUST
    weight: int = 1
    hides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A spreadsheet a rule points at: `rows` hold one key per column, in file order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Product:
    """A family of goods we can make, as its authors describe it.

    `base_lead_days` passes between an order and the ready date when every module is in stock.
    `tables` are keyed by the file name that rules use. Products without a body to fit have
    no `sizing`.
    """

    key: str
    name: Text
    edition: str
    currency: str
    base_price_cents: int
    tax_percent: int
    base_lead_days: int
    languages: tuple[str, ...]
    options: tuple[Option, ...]
    steps: tuple[Step, ...]
    rules: tuple[RuleText, ...] = ()
    modules: tuple[Module, ...] = ()
    operations: tuple[Operation, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    sizing: Sizing | None = None

    def option(self, key: str) -> Option:
        """The option called `key`. Raises UnknownOption."""
        for option in self.options:
            if option.key == key:
                return option
        raise UnknownOption(self.key, key)

    def of_kind(self, *kinds: Kind) -> tuple[Option, ...]:
        """Options of these kinds, in the author's order."""
        return tuple(option for option in self.options if option.kind in kinds)

    def module(self, sku: str) -> Module:
        """The module with that SKU. Raises UnknownModule."""
        for module in self.modules:
            if module.sku == sku:
                return module
        raise UnknownModule(self.key, sku)


class UnknownModule(CatalogError):
    """The product has no module with that SKU."""

    def __init__(self, product: str, sku: str) -> None:
        self.product, self.sku = product, sku
        super().__init__(f"{product} has no module {sku!r}")
