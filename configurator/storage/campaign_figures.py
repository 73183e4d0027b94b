"""What became of a campaign: its messages, and who ordered of those served and those without."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from configurator.storage.campaigns import Campaign
from configurator.storage.programmes import groups
from configurator.storage.recipients import SENT
from configurator.storage.tables import OrderRow
from configurator.storage.tables_campaigns import PersonalCodeRow
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tables_programmes import AssignmentRow
from customers.dialogue.campaign_result import Arm, Between, effect
from customers.dialogue.message import Fate
from customers.value.control import Group, Increment, increment
from production.tracking import State

NOBODY, NOTHING = Arm(0, 0), Group(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Messages by what became of them, people by whether they ordered, and what that brought.

    `lapsed` counts by reason; `served` and `without` are all who were drawn. `margin` is what one
    of the served brought more; None while there are too few to say. `cost_cents` are of messages.
    """

    waiting: int = 0
    sent: Mapping[str, int] = field(default_factory=dict)
    clicked: int = 0
    lapsed: Mapping[str, int] = field(default_factory=dict)
    served: Arm = NOBODY
    without: Arm = NOBODY
    codes_used: int = 0
    cost_cents: int = 0
    margin: Increment | None = None

    @property
    def went(self) -> int:
        """How many messages were sent, by whatever channel."""
        return sum(self.sent.values())

    @property
    def effect(self) -> Between | None:
        """How many more of the served ordered, as a share; None before anybody is drawn."""
        return effect(self.served, self.without)

    @property
    def net_cents(self) -> int | None:
        """What it added in all, less what the messages cost; None while that cannot be said."""
        return self.margin.cents * self.served.people - self.cost_cents if self.margin else None


def outcome_of(session: Session, campaign: Campaign, zone: ZoneInfo) -> Outcome:
    """What became of a campaign so far; days begin by the clock of the shop."""
    if campaign.launched_on is None:
        return Outcome()
    drawn, brought = _arms(session, campaign, zone), groups(session, campaign.programme)
    row = MessageRow
    its = row.programme == campaign.programme
    by = row.state, row.channel, row.because
    sums = func.count(), func.sum(row.cost_cents), func.count(row.clicked_at)
    counted = session.execute(select(*by, *sums).where(its).group_by(*by)).all()
    sent, lapsed = dict[str, int](), dict[str, int]()
    waiting = clicked = cost = 0
    for state, channel, because, many, cents, clicks in counted:
        if state == SENT:
            sent[channel] = sent.get(channel, 0) + many
            clicked, cost = clicked + clicks, cost + int(cents)
        elif state == Fate.WAITS:
            waiting += many
        else:
            lapsed[because] = lapsed.get(because, 0) + many
    return Outcome(
        waiting=waiting,
        sent=sent,
        clicked=clicked,
        lapsed=lapsed,
        served=drawn.get(False, NOBODY),
        without=drawn.get(True, NOBODY),
        codes_used=_used(session, campaign.id),
        cost_cents=cost,
        margin=increment(brought.get(False, NOTHING), brought.get(True, NOTHING)),
    )


def _arms(session: Session, campaign: Campaign, zone: ZoneInfo) -> dict[bool, Arm]:
    """Who was drawn, and who of them ordered in time, by whether he goes without."""
    assert campaign.launched_on is not None
    assert campaign.counts_until is not None
    row, order = AssignmentRow, OrderRow
    since = _midnight(campaign.launched_on, zone)
    until = _midnight(campaign.counts_until + timedelta(days=1), zone)
    his = select(PersonRow.id).where(PersonRow.leader == row.person).correlate(row)
    in_time = order.placed_at >= since, order.placed_at < until, order.state != State.CANCELLED
    ordered = exists().where(order.customer.in_(his), *in_time).correlate(row)
    each = select(row.is_control, ordered.label("ordered"))
    each_row = each.where(row.programme == campaign.programme).subquery()
    by = each_row.c.is_control, each_row.c.ordered
    found: dict[bool, Arm] = {}
    for is_control, has_ordered, many in session.execute(select(*by, func.count()).group_by(*by)):
        arm = found.get(bool(is_control), NOBODY)
        found[bool(is_control)] = Arm(arm.people + many, arm.ordered + (many if has_ordered else 0))
    return found


def _used(session: Session, campaign: str) -> int:
    """How many orders took the offer and were not cancelled."""
    row, order = PersonalCodeRow, OrderRow
    taken = select(func.count()).select_from(row).join(order, order.number == row.order_number)
    return (
        session.scalar(taken.where(row.campaign == campaign, order.state != State.CANCELLED)) or 0
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
