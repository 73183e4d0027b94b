"""An order: a configuration frozen with its edition, prices, measurements and targets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from catalog.text import Text
from customers.body.target import Tailoring


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the garment is for, as told on the day of the order; `email` or `phone` may be empty."""

    name: str
    email: str
    phone: str

    @property
    def initials(self) -> str:
        """First letters of first and last name, all that the workshop reads: `N. E.`."""
        words = self.name.split()
        ends = words[:1] + words[1:][-1:]
        return " ".join(f"{word[0].upper()}." for word in ends)


@dataclass(frozen=True, slots=True)
class Line:
    """One value of the garment with its texts and its surcharge of that day."""

    option: str
    option_name: Text
    value: str
    value_name: Text
    price_cents: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class BillLine:
    """A module and how much of it goes into the garment; `unit` is `piece` or `mm`."""

    sku: str
    name: Text
    quantity: int
    unit: str
    bin: str


@dataclass(frozen=True, slots=True)
class AddOn:
    """A piece of an accessory that goes with the garment, at its price of that day."""

    accessory: str
    name: Text
    piece: Text
    sku: str
    price_cents: int
    bin: str


@dataclass(frozen=True, slots=True)
class RoutingStep:
    """One operation of the routing, done at `station` in `minutes`."""

    number: int
    name: Text
    station: str
    machine: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Order:
    """A garment sold and to be made; nothing in it changes any more.

    `number` is for people (`26-1047`: year and running number). `configuration` and `revision`
    say which draft it froze. `body_mm` are the measurements of that day; those named in
    `estimated` nobody took. `look` is what the picture draws from. `warnings` are what soft rules
    warned of, each with its reason. `less_cents` are taken off because the customer pays
    `less_percent` less, and `offer_cents` by an offer to him alone, called `offer`; usually
    nothing. `add_ons` are packed with it and part of the total.
    Instants are UTC.
    """

    number: str
    configuration: str
    revision: int
    product: str
    product_name: Text
    edition: str
    currency: str
    tax_percent: int
    base_price_cents: int
    total_cents: int
    lines: tuple[Line, ...]
    person: Person
    body_mm: Mapping[str, int]
    measured_at: datetime
    measured_by: str
    tailoring: Tailoring
    look: Mapping[str, Mapping[str, str]]
    bill: tuple[BillLine, ...]
    routing: tuple[RoutingStep, ...]
    placed_at: datetime
    promised_on: date
    cut_by: date
    estimated: tuple[str, ...] = ()
    warnings: tuple[Text, ...] = ()
    less_percent: int = 0
    less_cents: int = 0
    offer: str = ""
    offer_cents: int = 0
    add_ons: tuple[AddOn, ...] = ()
