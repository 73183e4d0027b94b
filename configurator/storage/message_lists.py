"""Messages as pages list them: what went, waits or lapsed, why, and how each plan does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from configurator.storage.audit import Deed, record
from configurator.storage.bulk import among
from configurator.storage.deciding import lapse
from configurator.storage.errors import NotThere, StorageError
from configurator.storage.one_person import all_of
from configurator.storage.recipients import SENT
from configurator.storage.tables import CustomerRow
from configurator.storage.tables_messages import MessageRow
from customers.dialogue.message import Because, Fate
from customers.dialogue.progress import Progress

STATES = (SENT, Fate.WAITS.value, Fate.LAPSES.value)


class NotWaiting(StorageError):
    """The message went or lapsed meanwhile: it cannot be stopped any more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which messages: of a state (empty: all), of one programme, for one reason."""

    state: str = ""
    programme: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A message as a list shows it; `at` is when it went, or is decided on, or was to begin."""

    id: str
    person: str
    name: str
    programme: str
    objective: str
    state: str
    because: str
    detail: str
    channel: str
    at: datetime
    reached_at: datetime | None
    order_number: str


def messages(session: Session, asked: Asked, limit: int) -> tuple[Line, ...]:
    """The newest of them."""
    return _lines(session, select(MessageRow).where(*_only(asked)), limit)


def messages_to(session: Session, person: str, limit: int) -> tuple[Line, ...]:
    """What a person, as anybody he is, was told, will be told or was not, the newest first."""
    mine = MessageRow.person.in_(all_of(person))
    return _lines(session, select(MessageRow).where(mine), limit)


def count_states(session: Session, asked: Asked) -> Mapping[str, int]:
    """How many there are in each state, whatever state is asked for."""
    row = MessageRow
    counted = select(row.state, func.count()).where(*_only(Asked(programme=asked.programme)))
    return {one[0]: one[1] for one in session.execute(counted.group_by(row.state))}


def count_reasons(session: Session, asked: Asked) -> Sequence[tuple[str, int]]:
    """How many wait or lapsed for each reason, the most first."""
    row = MessageRow
    counted = select(row.because, func.count()).where(*_only(replace(asked, because="")))
    counted = counted.where(row.because != "", row.state != SENT).group_by(row.because)
    rows = session.execute(counted.order_by(func.count().desc(), row.because))
    return [(one[0], one[1]) for one in rows]


def progress(session: Session) -> tuple[Progress, ...]:
    """How each programme does, by name."""
    row = MessageRow
    came = or_(row.clicked_at.is_not(None), row.reached_at.is_not(None))
    counts = [
        func.count(),
        _how_many(row.state == SENT),
        _how_many(row.state == Fate.WAITS.value),
        _how_many(row.state == Fate.LAPSES.value),
        _how_many(came),
        _how_many(row.reached_at.is_not(None)),
    ]
    about = func.min(row.objective), func.min(row.measure), func.min(row.begins_at)
    query = select(row.programme, *about, func.max(row.ends_at), *counts)
    rows = session.execute(query.group_by(row.programme).order_by(row.programme))
    return tuple(Progress(*one) for one in rows)


def stop_message(session: Session, id_: str, person: str, by: str, at: datetime) -> None:
    """Have a message that waits never go. Raises NotThere, NotWaiting."""
    row = session.get(MessageRow, id_, with_for_update=True)
    if row is None or row.person not in set(session.scalars(all_of(person))):
        raise NotThere("message", id_)
    if row.state != Fate.WAITS.value:
        raise NotWaiting
    lapse(row, Because.STOPPED, by)
    record(session, Deed(at, by, "stopped", f"message {id_}"))


def _only(asked: Asked) -> list[ColumnElement[bool]]:
    row = MessageRow
    wanted = (
        (row.state, asked.state),
        (row.programme, asked.programme),
        (row.because, asked.because),
    )
    return [column == one for column, one in wanted if one]


def _how_many(claim: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((claim, 1), else_=0)), 0)


def _lines(session: Session, found: Select[MessageRow], limit: int) -> tuple[Line, ...]:
    row = MessageRow
    waits = case((row.state == Fate.WAITS.value, row.due_at))
    newest = func.coalesce(row.sent_at, waits, row.begins_at).desc()
    rows = session.scalars(found.order_by(newest, row.id).limit(limit)).all()
    persons = sorted({one.person for one in rows})
    asked = select(CustomerRow.id, CustomerRow.name)
    named = session.execute(asked.where(among(session, CustomerRow.id, persons)))
    names = {one[0]: one[1] for one in named}
    return tuple(_line(one, names.get(one.person, "")) for one in rows)


def _line(row: MessageRow, name: str) -> Line:
    when = row.due_at if row.state == Fate.WAITS.value else row.begins_at
    return Line(
        id=row.id,
        person=row.person,
        name=name,
        programme=row.programme,
        objective=row.objective,
        state=row.state,
        because=row.because,
        detail=row.detail,
        channel=row.channel,
        at=row.sent_at or when,
        reached_at=row.reached_at,
        order_number=row.order_number,
    )
