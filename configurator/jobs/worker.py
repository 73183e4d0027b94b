"""The worker: one process per data folder that does jobs until it is told to stop.

It follows the queue, looks every few seconds for jobs that are due though no entry says so, and
ends by itself after so many documents, since what draws them never gives all memory back.
"""

import fcntl
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from configurator.anchors import note_anchor
from configurator.importing_run import forget_files
from configurator.jobs.erasing import Place, erase_who_came_back
from configurator.jobs.messages import FOLLOWING, WRITING
from configurator.jobs.nights import A_NIGHT, is_another_night, is_night
from configurator.jobs.pulse import BEAT_S, beat
from configurator.jobs.queue import Queue
from configurator.jobs.retention import KEEPING
from configurator.jobs.segments import SORTING
from configurator.jobs.taste import LEARNING
from configurator.jobs.value import VALUING
from configurator.jobs.work import Bench, do_soon, do_wanted, do_work
from configurator.logs import log_failure
from configurator.settings import Settings
from configurator.storage.abandoning import tell_abandoned
from configurator.storage.before_the_log import tell_all_from_before
from configurator.storage.commitments import lapse, promise_open_orders
from configurator.storage.database import open_database
from configurator.storage.dialect import PATIENCE_OF_JOBS_S
from configurator.storage.erasing import wake_erasures
from configurator.storage.freshness import COUNTING
from configurator.storage.jobs import (
    IMPORT,
    PAIRS,
    Work,
    due_jobs,
    find_job,
    free_leases,
    want_job,
)
from configurator.storage.outbox import empty_worthless
from configurator.storage.purposes import read_as
from configurator.storage.sign_in_links import forget_links
from configurator.storage.tablets import forget_forms
from configurator.storage.viewing import tell_all_looks

LOCK = "worker-lock"
MOST_DOCUMENTS = 500
MOST_ENTRIES = 100
SWEEP_EVERY = timedelta(hours=1)
WRITE_EVERY = timedelta(minutes=1)
SAME = Work(PAIRS, PAIRS)
KINDNESS = 5
"""Those who click come first."""


class Worker:
    """What one process does."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._queue = Queue(bench.settings.data_folder, self._do)
        self._documents = 0
        self._swept_at: datetime | None = None
        self._wrote_at: datetime | None = None

    def run(self, *, beside: int | None) -> None:
        """Work until told to stop, or, `beside` a server with that process id, until it is gone."""
        with self._bench.database.recording() as session:
            # We hold the lock: whoever worked on these is dead.
            free_leases(session, self._bench.now())
        threading.Thread(target=self._watch, args=(beside,), daemon=True).start()
        threading.Thread(target=self._attend, daemon=True).start()
        self._queue.consumer().run()

    def _watch(self, beside: int | None) -> None:
        folder, pause = self._bench.settings.data_folder, threading.Event()
        read_as("worker")
        while True:
            # By the server's own word: it may have been gone before this program had begun.
            if beside is not None and os.getppid() != beside:
                _stop()
            beat(folder)
            try:
                self._hint()
                self._tell()
                self._write()
                self._sweep()
            except Exception as error:  # noqa: BLE001 - a busy database today is none tomorrow
                log_failure(error)
            pause.wait(BEAT_S)

    def _attend(self) -> None:
        """Do at once what somebody waits for, also while something long is done."""
        pause = threading.Event()
        while True:
            try:
                do_soon(self._bench)
            except Exception as error:  # noqa: BLE001 - the same
                log_failure(error)
            pause.wait(BEAT_S)

    def _hint(self) -> None:
        """Put into the queue what is due and perhaps not in it."""
        if self._queue.length:
            return
        with self._bench.database.reading() as session:
            found = due_jobs(session, self._bench.now(), MOST_ENTRIES)
        for work in found:
            self._queue.put(work)

    def _tell(self) -> None:
        """Tell the log which designs were looked at."""
        once_within = timedelta(minutes=self._bench.settings.limits.view_minutes)
        tell_all_looks(self._bench.database, self._bench.now(), once_within)

    def _write(self) -> None:
        """Once a minute, have messages planned and sent."""
        now = self._bench.now()
        if self._wrote_at and abs(now - self._wrote_at) < WRITE_EVERY:
            return
        with self._bench.database.recording() as session:
            want_job(session, WRITING, now)
        self._wrote_at = now

    def _sweep(self) -> None:
        """Once an hour, tell of designs that were left, and throw away files nobody wants."""
        now, limits = self._bench.now(), self._bench.settings.limits
        # A clock that was put back must not stop us until it has caught up.
        if self._swept_at and abs(now - self._swept_at) < SWEEP_EVERY:
            return
        self._by_night(now)
        tell_all_from_before(self._bench.database)
        self._erase()
        forget_files(self._bench.settings.data_folder, now)
        after = timedelta(days=limits.abandoned_days)
        with self._bench.database.recording() as session:
            more = tell_abandoned(session, now, after)
            empty_worthless(session, now)
            forget_links(session, now - A_NIGHT)
            forget_forms(session, now - A_NIGHT)
            promise_open_orders(session)
            lapse(session, now)
        note_anchor(self._bench.database, self._bench.settings, now)
        self._swept_at = None if more else now

    def _erase(self) -> None:
        """See to it that nobody who was erased is there, and look again at whom waits for it."""
        bench = self._bench
        place = Place(bench.database, bench.settings.data_folder, bench.now)
        erase_who_came_back(place)
        with bench.database.recording() as session:
            wake_erasures(session, bench.now())

    def _by_night(self, now: datetime) -> None:
        """Once a night: who may be one, who was silent for too long, values, what is stale.

        The latter two at once where it never was: pages show them.
        """
        sleeps = is_night(now, self._bench.settings.time_zone)
        with self._bench.database.recording() as session:
            for work in (SAME, KEEPING, COUNTING, VALUING, SORTING, LEARNING, FOLLOWING):
                before = find_job(session, work)
                last = (before.done_at or before.created_at) if before else None
                is_old = last is None or is_another_night(now, last)
                if (sleeps and is_old) or (last is None and work not in {SAME, KEEPING}):
                    want_job(session, work, now)

    def _do(self, work: Work, wanted: bool) -> None:  # noqa: FBT001 - as the queue says it
        if (do_wanted if wanted else do_work)(self._bench, work):
            self._documents += 1
        elif work.kind == IMPORT:
            self._go_on_with(work)
        if self._documents >= MOST_DOCUMENTS:
            _stop()

    def _go_on_with(self, work: Work) -> None:
        """Put the rest of an import behind what else waits."""
        with self._bench.database.reading() as session:
            if work in due_jobs(session, self._bench.now()):
                self._queue.put(work)


def work_until_told(settings: Settings, *, beside: int | None = None) -> None:
    """Be the worker of `settings.data_folder`, after any other there has gone.

    `beside` a server: end when the process with that id, which started this one, does.
    """
    os.nice(KINDNESS)
    with _alone(settings.data_folder):
        database = open_database(settings, PATIENCE_OF_JOBS_S)
        try:
            Worker(Bench(database, settings)).run(beside=beside)
        finally:
            database.close()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock, which the system takes from a process that dies; who holds it stands in it."""
    with (folder / LOCK).open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        print(os.getpid(), file=file, flush=True)
        yield


def _stop() -> None:
    """End this process after what it is doing."""
    os.kill(os.getpid(), signal.SIGTERM)
