"""Tasks: what somebody of the shop does for a customer by an instant, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.bulk import insert_missing
from configurator.storage.errors import NotThere
from configurator.storage.one_person import all_of
from configurator.storage.tables import CustomerRow
from configurator.storage.tables_channels import TaskRow


class TaskKind(StrEnum):
    """What is done: a call that a message asks for, an apology for a promise that was broken.

    CALL_BACK is a call the customer was promised, GESTURE what his tier gets, OTHER the rest.
    """

    CALL = "call"
    APOLOGY = "apology"
    CALL_BACK = "call_back"
    GESTURE = "gesture"
    OTHER = "other"


class Outcome(StrEnum):
    """What came of it. NO_MORE: he wants no calls of that kind; DONE: what is no call."""

    OPEN = "open"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NO_MORE = "no_more"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: `id` is random or follows from what it is about, so that it is added once.

    `about` is the order, case or message it comes from, `why` the programme of a call, the kind of
    promise an apology is for, else one line for who does it; `says` are the words to say. `done_by`
    is an account.
    """

    id: str
    person: str
    kind: TaskKind
    why: str
    due_at: datetime
    made_at: datetime
    says: str = ""
    about: str = ""
    outcome: Outcome = Outcome.OPEN
    done_at: datetime | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as lists show it, with whom it is about."""

    task: Task
    name: str
    phone: str


def add_task(session: Session, task: Task) -> None:
    """Have somebody do it; what was added under that id before stays as it is."""
    told = {"id": task.id, "person": task.person, "kind": task.kind, "about": task.about}
    words = {"why": task.why, "says": task.says, "made_at": task.made_at, "due_at": task.due_at}
    still = {"outcome": Outcome.OPEN, "done_at": None, "done_by": ""}
    insert_missing(session, TaskRow, [{**told, **words, **still}])


def get_task(session: Session, id_: str) -> Task:
    """The task with that id. Raises NotThere."""
    row = session.get(TaskRow, id_)
    if row is None:
        raise NotThere("task", id_)
    return _task(row)


def open_tasks(session: Session, limit: int = 100) -> tuple[TaskLine, ...]:
    """What is to be done, the most urgent first."""
    query = _lines().where(TaskRow.outcome == Outcome.OPEN).order_by(TaskRow.due_at, TaskRow.id)
    return _read(session, query.limit(limit))


def done_tasks(session: Session, limit: int = 20) -> tuple[TaskLine, ...]:
    """What was done last, the newest first."""
    query = _lines().where(TaskRow.outcome != Outcome.OPEN)
    return _read(session, query.order_by(TaskRow.done_at.desc(), TaskRow.id).limit(limit))


def tasks_of(session: Session, person: str) -> tuple[TaskLine, ...]:
    """What is to be done for a person and who is one with him, the most urgent first."""
    his = TaskRow.person.in_(all_of(person)), TaskRow.outcome == Outcome.OPEN
    return _read(session, _lines().where(*his).order_by(TaskRow.due_at, TaskRow.id))


def count_due(session: Session, now: datetime) -> tuple[int, int]:
    """How many tasks are to be done, and how many of them are late."""
    waiting = TaskRow.outcome == Outcome.OPEN
    late = select(func.count()).where(waiting, TaskRow.due_at < now)
    return session.scalar(select(func.count()).where(waiting)) or 0, session.scalar(late) or 0


def end_task(session: Session, id_: str, outcome: Outcome, by: str, at: datetime) -> bool:
    """Note what came of it; whether that was news: the first word stands. Raises NotThere."""
    row = session.get(TaskRow, id_, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere("task", id_)
    if row.outcome != Outcome.OPEN:
        return False
    row.outcome, row.done_at, row.done_by = outcome, at, by
    session.flush()
    after = {"kind": row.kind, "outcome": outcome}
    audit.record(session, audit.Deed(at, by, "did task", f"customer {row.person}", after=after))
    return True


def _lines() -> Select[TaskRow, str, str]:
    query = select(TaskRow, CustomerRow.name, CustomerRow.phone)
    return query.join(CustomerRow, CustomerRow.id == TaskRow.person)


def _read(session: Session, query: Select[TaskRow, str, str]) -> tuple[TaskLine, ...]:
    rows = session.execute(query)
    return tuple(TaskLine(_task(row), name, phone) for row, name, phone in rows)


def _task(row: TaskRow) -> Task:
    return Task(
        id=row.id,
        person=row.person,
        kind=TaskKind(row.kind),
        why=row.why,
        due_at=row.due_at,
        made_at=row.made_at,
        says=row.says,
        about=row.about,
        outcome=Outcome(row.outcome),
        done_at=row.done_at,
        done_by=row.done_by,
    )
