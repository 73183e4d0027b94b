"""What we promised, kept apart from what it was about, so that nobody judges his own promises.

The day of an order is a promise from the moment it is placed; it is judged by the workshop's scans.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.apologies import apologise
from configurator.storage.bulk import insert_missing
from configurator.storage.errors import NotThere
from configurator.storage.events import keys_of
from configurator.storage.one_person import all_of
from configurator.storage.sealed_words import open_words, seal_words
from configurator.storage.tables import OrderRow
from configurator.storage.tables_cases import CommitmentRow
from configurator.storage.telling import zone_of
from customers.dialogue.commitment import (
    JUDGED,
    Commitment,
    Kind,
    State,
    done,
    lapsed,
    priced,
    taken_back,
    withdrawn,
)
from production.tracking import DONE
from production.tracking import State as Made

MOST_LISTED = 200
AT_ONCE = 200
BY_ITSELF = "clock"
"""Who judges, where nobody does but the time that passed."""


def make_commitment(session: Session, promise: Commitment) -> None:
    """Keep what was promised, once."""
    insert_missing(session, CommitmentRow, [_columns(session, promise)])
    subject = f"commitment {promise.id}"
    audit.record(session, audit.Deed(promise.made_at, promise.made_by, "promised", subject))


def promise_orders(session: Session, orders: Iterable[OrderRow], by: str) -> None:
    """Have the days of these orders be promises, and judge the prices that were quoted for them."""
    rows = list(orders)
    insert_missing(session, CommitmentRow, [_of_order(session, row, by) for row in rows])
    for row in rows:
        quoted = session.get(CommitmentRow, price_id(row.draft, row.draft_revision))
        if quoted and quoted.state == State.OPEN and row.placed_at <= quoted.due_at:
            judged = priced(_commitment(quoted), row.total_cents, row.placed_at)
            _keep(session, judged, by, row.placed_at)


def order_moved(session: Session, row: OrderRow, by: str, at: datetime) -> None:
    """Judge the day of an order that got as far as its state says: at `at` it was done, or not."""
    found = session.get(CommitmentRow, _id_of(row.number))
    if found is None:
        return
    promise, state = _commitment(found), Made(row.state)
    if state in DONE and promise.state is State.OPEN:
        end = withdrawn if state is Made.CANCELLED else done
        _keep(session, end(promise, at), by, at)
    elif state not in DONE and promise.state in {State.KEPT, State.WITHDRAWN}:
        _keep(session, taken_back(promise), by, at)


def judge(
    session: Session, id_: str, how: Callable[[Commitment], Commitment], by: str, at: datetime
) -> Commitment:
    """Say what became of a promise; gives it as it is then. Raises NotThere, Ended."""
    row = session.get(CommitmentRow, id_, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere("commitment", id_)
    return _keep(session, how(_commitment(row)), by, at)


def judge_about(  # noqa: PLR0913 - which, how, by whom and when
    session: Session,
    kind: Kind,
    about: str,
    how: Callable[[Commitment], Commitment],
    *,
    by: str,
    at: datetime,
) -> None:
    """The same of the open promises of a kind about something; nothing where there is none."""
    which = CommitmentRow.kind == kind, CommitmentRow.about == about
    for row in _found(session, *which, CommitmentRow.state == State.OPEN):
        _keep(session, how(_commitment(row)), by, at)


def lapse(session: Session, now: datetime, limit: int = AT_ONCE) -> tuple[Commitment, ...]:
    """Judge the promises whose time is over; gives those that are broken now."""
    over = CommitmentRow.state == State.OPEN, CommitmentRow.due_at < now
    rows = _found(session, *over)[:limit]
    judged = [_keep(session, lapsed(_commitment(row), now), BY_ITSELF, now) for row in rows]
    return tuple(one for one in judged if one.state is State.BROKEN)


def promise_open_orders(session: Session, limit: int = AT_ONCE) -> int:
    """Have the days of orders that are being made be promises; of how many they were not yet."""
    known = select(CommitmentRow.about).where(CommitmentRow.kind == Kind.DATE)
    waiting = OrderRow.state.not_in(DONE), OrderRow.number.not_in(known)
    rows = session.scalars(select(OrderRow).where(*waiting).limit(limit)).all()
    promise_orders(session, rows, BY_ITSELF)
    return len(rows)


def is_promised(session: Session, id_: str) -> bool:
    """Whether there is a promise with that id."""
    return session.get(CommitmentRow, id_) is not None


def get_commitment(session: Session, id_: str) -> Commitment:
    """The promise with that id, without its words. Raises NotThere."""
    row = session.get(CommitmentRow, id_)
    if row is None:
        raise NotThere("commitment", id_)
    return _commitment(row)


def commitments_of(session: Session, person: str) -> tuple[Commitment, ...]:
    """What was promised to a person, and to who is one with him, what is due first first."""
    return _opened(session, CommitmentRow.person.in_(all_of(person)))


def commitments_about(session: Session, about: str) -> tuple[Commitment, ...]:
    """What was promised about an order, a quote, a case or an appointment."""
    return _opened(session, CommitmentRow.about == about)


def broken_since(session: Session, since: datetime) -> tuple[Commitment, ...]:
    """Promises that were not kept and due since that instant, the newest first."""
    broken = CommitmentRow.state == State.BROKEN, CommitmentRow.due_at >= since
    return tuple(reversed(_opened(session, *broken)))


def judged_since(
    session: Session, since: datetime, zone: tzinfo
) -> tuple[tuple[Kind, date, State], ...]:
    """Kind, day due and state of what was judged and due since that instant; of nobody by name."""
    row = CommitmentRow
    judged = row.state.in_(JUDGED), row.due_at >= since
    rows = session.execute(select(row.kind, row.due_at, row.state).where(*judged))
    return tuple((Kind(kind), at.astimezone(zone).date(), State(it)) for kind, at, it in rows)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last instant of a day by that clock: what is promised for a day is due until then."""
    return datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)


def price_id(draft: str, revision: int) -> str:
    """The id of the promise of the price of a design at that revision."""
    return f"{Kind.PRICE} {draft} {revision}"


def _id_of(number: str) -> str:
    return f"{Kind.DATE} {number}"


def _of_order(session: Session, row: OrderRow, by: str) -> dict[str, object]:
    promise = Commitment(
        id=_id_of(row.number),
        person=row.customer,
        kind=Kind.DATE,
        about=row.number,
        made_by=by,
        made_at=row.placed_at,
        due_at=end_of(row.promised_on, zone_of(session)),
    )
    return _columns(session, promise)


def _keep(session: Session, promise: Commitment, by: str, at: datetime) -> Commitment:
    row = session.get_one(CommitmentRow, promise.id)
    row.state, row.ended_at = promise.state, promise.ended_at
    session.flush()
    what, subject = f"promise {promise.state}", f"commitment {promise.id}"
    audit.record(session, audit.Deed(at, by, what, subject))
    if promise.state is State.BROKEN:
        apologise(session, promise, at)
    return promise


def _found(session: Session, *which: ColumnElement[bool]) -> Sequence[CommitmentRow]:
    row = CommitmentRow
    return session.scalars(
        select(row).where(*which).order_by(row.due_at, row.id).limit(MOST_LISTED)
    ).all()


def _opened(session: Session, *which: ColumnElement[bool]) -> tuple[Commitment, ...]:
    rows = _found(session, *which)
    keys = keys_of(session, {row.person for row in rows})
    return tuple(_commitment(row, open_words(keys, row.person, row.id, row.sealed)) for row in rows)


def _columns(session: Session, one: Commitment) -> dict[str, object]:
    return {
        "id": one.id,
        "person": one.person,
        "kind": one.kind.value,
        "about": one.about,
        "made_by": one.made_by,
        "made_at": one.made_at,
        "due_at": one.due_at,
        "state": one.state.value,
        "ended_at": one.ended_at,
        "cents": one.cents,
        "sealed": seal_words(session, one.person, one.id, one.words),
    }


def _commitment(row: CommitmentRow, words: str = "") -> Commitment:
    return Commitment(
        id=row.id,
        person=row.person,
        kind=Kind(row.kind),
        about=row.about,
        made_by=row.made_by,
        made_at=row.made_at,
        due_at=row.due_at,
        state=State(row.state),
        ended_at=row.ended_at,
        cents=row.cents,
        words=words,
    )
