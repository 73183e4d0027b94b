"""What the clock, the models and the catalog say of persons by night, as follow-ups see it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Double, Select, Subquery, cast, exists, func, select
from sqlalchemy.orm import Session

from configurator.storage.bulk import insert_missing
from configurator.storage.tables import MeasuringRow
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_messages import MessageRow, ProductSeenRow
from configurator.storage.tables_rights import ConsentRow
from configurator.storage.tables_value import CustomerValueRow, EarningRow
from configurator.storage.topics import Topic, followers
from configurator.storage.value import current_run
from customers.dialogue.follow_up import Happened, Happening
from customers.dialogue.season import begun
from customers.rights.consent import Said

NIGHTS = 14
"""What a shop slept through for so many nights is still told."""

OLD = timedelta(days=365)
"""So old, measurements are asked for anew."""

LEAVING = 0.5
"""Who is likelier gone than not may leave; who bought once only was never sure to stay."""

FEWEST_PURCHASES = 2
LOST_DAYS = 730
"""Whoever bought nothing for so long has left, and is let go."""

AGAIN = timedelta(days=300)
"""Within so long nobody is told the same kind of thing twice."""

MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class Night:
    """The night it is: now, and how long a value looks ahead, in days."""

    now: datetime
    horizon_days: int

    @property
    def today(self) -> date:
        """The day, UTC."""
        return self.now.date()


Told = Iterator[tuple[str, Happened]]


def happened_by_clock(session: Session, night: Night) -> Told:
    """All that the night says of persons, each by whom it is said of."""
    yield from _seasons(session, night)
    yield from _measurements(session, night)
    yield from _values(session, night)
    yield from _products(session, night)


def see_products(session: Session, products: Collection[str], now: datetime) -> None:
    """Know of these products from now on. The first time none of them is new to anybody."""
    is_first = not session.scalar(select(func.count()).select_from(ProductSeenRow))
    at = now - timedelta(days=NIGHTS + 1) if is_first else now
    rows = [{"product": one, "seen_at": at} for one in sorted(products)]
    insert_missing(session, ProductSeenRow, rows)


def _seasons(session: Session, night: Night) -> Told:
    for name, day in begun(night.today - timedelta(NIGHTS), night.today):
        at = datetime.combine(day, time(), UTC)
        id_ = f"season {name}"
        for person in _agreed(session, f"season {id_}"):
            yield person, Happened(id_, Happening.SEASON_BEGINS, at)


def _agreed(session: Session, intent: str) -> list[str]:
    """Who ever agreed to news and was not planned to be told this by `intent`.

    Whether it still holds is asked before anything goes.
    """
    row, whose = ConsentRow, func.coalesce(PersonRow.leader, ConsentRow.person)
    untold = ~exists().where(MessageRow.intent == whose + f" {intent}")
    asked = select(whose).select_from(row).outerjoin(PersonRow, PersonRow.id == row.person)
    agreed = row.purpose == MARKETING, row.said == Said.GIVEN.value, untold
    return list(session.scalars(asked.where(*agreed).distinct().order_by(whose)))


def _measurements(session: Session, night: Night) -> Told:
    row = MeasuringRow
    last = func.max(row.began_at)
    old = select(row.customer, last).where(row.customer.is_not(None)).group_by(row.customer)
    old = old.having(last <= night.now - OLD, last > night.now - OLD - timedelta(NIGHTS))
    for person, at in session.execute(old).all():
        what = Happening.MEASUREMENT_OLD
        yield person or "", Happened(f"old {at.date()}", what, at + OLD)


def _values(session: Session, night: Night) -> Told:
    """Who is expected to buy again about now, and who is likelier gone than not."""
    run = current_run(session)
    if run is None:
        return
    worth, last = CustomerValueRow, _last_days()
    today = night.today.toordinal()
    its = select(worth.person, last.c.day).join(last, last.c.person == worth.person)
    its = its.where(worth.run == run.id)
    # Purchases are expected of who may have left too: of who has not, the more and the sooner.
    after = last.c.day + cast(night.horizon_days, Double) * worth.p_alive / worth.expected_purchases
    stays = worth.p_alive >= LEAVING, worth.expected_purchases > 0
    due = *stays, after <= today, after > today - NIGHTS
    yield from _once(session, night, its.where(*due), Happening.PURCHASE_EXPECTED, "expected_again")
    leaving = worth.p_alive < LEAVING, worth.purchases >= FEWEST_PURCHASES
    lately = last.c.day > today - LOST_DAYS
    yield from _once(
        session, night, its.where(*leaving, lately), Happening.RETENTION_RISK, "may_leave"
    )


def _last_days() -> Subquery:
    """The day on which each bought last, by under whom he is known."""
    whose = func.coalesce(PersonRow.leader, EarningRow.person)
    days = select(whose.label("person"), func.max(EarningRow.day).label("day"))
    joined = days.select_from(EarningRow).outerjoin(PersonRow, PersonRow.id == EarningRow.person)
    return joined.group_by(whose).subquery()


def _once(
    session: Session, night: Night, found: Select[str, int], what: Happening, programme: str
) -> Told:
    """Those of `found` (person and day of the last purchase) who were not told lately."""
    told = exists().where(
        MessageRow.person == CustomerValueRow.person,
        MessageRow.programme == programme,
        MessageRow.planned_at > night.now - AGAIN,
    )
    for person, day in session.execute(found.where(~told)).all():
        yield person, Happened(f"{what} {date.fromordinal(day)}", what, night.now)


def _products(session: Session, night: Night) -> Told:
    """What is new, to all who agreed to news and follow new products."""
    row = ProductSeenRow
    new = session.scalars(select(row).where(row.seen_at > night.now - timedelta(NIGHTS))).all()
    if not new:
        return
    follow = frozenset(followers(session, Topic.PRODUCTS))
    for product in new:
        what, id_ = Happening.NEW_PRODUCT, f"new {product.product}"
        for person in _agreed(session, f"new_for_him {id_}"):
            if person in follow:
                yield person, Happened(id_, what, product.seen_at, product.product)
