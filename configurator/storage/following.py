"""Following up: planning what follows, dropping what is pointless, noting what was reached."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.bulk import among
from configurator.storage.deciding import lapse
from configurator.storage.happenings import LOOKED_BACK, histories
from configurator.storage.messages import Planned, plan_messages
from configurator.storage.recipients import SENT
from configurator.storage.standings import Group, group_of
from configurator.storage.tables_messages import MessageRow
from customers.dialogue.follow_up import (
    FollowUp,
    Happened,
    Happening,
    is_undone,
    planned,
    reached,
    read_measure,
)
from customers.dialogue.message import Because, Fate


@dataclass(frozen=True, slots=True)
class Plans:
    """The follow-ups, the hour, and what gives ids nobody guesses."""

    plans: Mapping[str, FollowUp]
    now: datetime
    new_id: Callable[[], str]


def follow(
    session: Session,
    persons: Collection[str],
    how: Plans,
    more: Mapping[str, Sequence[Happened]] | None = None,
) -> None:
    """Plan what follows for `persons`, from `more` that happened too; again changes nothing.

    What has become pointless lapses, and of what was sent is noted that it reached its objective.
    """
    group = group_of(session, persons)
    known = histories(session, group, how.now)
    before = _planned_before(session, group)
    for person in group.leaders:
        history = [*known.of(person), *(more or {}).get(person, ())]
        new = [
            Planned(how.new_id(), known.owner.get(start.id, person), intent, key, start.about)
            for intent, start in planned(how.plans, history, how.now)
            if (person, intent.id) not in before and (key := intent.programme)
        ]
        plan_messages(session, new, how.now)
    for row in _open(session, group.ids, how.now):
        history = known.of(group.leader[row.person])
        if row.state == SENT:
            _note_reached(row, history)
        else:
            _drop_pointless(row, history, how.plans)


def _planned_before(session: Session, group: Group) -> set[tuple[str, str]]:
    """What was planned for anybody who is one with others: by whom he is known, and its intent."""
    many = {one for one, times in Counter(group.leader.values()).items() if times > 1}
    merged = [one for one in group.ids if group.leader[one] in many]
    row = MessageRow
    known = session.execute(
        select(row.person, row.intent).where(among(session, row.person, merged))
    )
    return {(group.leader[who], intent.removeprefix(f"{who} ")) for who, intent in known}


def _open(session: Session, ids: Sequence[str], now: datetime) -> Iterable[MessageRow]:
    """What waits, and what was sent and may still reach its objective; kept from others."""
    row = MessageRow
    waits = row.state == Fate.WAITS.value
    may_reach = (row.state == SENT) & row.reached_at.is_(None) & (row.sent_at > now - LOOKED_BACK)
    mine = among(session, row.person, ids), waits | may_reach
    rows = select(row).where(*mine).order_by(row.id).with_for_update()
    return session.scalars(rows.execution_options(populate_existing=True)).all()


def _note_reached(row: MessageRow, history: Sequence[Happened]) -> None:
    measure = read_measure(row.measure)
    if measure is None or row.sent_at is None:
        return
    its = Happened(row.id, measure.by, row.sent_at, _matter(row, measure.by))
    found = reached(measure, its, history)
    if found is not None:
        row.reached_at = found.at
        row.order_number = found.about if found.what is Happening.BOUGHT else ""


def _matter(row: MessageRow, what: Happening) -> str:
    """Which order or case it must be about; an order that was asked for is any."""
    return "" if what is Happening.BOUGHT else row.about


def _drop_pointless(
    row: MessageRow, history: Sequence[Happened], plans: Mapping[str, FollowUp]
) -> None:
    plan = plans.get(row.programme)
    if plan is None:
        return
    at = row.begins_at - timedelta(plan.waits)
    id_ = row.intent.removeprefix(f"{row.person} {row.programme} ")
    if is_undone(plan, Happened(id_, plan.after, at, row.about), history):
        lapse(row, Because.UNDONE)
