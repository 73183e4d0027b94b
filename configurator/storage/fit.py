"""Fit: what was said of pairs that were worn, whether it is learned from, and what replaces them.

All of it are facts that are only added to; what is learned is worked out of them each time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.one_person import all_of
from configurator.storage.orders import StoredOrder, stored_order
from configurator.storage.tables import OrderRow
from configurator.storage.tables_fit import FitFeedbackRow, LearningRow, RemakeRow
from configurator.storage.telling import Done, tell_done
from customers.body.feedback import Felt, Zone
from customers.identity.event import Kind


@dataclass(frozen=True, slots=True)
class Said:
    """How one zone of a pair felt, by whom (account or `customer`) and when it was said."""

    felt: Felt
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Worn:
    """An order and all that was said of it; of two answers about a zone the later."""

    stored: StoredOrder
    said: Mapping[Zone, Said]

    @property
    def felt(self) -> dict[Zone, Felt]:
        """How each zone felt."""
        return {zone: one.felt for zone, one in self.said.items()}


@dataclass(frozen=True, slots=True)
class Remake:
    """A draft that shall replace the pair of `order_number`, and why."""

    draft: str
    order_number: str
    reason: str
    by: str
    at: datetime


def say_fit(
    session: Session, stored: StoredOrder, felt: Mapping[Zone, Felt], by: str, at: datetime
) -> None:
    """Add what was said of a pair; what was said already is not added again."""
    number = stored.order.number
    before = said_of(session, [number]).get(number, {})
    news = {
        zone: one for zone, one in felt.items() if zone not in before or before[zone].felt != one
    }
    for zone, one in news.items():
        row = FitFeedbackRow(
            order_number=number, zone=zone.value, felt=one.value, said_by=by, said_at=at
        )
        session.add(row)
    session.flush()
    if news:
        after = {zone.value: one.value for zone, one in news.items()}
        audit.record(session, audit.Deed(at, by, "said fit", f"order {number}", after=after))
        once = f"fit {number} {at.isoformat()}"
        order = stored.order
        tell_done(
            session, Done(Kind.ANSWERED, once, stored.customer, by, at, order.product, number)
        )


def said_of(session: Session, numbers: Collection[str]) -> dict[str, dict[Zone, Said]]:
    """What was said of these orders, by number and zone; of two answers the later."""
    rows = select(FitFeedbackRow).where(FitFeedbackRow.order_number.in_(numbers))
    return _gathered(session.scalars(rows.order_by(FitFeedbackRow.id)).all())


def worn_by(session: Session, customer: str) -> tuple[Worn, ...]:
    """The pairs of that customer of which something was said, in the order they were bought."""
    theirs = select(OrderRow).where(OrderRow.customer.in_(all_of(customer)))
    told = select(FitFeedbackRow.order_number)
    rows = session.scalars(theirs.where(OrderRow.number.in_(told)).order_by(OrderRow.id)).all()
    said = said_of(session, [row.number for row in rows])
    return tuple(Worn(stored_order(row), said[row.number]) for row in rows)


def worn_since(session: Session, since: datetime) -> tuple[Worn, ...]:
    """All pairs placed since then of which something was said, in the order they were bought."""
    told = select(FitFeedbackRow.order_number)
    wanted = OrderRow.placed_at >= since, OrderRow.number.in_(told)
    rows = session.scalars(select(OrderRow).where(*wanted).order_by(OrderRow.id)).all()
    heard = select(FitFeedbackRow).join(OrderRow, OrderRow.number == FitFeedbackRow.order_number)
    answers = heard.where(OrderRow.placed_at >= since).order_by(FitFeedbackRow.id)
    said = _gathered(session.scalars(answers).all())
    return tuple(Worn(stored_order(row), said[row.number]) for row in rows if row.number in said)


def is_learning(session: Session, customer: str) -> bool:
    """Whether what is said of pairs shall change the next ones of that customer."""
    theirs = select(LearningRow.is_on).where(LearningRow.customer.in_(all_of(customer)))
    last = session.scalars(theirs.order_by(LearningRow.id.desc()).limit(1)).first()
    return last is not False


def switch_learning(session: Session, customer: str, by: str, at: datetime, *, on: bool) -> None:
    """Learn of that customer from now on, or no longer."""
    before = is_learning(session, customer)
    if before == on:
        return
    session.add(LearningRow(customer=customer, is_on=on, said_by=by, said_at=at))
    session.flush()
    subject, what = f"customer {customer}", "switched learning"
    audit.record(session, audit.Deed(at, by, what, subject, {"on": before}, {"on": on}))


def record_remake(session: Session, remake: Remake) -> None:
    """Write down that a draft, saved before, shall replace a pair."""
    row = RemakeRow(
        draft=remake.draft,
        order_number=remake.order_number,
        reason=remake.reason,
        said_by=remake.by,
        said_at=remake.at,
    )
    session.add(row)
    session.flush()
    subject, after = f"order {remake.order_number}", {"reason": remake.reason}
    audit.record(session, audit.Deed(remake.at, remake.by, "began remake", subject, after=after))


def find_remake(session: Session, draft: str) -> Remake | None:
    """What the orders of that draft replace, or None."""
    row = session.get(RemakeRow, draft)
    if row is None:
        return None
    return Remake(row.draft, row.order_number, row.reason, row.said_by, row.said_at)


def remade_as(session: Session, number: str) -> tuple[str, ...]:
    """The numbers of the orders that replace that one, the oldest first."""
    replacing = select(OrderRow.number).join(RemakeRow, RemakeRow.draft == OrderRow.draft)
    rows = replacing.where(RemakeRow.order_number == number).order_by(OrderRow.id)
    return tuple(session.scalars(rows))


def _gathered(rows: Collection[FitFeedbackRow]) -> dict[str, dict[Zone, Said]]:
    found: dict[str, dict[Zone, Said]] = {}
    for row in rows:
        of_order = found.setdefault(row.order_number, {})
        of_order[Zone(row.zone)] = Said(Felt(row.felt), row.said_by, row.said_at)
    return found
