"""What is sold beside a garment: what goes with it, what is offered of that, and what is taken.

What goes with it is found by the rules of the product, the same for everybody; what of that is
offered, by what it is expected to bring. Who said no to marketing is offered nothing, nor is
whoever waits for an answer to a complaint.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from catalog.configuration import Choice, taking
from configurator.accessories import accessories_of
from configurator.storage.add_ons import Offered, seen_of
from configurator.storage.basket import Beside, Pair
from configurator.storage.cases import complaining
from configurator.storage.consents import standing_of
from configurator.value_earning import costs_of, earned
from configurator.value_online import policies_now
from configurator.web.desk import Desk, who, workshop
from configurator.web.placing import frozen
from configurator.web.tasted import Tasted, person_of, tasted
from customers.dialogue.answered import is_silent
from customers.rights.consent import Refusal, refusal
from customers.rights.purpose import Channel
from customers.taste.accessory import Accessory, goes_with, piece_for
from customers.taste.offering import MOST_OFFERED, Seen, worth_offering
from customers.value.control import is_control
from customers.value.policy import Policies
from production.freeze import CannotBeMade, with_add_ons
from production.order import AddOn, Order, Person
from rules.state import Status

SEED = "add-ons"
SIMILAR = "similar"
"""The purpose under which somebody is offered more than he came for."""

NOES = frozenset({Refusal.OBJECTED, Refusal.RESTRICTED, Refusal.MINOR})


@dataclass(frozen=True, slots=True)
class Going:
    """An accessory that goes with a garment and can be had: a piece, or the garment once more."""

    accessory: Accessory
    price_cents: int
    margin_cents: int
    add_on: AddOn | None = None
    pair: Desk | None = None


@dataclass(frozen=True, slots=True)
class Selling:
    """All that goes with a garment by key, and what of it is worth offering, first the best.

    `is_control` where nothing is offered, to see what offers bring.
    """

    going: Mapping[str, Going] = field(default_factory=dict)
    worth: tuple[str, ...] = ()
    is_control: bool = False

    @property
    def offered(self) -> tuple[Going, ...]:
        """What is shown."""
        return () if self.is_control else tuple(self.going[key] for key in self.worth)

    def taken(self, keys: Collection[str]) -> tuple[Going, ...]:
        """What goes with it of what is asked for, in the author's order."""
        return tuple(one for key, one in self.going.items() if key in keys)


@dataclass(frozen=True, slots=True)
class Basket:
    """An order with its add-ons, and all that is placed with it; for `total_cents` in all."""

    order: Order
    beside: Beside

    @property
    def total_cents(self) -> int:
        """What both garments and everything beside them cost."""
        pair = self.beside.pair
        return self.order.total_cents + (pair.order.total_cents if pair else 0)


def selling(at: Desk, order: Order, *, wants_offers: bool = True) -> Selling:
    """What goes with a garment as it would be ordered, and what of it is offered.

    In a design in which nothing is to be suggested, nothing is offered either.
    """
    accessories, policies = accessories_of(at.product), policies_now()
    if not accessories or policies is None:
        return Selling()
    of, person = tasted(at), person_of(at.draft)
    found = (_going(at, order, one, of, policies) for one in accessories)
    going = {one.accessory.key: one for one in found if one}
    if is_silent(at.draft.configuration) or not wants_offers or (person and not _may_offer(person)):
        return Selling(going)
    margins = {key: one.margin_cents for key, one in going.items()}
    # Who wants nothing concluded is shown what the author put first.
    worth = (
        tuple(margins)[:MOST_OFFERED] if of and of.is_off else worth_offering(margins, _seen(at))
    )
    drawn = is_control(SEED, person or at.draft.link, policies.care.control_percent)
    return Selling(going, worth, is_control=drawn)


def basket(at: Desk, order: Order, sold: Selling, keys: Collection[str], person: Person) -> Basket:
    """The order with those accessories of `keys` that go with it."""
    pairs = {one.accessory.key: _pair(at, one.pair, person) for one in sold.taken(keys) if one.pair}
    taken = [one for one in sold.taken(keys) if one.add_on or pairs[one.accessory.key]]
    names = {one.accessory.key for one in taken}
    offers = tuple(
        Offered(key, key in names, one.margin_cents, is_pair=one.pair is not None)
        for key, one in sold.going.items()
        if key in sold.worth or key in names
    )
    full = with_add_ons(order, [one.add_on for one in taken if one.add_on])
    return Basket(full, Beside(offers, sold.is_control, next(iter(pairs.values()), None)))


def _may_offer(person: str) -> bool:
    now = workshop().now()
    with workshop().database.reading() as session:
        standing = standing_of(session, person, now)
        complains = bool(complaining(session, [person]))
    return not complains and refusal(standing, SIMILAR, Channel.WEB, now.date()) not in NOES


def _seen(at: Desk) -> Mapping[str, Seen]:
    """How each accessory sells, as of when it was first asked today."""

    def read() -> Mapping[str, Seen]:
        with workshop().database.reading() as session:
            return seen_of(session, at.product.key)

    return workshop().tastes.once((SEED, at.product.key, at.situation.today), read)


def _going(
    at: Desk, order: Order, one: Accessory, of: Tasted | None, policies: Policies
) -> Going | None:
    values = {line.option: line.value for line in order.lines}
    if not goes_with(one, at.product, values):
        return None
    if one.another:
        return _once_more(at, order, one, of, policies)
    finished = {target.point.key: target.target_mm for target in order.tailoring.targets}
    piece = piece_for(one, at.product, values, finished)
    if piece is None or at.situation.stock.get(piece.sku, 0) < 1:
        return None
    percent = 100 + at.product.tax_percent
    margin = round(one.price_cents * 100 / percent) - one.cost_cents
    add_on = AddOn(one.key, one.name, piece.name, piece.sku, one.price_cents, piece.bin)
    return Going(one, one.price_cents, margin, add_on=add_on)


def _once_more(
    at: Desk, order: Order, one: Accessory, of: Tasted | None, policies: Policies
) -> Going | None:
    """The same garment with the likeliest other value that stands with all the rest."""
    standing = [
        key
        for key, its in at.state.options[one.another].items()
        if its.status is Status.POSSIBLE and not its.changes
    ]
    if of and not of.is_off:
        numbers = {key: of.diagram.number(one.another, key) for key in standing}
        popular = of.taught.learned.popular
        standing.sort(key=lambda key: -float(popular[numbers[key]]))
    for key in standing:
        there = _with_value(at, one.another, key)
        if there.state.complete and there.state.ready_on:
            its = earned(
                order, "", costs_of(at.product), policies.terms, workshop().settings.time_zone
            )
            return Going(one, there.state.total_cents, its.cents, pair=there)
    return None


def _with_value(at: Desk, option: str, value: str) -> Desk:
    choices = taking(at.situation.choices, Choice(option, value, who()))
    made = at.draft.configuration.moved_to(choices)
    return at.holding(replace(at.draft, configuration=made))


def _pair(at: Desk, there: Desk, person: Person) -> Pair | None:
    """The second garment as a draft and an order of its own; None where no block fits it."""
    link, now = workshop().new_link(), workshop().now()
    try:
        order = replace(frozen(there, person), configuration=link, revision=1)
    except CannotBeMade:
        return None
    made = replace(there.draft.configuration, past=(), future=())
    draft = replace(at.draft, link=link, configuration=made, revision=1, saved_at=now)
    return Pair(draft, order)
