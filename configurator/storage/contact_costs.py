"""What speaking with customers personally costs, and what orders that came of it earn (C9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from catalog.configuration import By
from configurator.storage.tables import DraftRow, OrderRow
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tables_programmes import AssignmentRow, AttentionRow, ProgrammeRow
from configurator.storage.tables_value import EarningRow

MOST_ORDERS = 20_000
"""So many orders, the newest, are looked at."""

MESSAGES, MINUTES, OFFERS = "messages", "minutes", "offers"
AFTER_MESSAGE, PROPOSED, OTHERS = "after a message", "proposed", "others"
"""How an order came: after a message to him, from a proposal by his taste, or neither."""


@dataclass(frozen=True, slots=True)
class Cost:
    """So many contacts of one kind, and what they cost together."""

    contacts: int
    cents: int


@dataclass(frozen=True, slots=True)
class Earned:
    """So many orders that came in one way, and their margin."""

    orders: int
    cents: int


def contact_costs(
    session: Session, since: date, at: datetime, minute_cents: int
) -> Mapping[str, Cost]:
    """Contacts from the day `since` on, which begins `at`, by kind.

    A contact is a message sent, a time somebody was busy with a customer, or an offer to one.
    """
    sent = select(func.count(), func.sum(MessageRow.cost_cents)).where(MessageRow.sent_at >= at)
    messages, post = session.execute(sent).one()
    day = since.toordinal()
    seen = select(func.count(), func.sum(AttentionRow.seconds)).where(AttentionRow.day >= day)
    talks, seconds = session.execute(seen).one()
    given = select(func.count(), cast(func.sum(ProgrammeRow.cost_cents), BigInteger))
    given = given.join(AssignmentRow, AssignmentRow.programme == ProgrammeRow.key)
    reached = AssignmentRow.is_control.is_(False), AssignmentRow.day >= day
    offers, cost = session.execute(given.where(*reached)).one()
    return {
        MESSAGES: Cost(int(messages), int(post or 0)),
        MINUTES: Cost(int(talks), -(-int(seconds or 0) * minute_cents // 60)),
        OFFERS: Cost(int(offers), int(cost or 0)),
    }


def earned_by_way(session: Session, at: datetime) -> Mapping[str, Earned]:
    """Orders since `at` by how they came, with what each way earned."""
    query = select(OrderRow.number, EarningRow.cents, DraftRow.configuration)
    query = query.join(EarningRow, EarningRow.mark == OrderRow.number)
    query = query.outerjoin(DraftRow, DraftRow.link == OrderRow.draft)
    newest = query.where(OrderRow.placed_at >= at).order_by(OrderRow.id.desc()).limit(MOST_ORDERS)
    after = select(MessageRow.order_number).where(
        MessageRow.sent_at >= at, MessageRow.order_number != ""
    )
    messaged = frozenset(session.scalars(after))
    found = dict.fromkeys((AFTER_MESSAGE, PROPOSED, OTHERS), Earned(0, 0))
    for number, cents, kept in session.execute(newest):
        is_proposed = any(by == By.TASTE for _, _, by in (kept or {}).get("taken", ()))
        way = AFTER_MESSAGE if number in messaged else PROPOSED if is_proposed else OTHERS
        found[way] = Earned(found[way].orders + 1, found[way].cents + cents)
    return found
