"""A product: the options people are asked, the values they may take, and the rules as written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import overload

from catalog.design import StartingDesign
from catalog.module import Module
from catalog.names import no_value, quoted
from catalog.problems import Place
from catalog.sizing import Sizing
from catalog.text import Sentence, Text
from catalog.work import Operation

NUMBER = "number"
"""The attribute under which a number knows itself."""

WRITTEN_OUT = 2_000
"""So many numbers of a range are values for a diagram; more are left to a solver."""


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
class Amounts(Sequence[Value]):
    """The numbers of a range too wide to write out, each made a value when asked for.

    Behind `first`, if there is one: the value that says that none is taken. Each number costs
    `price_cents` per step from the least.
    """

    numbers: Range
    price_cents: int
    languages: tuple[str, ...]
    first: tuple[Value, ...] = ()

    def __len__(self) -> int:
        """How many values there are."""
        numbers = self.numbers
        return len(self.first) + (numbers.high - numbers.low) // numbers.step + 1

    @overload
    def __getitem__(self, place: int) -> Value: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Value, ...]: ...
    def __getitem__(self, place: int | slice) -> Value | tuple[Value, ...]:
        """The value at a place, in the order they are shown."""
        places = range(len(self))[place]
        if isinstance(places, range):
            return tuple(self[one] for one in places)
        steps = places - len(self.first)
        return self.first[places] if steps < 0 else self.numbered(steps)

    def numbered(self, steps: int) -> Value:
        """The number so many steps above the least."""
        amount = self.numbers.low + steps * self.numbers.step
        name = f"{amount} {self.numbers.unit}".rstrip()
        return Value(
            key=str(amount),
            name=Text(dict.fromkeys(self.languages, name)),
            benefit=Text({"en": ""}),
            price_cents=steps * self.price_cents,
            attributes={NUMBER: amount},
        )

    def place(self, key: str) -> int | None:
        """The place of the value called `key`, if there is one."""
        for place, value in enumerate(self.first):
            if value.key == key:
                return place
        short = key.isascii() and key.isdecimal() and len(key) <= len(str(self.numbers.high))
        if not short or str(int(key)) != key:
            return None
        steps, rest = divmod(int(key) - self.numbers.low, self.numbers.step)
        place = steps + len(self.first)
        return place if steps >= 0 and not rest and place < len(self) else None


@dataclass(frozen=True, slots=True)
class Option:
    """One question, with its possible values in the order they are shown.

    With `numbers` the values are these, and `wide` ones too many to write out. An `optional` one
    may stay without: its first value says so.
    """

    key: str
    name: Text
    kind: Kind
    values: Sequence[Value]
    numbers: Range | None = None
    optional: bool = False

    def value(self, key: str) -> Value:
        """The value called `key`. Raises UnknownValue."""
        if isinstance(self.values, Amounts):
            place = self.values.place(key)
            if place is None:
                raise UnknownValue(self.key, key)
            return self.values[place]
        for value in self.values:
            if value.key == key:
                return value
        raise UnknownValue(self.key, key)

    def has(self, key: str) -> bool:
        """Whether it may have the value called `key`."""
        if isinstance(self.values, Amounts):
            return self.values.place(key) is not None
        return any(value.key == key for value in self.values)

    def why_no(self, key: str) -> str:
        """The message that it has no value called `key`."""
        if self.numbers is None:
            return no_value(self.key, key, (value.key for value in self.values))
        ends = f"{self.numbers.low:,} to {self.numbers.high:,}"
        steps = f" in steps of {self.numbers.step:,}" if self.numbers.step > 1 else ""
        return f"{quoted(self.key)} takes whole numbers from {ends}{steps}, not {quoted(key)}"

    @property
    def wide(self) -> Amounts | None:
        """The values, where these are numbers too many to write out."""
        return self.values if isinstance(self.values, Amounts) else None


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
    no `sizing`. `designs` are ready-made to begin with.
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
    designs: tuple[StartingDesign, ...] = ()

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
