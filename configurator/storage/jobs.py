"""Jobs: what the worker makes after the answer was given, one row each.

The row is the truth. Whoever works on a job holds it for a while, its lease; if he dies, the lease
runs out and the next one takes the job. Two workers never hold one job at the same time.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from configurator.storage.dialect import hold, inserting
from configurator.storage.errors import StorageError
from configurator.storage.tables import JobRow

WORK_ORDER = "work_order"
"""The kind of job that prints the work order of an order, its subject, for the workshop."""

IMPORT = "import"
"""The kind of job that checks a file or takes it in; its subject is the id of the import."""

LETTER = "letter"
"""The kind of job that sends a letter; its subject is the id of the letter in the outbox."""

CALL = "call"
"""The kind of job that tells another system; its subject is the id of the call."""

PAIRS = "pairs"
"""The kind of job that looks for customers who may be one person; its subject is the same."""

FRESHNESS = "freshness"
"""The kind of job that counts what is out of date of what we know; its subject is the same."""

ERASURE = "erasure"
"""The kind of job that erases somebody; its subject is the id of the erasure."""

VALUE = "value"
"""The kind of job that values all customers; its subject is the same."""

RESCORE = "rescore"
"""The kind of job that values one customer anew; its subject is the id of the person."""

PROGRAMMES = "programmes"
"""The kind of job that draws who is in which programme; its subject is the same."""

TASTE = "taste"
"""The kind of job that learns what people like; its subject is the same."""

SEGMENTS = "segments"
"""The kind of job that sorts all customers (its subject is the same) or by one segmentation."""

CAMPAIGN = "campaign"
"""The kind of job that draws the people of a campaign, its subject, and plans its messages."""

MESSAGES = "messages"
"""The kind of job that plans messages after news and sends them; its subject is the same."""

FOLLOW_UPS = "follow_ups"
"""The kind of job that plans by night what the clock and models say; its subject is the same."""

RETENTION = "retention"
"""The kind of job that keeps the times of the register; its subject is the same."""

LAYOUT = 1
"""The version of work orders; it rises when all are to be printed anew."""

LEASE = timedelta(seconds=60)
LONG_LEASES = {
    PAIRS: timedelta(minutes=30),
    RETENTION: timedelta(minutes=30),
    FRESHNESS: timedelta(minutes=10),
    VALUE: timedelta(minutes=30),
    PROGRAMMES: timedelta(minutes=30),
    TASTE: timedelta(minutes=30),
    SEGMENTS: timedelta(minutes=30),
    FOLLOW_UPS: timedelta(minutes=30),
}
"""What takes longer; what a worker that died held is free as soon as the next one starts."""

SOON = (ERASURE, LETTER)
"""What somebody waits for: it goes before all else, and beside what takes longer."""

MOST_TRIES = 20
LONGEST_PAUSE = timedelta(minutes=10)


IN_TURN = (
    case((JobRow.kind.in_(SOON), 0), (JobRow.kind.in_(LONG_LEASES), 2), else_=1),
    JobRow.id,
)
"""What somebody waits for is done first, what takes long last, of each the oldest first."""


class JobState(StrEnum):
    """How far a job is. A failed one was tried too often; somebody must ask for it again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


OPEN = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be made: `kind` of thing for `subject` (an order's number), in which version.

    The version rises when all things of that kind are to be made anew.
    """

    kind: str
    subject: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class Job:
    """Some work and how far it is; `last_error` names what went wrong, and nobody's data."""

    work: Work
    state: JobState
    tries: int
    last_error: str
    lease_until: datetime
    created_at: datetime
    done_at: datetime | None
    revision: int


class LeaseLost(StorageError):
    """The work took longer than its lease, and somebody else has taken it meanwhile."""


def add_job(session: Session, work: Work, at: datetime) -> None:
    """Have `work` done once this transaction is saved; there must be no such job yet."""
    session.add(
        JobRow(
            kind=work.kind,
            subject=work.subject,
            version=work.version,
            state=JobState.QUEUED,
            lease_until=at,
            tries=0,
            last_error="",
            created_at=at,
            revision=1,
        )
    )


def want_job(session: Session, work: Work, at: datetime) -> Job:
    """See to it that `work` is done, or done anew if it was done or had failed; give its job."""
    hold(session, f"job {work.kind} {work.subject}")
    row = _row(session, work)
    if row is None:
        add_job(session, work, at)
        session.flush()
    elif row.state not in OPEN:
        _moved(row, JobState.QUEUED, at)
        row.tries, row.done_at = 0, None
    found = find_job(session, work)
    assert found is not None
    return found


def want_anew(session: Session, work: Work, at: datetime) -> None:
    """Have `work` done after this transaction, once more if somebody is at it just now.

    One statement, for those who are in a hurry.
    """
    due = {"state": JobState.QUEUED, "lease_until": at, "tries": 0}
    row = asdict(work) | due | {"last_error": "", "created_at": at, "revision": 1}
    anew = {**due, "revision": JobRow.revision + 1, "done_at": None}
    same = ("kind", "subject", "version")
    its = inserting(session, JobRow).values(**row)
    session.execute(its.on_conflict_do_update(index_elements=same, set_=anew))


def take_job(session: Session, at: datetime, work: Work | None = None) -> Job | None:
    """Take the job that is due next, or the one for `work`; None if there is none."""
    due = select(JobRow).where(JobRow.state.in_(OPEN), JobRow.lease_until <= at)
    if work is not None:
        due = due.where(_is(work))
    # Others that take jobs look past the one that is being taken here.
    due = due.order_by(*IN_TURN).limit(1).with_for_update(skip_locked=True)
    row = session.scalars(due).first()
    if row is None:
        return None
    if row.tries >= MOST_TRIES:
        _moved(row, JobState.FAILED, at)
        row.last_error = row.last_error or "died"
        session.flush()
        return take_job(session, at, work)
    _moved(row, JobState.RUNNING, at + LONG_LEASES.get(row.kind, LEASE))
    row.tries += 1
    session.flush()
    return _job(row)


def finish_job(session: Session, job: Job, at: datetime) -> None:
    """Note that `job`, as it was taken, is done. Raises LeaseLost."""
    row = _held(session, job)
    _moved(row, JobState.DONE, at)
    row.done_at, row.last_error = at, ""


def give_back_job(session: Session, job: Job, error: str, at: datetime) -> None:
    """Have `job`, as it was taken, tried again after a pause that grows. Raises LeaseLost."""
    row = _held(session, job)
    pause = min(timedelta(seconds=2 ** min(job.tries, 16)), LONGEST_PAUSE)
    _moved(row, JobState.QUEUED, at + pause)
    row.last_error = error


def go_on_later(session: Session, job: Job, at: datetime) -> None:
    """Have `job`, as it was taken, go on after others: a part of it is done. Raises LeaseLost."""
    row = _held(session, job)
    _moved(row, JobState.QUEUED, at)
    row.tries, row.last_error = 0, ""


def free_leases(session: Session, at: datetime) -> None:
    """Make all running jobs due at once: only for who knows that nobody is working on them."""
    for row in session.scalars(select(JobRow).where(JobRow.state == JobState.RUNNING)):
        _moved(row, JobState.QUEUED, at)


def due_jobs(
    session: Session, at: datetime, limit: int = 500, kinds: Collection[str] = ()
) -> tuple[Work, ...]:
    """What could be taken now, of all kinds or of these, in turn."""
    due = select(JobRow).where(JobRow.state.in_(OPEN), JobRow.lease_until <= at)
    if kinds:
        due = due.where(JobRow.kind.in_(kinds))
    rows = due.order_by(*IN_TURN).limit(limit)
    return tuple(_job(row).work for row in session.scalars(rows))


def withdraw_job(session: Session, work: Work) -> None:
    """Have nobody do `work` until somebody wants it; what was begun or done stays as it is."""
    row = _row(session, work)
    if row is not None and row.state == JobState.QUEUED:
        session.delete(row)


def find_job(session: Session, work: Work) -> Job | None:
    """The job for `work`, or None."""
    row = session.scalars(select(JobRow).where(_is(work))).first()
    return _job(row) if row else None


def job_counts(session: Session) -> Mapping[JobState, int]:
    """How many jobs there are in each state."""
    counted = session.execute(select(JobRow.state, func.count()).group_by(JobRow.state)).all()
    found = {JobState(state): number for state, number in counted}
    return {state: found.get(state, 0) for state in JobState}


def _row(session: Session, work: Work) -> JobRow | None:
    """The row of a job, kept from others."""
    locked = select(JobRow).where(_is(work)).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).first()


def _held(session: Session, job: Job) -> JobRow:
    row = _row(session, job.work)
    if row is None or row.revision != job.revision:
        raise LeaseLost
    return row


def _is(work: Work) -> ColumnElement[bool]:
    return and_(
        JobRow.kind == work.kind,
        JobRow.subject == work.subject,
        JobRow.version == work.version,
    )


def _moved(row: JobRow, state: JobState, lease_until: datetime) -> None:
    row.state, row.lease_until, row.revision = state, lease_until, row.revision + 1


def _job(row: JobRow) -> Job:
    return Job(
        work=Work(row.kind, row.subject, row.version),
        state=JobState(row.state),
        tries=row.tries,
        last_error=row.last_error,
        lease_until=row.lease_until,
        created_at=row.created_at,
        done_at=row.done_at,
        revision=row.revision,
    )
