"""What the asker may see: the shop everything, customers their own, and else it is not there."""

from collections.abc import Mapping
from dataclasses import replace

from configurator.inferences import BODY
from configurator.storage.accounts import Account, Role
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    find_customer,
    latest_measurements,
)
from configurator.storage.drafts import Draft, get_draft
from configurator.storage.errors import NotThere
from configurator.storage.one_person import is_same_person
from configurator.storage.orders import StoredOrder, get_order
from configurator.storage.ownership import customer_behind
from configurator.storage.rejections import rejected_by
from configurator.storage.stock import stock_units
from configurator.web.access import NotSignedIn, must_be_own
from configurator.web.desk import Desk, desk_for, engine_of, workshop
from configurator.web.known_body import TOLD
from configurator.web.sessions import account
from customers.body.estimate import orderable
from customers.body.measurement import asked
from customers.body.survey import Measured, for_the_tailor


def asker() -> Account:
    """Who asks. Raises NotSignedIn."""
    who = account()
    if who is None:
        raise NotSignedIn
    return who


def own_desk(link: str) -> Desk:
    """The desk with that configuration, for the body as it was measured last. Raises NotThere."""
    with workshop().database.reading() as session:
        draft, stock = get_draft(session, link), stock_units(session)
        whose = customer_behind(session, draft)
        taken = latest_measurements(session, whose) if whose else {}
    must_be_ones_own_draft(draft)
    if draft.configuration.product not in workshop().engines:
        raise NotThere("draft", link)
    return desk_for(engine_of(draft.configuration.product), measured(draft, taken), stock)


def own_customer(id_: str) -> tuple[Customer, Mapping[str, MeasurementTaken]]:
    """That customer and what was measured of him last. Raises NotThere."""
    must_be_oneself(id_)
    with workshop().database.reading() as session:
        customer = find_customer(session, id_)
        taken = latest_measurements(session, id_)
    if customer is None:
        raise NotThere("customer", id_)
    return customer, taken


def own_order(number: str) -> StoredOrder:
    """That order. Raises NotThere."""
    with workshop().database.reading() as session:
        stored = get_order(session, number)
    who = asker()
    if who.role is Role.CUSTOMER:
        must_be_own("order", number, _known_as(stored.customer), who.customer)
    return stored


def must_be_oneself(customer: str) -> None:
    """Raise NotThere when a customer asks for another."""
    who = asker()
    if who.role is Role.CUSTOMER:
        must_be_own("customer", customer, customer, who.customer)


def must_be_ones_own_draft(draft: Draft) -> None:
    """Raise NotThere when a customer asks for what neither he made nor the shop for him."""
    who = asker()
    if who.role is Role.CUSTOMER and draft.owner != who.id:
        must_be_own("draft", draft.link, _known_as(draft.customer), who.customer)


def measured(draft: Draft, taken: Mapping[str, MeasurementTaken]) -> Draft:
    """`draft` with the body as last `taken`; what was measured for the draft alone yields to it.

    What nobody measured is estimated, where a garment may be cut from that.
    """
    latest = for_the_tailor(amounts(taken))
    if not latest:
        return draft
    if draft.measured_at:
        before = {key: Measured(it, draft.measured_at) for key, it in draft.body_mm.items()}
        latest = {key: one for key, one in latest.items() if _is_newer(one, before.get(key))}
        latest = before | latest
    oldest = min(one.at for one in latest.values())
    known = {key: one.amount for key, one in taken.items()}
    needed = asked(engine_of(draft.configuration.product).product)
    missing = [one.key for one in needed if one.required and one.key not in latest]
    guessed = {key: one.usual for key, one in orderable(known, missing).items()}
    if guessed and _rejects_estimates(taken):
        guessed = {}
    by = {one.measured_at: _by(one) for one in taken.values()}
    return replace(
        draft,
        body_mm={key: one.amount for key, one in latest.items()} | guessed,
        # The draft has one day for all of it: none may look younger than it is.
        measured_at=oldest,
        measured_by=by.get(oldest, draft.measured_by),
    )


def amounts(taken: Mapping[str, MeasurementTaken]) -> dict[str, Measured]:
    """What was taken, without how and by whom."""
    return {key: Measured(one.amount, one.measured_at) for key, one in taken.items()}


def _rejects_estimates(taken: Mapping[str, MeasurementTaken]) -> bool:
    """Whether who was measured so wants nothing estimated."""
    with workshop().database.reading() as session:
        return any(
            BODY in rejected_by(session, one) for one in {it.customer for it in taken.values()}
        )


def _known_as(customer: str | None) -> str | None:
    """The customer who asks, where `customer` was merged with him; else `customer`."""
    own = asker().customer
    with workshop().database.reading() as session:
        return own if is_same_person(session, customer, own) else customer


def _by(one: MeasurementTaken) -> str:
    return "" if one.how == TOLD else one.measured_by


def _is_newer(one: Measured, other: Measured | None) -> bool:
    return other is None or one.at > other.at
