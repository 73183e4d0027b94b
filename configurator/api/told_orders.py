"""What is told of orders: what goes with them, their papers and their scans."""

from datetime import date, datetime

from configurator.api.asked import Id, Key
from configurator.api.told import Number, Told


class AddOnOffered(Told):
    """An accessory that goes with a configuration, and why it is offered; prices include tax.

    `piece` is the one that fits. `ready_on` is the day of what is made, null for what is there.
    """

    key: Key
    name: str
    piece: str
    why: str
    price_cents: int
    ready_on: date | None


class AddOnTold(Told):
    """An accessory sold with an order, at its price of that day."""

    key: Key
    sku: str
    price_cents: int


class OrderMade(Told):
    """An order: its number, the day it is promised for and what it costs."""

    number: Number
    promised_on: date
    total_cents: int


class OrderTold(OrderMade):
    """An order as it was frozen, and how far the workshop is with it.

    `total_cents` holds its `add_ons`. `pair` is the order of the same garment once more, ordered
    beside it; null for most.
    """

    state: str
    configuration: Id
    revision: int
    customer: Id
    product: Key
    edition: str
    currency: str
    placed_at: datetime
    values: dict[str, str]
    add_ons: list[AddOnTold]
    pair: Number | None


class Printing(Told):
    """The order whose paper is being printed; ask again after Retry-After seconds."""

    number: Number


class ScanTold(Told):
    """A scan on record, and how the order stood when it had arrived."""

    number: Number
    scan_id: str
    station: Key
    at: datetime
    state: str
