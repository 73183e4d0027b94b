"""Processes of the real server killed under load: nothing acknowledged is lost, nothing doubled.

    SURMESURE_RACES=1000 .venv/bin/pytest -n2 tests/test_configurator_faults.py

kills 30 processes over each database.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from configurator.api.bearer import KIND
from configurator.app import new_link
from configurator.jobs.paper import FOLDER, paper_path
from configurator.jobs.worker import LOCK
from configurator.serving import LIVED_WELL_S
from configurator.settings import Limits, Settings
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.audit import first_broken
from configurator.storage.jobs import JobState, job_counts
from configurator.storage.orders import get_order
from configurator.storage.web_sessions import Visit, begin_web_session
from configurator.web.sessions import lifetimes
from tests.shop import BODY_MM

ROOT = Path(__file__).parents[1]
SERVE = "from configurator.bench_web import serve_alone; serve_alone()"
KILLS = max(3, int(os.environ.get("SURMESURE_RACES", "0")) * 3 // 100)
CLIENTS = 4
REPEATS = 6
PATIENCE_S = 120
PAPER_PATIENCE_S = 600
MOST_TO_PRINT = 12


@pytest.fixture
def database_url(address):
    return address


@pytest.fixture
def token(database):
    """Opens the API as a clerk."""
    now = datetime.now(UTC)
    account = Account(new_link(), "clerk@example.com", "Clerk", Role.STAFF, now)
    visit = Visit(new_link(), account.id, lifetimes(Role.STAFF, Limits()), KIND)
    with database.recording() as session:
        create_account(session, account, "no hash", "test")
        begin_web_session(session, visit, now)
    return visit.secret


@dataclass(frozen=True, slots=True)
class Served:
    """The server as it is run."""

    port: int
    process: int
    folder: Path

    @property
    def printer(self) -> int:
        """The worker that holds the lock of the data folder, 0 if none lives."""
        lock = self.folder / LOCK
        pid = int(lock.read_text() or 0) if lock.exists() else 0
        return pid if pid in children(self.process) else 0

    @property
    def printer_age_s(self) -> float:
        """How long that worker works."""
        return time.time() - (self.folder / LOCK).stat().st_mtime

    @property
    def web(self) -> list[int]:
        """The processes that answer."""
        return [pid for pid, program in children(self.process).items() if SERVE in program]


def children(parent: int) -> dict[int, str]:
    """The living children of a process, with what they run."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    found = {}
    for pid in map(int, listed):
        try:
            program = Path(f"/proc/{pid}/cmdline").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if program:  # What has ended and is not yet taken note of runs nothing.
            found[pid] = program
    return found


@pytest.fixture
def served(tmp_path, address):
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    (tmp_path / "data").mkdir(mode=0o700)
    ours = {
        "PORT": str(port),
        "SURMESURE_DATA": str(tmp_path / "data"),
        "DATABASE_URL": address,
        "SURMESURE_PAPER_SECONDS": "1",
    }
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(  # noqa: S603 - the line above
            [sys.executable, "-c", SERVE], cwd=ROOT, env={**os.environ, **ours}, stderr=log
        )
    yield Served(port, server.pid, tmp_path / "data")
    server.terminate()
    server.wait(PATIENCE_S)


@dataclass
class Seen:
    """What the clients of a shop saw, all together."""

    numbers: dict[str, set[str]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    torn: list[str] = field(default_factory=list)
    papers: int = 0
    longest_s: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)
    ordering: threading.Event = field(default_factory=threading.Event)
    enough: threading.Event = field(default_factory=threading.Event)


@dataclass
class Client:
    """A program that asks until it is answered, with the same key."""

    port: int
    token: str
    seen: Seen

    def __call__(self, method, path, body=None, key=""):
        """Status and content of the first answer that is one."""
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE_S:
            try:
                status, content = self._sent(method, path, body, key)
            except (OSError, HTTPException) as error:
                with self.seen.lock:
                    self.seen.broken[type(error).__name__] += 1
                time.sleep(0.05)
                continue
            with self.seen.lock:
                self.seen.statuses[status] += 1
                self.seen.longest_s = max(self.seen.longest_s, time.monotonic() - began)
            if status != 503:
                return status, content
            time.sleep(0.2)
        raise TimeoutError(path)

    def _sent(self, method, path, body, key):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            content = json.dumps(body).encode() if body is not None else None
            connection.request(method, f"/api/v1{path}", content, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def told(self, path, body, key=""):
        status, content = self("POST", path, body, key)
        assert status in {200, 201}, content
        return json.loads(content)

    def customer(self):
        made = self.told("/customers", {"name": "Nadia"})["id"]
        self.told(f"/customers/{made}/measurements", {"values": BODY_MM})
        return made

    def order(self, customer, key):
        """Order new jeans, ask again and again whether they are, and look at paper meanwhile."""
        asked = {"product": "jeans", "customer": customer}
        link = self.told("/configurations", asked)["id"]
        done = self.told(f"/configurations/{link}/complete", {"goal": "cheapest"})
        body = {"configuration": link, "revision": done["revision"]}
        with self.seen.lock:
            numbers = self.seen.numbers.setdefault(key, set())
        self.seen.ordering.set()
        for _ in range(REPEATS):
            number = self.told("/orders", body, key)["number"]
            with self.seen.lock:
                numbers.add(number)
        self.look()

    def look(self):
        """Look at the paper of some order."""
        with self.seen.lock:
            placed = list(chain.from_iterable(self.seen.numbers.values()))
        number = random.choice(placed)
        status, content = self("GET", f"/orders/{number}/work-order.pdf")
        assert status in {200, 202}, content
        with self.seen.lock:
            self.seen.papers += status == 200
            if status == 200 and not is_whole(content):
                self.seen.torn.append(number)


def is_whole(content: bytes) -> bool:
    return content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF")


def until(happened, patience_s: float = PATIENCE_S):
    deadline = time.monotonic() + patience_s
    while not (found := happened()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


def order_until_enough(client: Client, name: int, database) -> None:
    """Order without a pause, or look at paper while more is to be printed than a shop sells."""
    customer = client.customer()
    turn = 0
    while not client.seen.enough.is_set():
        if to_print(database) > MOST_TO_PRINT:
            client.look()
            continue
        client.order(customer, f"client {name} order {turn}")
        turn += 1


def kill_some(served: Served, database, seen: Seen, chance: random.Random) -> Counter[str]:
    """Kill a process of the server now and then, while it does what must not be torn."""
    killed = Counter[str]()
    while killed.total() < KILLS:
        kind = "worker" if killed.total() % 3 == 1 else "web"
        if kind == "worker":
            # One that dies sooner is given a pause that grows, and that would be all we measure.
            until(lambda: served.printer and served.printer_age_s > LIVED_WELL_S)
            until(lambda: running(database))
            time.sleep(chance.uniform(0, 0.3))
        else:
            until(lambda: len(served.web) == 2)
            seen.ordering.clear()
            assert seen.ordering.wait(PATIENCE_S)
            time.sleep(chance.uniform(0, 0.03))
        victim = served.printer if kind == "worker" else chance.choice(served.web)
        if victim:  # A worker may have ended by itself.
            os.kill(victim, signal.SIGKILL)
            killed[kind] += 1
        time.sleep(chance.uniform(0.3, 1.5))
    return killed


def running(database) -> bool:
    with database.reading() as session:
        return job_counts(session)[JobState.RUNNING] > 0


def to_print(database) -> int:
    with database.reading() as session:
        counts = job_counts(session)
    return counts[JobState.QUEUED] + counts[JobState.RUNNING]


def all_done(database) -> bool:
    with database.reading() as session:
        counts = job_counts(session)
    return counts[JobState.DONE] == sum(counts.values())


def test_what_is_killed_under_load_loses_nothing_and_doubles_nothing(
    served, address, database, token, record_property
):
    seen, chance = Seen(), random.Random(30)
    clients = [Client(served.port, token, seen) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as threads:
        try:
            working = [
                threads.submit(order_until_enough, client, name, database)
                for name, client in enumerate(clients)
            ]
            until(lambda: seen.numbers and served.printer)
            killed = kill_some(served, database, seen, chance)
        finally:
            seen.enough.set()
        for one in working:
            one.result()
    until(lambda: all_done(database), PAPER_PATIENCE_S)

    figures = {
        "killed": dict(killed),
        "orders": len(seen.numbers),
        "answers": dict(seen.statuses),
        "broken": dict(seen.broken),
        "papers": seen.papers,
        "longest_s": round(seen.longest_s, 1),
    }
    record_property("figures", figures)
    print(figures)  # noqa: T201 - shown by -rP
    assert killed.total() == KILLS
    assert set(seen.statuses) <= {200, 201, 202, 503}
    assert seen.papers
    assert not seen.torn
    facts_are_whole(database, address, seen)
    papers_are_whole(database, served, clients[0])


def facts_are_whole(database, address, seen):
    """Each key made one order, with its job and its line on the trail, and all told are there."""
    with database.reading() as session:
        stored = session.scalars(text("SELECT number FROM orders")).all()
        keys = text("SELECT key FROM idempotency WHERE scope LIKE 'api % order'")
        answered = session.scalars(keys).all()
        jobs = session.scalars(text("SELECT subject FROM job WHERE kind = 'work_order'")).all()
        placed = session.scalars(text("SELECT subject FROM audit WHERE what = 'placed'")).all()
        assert first_broken(session) is None
        if address.startswith("sqlite"):
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    assert {len(numbers) for numbers in seen.numbers.values()} == {1}
    assert sorted(chain.from_iterable(seen.numbers.values())) == sorted(stored)
    assert sorted(answered) == sorted(seen.numbers)
    assert sorted(jobs) == sorted(stored)
    assert sorted(placed) == sorted(f"order {number}" for number in stored)


def papers_are_whole(database, served, client):
    """Each order has its one current paper, nothing else lies there, and that is handed out."""
    with database.reading() as session:
        numbers = session.scalars(text("SELECT number FROM orders")).all()
        orders = [get_order(session, number).order for number in numbers]
    settings = Settings.from_environment({"SURMESURE_DATA": str(served.folder)})
    paths = {order.number: paper_path(order, "en", settings) for order in orders}
    assert set((served.folder / FOLDER).iterdir()) == set(paths.values())
    for number, path in paths.items():
        content = path.read_bytes()
        assert is_whole(content)
        assert number in PdfReader(BytesIO(content)).pages[0].extract_text()
        assert client("GET", f"/orders/{number}/work-order.pdf") == (200, content)
