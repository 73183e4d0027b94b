"""What was offered beside garments, what of it was taken, and what it brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Double, Integer, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from configurator.storage.tables_taste import AddOnOfferRow
from configurator.storage.tables_value import EarningRow
from customers.taste.offering import Seen
from customers.value.control import Group


@dataclass(frozen=True, slots=True)
class Offered:
    """An accessory that was worth offering, or is taken all the same.

    `is_pair` for the same garment once more; `pair` is the number of the order it became.
    """

    accessory: str
    is_taken: bool
    margin_cents: int
    is_pair: bool = False
    pair: str = ""


@dataclass(frozen=True, slots=True)
class Sales:
    """How one accessory of a product sells: `margin_cents` is the mean of what is left of it."""

    product: str
    accessory: str
    seen: Seen
    margin_cents: int


def note_offers(
    session: Session, number: str, product: str, offers: Sequence[Offered], *, is_control: bool
) -> None:
    """Keep what was offered with the order of that number, or held back from who goes without."""
    for one in offers:
        session.add(
            AddOnOfferRow(
                order_number=number,
                accessory=one.accessory,
                product=product,
                is_control=is_control,
                is_taken=one.is_taken,
                margin_cents=one.margin_cents,
                pair=one.pair,
            )
        )
    session.flush()


def seen_of(session: Session, product: str) -> dict[str, Seen]:
    """How often each accessory of a product was offered and taken, by key."""
    return {one.accessory: one.seen for one in sales(session) if one.product == product}


def sales(session: Session) -> tuple[Sales, ...]:
    """Of all accessories that were offered, by product and key."""
    row = AddOnOfferRow
    taken, margin = func.sum(cast(row.is_taken, Integer)), func.avg(row.margin_cents)
    query = select(row.product, row.accessory, func.count(), taken, margin)
    query = query.where(~row.is_control).group_by(row.product, row.accessory)
    return tuple(
        Sales(product, key, Seen(count, int(many)), round(mean))
        for product, key, count, many, mean in session.execute(
            query.order_by(row.product, row.accessory)
        )
    )


def margin_groups(session: Session) -> Mapping[bool, Group]:
    """What orders brought with which accessories were offered (False), or held back (True).

    The same garment once more counts with the order it was offered beside.
    """
    row, more = AddOnOfferRow, aliased(AddOnOfferRow)
    pairs = select(more.pair).where(more.order_number == row.order_number, more.pair != "")
    its = or_(EarningRow.mark == row.order_number, EarningRow.mark.in_(pairs.correlate(row)))
    brought = select(func.coalesce(func.sum(EarningRow.cents), 0)).where(its)
    cents = cast(brought.correlate(row).scalar_subquery(), BigInteger).label("cents")
    each = select(row.order_number, row.is_control, cents).distinct().subquery()
    square = cast(each.c.cents, Double) * cast(each.c.cents, Double)
    counted = select(each.c.is_control, func.count(), func.sum(each.c.cents), func.sum(square))
    return {
        bool(one): Group(count, int(total), round(squares))
        for one, count, total, squares in session.execute(counted.group_by(each.c.is_control))
    }


def pair_of(session: Session, number: str) -> str | None:
    """The number of the same garment once more, if it was ordered beside that order."""
    row = AddOnOfferRow
    return session.scalar(select(row.pair).where(row.order_number == number, row.pair != ""))
