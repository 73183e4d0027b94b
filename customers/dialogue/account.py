"""The relational account: what a customer and the shop gave each other, month by month.

A relation lasts while both are better off with it. Each thing given is worth so many cents; what
a customer pays he has back as the garment, so that of purchases our margin alone counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Side(StrEnum):
    """One of the two."""

    CUSTOMER = "customer"
    SHOP = "shop"


class Item(StrEnum):
    """What was given."""

    MARGIN = "margin"
    FACTS = "facts"
    SUGGESTION = "suggestion"
    REFERRAL = "referral"
    DISCOUNT = "discount"
    POINTS = "points"
    TIME = "time"
    GESTURE = "gesture"
    SERVICE = "service"
    TROUBLE = "trouble"


TO_US = (Item.FACTS, Item.SUGGESTION, Item.REFERRAL)
TO_HIM = (Item.DISCOUNT, Item.POINTS, Item.TIME, Item.GESTURE, Item.SERVICE)
SIGNS: Mapping[Side, Mapping[Item, int]] = {
    # Patience is given, and nobody has anything of it.
    Side.SHOP: {Item.MARGIN: 1, Item.TROUBLE: 0}
    | dict.fromkeys(TO_US, 1)
    | dict.fromkeys(TO_HIM, -1),
    Side.CUSTOMER: {Item.MARGIN: 0, Item.TROUBLE: -1}
    | dict.fromkeys(TO_US, -1)
    | dict.fromkeys(TO_HIM, 1),
}
"""Whether a side has more or less by it."""


@dataclass(frozen=True, slots=True)
class Given:
    """So many of an item in a month (its first day), worth so many cents together."""

    month: date
    item: Item
    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class Uneven:
    """A side that had less than it gave at so many months' ends in a row; `cents` is how much."""

    side: Side
    months: int
    cents: int


def balance(given: Iterable[Given], side: Side) -> int:
    """What a side has more than it gave, in cents; below 0 it has less."""
    return sum(SIGNS[side][one.item] * one.cents for one in given)


def by_month(given: Iterable[Given], side: Side, until: date) -> Mapping[date, int]:
    """The balance at the end of each month, from the first anything was given in to `until`'s."""
    told = tuple(given)
    months = _months(min((one.month for one in told), default=until), until)
    return {end: balance((one for one in told if one.month <= end), side) for end in months}


def uneven(given: Iterable[Given], months: int, until: date) -> tuple[Uneven, ...]:
    """The sides that had less than they gave at the end of each of the last so many months."""
    told = tuple(given)
    found = []
    for side in Side:
        balances = list(by_month(told, side, until).values())
        below = 0
        for cents in reversed(balances):
            if cents >= 0:
                break
            below += 1
        if below >= months:
            found.append(Uneven(side, below, balances[-1]))
    return tuple(found)


def _months(first: date, last: date) -> list[date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(one // 12, one % 12 + 1, 1) for one in numbers]
