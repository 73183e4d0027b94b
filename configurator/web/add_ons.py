"""Accessories as the page of an order shows them: each with why, to be added or left out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import request

from configurator.storage.add_ons import pair_of
from configurator.storage.orders import StoredOrder, find_order
from configurator.web.designs import Design
from configurator.web.desk import Desk, desk_for, language, workshop
from configurator.web.placing import frozen
from configurator.web.selling import Going, Selling, selling
from production.freeze import CannotBeMade
from production.order import Order

LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class AddOnShown:
    """One accessory; `what` is the piece, or what the same garment once more has otherwise.

    `ready_on` is the day of that garment, None for a piece.
    """

    key: str
    name: str
    what: str
    why: str
    price_cents: int
    is_taken: bool
    ready_on: date | None = None


@dataclass(frozen=True, slots=True)
class AddOnToSay:
    """An add-on for the counter to speak of, and the address of the order with it."""

    address: str
    add_on: AddOnShown


def asked_for() -> frozenset[str]:
    """The keys of what is to be added to the order, by the address or the form."""
    named = [*request.args.getlist("with"), *request.form.getlist("with")]
    added = request.form.getlist("add")
    left_out = request.form.getlist("leave")
    return frozenset(key[:LONGEST_KEY] for key in (*named, *added) if key not in left_out)


def looks_again() -> bool:
    """Whether the form is sent to add or leave out something, and not to order yet."""
    is_shut = "look" in request.form.getlist("no_offers")
    return is_shut or bool({"add", "leave"} & request.form.keys())


def wants_offers() -> bool:
    """Whether the form does not say that no offers are wanted."""
    return "no_offers" not in request.form


def add_ons_shown(sold: Selling, taken: Collection[str]) -> Sequence[AddOnShown]:
    """What is offered, and what was asked for though it was not."""
    shown = {one.accessory.key: one for one in (*sold.offered, *sold.taken(taken))}
    return [_shown(one, is_taken=key in taken) for key, one in shown.items()]


def add_on_to_say(designs: Iterable[Design], stock: Mapping[str, int]) -> AddOnToSay | None:
    """What to speak of first to somebody whose design is ready to be ordered; None for none."""
    ready = (one for one in designs if one.is_complete and one.draft.measured_at)
    for one in ready:
        at = desk_for(workshop().engines[one.product], one.draft, stock)
        with suppress(CannotBeMade):
            if offered := add_ons_shown(selling(at, frozen(at)), ()):
                first = offered[0]
                return AddOnToSay(f"{one.order}?{urlencode({'with': first.key})}", first)
    return None


def pair_beside(order: Order) -> StoredOrder | None:
    """The order that the same garment once more became."""
    with workshop().database.reading() as session:
        number = pair_of(session, order.number)
        return find_order(session, number) if number else None


def _shown(one: Going, *, is_taken: bool) -> AddOnShown:
    its, spoken = one.accessory, language()
    return AddOnShown(
        key=its.key,
        name=its.name.in_(spoken),
        what=one.add_on.piece.in_(spoken) if one.add_on else _otherwise(one.pair, its.another),
        why=its.why.in_(spoken),
        price_cents=one.price_cents,
        is_taken=is_taken,
        ready_on=one.pair.state.ready_on if one.pair else None,
    )


def _otherwise(pair: Desk | None, option: str) -> str:
    if pair is None:
        return ""
    taken = {one.option: one.value for one in pair.situation.choices}
    return pair.product.option(option).value(taken[option]).name.in_(language())
