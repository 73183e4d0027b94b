"""The orders and drafts of the demo shop, thought out first and then saved as they came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from catalog.configuration import By
from configurator.demo_customers import MEASURER, Known
from configurator.demo_designs import configured, liked, lots, wished
from configurator.demo_people import derived
from configurator.settings import Settings
from configurator.storage.drafts import Draft
from configurator.web.answer import completed
from configurator.web.desk import Desk, desk_for
from configurator.web.placing import frozen
from customers.body.facts import facts
from customers.body.measurement import Refusal
from production.freeze import CannotBeMade
from production.order import Order, Person
from rules.complete import Goal
from rules.engine import Engine

ORDERS, DAYS = 200, 28
DRAFTS = 14
OWN_DRAFTS = 3
"""So many of the drafts belong to the customer who has an account."""

FEWEST_WISHES, MOST_WISHES = 6, 16
TRIES = 20


class Clock:
    """What the time is in the demo while it is being filled: set from order to order."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The instant it was set to."""
        return self.now


@dataclass(frozen=True, slots=True)
class Maker:
    """What designs are made with: an engine, the units in stock, the shop's settings, a clock.

    `orders` come in the four weeks from the midnight `began`.
    """

    engine: Engine
    stock: Mapping[str, int]
    settings: Settings
    clock: Clock
    began: datetime
    orders: int = ORDERS

    def draft(self, name: str, known: Known, at: datetime) -> Draft:
        """A blank draft for a customer who was measured."""
        return Draft(
            link=derived(self.settings.secret_key, name),
            configuration=configured(self.engine, ()),
            saved_at=at,
            body_mm=known.sample.amounts,
            measured_at=known.measured_at,
            measured_by=MEASURER,
            customer=known.customer.id,
        )


@dataclass(frozen=True, slots=True)
class Sold:
    """An order to be placed: the `place`-th of the demo, for that customer, as the desk had it."""

    place: int
    desk: Desk
    order: Order


def sold(maker: Maker, people: Sequence[Known]) -> Iterator[Sold]:
    """The orders, the oldest first. Needs the application of the demo around it."""
    for place in range(maker.orders):
        maker.clock.now = _instant(maker, place)
        known = _customer(people, place)
        found = (_order(maker, known, place, number) for number in range(TRIES))
        yield next(one for one in found if one)


def open_drafts(maker: Maker, people: Sequence[Known], owner: str) -> Iterator[Draft]:
    """Designs somebody has begun and not ordered; the first belong to the account `owner`."""
    for place in range(DRAFTS):
        is_own = place < OWN_DRAFTS
        known = people[0 if is_own else place * 3 % len(people)]
        lot = lots(f"draft {place}")
        saved_at = maker.began + timedelta(days=DAYS - 1 - place * 2 // 3, hours=9 + place % 9)
        draft = maker.draft(f"draft {place}", known, saved_at)
        choices = wished(maker.engine, _facts(maker, known), lot.randrange(3, 12), lot)
        draft = replace(draft, configuration=configured(maker.engine, choices))
        yield replace(draft, owner=owner, customer=None) if is_own else draft


def _instant(maker: Maker, place: int) -> datetime:
    """When the order at `place` came: as many each day, between nine and seven."""
    day = place * DAYS // maker.orders
    nth = place - -(-day * maker.orders // DAYS)
    return maker.began + timedelta(days=day, hours=9, minutes=75 * nth + place * 13 % 60)


def _customer(people: Sequence[Known], place: int) -> Known:
    """Everybody orders once, some often."""
    if place < len(people):
        return people[place * 7 % len(people)]
    often = [1 / (4 + rank) for rank in range(len(people))]
    (known,) = lots(f"customer of {place}").choices(people, often)
    return known


def _order(maker: Maker, known: Known, place: int, number: int) -> Sold | None:
    lot = lots(f"order {place} {number}")
    draft = maker.draft(f"order {place}", known, maker.clock.now)
    desk, sample = _decided(maker, draft, known, lot), known.sample
    if desk is None:
        return None
    try:
        order = frozen(desk, Person(sample.name, sample.email, sample.phone))
    except CannotBeMade:
        return None
    return Sold(place, desk, order)


def _decided(maker: Maker, draft: Draft, known: Known, lot: Random) -> Desk | None:
    """The desk once the customer chose by lot and the rest was decided for her."""
    wishes, likes = (
        lot.randrange(FEWEST_WISHES, MOST_WISHES),
        liked(maker.engine, known.sample.name),
    )
    choices = wished(maker.engine, _facts(maker, known), wishes, lot, likes)
    begun = configured(maker.engine, choices)
    desk = desk_for(maker.engine, replace(draft, configuration=begun), maker.stock)
    whole = completed(desk, lot.choice((Goal.CHEAPEST, Goal.SOONEST)), By.STAFF)
    if whole is None:
        return None
    return desk.holding(replace(draft, configuration=begun.moved_to(whole)))


def _facts(maker: Maker, known: Known) -> Mapping[str, str]:
    found = facts(maker.engine.product, known.sample.amounts)
    assert not isinstance(found, Refusal)
    return found
