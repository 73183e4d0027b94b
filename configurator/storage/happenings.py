"""What happened with persons, as follow-ups see it: from the log, the workshop and fit."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from configurator.storage.bulk import among
from configurator.storage.dialect import hold
from configurator.storage.standings import Group
from configurator.storage.tables import OrderRow, ScanRow
from configurator.storage.tables_cases import CaseRow
from configurator.storage.tables_fit import FitFeedbackRow
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.tables_inbox import FigureRow
from configurator.storage.tables_value import ReferralRow
from customers.dialogue.follow_up import Happened, Happening
from customers.identity.event import Kind
from production.tracking import MOVES, Direction, State

LOOKED_BACK = timedelta(days=200)
"""Nothing follows, undoes or measures what lies farther back."""

POSITION = "messages "
"""Under figures that begin so stands up to where news were read."""

MARGIN = 500
"""So many rows before the last that was read are read again: PostgreSQL numbers rows before they
are kept, so that one may appear behind a later one."""

MARGIN_OF_TIME = timedelta(minutes=10)
"""Only what came so lately is read again."""

OF_EVENTS: Mapping[Kind, Happening] = {
    Kind.ABANDONED: Happening.ABANDONED,
    Kind.BOUGHT: Happening.BOUGHT,
    Kind.COLLECTED: Happening.COLLECTED,
    Kind.RETURNED: Happening.RETURNED,
    Kind.MEASURED: Happening.MEASURED,
    Kind.VISITED: Happening.VISITED,
    Kind.VIEWED: Happening.VIEWED,
    Kind.COMPLAINED: Happening.COMPLAINED,
    Kind.REFERRED: Happening.REFERRED,
    Kind.ANSWERED: Happening.ANSWERED,
}
"""What events are called here; all others start and end nothing."""

WORDS = {State.CUTTING: Happening.CUT, State.READY: Happening.READY}
BEFORE_CUTTING = frozenset({State.QUEUED, State.CANCELLED})
FINISHED = frozenset({State.READY, State.COLLECTED})


@dataclass(frozen=True, slots=True)
class Position:
    """Up to where news were read: numbers of the log, of scans and of words about fit, and when."""

    event: int
    scan: int
    fit: int
    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """Who has news, by under whom he is known, up to where they were read, and if that is all."""

    persons: tuple[str, ...]
    position: Position
    is_all: bool


def read_news(session: Session, now: datetime, limit: int) -> News:
    """Who has news since the last `keep_position`, in at most `limit` entries of the log.

    At first, who has any in the time that still counts.
    """
    last = _position(session) or _first(session, now)
    told = select(func.max(EventRow.id)).where(EventRow.id <= last.event + limit)
    event = max(session.scalar(told) or 0, last.event)
    newest = session.scalar(select(func.max(EventRow.id))) or 0
    here = Position(
        event=event,
        scan=session.scalar(select(func.max(ScanRow.id))) or 0,
        fit=session.scalar(select(func.max(FitFeedbackRow.id))) or 0,
        at=now,
    )
    heard = EventRow.id > last.event, EventRow.id <= event, EventRow.kind.in_(OF_EVENTS)
    lately = last.at - MARGIN_OF_TIME
    scanned = ScanRow.id > last.scan - MARGIN, ScanRow.received_at > lately
    said = FitFeedbackRow.id > last.fit - MARGIN, FitFeedbackRow.said_at > lately
    orders = select(OrderRow.customer)
    persons = {
        *session.scalars(select(EventRow.person).where(*heard)),
        *session.scalars(orders.join(ScanRow).where(*scanned)),
        *session.scalars(orders.join(FitFeedbackRow).where(*said)),
        *session.scalars(select(ReferralRow.referrer).where(ReferralRow.noted_at > lately)),
        *session.scalars(select(CaseRow.person).where(CaseRow.settled_at > lately)),
    }
    asked = among(session, PersonRow.id, sorted(persons))
    rows = session.execute(select(PersonRow.id, PersonRow.leader).where(asked))
    leader = {row[0]: row[1] for row in rows}
    return News(tuple(sorted({leader.get(one, one) for one in persons})), here, event >= newest)


def keep_position(session: Session, position: Position) -> None:
    """Keep up to where all that follows from news was planned; never back again."""
    hold(session, POSITION)
    last = _position(session)
    if last is not None and last.event > position.event:
        return
    for name in ("event", "scan", "fit"):
        number = getattr(position, name)
        key = POSITION + name
        session.merge(FigureRow(key=key, part=number, whole=number, at=position.at))


@dataclass(frozen=True, slots=True)
class Histories:
    """What happened, in order, by leader; `owner` is of whom it was told, by its id."""

    by_leader: Mapping[str, list[Happened]]
    owner: Mapping[str, str]

    def of(self, leader: str) -> list[Happened]:
        """What happened with one, and all who are one with him."""
        return self.by_leader.get(leader, [])


def histories(session: Session, group: Group, now: datetime) -> Histories:
    """What happened with each in the time that counts."""
    found, owner = defaultdict[str, list[Happened]](list), dict[str, str]()
    for reads in (_told, _made, _felt, _brought, _settled):
        for person, one in reads(session, group, now - LOOKED_BACK):
            found[group.leader[person]].append(one)
            owner[one.id] = person
    ordered = {one: sorted(all_, key=lambda it: (it.at, it.id)) for one, all_ in found.items()}
    return Histories(ordered, owner)


Told = Iterator[tuple[str, Happened]]


def _told(session: Session, group: Group, since: datetime) -> Told:
    row = EventRow
    mine = among(session, row.person, group.ids), row.kind.in_(OF_EVENTS), row.at > since
    for event in session.execute(
        select(row.event_id, row.person, row.kind, row.at, row.document).where(*mine)
    ):
        is_case = event.kind == Kind.COMPLAINED
        about = event.event_id if is_case else event.document
        yield event.person, Happened(event.event_id, OF_EVENTS[event.kind], event.at, about)


def _made(session: Session, group: Group, since: datetime) -> Told:
    """What the workshop did: once each for an order, when it was seen first."""
    mine = among(session, OrderRow.customer, group.ids), ScanRow.at > since
    columns = (OrderRow.customer, OrderRow.number, OrderRow.state)
    scans = select(*columns, ScanRow).join(ScanRow, ScanRow.order_number == OrderRow.number)
    rows = session.execute(scans.where(*mine).order_by(ScanRow.at, ScanRow.id)).all()
    taken_back = {row[3].undoes for row in rows}
    seen = set[str]()
    for person, number, state, scan in rows:
        what = None if scan.scan_id in taken_back else _seen_in(scan, State(state))
        id_ = f"{what} {number}"
        if what is not None and id_ not in seen:
            seen.add(id_)
            yield person, Happened(id_, what, scan.at, number)


def _seen_in(scan: ScanRow, state: State) -> Happening | None:
    """What a scan shows that the state of its order did not take back."""
    if scan.direction == Direction.CANCEL and state is State.CANCELLED:
        return Happening.CANCELLED
    if scan.direction not in MOVES or scan.direction == Direction.BACK:
        return None
    if scan.station == State.CUTTING and state not in BEFORE_CUTTING:
        return Happening.CUT
    return Happening.READY if scan.station == State.READY and state in FINISHED else None


def _felt(session: Session, group: Group, since: datetime) -> Told:
    row = FitFeedbackRow
    mine = among(session, OrderRow.customer, group.ids), row.said_at > since
    said = select(OrderRow.customer, row.order_number, func.min(row.said_at))
    said = said.join(OrderRow, OrderRow.number == row.order_number).where(*mine)
    grouped = said.group_by(OrderRow.customer, row.order_number)
    for person, number, at in session.execute(grouped):
        yield person, Happened(f"fit {number}", Happening.FIT_TOLD, at, number)


def _brought(session: Session, group: Group, since: datetime) -> Told:
    """Who bought because he told him of us."""
    row = ReferralRow
    mine = among(session, row.referrer, group.ids), row.noted_at > since
    rows = session.scalars(select(row).where(*mine, row.cancelled_at.is_(None)))
    for one in rows:
        what = Happening.REFERRED_BOUGHT
        yield one.referrer, Happened(f"referred {one.referred}", what, one.noted_at)


def _settled(session: Session, group: Group, since: datetime) -> Told:
    """What was put right: an answer alone settles nothing."""
    row = CaseRow
    mine = among(session, row.person, group.ids), row.settled_at > since
    for one in session.scalars(select(row).where(*mine)):
        if one.settled_at is not None:
            its = f"settled {one.id}", Happening.SETTLED, one.settled_at, one.message or one.id
            yield one.person, Happened(*its)


def _position(session: Session) -> Position | None:
    rows = {
        row.key.removeprefix(POSITION): row
        for row in session.scalars(select(FigureRow).where(FigureRow.key.startswith(POSITION)))
    }
    if not {"event", "scan", "fit"} <= rows.keys():
        return None
    at = rows["event"].at
    return Position(rows["event"].part, rows["scan"].part, rows["fit"].part, at)


def _first(session: Session, now: datetime) -> Position:
    """Where news begin in a shop that never sent a message."""
    since = now - LOOKED_BACK
    event = select(func.min(EventRow.id)).where(EventRow.told_at > since)
    scan = select(func.min(ScanRow.id)).where(ScanRow.received_at > since)
    fit = select(func.min(FitFeedbackRow.id)).where(FitFeedbackRow.said_at > since)
    before = [(session.scalar(one) or 1) - 1 for one in (event, scan, fit)]
    return Position(before[0], before[1], before[2], since)


def batches(persons: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """`persons` in parts that one transaction takes."""
    for start in range(0, len(persons), size):
        yield persons[start : start + size]
