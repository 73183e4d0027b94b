"""Deciding on messages that wait: the arbiter's word and the handing over, in one transaction.

Of two who decide on one person at once the second waits for the first and finds nothing left: so
nothing is sent twice, and no limit is passed by two who did not know of each other.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, func, literal_column, or_, select
from sqlalchemy.orm import Session

from configurator.storage.bulk import among, insert_all
from configurator.storage.dialect import hold_all, inserting
from configurator.storage.recipients import SENT, Addressee, Outlook, addressees, matter_of
from configurator.storage.standings import group_of
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_messages import ChannelAnswerRow, HabitRow, MessageRow
from configurator.storage.tables_value import CustomerValueRow
from configurator.storage.value import current_run
from customers.dialogue.arbiter import decide
from customers.dialogue.message import Because, Fate, Intent, Nature, Verdict
from customers.rights.purpose import Channel
from customers.value.tier import UNKNOWN, name_of

PERSON = "messages to "
"""Before whom is held while it is decided on messages to him."""


class CannotBeSaid(Exception):
    """What hands over may raise: there are no words for the message, or no way for it."""


HandOver = Callable[[Session, MessageRow], None]
"""Takes the row of a message that goes. Raises CannotBeSaid, and then has done nothing."""


@dataclass(frozen=True, slots=True)
class Decided:
    """How many went, wait on and lapsed."""

    sent: int = 0
    waiting: int = 0
    lapsed: int = 0

    def __add__(self, other: "Decided") -> "Decided":
        return Decided(
            self.sent + other.sent, self.waiting + other.waiting, self.lapsed + other.lapsed
        )


def due_persons(session: Session, at: datetime, limit: int) -> tuple[str, ...]:
    """Under whom those are known for whom something is due, whoever waits longest first."""
    row = MessageRow
    whose = func.coalesce(PersonRow.leader, row.person)
    due = select(whose).select_from(row).outerjoin(PersonRow, PersonRow.id == row.person)
    due = due.where(row.state == Fate.WAITS.value, row.due_at <= at)
    grouped = due.group_by(whose).order_by(func.min(row.due_at), whose)
    return tuple(session.scalars(grouped.limit(limit)))


def decide_for(
    session: Session,
    persons: Collection[str],
    outlook: Outlook,
    enabled: Collection[Channel],
    hand_over: HandOver,
) -> Decided:
    """Decide on all that is due for `persons`, keep each word and hand over what goes."""
    hold_all(session, [PERSON + one for one in persons])
    group = group_of(session, persons)
    due = _due(session, group.ids, outlook.now)
    if not due:
        return Decided()
    by_leader = defaultdict[str, list[MessageRow]](list)
    for row in due:
        by_leader[group.leader[row.person]].append(row)
    whom = addressees(session, by_leader, outlook)
    counted, habits = Decided(), list[dict[str, object]]()
    for person, rows in sorted(by_leader.items()):
        its = _Deciding(session, whom[person], outlook, hand_over, habits)
        counted += its.decide(rows, enabled)
    session.flush()
    _keep_habits(session, habits)
    return counted


def put_off(session: Session, persons: Collection[str], at: datetime, until: datetime) -> None:
    """Have what is due for `persons` decided on later."""
    for row in _due(session, group_of(session, persons).ids, at):
        row.due_at, row.because = until, Because.FAILED.value


def lapse(row: MessageRow, because: Because, detail: str = "") -> None:
    """Have a message that waits never go."""
    row.state, row.because, row.detail = Fate.LAPSES.value, because.value, detail


def intent_of(row: MessageRow) -> Intent:
    """The intent that is kept in a row."""
    return Intent(
        id=row.id,
        nature=Nature(row.nature),
        purpose=row.purpose,
        objective=row.objective,
        measure=row.measure,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        channels=tuple(map(Channel, row.channels.split())),
        worth_cents=row.worth_cents,
        programme=row.programme,
    )


def learn_answers(session: Session) -> None:
    """Count anew what people of each tier answered, by channel and part of the day."""
    row, worth, run = MessageRow, CustomerValueRow, current_run(session)
    came = case((or_(row.clicked_at.is_not(None), row.reached_at.is_not(None)), 1), else_=0)
    its = (worth.person == func.coalesce(PersonRow.leader, row.person)) & (
        worth.run == (run.id if run else None)
    )
    by = func.coalesce(worth.tier, literal_column(str(UNKNOWN))), row.channel, row.part
    counted = select(*by, func.count(), func.sum(came)).select_from(row)
    counted = counted.outerjoin(PersonRow, PersonRow.id == row.person).outerjoin(worth, its)
    found = session.execute(counted.where(row.state == SENT).group_by(*by)).all()
    session.execute(delete(ChannelAnswerRow))
    names = ("channel", "part", "sent", "answered")
    rows = [{"tier": name_of(one[0]), **dict(zip(names, one[1:], strict=True))} for one in found]
    insert_all(session, ChannelAnswerRow, rows)


def _due(session: Session, ids: Sequence[str], at: datetime) -> Sequence[MessageRow]:
    """Kept from others until this transaction ends."""
    row = MessageRow
    due = row.state == Fate.WAITS.value, row.due_at <= at, among(session, row.person, ids)
    rows = select(row).where(*due).order_by(row.id).with_for_update()
    return session.scalars(rows.execution_options(populate_existing=True)).all()


@dataclass(frozen=True, slots=True)
class _Deciding:
    """Decides on what is due for one person; `habits` are those it finds for him."""

    session: Session
    whom: Addressee
    outlook: Outlook
    hand_over: HandOver
    habits: list[dict[str, object]]

    def decide(self, rows: Sequence[MessageRow], enabled: Collection[Channel]) -> Decided:
        new = self._new(rows)
        intents = [intent_of(row) for row in new.values()]
        counts = dict.fromkeys(Fate, 0)
        for verdict in decide(intents, self.whom.recipient, self.outlook.pressure, enabled):
            counts[self._kept(new[verdict.intent.id], verdict)] += 1
        lapsed = counts[Fate.LAPSES] + len(rows) - len(new)
        return Decided(counts[Fate.GOES], counts[Fate.WAITS], lapsed)

    def _new(self, rows: Sequence[MessageRow]) -> dict[str, MessageRow]:
        """Those that tell him something, by id: what was planned for two who are one goes once."""
        found, told = dict[str, MessageRow](), set(self.whom.told)
        for row in rows:
            matter = matter_of(row)
            if matter in told:
                lapse(row, Because.TOLD)
            else:
                found[row.id] = row
                told.add(matter)
        return found

    def _kept(self, row: MessageRow, verdict: Verdict) -> Fate:
        row.because, row.detail = str(verdict.because or ""), verdict.detail
        if verdict.fate is Fate.GOES and verdict.channel is not None:
            return self._goes(row, verdict.channel)
        if verdict.fate is Fate.WAITS and verdict.until is not None:
            row.due_at = verdict.until
            return Fate.WAITS
        row.state = Fate.LAPSES.value
        return Fate.LAPSES

    def _goes(self, row: MessageRow, channel: Channel) -> Fate:
        cost = self.outlook.pressure.costs.get(channel)
        row.state, row.sent_at, row.channel = SENT, self.outlook.now, channel.value
        row.part = self.whom.part.value
        row.cost_cents = cost.each if cost else 0
        try:
            self.hand_over(self.session, row)
        except CannotBeSaid as error:
            row.sent_at, row.channel, row.part, row.cost_cents = None, "", "", 0
            lapse(row, Because.NO_WORDS, str(error))
            return Fate.LAPSES
        if row.nature != Nature.SERVICE and self.whom.recipient.habit is None:
            self._begin_habit(channel)
        return Fate.GOES

    def _begin_habit(self, channel: Channel) -> None:
        """From now on he is written to by this channel at this part of his day, for a while."""
        when = {"part": self.whom.part.value, "since": self.outlook.now}
        self.habits.append({"person": self.whom.person, "channel": channel.value, **when})


def _keep_habits(session: Session, habits: Sequence[dict[str, object]]) -> None:
    """Keep them, each instead of the one before; of two that begin at once the last."""
    latest = {(one["person"], one["part"]): one for one in habits}
    if latest:
        new = inserting(session, HabitRow).values(list(latest.values()))
        its = {"channel": new.excluded.channel, "since": new.excluded.since}
        session.execute(new.on_conflict_do_update(index_elements=["person", "part"], set_=its))
