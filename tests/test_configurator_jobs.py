"""The worker and its paper. Run as a program, this file lives through workers that are killed."""

import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from catalog.configuration import Configuration
from configurator.jobs.paper import language_of, paper_path, print_paper, printing
from configurator.jobs.pulse import is_alive
from configurator.jobs.queue import Queue
from configurator.jobs.work import Bench, do_wanted, run_due_jobs
from configurator.jobs.worker import work_until_told
from configurator.settings import Settings
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.idempotency import Request
from configurator.storage.jobs import (
    ERASURE,
    LEASE,
    VALUE,
    JobState,
    Work,
    find_job,
    job_counts,
)
from configurator.storage.orders import get_order, place_order
from production.order import Order
from tests import shop

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PATIENCE_S = 120
ORDER = replace(shop.ORDER, configuration="", measured_at=NOW, placed_at=NOW)


@pytest.fixture
def database_url(address: str) -> str:
    return address


def place(database: Database, orders: int) -> list[Order]:
    jeans = Configuration("jeans", "2026-11")
    with database.recording() as session:
        create_customer(session, Customer("anna", "Anna Ek", "", "", NOW), "anna")
        for number in range(orders):
            create_draft(session, Draft(f"link {number}", jeans, saved_at=NOW))
    placed = []
    for number in range(orders):
        order = replace(ORDER, configuration=f"link {number}")
        with database.recording() as session:
            request = Request("order", str(number), {})
            placed.append(place_order(session, order, "anna", request, "anna").stored.order)
    return placed


def state(database: Database, work: Work) -> JobState | None:
    with database.reading() as session:
        job = find_job(session, work)
    return job.state if job else None


def papers(settings: Settings) -> list[Path]:
    return sorted((settings.data_folder / "work-orders").iterdir())


def test_each_order_placed_is_printed_once_for_the_workshop(database, settings) -> None:
    orders = place(database, 2)
    assert run_due_jobs(database, settings, NOW) == 2
    assert run_due_jobs(database, settings, NOW + 2 * LEASE) == 0
    assert papers(settings) == [paper_path(one, "en", settings) for one in orders]
    assert stat.S_IMODE(papers(settings)[0].stat().st_mode) == 0o600
    with database.reading() as session:
        assert job_counts(session)[JobState.DONE] == 2


def test_paper_in_another_language_is_printed_when_somebody_wants_it(database, settings) -> None:
    (order,) = place(database, 1)
    bench = Bench(database, settings, lambda: NOW)
    assert do_wanted(bench, printing(order.number, "fr", "en"))
    assert papers(settings) == [paper_path(order, "fr", settings)]


def test_paper_asked_for_again_while_it_was_printed_is_printed_once(database, settings) -> None:
    (order,) = place(database, 1)
    bench, work = Bench(database, settings, lambda: NOW), printing(order.number, "en", "en")
    assert [do_wanted(bench, work) for _ in range(3)] == [True, False, False]


def test_a_french_workshop_gets_french_paper(database, settings) -> None:
    (order,) = place(database, 1)
    run_due_jobs(database, replace(settings, paper_language="fr"), NOW)
    assert papers(settings) == [paper_path(order, "fr", settings)]


@pytest.mark.parametrize(("language", "workshops"), [("en", "en"), ("fr", "en"), ("en", "fr")])
def test_work_knows_its_language(language: str, workshops: str) -> None:
    assert language_of(printing("26-1001", language, workshops), workshops) == language


def test_paper_that_was_lost_is_printed_again(database, settings) -> None:
    (order,) = place(database, 1)
    run_due_jobs(database, settings, NOW)
    papers(settings)[0].unlink()
    assert do_wanted(Bench(database, settings, lambda: NOW), printing(order.number, "en", "en"))
    assert len(papers(settings)) == 1


def test_an_order_printed_anew_keeps_one_paper(settings: Settings) -> None:
    order = replace(ORDER, number="26-1001")
    former = print_paper(order, "en", settings)
    former.with_name(f"{former.name}.12345678").write_bytes(b"half")
    french = print_paper(order, "fr", settings)
    current = print_paper(replace(order, edition="2026-12"), "en", settings)
    assert set(papers(settings)) == {french, current}


def test_one_job_that_fails_keeps_no_other_waiting(database, settings, capfd) -> None:
    orders = place(database, 2)
    # Where the paper of the first would go, somebody put a folder.
    paper_path(orders[0], "en", settings).mkdir(parents=True)
    assert run_due_jobs(database, settings, NOW) == 1
    with database.reading() as session:
        failed = find_job(session, printing(orders[0].number, "en", "en"))
    assert failed
    assert (failed.state, failed.last_error) == (JobState.QUEUED, "IsADirectoryError")
    assert '"event": "failure"' in capfd.readouterr().err
    paper_path(orders[0], "en", settings).rmdir()
    assert run_due_jobs(database, settings, NOW + timedelta(minutes=1)) == 1


def test_work_that_nobody_knows_fails_and_is_not_lost(database, settings) -> None:
    assert not do_wanted(Bench(database, settings, lambda: NOW), Work("knitting", "26-1001"))
    assert state(database, Work("knitting", "26-1001")) is JobState.QUEUED


def test_an_entry_in_the_queue_is_plain_text_and_what_is_wanted_comes_first(tmp_path) -> None:
    done = []
    queue = Queue(tmp_path, lambda work, wanted: done.append((work.subject, wanted)))
    queue.put(Work("work_order", "26-1001"))
    queue.put(Work(VALUE, "26"))
    queue.put(Work("work_order", "26-1002"), wanted=True)
    queue.put(Work(ERASURE, "27"))
    assert queue.length == 4
    assert b'"work_order"' in b"".join(path.read_bytes() for path in tmp_path.iterdir())

    for _ in range(4):
        queue.do_one()
    queue.close()
    assert done == [("27", False), ("26-1002", True), ("26-1001", False), ("26", False)]


@contextmanager
def worker(settings: Settings, database_url: str) -> Iterator[subprocess.Popen[bytes]]:
    environ = {
        **os.environ,
        "SURMESURE_DATA": str(settings.data_folder),
        "DATABASE_URL": database_url,
    }
    process = subprocess.Popen([sys.executable, "-m", "configurator.jobs"], env=environ)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0


def until(happened) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_the_worker_prints_what_is_due_and_next_what_is_wanted(database, settings, address) -> None:
    (order,) = place(database, 1)
    english, french = (paper_path(order, one, settings) for one in ("en", "fr"))
    assert not is_alive(settings.data_folder)
    with worker(settings, address):
        until(english.is_file)
        queue = Queue(settings.data_folder)
        queue.put(printing(order.number, "fr", "en"), wanted=True)
        queue.close()
        until(french.is_file)
        assert is_alive(settings.data_folder)


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)  # Leases are tested on both.
def test_ten_workers_killed_while_printing_leave_one_whole_paper_for_each_order(
    database, settings
) -> None:
    orders = place(database, 12)
    chance = random.Random(16)
    with host(settings) as (killed, last):
        for _ in range(10):
            with killed() as victim:
                until(lambda: running(database))
                time.sleep(chance.uniform(0, 0.15))
                os.kill(victim, signal.SIGKILL)
        with last():
            until(lambda: all_done(database))

    assert papers(settings) == [paper_path(one, "en", settings) for one in orders]
    for order, paper in zip(orders, papers(settings), strict=True):
        content = paper.read_bytes()
        assert content.rstrip().endswith(b"%%EOF")
        assert order.number in PdfReader(BytesIO(content)).pages[0].extract_text()
        with database.reading() as session:
            assert get_order(session, order.number).order == order


def running(database: Database) -> bool:
    with database.reading() as session:
        return job_counts(session)[JobState.RUNNING] > 0


def all_done(database: Database) -> bool:
    with database.reading() as session:
        counts = job_counts(session)
    return counts[JobState.DONE] == sum(counts.values())


@contextmanager
def host(settings: Settings):
    """A process that forks workers, so that each need not load all libraries for itself."""
    process = subprocess.Popen(  # noqa: S603 - this very file
        [sys.executable, __file__, str(settings.data_folder)],
        env={**os.environ, "DATABASE_URL": settings.database_url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    told, said = process.stdin, process.stdout

    def line() -> str:
        told.write("work\n")
        told.flush()
        return said.readline()

    @contextmanager
    def killed():
        yield int(line())
        said.readline()

    @contextmanager
    def last():
        victim = int(line())
        try:
            yield
        finally:  # Also of a test that fails: the host waits for the worker, and we for the host.
            os.kill(victim, signal.SIGTERM)
            said.readline()

    with process:
        try:
            yield killed, last
        finally:
            told.close()


def fork_workers(folder: str) -> None:
    settings = Settings.from_environment({**os.environ, "SURMESURE_DATA": folder})
    print_paper(replace(ORDER, number="26-1"), "fr", settings)  # Loads all it takes.
    for paper in (settings.data_folder / "work-orders").iterdir():
        paper.unlink()
    for _ in sys.stdin:
        victim = os.fork()
        if not victim:
            work_until_told(settings)
            os._exit(0)
        print(victim, flush=True)  # noqa: T201 - how the processes talk
        os.waitpid(victim, 0)
        print("gone", flush=True)  # noqa: T201 - the same


if __name__ == "__main__":
    fork_workers(sys.argv[1])
