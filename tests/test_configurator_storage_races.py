"""Races and kills around orders. Run as a program, this file is one of the processes in them."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

import pytest
from sqlalchemy import text

from catalog.configuration import Configuration
from configurator.settings import Settings
from configurator.storage.audit import first_broken
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database, open_database
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.errors import Busy
from configurator.storage.idempotency import Request
from configurator.storage.orders import list_orders, place_order
from production.order import Order
from tests import shop
from tests.shop import LINK

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
CUSTOMER = Customer("anna", "Anna Ek", "anna@example.org", "", NOW)
JEANS = Configuration("jeans", "2026-11")
ORDER = replace(shop.ORDER, measured_at=NOW, placed_at=NOW)


def place(database: Database, key: str, order: Order = ORDER) -> str:
    """The number `order` has after it was placed, tried again as clients do when we are busy."""
    content = {"configuration": order.configuration, "revision": order.revision}
    while True:
        try:
            with database.recording() as session:
                request = Request("order", key, content)
                return place_order(session, order, "anna", request, "anna").stored.order.number
        except Busy:
            time.sleep(0.1)


def numbers_of(database: Database) -> list[str]:
    with database.reading() as session:
        return [line.number for line in list_orders(session, limit=1000).lines]


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_customer(session, CUSTOMER, "anna")
        create_draft(session, Draft(LINK, JEANS, saved_at=NOW))
    return database


@contextmanager
def child(settings: Settings, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """This file as another process that says when it is ready and waits to be told to go."""
    process = subprocess.Popen(  # noqa: S603 - this very file
        [sys.executable, __file__, *arguments],
        env=os.environ | {"SURMESURE_DATA": str(settings.data_folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()


@pytest.mark.parametrize("keys", ["one key", "many keys"])
def test_a_hundred_posts_from_two_processes_make_one_order(
    database: Database, settings: Settings, address: str, keys: str
) -> None:
    posts = ("post", address, keys)
    with child(settings, *posts) as one, child(settings, *posts) as two:
        go(one)
        go(two)
        answers = json.loads(one.communicate()[0]) + json.loads(two.communicate()[0])
    assert answers == ["26-1001"] * 100
    assert numbers_of(database) == ["26-1001"]


def test_orders_placed_at_once_get_different_numbers(database: Database) -> None:
    with database.writing() as session:
        for number in range(40):
            create_draft(session, Draft(f"link {number}", JEANS, saved_at=NOW))
    barrier = threading.Barrier(8)

    def work(thread: int) -> list[str]:
        barrier.wait()
        orders = (replace(ORDER, configuration=f"link {5 * thread + n}") for n in range(5))
        return [place(database, order.configuration, order) for order in orders]

    with ThreadPoolExecutor(8) as threads:
        numbers = list(chain.from_iterable(threads.map(work, range(8))))
    assert sorted(numbers) == [f"26-{1001 + n}" for n in range(40)]
    with database.reading() as session:
        assert first_broken(session) is None


def test_twenty_kills_lose_nothing_that_was_acknowledged(
    database: Database, settings: Settings, address: str
) -> None:
    chance = random.Random(26)
    acknowledged = list[str]()
    with child(settings, "host", address) as host:
        assert host.stdin
        assert host.stdout
        for turn in range(20):
            host.stdin.write(f"{turn} {chance.uniform(0.02, 0.1)}\n")
            host.stdin.flush()
            acknowledged += json.loads(host.stdout.readline())
    with database.reading() as session:
        stored = {number for (number,) in session.execute(text("SELECT number FROM orders"))}
        entries = text("SELECT subject FROM audit WHERE what = 'placed'")
        recorded = {subject.removeprefix("order ") for (subject,) in session.execute(entries)}
        if address.startswith("sqlite"):
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert first_broken(session) is None
    assert len(acknowledged) >= 20
    assert len(set(acknowledged)) == len(acknowledged)
    assert set(acknowledged) <= stored
    assert len(stored) - len(acknowledged) <= 20  # At most one per kill was done but not told.
    assert recorded == stored  # Nothing was half done.


def opened(url: str) -> Database:
    """The database as the shop opens it: with the secret of its data folder."""
    return open_database(Settings.from_environment(os.environ | {"DATABASE_URL": url}))


def post_fifty(url: str, keys: str) -> None:
    """Order the one draft from fifty threads at once; print the numbers given."""
    database = opened(url)
    barrier = threading.Barrier(50)

    def post(number: int) -> str:
        key = "key" if keys == "one key" else f"key {number} of {os.getpid()}"
        barrier.wait()
        return place(database, key)

    print("ready", flush=True)  # noqa: T201 - how the processes talk
    sys.stdin.readline()
    with ThreadPoolExecutor(50) as threads:
        print(json.dumps(list(threads.map(post, range(50)))))  # noqa: T201 - the same


def host_victims(url: str) -> None:
    """For each line `turn seconds` let a child order, kill it then, print what it acknowledged."""
    print("ready", flush=True)  # noqa: T201 - the same
    for line in sys.stdin:
        turn, seconds = line.split()
        print(json.dumps(acknowledged_by_victim(url, turn, float(seconds))), flush=True)  # noqa: T201 - the same


def acknowledged_by_victim(url: str, turn: str, seconds: float) -> list[str]:
    ours, theirs = os.pipe()
    victim = os.fork()
    if not victim:
        place_until_killed(url, turn, theirs)
    os.close(theirs)
    with os.fdopen(ours) as told:
        first = told.readline()
        time.sleep(seconds)
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        return [first.strip(), *told.read().split()]


def place_until_killed(url: str, turn: str, told: int) -> None:
    database = opened(url)
    for number in range(1_000_000):
        link = f"link {turn}/{number}"
        with database.writing() as session:
            create_draft(session, Draft(link, JEANS, saved_at=NOW))
        order = replace(ORDER, configuration=link)
        os.write(told, f"{place(database, link, order)}\n".encode())


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["post", address, keys]:
            post_fifty(address, keys)
        case ["host", address]:
            host_victims(address)
