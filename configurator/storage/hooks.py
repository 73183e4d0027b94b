"""Calls to other systems: what they carry for us, and what they must know of whom they were told.

A system knows a person by a reference, the id of the first call about him, and by nothing else that
would lead to him here. Each call is a row and a job; the job tries until the system took it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from configurator.storage.bulk import insert_missing
from configurator.storage.errors import NotThere
from configurator.storage.jobs import CALL, JobState, Work, find_job, want_job
from configurator.storage.one_person import all_of
from configurator.storage.tables_channels import CallRow

SMS = "sms"
"""The system that carries text messages and messengers."""


class What(StrEnum):
    """What a system is told: a message to carry, a test, or what became of a person (art. 19)."""

    MESSAGE = "message"
    TEST = "test"
    RECTIFIED = "rectified"
    RESTRICTED = "restricted"
    FREED = "freed"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Call:
    """One thing a system is told. `person` is None of an erasure; `done_at` once it took it.

    `is_given_up` says that it was tried so often that nobody tries any more until he is asked.
    """

    id: str
    target: str
    what: What
    person: str | None
    reference: str
    made_at: datetime
    done_at: datetime | None = None
    tries: int = 0
    last_error: str = ""
    is_given_up: bool = False


def have_carried(session: Session, id_: str, target: str, person: str, at: datetime) -> None:
    """Have `target` carry the message with that id to the person; once."""
    known = _references(session, [person]).get(target, id_)
    _call(session, Call(id_, target, What.MESSAGE, person, known, at))


def call_to_test(session: Session, id_: str, target: str, at: datetime) -> None:
    """Have `target` told nothing but that it is a test."""
    _call(session, Call(id_, target, What.TEST, None, id_, at))


def tell_recipients(session: Session, person: str, what: What, at: datetime) -> None:
    """Have all who were told of the person know what became of him, in whatever they keep."""
    his = list(session.scalars(all_of(person)))
    for target, reference in _references(session, his).items():
        id_ = f"{what} {target} {reference} {at.isoformat()}"
        _call(session, Call(id_, target, what, person, reference, at))


def tell_of_erasure(session: Session, persons: Collection[str], at: datetime) -> None:
    """The same, before the rows about the persons are dropped: these rows name none of them."""
    row = CallRow
    told = select(row.target, row.reference).where(row.person.in_(persons)).distinct()
    for target, reference in session.execute(told).all():
        id_ = f"{What.ERASED} {target} {reference}"
        _call(session, Call(id_, target, What.ERASED, None, reference, at))


def get_call(session: Session, id_: str) -> Call:
    """The call with that id. Raises NotThere."""
    row = session.get(CallRow, id_)
    if row is None:
        raise NotThere("call", id_)
    return _from(row)


def note_call(session: Session, id_: str, error: str, at: datetime) -> None:
    """Note how a try ended; `error` is empty where the system took it."""
    row = session.get(CallRow, id_, with_for_update=True, populate_existing=True)
    if row is not None and row.done_at is None:
        row.tries, row.last_error = row.tries + 1, error
        row.done_at = None if error else at


def failing_calls(session: Session, limit: int = 100) -> tuple[Call, ...]:
    """What was not taken at the first try and still is not, the oldest first."""
    row = CallRow
    query = select(row).where(row.done_at.is_(None), row.tries > 0).order_by(row.made_at, row.id)
    return tuple(_shown(session, session.scalars(query.limit(limit))))


def try_again(session: Session, id_: str, at: datetime) -> None:
    """Have a call tried anew that was given up. Raises NotThere."""
    get_call(session, id_)
    want_job(session, Work(CALL, id_), at)


def count_calls(session: Session) -> tuple[int, int]:
    """How many calls were taken, and how many wait."""
    row = CallRow
    done = session.scalar(select(func.count()).where(row.done_at.is_not(None)))
    return done or 0, session.scalar(select(func.count()).where(row.done_at.is_(None))) or 0


def _shown(session: Session, rows: Iterable[CallRow]) -> Iterable[Call]:
    for row in rows:
        job = find_job(session, Work(CALL, row.id))
        yield _from(row, is_given_up=job is None or job.state is JobState.FAILED)


def _references(session: Session, persons: Collection[str]) -> dict[str, str]:
    """By which reference each system knows one of these; the first it was told."""
    row = CallRow
    query = select(row.target, row.reference).where(row.person.in_(persons))
    found = session.execute(query.order_by(row.made_at.desc(), row.id.desc())).all()
    return {target: reference for target, reference in found}  # noqa: C416 - rows are no pairs


def _call(session: Session, call: Call) -> None:
    told = {"id": call.id, "target": call.target, "what": call.what, "person": call.person}
    row = {**told, "reference": call.reference, "made_at": call.made_at}
    insert_missing(session, CallRow, [{**row, "done_at": None, "tries": 0, "last_error": ""}])
    want_job(session, Work(CALL, call.id), call.made_at)


def _from(row: CallRow, *, is_given_up: bool = False) -> Call:
    said = row.made_at, row.done_at, row.tries, row.last_error
    return Call(row.id, row.target, What(row.what), row.person, row.reference, *said, is_given_up)
