"""What was learned of a customer from what was said of his pairs, worked out anew each time."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.product import Product
from configurator.storage.fit import Worn, is_learning, worn_by
from configurator.web.desk import workshop
from customers.body.feedback import Lesson, Preference, learned_mm, lessons
from customers.body.target import deviations
from production.order import Order


@dataclass(frozen=True, slots=True)
class Learned:
    """The lessons of each pair by number of its order, the oldest first, and what is known now.

    While it is not `is_on`, lessons are still drawn, and change nothing.
    """

    lessons: tuple[tuple[str, Lesson], ...] = ()
    known: Mapping[str, Preference] | None = None
    is_on: bool = True

    @property
    def mm(self) -> dict[str, int]:
        """What the next pair has more, by point of measure."""
        return learned_mm(self.known) if self.is_on and self.known else {}


NOTHING = Learned()


def learned_of(customer: str | None, product: Product) -> Learned:
    """What was learned of that customer for this product; nothing of nobody."""
    if customer is None:
        return NOTHING
    with workshop().database.reading() as session:
        worn, is_on = worn_by(session, customer), is_learning(session, customer)
    pairs = [one for one in worn if one.stored.order.product == product.key]
    return learned_from(product, pairs, is_on=is_on)


def learned_from(product: Product, pairs: list[Worn], *, is_on: bool = True) -> Learned:
    """The lessons of these pairs, each known by the ones before it."""
    known: dict[str, Preference] = {}
    found = []
    for pair in pairs:
        order = pair.stored.order
        taught = lessons(order.tailoring.targets, missed_mm(product, order), pair.felt, known)
        known |= {one.point: one.after for one in taught}
        found += [(order.number, one) for one in taught]
    return Learned(tuple(found), known, is_on)


def missed_mm(product: Product, order: Order) -> dict[str, int]:
    """By how much the pattern of an order missed its targets; {} for a block no longer kept."""
    blocks = product.sizing.blocks if product.sizing else ()
    if all(block.key != order.tailoring.block for block in blocks):
        return {}
    return deviations(product, order.tailoring)
