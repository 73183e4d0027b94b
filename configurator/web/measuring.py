"""A visit with the tape: who is measured, what was read so far, and what it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from catalog.product import Product
from configurator.inferences import BODY
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    get_customer,
    measurement_history,
)
from configurator.storage.drafts import Draft
from configurator.storage.errors import NotThere
from configurator.storage.readings import (
    Measuring,
    ReadingTaken,
    fact,
    find_measuring,
    measuring_of_customer,
    measuring_of_draft,
    readings_of,
)
from configurator.storage.rejections import rejected_by
from configurator.web import sessions
from configurator.web.desk import Desk, desk, engine_of, workshop
from configurator.web.known_body import HIMSELF
from configurator.web.measure_words import Units
from configurator.web.whose import customer_here
from customers.body.doubt import Doubt, Visit, doubts
from customers.body.estimate import Estimate, orderable
from customers.body.measurement import Measurement, Unit, asked
from customers.body.reading import How, Said, in_force, said

KEPT = "measuring"
"""Under this name a browser keeps which visits it began for drafts."""

MOST_DRAFTS = 5

LASTS = timedelta(hours=12)
"""What a customer is measured later than that is another visit."""


@dataclass(frozen=True)
class Tape:
    """Everything the pages of a visit need. `before` is what was on record when it began.

    Whoever rejected estimates has none.
    """

    product: Product
    customer: Customer | None
    draft: Draft | None
    measuring: Measuring
    taken: Sequence[ReadingTaken]
    before: Mapping[str, MeasurementTaken]
    may_estimate: bool = True

    @property
    def units(self) -> Units:
        """What the visit measures in."""
        return Units(self.measuring.units)

    @property
    def whose(self) -> str:
        """Whom the visit is of, for locks."""
        return self.customer.id if self.customer else self.measuring.draft or ""

    @cached_property
    def asked(self) -> tuple[Measurement, ...]:
        """What is measured, in order."""
        return asked(self.product)

    @cached_property
    def said(self) -> Mapping[str, Said]:
        """What the readings come to, by key."""
        return said(one.reading for one in self.taken)

    @cached_property
    def latest(self) -> Mapping[str, ReadingTaken]:
        """The last reading of each measurement that still counts."""
        counting = set(in_force(one.reading for one in self.taken).values())
        return {one.reading.key: one for one in self.taken if one.reading in counting}

    @cached_property
    def doubts(self) -> Mapping[str, Doubt]:
        """What is to be asked about, by key."""
        units = {key: Unit(one.unit_typed) for key, one in self.latest.items() if one.unit_typed}
        before = {key: one.amount for key, one in self.before.items()}
        readings = [one.reading for one in self.taken]
        found = doubts(Visit(readings, before, self.measuring.sex, units))
        return {one.key: one for one in found}

    @cached_property
    def settled(self) -> Mapping[str, int]:
        """What was read often enough and leaves nothing to ask: mm (weight: hg) by key."""
        return {
            key: one.amount
            for key, one in self.said.items()
            if one.enough and key not in self.doubts
        }

    @cached_property
    def estimates(self) -> Mapping[str, Estimate]:
        """What was not measured and may be ordered from its estimate, by key."""
        if not self.may_estimate:
            return {}
        before = {key: one.amount for key, one in self.before.items()}
        return orderable(
            {**before, **self.settled},
            [one.key for one in self.asked],
            self.measuring.sex or None,
        )

    def facts(self, amounts: Mapping[str, int]) -> list[MeasurementTaken]:
        """`amounts` of this visit as facts about its customer, in the order of measuring."""
        customer = self.measuring.customer or ""
        at = self.measuring.began_at
        return [
            fact(self.latest[one.key], amounts[one.key], customer, at)
            for one in self.asked
            if one.key in amounts and one.key in self.latest
        ]


def tape_of_customer(id_: str, product_key: str) -> Tape:
    """The visit of a customer that is going on, or the next. Raises NotThere."""
    product = engine_of(product_key).product
    with workshop().database.reading() as session:
        customer = get_customer(session, id_)
    return _of_customer(product, customer, None)


def tape_of_draft(product_key: str, link: str) -> Tape:
    """The visit for a draft: of its customer where the asker may know who it is.

    Of nobody known it shows the readings only to the browser that took them, and to the shop.
    Raises NotThere.
    """
    return tape_at(desk(product_key, link))


def tape_at(at: Desk) -> Tape:
    """The same for a desk at hand."""
    link, customer = at.draft.link, customer_here(at.draft)
    if customer:
        return _of_customer(at.product, customer, at.draft)
    kept = sessions.kept(KEPT).get(link, "")
    with workshop().database.reading() as session:
        found = find_measuring(session, kept) if kept else None
        if found is None and sessions.of_the_shop():
            found = measuring_of_draft(session, link)
        if found and found.draft != link:
            raise NotThere("measuring", found.id)
        taken = readings_of(session, found.id) if found else ()
    return Tape(at.product, None, at.draft, found or _next(None, link), taken, {})


def keep(tape: Tape) -> None:
    """Remember on this browser's visit that it may see what it measured for a draft of nobody."""
    link, id_ = tape.measuring.draft, tape.measuring.id
    mine = sessions.kept(KEPT)
    if link is None or tape.customer or mine.get(link) == id_:
        return
    others = [(one, kept) for one, kept in mine.items() if one != link]
    sessions.keep(KEPT, {**dict(others[1 - MOST_DRAFTS :]), link: id_})


def who_reads() -> tuple[str, How]:
    """Who types the readings of this request, and in what way they are had."""
    shop = sessions.of_the_shop()
    return (shop.name, How.TAPE) if shop else (HIMSELF, How.SELF)


def _of_customer(product: Product, customer: Customer, draft: Draft | None) -> Tape:
    now = workshop().now()
    with workshop().database.reading() as session:
        newest = measuring_of_customer(session, customer.id)
        history = measurement_history(session, customer.id)
        going_on = newest and now - newest.began_at < LASTS
        taken = readings_of(session, newest.id) if newest and going_on else ()
        may_estimate = BODY not in rejected_by(session, customer.id)
    if newest and going_on:
        measuring = newest
    else:
        before = newest or _next(None, None)
        link = draft.link if draft else None
        measuring = replace(_next(customer.id, link), sex=before.sex, units=before.units)
    earlier = {
        one.key: one
        for one in history
        if one.measured_at < measuring.began_at and (may_estimate or one.how != How.ESTIMATE)
    }
    return Tape(product, customer, draft, measuring, taken, earlier, may_estimate)


def _next(customer: str | None, link: str | None) -> Measuring:
    """A visit at which nothing was read yet."""
    shop = workshop()
    return Measuring(shop.new_link(), customer, link, shop.now(), who_reads()[0])
