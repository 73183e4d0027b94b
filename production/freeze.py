"""Freezing: a sale becomes an order in which nothing changes any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from catalog.product import Kind, Product, Value
from catalog.text import Text
from customers.body.facts import facts
from customers.body.measurement import Refusal
from customers.body.target import Tailoring
from customers.dialogue.campaign_offer import Offer
from production.bill import bill
from production.order import AddOn, Line, Order, Person
from production.promise import cut_by
from production.routing import routing
from rules.check import broken, holds
from rules.rule import Rule, RuleBook, Warn

PERCENT = 100


class CannotBeMade(Exception):
    """What was sold is no garment we can make."""


class IncompleteConfiguration(CannotBeMade):
    """Some options have no value."""

    def __init__(self, options: tuple[str, ...]) -> None:
        self.options = options
        super().__init__(f"no value for {', '.join(options)}")


class BrokenRules(CannotBeMade):
    """The values taken break rules."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        super().__init__(f"the values break {', '.join(rule.key for rule in rules)}")


@dataclass(frozen=True, slots=True)
class Sale:
    """All that is agreed on when a garment is sold.

    `values` holds the value of every design and derived option; those of sizes come from
    `tailoring`, those of measured options from `body_mm`. `today` is the day of the sale in the
    shop's own calendar, `placed_at` the same moment in UTC. `estimated` are the
    keys of `body_mm` that nobody measured. `offer`, called `offer_name`, is to him alone and comes
    off what is left. See `Order` for the rest.
    """

    number: str
    configuration: str
    revision: int
    values: Mapping[str, str]
    person: Person
    body_mm: Mapping[str, int]
    measured_at: datetime
    measured_by: str
    tailoring: Tailoring
    placed_at: datetime
    today: date
    promised_on: date
    estimated: tuple[str, ...] = ()
    less_percent: int = 0
    offer_name: str = ""
    offer: Offer | None = None


def freeze(book: RuleBook, sale: Sale) -> Order:
    """The order for `sale`, judged once more by the rules.

    Raises:
        IncompleteConfiguration: an option has no value, or the body fits none of its classes.
        BrokenRules: the values break rules.
    """
    product = book.product
    values = _all_values(product, sale)
    if rules := broken(book, values):
        raise BrokenRules(rules)
    lines = _lines(product, values)
    full = product.base_price_cents + sum(line.price_cents for line in lines)
    less = full * sale.less_percent // PERCENT
    off = _off_cents(full - less, lines, sale.offer)
    return Order(
        number=sale.number,
        configuration=sale.configuration,
        revision=sale.revision,
        product=product.key,
        product_name=product.name,
        edition=product.edition,
        currency=product.currency,
        tax_percent=product.tax_percent,
        base_price_cents=product.base_price_cents,
        total_cents=full - less - off,
        lines=lines,
        person=sale.person,
        body_mm=dict(sale.body_mm),
        measured_at=sale.measured_at,
        measured_by=sale.measured_by,
        tailoring=sale.tailoring,
        look=_look(product, values),
        bill=bill(book, values, sale.tailoring.targets),
        routing=routing(book, values),
        placed_at=sale.placed_at,
        promised_on=sale.promised_on,
        cut_by=cut_by(sale.promised_on, sale.today),
        estimated=tuple(sorted(set(sale.estimated) & sale.body_mm.keys())),
        warnings=_warnings(book, values),
        less_percent=sale.less_percent,
        less_cents=less,
        offer=sale.offer_name if off else "",
        offer_cents=off,
    )


def with_add_ons(order: Order, add_ons: Sequence[AddOn]) -> Order:
    """The order with these sold beside the garment, in place of any others."""
    more = sum(one.price_cents for one in add_ons)
    less = sum(one.price_cents for one in order.add_ons)
    return replace(order, total_cents=order.total_cents + more - less, add_ons=tuple(add_ons))


def _all_values(product: Product, sale: Sale) -> dict[str, str]:
    measured = facts(product, sale.body_mm)
    classes = {} if isinstance(measured, Refusal) else measured
    given = {**sale.values, **classes, **sale.tailoring.sizes}
    missing = tuple(option.key for option in product.options if option.key not in given)
    if missing:
        raise IncompleteConfiguration(missing)
    return {option.key: given[option.key] for option in product.options}


def _lines(product: Product, values: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(
        Line(
            option=option.key,
            option_name=option.name,
            value=value.key,
            value_name=value.name,
            price_cents=value.price_cents,
            hidden=option.kind is not Kind.DESIGN,
        )
        for option in product.options
        for value in [option.value(values[option.key])]
    )


def _off_cents(total_cents: int, lines: tuple[Line, ...], offer: Offer | None) -> int:
    """What an offer takes off; an add-on costs what its line says."""
    if offer is None:
        return 0
    added = {f"{line.option}={line.value}": line.price_cents for line in lines}
    return offer.off_cents(total_cents, added)


def _warnings(book: RuleBook, values: Mapping[str, str]) -> tuple[Text, ...]:
    """The reasons of all warnings, each once."""
    warns = (one for one in book.soft if isinstance(one, Warn))
    found = [one.reason for one in warns if not holds(one.claim, book.product, values)]
    return tuple(one for place, one in enumerate(found) if one not in found[:place])


def _look(product: Product, values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    taken: dict[str, Value] = {
        option.key: option.value(values[option.key]) for option in product.options
    }
    return {option: dict(value.look) for option, value in taken.items() if value.look}
