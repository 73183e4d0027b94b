"""An order with what is sold beside it, placed in one go."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from configurator.storage.add_ons import Offered, note_offers
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.idempotency import Request
from configurator.storage.orders import (
    Placement,
    StoredOrder,
    find_placement,
    place_order,
)
from production.order import Order


@dataclass(frozen=True, slots=True)
class Pair:
    """The same garment once more: a draft that was never saved, and the order it becomes."""

    draft: Draft
    order: Order


@dataclass(frozen=True, slots=True)
class Beside:
    """What was worth offering beside an order, and the second pair, if one is taken.

    `is_control` where its customer was drawn to be offered nothing.
    """

    offers: tuple[Offered, ...] = ()
    is_control: bool = False
    pair: Pair | None = None

    @property
    def taken(self) -> tuple[str, ...]:
        """The keys of what is bought."""
        return tuple(one.accessory for one in self.offers if one.is_taken)


NOTHING = Beside()


def place_with(  # noqa: PLR0913, PLR0917 - as place_order, with what is beside
    session: Session,
    order: Order,
    beside: Beside,
    customer: str,
    request: Request,
    by: str,
    *,
    year: int,
) -> tuple[Placement, StoredOrder | None]:
    """Place `order` as `place_order` does, with what is beside it; and the order of its pair.

    Repeated, it gives the first order and places nothing again. Raises as `place_order`.
    """
    standing = find_placement(session, order, request)
    if standing:
        return standing, None
    placement = place_order(session, order, customer, request, by, year=year)
    number, pair = placement.stored.order.number, None
    if beside.pair:
        create_draft(session, replace(beside.pair.draft, customer=customer))
        asked = Request(f"pair of {number}", request.key, {})
        pair = place_order(session, beside.pair.order, customer, asked, by, year=year).stored
    offers = [
        replace(one, pair=pair.order.number) if pair and one.is_pair and one.is_taken else one
        for one in beside.offers
    ]
    note_offers(session, number, order.product, offers, is_control=beside.is_control)
    return placement, pair
