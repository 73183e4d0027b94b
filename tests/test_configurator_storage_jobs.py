from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError

from configurator.storage.database import Database
from configurator.storage.jobs import (
    ERASURE,
    LEASE,
    LETTER,
    MOST_TRIES,
    SOON,
    VALUE,
    Job,
    JobState,
    LeaseLost,
    Work,
    add_job,
    due_jobs,
    find_job,
    finish_job,
    free_leases,
    give_back_job,
    job_counts,
    take_job,
    want_job,
)

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FIRST, SECOND_ORDER = Work("work_order", "26-1001"), Work("work_order", "26-1002")


@pytest.fixture
def database_url(address: str) -> str:
    return address


def add(database: Database, *works: Work) -> None:
    with database.recording() as session:
        for work in works:
            add_job(session, work, NOW)


def taken(database: Database, at: datetime = NOW, work: Work | None = None) -> Job | None:
    with database.recording() as session:
        return take_job(session, at, work)


def sure(job: Job | None) -> Job:
    assert job is not None
    return job


def found(database: Database, work: Work = FIRST) -> Job:
    with database.reading() as session:
        return sure(find_job(session, work))


def test_jobs_are_taken_oldest_first_and_one_by_name(database: Database) -> None:
    add(database, FIRST, SECOND_ORDER, replace(FIRST, version=2))
    assert sure(taken(database, work=SECOND_ORDER)).work == SECOND_ORDER
    assert taken(database, work=SECOND_ORDER) is None
    assert [sure(taken(database)).work.version for _ in range(2)] == [1, 2]
    assert taken(database) is None


def test_what_somebody_waits_for_goes_first_and_what_takes_long_last(database: Database) -> None:
    letter, erasure = Work(LETTER, "letter"), Work(ERASURE, "erasure")
    add(database, Work(VALUE, VALUE), FIRST, letter, erasure)
    with database.reading() as session:
        assert due_jobs(session, NOW) == (letter, erasure, FIRST, Work(VALUE, VALUE))
        assert due_jobs(session, NOW, kinds=SOON) == (letter, erasure)
    assert [sure(taken(database)).work for _ in range(3)] == [letter, erasure, FIRST]


def test_the_same_work_is_never_two_jobs(database: Database) -> None:
    add(database, FIRST)
    with pytest.raises(IntegrityError), database.recording() as session:
        add_job(session, FIRST, NOW)


def test_a_job_that_is_done_stays_done(database: Database) -> None:
    add(database, FIRST)
    job = sure(taken(database))
    with database.recording() as session:
        finish_job(session, job, NOW + SECOND)
    assert taken(database, NOW + 2 * LEASE) is None
    done = found(database)
    assert (done.state, done.done_at, done.tries) == (JobState.DONE, NOW + SECOND, 1)


def test_the_job_of_a_dead_worker_is_taken_when_its_lease_ran_out(database: Database) -> None:
    add(database, FIRST)
    dead = sure(taken(database))
    assert taken(database, NOW + LEASE - SECOND) is None
    next_one = sure(taken(database, NOW + LEASE))
    assert next_one.tries == 2
    with pytest.raises(LeaseLost), database.recording() as session:
        finish_job(session, dead, NOW + LEASE)
    with database.recording() as session:
        finish_job(session, next_one, NOW + LEASE)


def test_who_knows_that_nobody_works_need_not_wait_for_leases(database: Database) -> None:
    add(database, FIRST)
    taken(database)
    with database.recording() as session:
        free_leases(session, NOW + SECOND)
        assert due_jobs(session, NOW + SECOND) == (FIRST,)
    assert taken(database, NOW + SECOND)


def test_what_failed_is_tried_again_after_pauses_that_grow_and_then_left(
    database: Database,
) -> None:
    add(database, FIRST)
    now, pauses = NOW, []
    while job := taken(database, now):
        with database.recording() as session:
            give_back_job(session, job, "OSError", now)
        pauses.append(found(database).lease_until - now)
        now += pauses[-1]
    assert pauses[:3] == [2 * SECOND, 4 * SECOND, 8 * SECOND]
    assert max(pauses) == timedelta(minutes=10)
    left = found(database)
    assert (left.state, left.tries, left.last_error) == (JobState.FAILED, MOST_TRIES, "OSError")


def test_what_somebody_misses_is_made_anew_whatever_became_of_it(database: Database) -> None:
    with database.recording() as session:
        assert want_job(session, FIRST, NOW).state is JobState.QUEUED  # There was none.
    job = sure(taken(database))
    with database.recording() as session:
        assert want_job(session, FIRST, NOW).state is JobState.RUNNING  # It is under way.
        finish_job(session, job, NOW)
    with database.recording() as session:
        again = want_job(session, FIRST, NOW)
    assert (again.state, again.tries, again.done_at) == (JobState.QUEUED, 0, None)


def test_jobs_are_counted_by_state(database: Database) -> None:
    add(database, FIRST, SECOND_ORDER)
    taken(database)
    with database.reading() as session:
        counts = job_counts(session)
    assert counts == {"queued": 1, "running": 1, "done": 0, "failed": 0}


def test_of_eight_workers_each_job_has_one(database: Database) -> None:
    works = [Work("work_order", f"26-{1001 + number}") for number in range(40)]
    add(database, *works)
    barrier = Barrier(8)

    def work(_: int) -> list[Work]:
        barrier.wait()
        mine = list[Work]()
        while job := taken(database):
            mine.append(job.work)
        return mine

    with ThreadPoolExecutor(8) as threads:
        theirs = [work for mine in threads.map(work, range(8)) for work in mine]
    assert sorted(work.subject for work in theirs) == [work.subject for work in works]
