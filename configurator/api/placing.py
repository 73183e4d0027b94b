"""From a configuration to an order, for other programs: the customer is known, nothing is typed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from configurator.api.own import amounts, asker, must_be_ones_own_draft, own_desk
from configurator.api.problem import InvalidFields, Kind, Problem
from configurator.storage.accounts import Role
from configurator.storage.basket import place_with
from configurator.storage.campaign_codes import OfferRefused, Personal
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    find_customer,
    latest_measurements,
    record_news,
)
from configurator.storage.drafts import StaleDraft, get_draft
from configurator.storage.idempotency import Request, replayed
from configurator.storage.order_codes import take_any_code
from configurator.storage.orders import (
    FOUND,
    Placement,
    find_placement,
    get_order,
    orders_of_draft,
)
from configurator.storage.ownership import customer_behind, customer_ordering
from configurator.storage.referral_codes import CodeRefused
from configurator.storage.stock import SoldOut
from configurator.storage.value_anew import earn
from configurator.value_online import order_earned
from configurator.web.campaign_offer import any_code, offered
from configurator.web.desk import Desk, workshop
from configurator.web.known_body import taken
from configurator.web.placing import frozen
from configurator.web.selling import Basket, basket, selling
from configurator.web.tailored import NoBlockFits
from configurator.web.view import decided
from customers.body.cutting import UnknownShrinkage
from customers.body.measurement import asked
from customers.body.misfit import Misfit
from customers.body.survey import for_the_tailor
from production.freeze import CannotBeMade
from production.order import Order, Person


@dataclass(frozen=True, slots=True)
class Beside:
    """What comes with an order: accessories by key, and a code; either may be empty."""

    add_ons: Collection[str] = ()
    code: str = ""


def placed(link: str, revision: int, request: Request, beside: Beside) -> Placement:
    """The order of that configuration at that revision, made by `request` or found to be there.

    With it goes what is `beside`, of what goes with the garment.

    Raises Problem, NotThere, StaleDraft, KeyUsedOtherwise.
    """
    earlier = _earlier(link, revision, request)
    if earlier:
        return earlier
    at = own_desk(link)
    if at.draft.revision != revision:
        raise StaleDraft(at.draft)
    person, add_ons = _person(at), beside.add_ons
    order = _frozen(at, person, _offered(at, beside.code))
    sold = selling(at, order)
    if strange := set(add_ons) - sold.going.keys():
        named = ", ".join(sorted(strange))
        raise InvalidFields({"add_ons": f"These do not go with it, or are sold out: {named}."})
    try:
        return _recorded(at, basket(at, order, sold, add_ons, person), request, beside.code)
    except (OfferRefused, CodeRefused) as refused:
        raise InvalidFields({"code": f"This code cannot be taken: {refused.why}."}) from refused
    except SoldOut as gone:
        raise InvalidFields({"add_ons": "The last one was sold just now."}) from gone


def _earlier(link: str, revision: int, request: Request) -> Placement | None:
    """What stands already: the answer to `request`, or the order somebody else placed."""
    with workshop().database.reading() as session:
        before = replayed(session, request)
        if before:
            return Placement(get_order(session, before.document["number"]), before.status == FOUND)
        must_be_ones_own_draft(get_draft(session, link))
        standing = orders_of_draft(session, link)
    orders = [one.order for one in standing if one.order.revision == revision]
    if not orders:
        return None
    with workshop().database.recording() as session:
        return find_placement(session, replace(orders[0], placed_at=workshop().now()), request)


def _offered(at: Desk, code: str) -> Personal | None:
    """The offer behind a code; None for none, or for a code of another kind. Raises Problem."""
    if code and not any_code(code):
        raise InvalidFields({"code": "This is no code of ours."})
    try:
        return offered(_whose(at) or "", code)
    except OfferRefused as refused:
        raise InvalidFields({"code": f"This code cannot be taken: {refused.why}."}) from refused


def _frozen(at: Desk, person: Person, offer: Personal | None = None) -> Order:
    try:
        return frozen(at, person, offer)
    except CannotBeMade as error:
        values = decided(at.product, at.state)
        design = [option for step in at.product.steps for option in step.options]
        missing: dict[str, Any] = {
            "options": [option for option in design if option not in values],
            "measurements": [
                one.key
                for one in asked(at.product)
                if one.required and one.key not in at.draft.body_mm
            ],
        }
        told = "" if any(missing.values()) else _impossible(error)
        why = error.misfit if isinstance(error, NoBlockFits) else None
        raise Problem(Kind.Incomplete, told, missing | {"misfit": why and _misfit(why)}) from error


def _impossible(error: CannotBeMade) -> str:
    if isinstance(error.__cause__, UnknownShrinkage):
        return f"It cannot be cut yet: {error.__cause__}."
    return "This design cannot be made for this body."


def _misfit(why: Misfit) -> dict[str, Any]:
    """What clashes, and in which fits the body gets a garment of this cloth, the nearest first."""
    return {
        "measurements": list(why.measurements),
        "fit": why.fit or None,
        "cloth": why.cloth or None,
        "points": list(why.points),
        "limits": list(why.limits),
        "fits": list(why.fits),
    }


def _recorded(at: Desk, full: Basket, request: Request, code: str) -> Placement:
    who, shop, order = asker(), workshop(), full.order
    person = order.person
    new = Customer(shop.new_link(), person.name, person.email, person.phone, order.placed_at)
    with shop.database.recording() as session:
        standing = find_placement(session, order, request)
        if standing:
            return standing
        whose = customer_ordering(session, at.draft, who, new)
        known = latest_measurements(session, whose)
        told = _not_derived(taken(at.product, at.draft, None, whose), known)
        record_news(session, [one for one in told if one.key not in order.estimated])
        year = shop.here(order.placed_at).year
        placement, pair = place_with(session, order, full.beside, whose, request, who.id, year=year)
        today = shop.here(order.placed_at).date()
        take_any_code(session, any_code(code), placement.stored, today, who.id)
        for one in (placement.stored, pair):
            if one:
                worth = order_earned(one, at.product, shop.settings.time_zone)
                earn(session, worth, order.placed_at)
        return placement


def _not_derived(
    told: Sequence[MeasurementTaken], known: Mapping[str, MeasurementTaken]
) -> list[MeasurementTaken]:
    """Of what the draft holds, what does not come from the customer's own measurements."""
    derived = for_the_tailor(amounts(known))
    return [one for one in told if one.key not in derived or derived[one.key].amount != one.amount]


def _whose(at: Desk) -> str | None:
    """The customer it is for, as far as that is known."""
    who = asker()
    if who.role is Role.CUSTOMER:
        return who.customer
    with workshop().database.reading() as session:
        return customer_behind(session, at.draft)


def _person(at: Desk) -> Person:
    """Whom the order is for. Raises Problem if that is nobody."""
    who, whose = asker(), _whose(at)
    with workshop().database.reading() as session:
        customer = find_customer(session, whose) if whose else None
    if customer:
        return Person(customer.name, customer.email, customer.phone)
    if who.role is Role.CUSTOMER:
        return Person(who.name, who.email, "")
    members: dict[str, Any] = {"options": [], "measurements": [], "misfit": None}
    told = "It is for nobody yet: begin the configuration with a customer."
    raise Problem(Kind.Incomplete, told, members)
