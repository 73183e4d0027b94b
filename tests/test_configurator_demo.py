"""The demo: from nothing to a shop one can sign in to, and the same shop again the second time."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from sqlalchemy import text

from configurator.demo import filled
from configurator.demo_measuring import CHECKED, CUT_FROM_ROLLS
from configurator.demo_people import customers, derived
from configurator.settings import Settings
from configurator.storage.accounts import Role, find_credentials
from configurator.storage.audit import first_broken
from configurator.storage.customers import latest_measurements
from configurator.storage.database import Database, open_database
from configurator.storage.dialect import engines_for
from configurator.storage.drafts import drafts_of
from configurator.storage.found import supplement_of
from configurator.storage.jobs import job_counts
from configurator.storage.keys import Keys, keys_beside
from configurator.storage.orders import list_orders
from configurator.storage.scans import follow_order
from customers.body.measurement import measurement
from production.found import compared
from production.tracking import DONE, State

ROOT = Path(__file__).parents[1]
START = "from configurator.cli import main; main(['demo'])"
PATIENCE_S = 240
FEW = 30


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def running(folder: Path):
    """The address of a demo with its data in `folder`, and what it printed."""
    port = free_port()
    environ = {**os.environ, "PORT": str(port), "SURMESURE_DATA": str(folder)}
    with (folder / "printed").open("wb") as printed:
        server = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", START], cwd=ROOT, env=environ, stdout=printed, stderr=printed
        )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", server)
        yield f"http://127.0.0.1:{port}", (folder / "printed").read_text()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE_S)


def wait_until_ready(address: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with build_opener().open(f"{address}/readyz") as answer:
                assert answer.status == 200
                return
        except URLError:
            time.sleep(0.1)
    pytest.fail("the demo did not start")


def orders_seen(address: str, email: str, password: str) -> set[str]:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{address}/orders") as answer:
        token = re.findall(r'name="csrf_token" value="([^"]+)"', answer.read().decode())[0]
        to = answer.url
    fields = urlencode({"csrf_token": token, "email": email, "password": password}).encode()
    with browser.open(to, fields) as answer:
        return set(re.findall(r"/orders/(\d\d-\d+)", answer.read().decode()))


def test_the_demo_starts_filled_twice_with_the_same_people_and_orders(tmp_path):
    path = tmp_path / "demo-accounts.json"
    with running(tmp_path) as (address, printed):
        people = json.loads(path.read_text())
        staff = next(one for one in people if one["role"] == "staff")
        seen = orders_seen(address, staff["email"], staff["password"])
        for one in people:
            assert one["email"] in printed
            assert one["password"] in printed
        assert address in printed
    with running(tmp_path) as (address, _):
        assert json.loads(path.read_text()) == people
        assert orders_seen(address, staff["email"], staff["password"]) == seen

    assert [one["role"] for one in people] == [role.value for role in Role]
    assert len(seen) >= 20
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.fixture(scope="module")
def shop(tmp_path_factory, engines):
    settings = Settings.from_environment({"SURMESURE_DATA": str(tmp_path_factory.mktemp("shop"))})
    filled(settings, engines)
    database = open_database(settings)
    yield database
    database.close()


def test_four_weeks_of_orders_are_in_every_state_and_some_are_late(shop):
    with shop.reading() as session:
        lines = list_orders(session, limit=500).lines
    days = {line.placed_at.date() for line in lines}
    late = [one for one in lines if one.promised_on < date.today() and one.state not in DONE]  # noqa: DTZ011 - the demo's own day

    assert len(lines) == 200
    assert {line.state for line in lines} == set(State)
    assert len(days) == 28
    assert len({line.customer for line in lines}) == 40
    assert len({line.total_cents for line in lines}) > 40
    assert 2 <= len(late) <= 30


def test_every_scan_makes_sense(shop):
    with shop.reading() as session:
        numbers = [line.number for line in list_orders(session, limit=500).lines]
        followed = [follow_order(session, number) for number in numbers]

    assert not [one.stored.order.number for one in followed if one.tracking.doubts]
    assert all(one.tracking.state == one.stored.state for one in followed)


def test_the_customer_with_an_account_has_orders_measurements_and_drafts(shop):
    with shop.reading() as session:
        known = find_credentials(session, "nadia@surmesure.example")
        assert known is not None
        own = known.account.customer
        assert own is not None
        assert list_orders(session, customer=own).lines
        assert latest_measurements(session, own)["hip_mm"].text_typed
        drafts = drafts_of(session, known.account.id)
        assert len([one for one in drafts if one.owner == known.account.id]) == 3


def test_only_what_is_to_be_cut_is_printed_unasked(shop):
    with shop.reading() as session:
        waiting = [line for line in list_orders(session, limit=500).lines if line.state == "queued"]
        papers = "SELECT subject FROM job WHERE kind = 'work_order' AND state = 'queued'"
        queued = set(session.scalars(text(papers)))
    assert queued == {line.number for line in waiting} != set()


def test_what_is_cut_next_has_its_roll_and_what_is_checked_was_measured(shop):
    with shop.reading() as session:
        numbers = [line.number for line in list_orders(session, limit=500).lines]
        orders = [follow_order(session, number).stored.order for number in numbers]
        beside = [(order, supplement_of(session, order)) for order in orders]

    assert len([one for _, one in beside if one.roll]) == CUT_FROM_ROLLS
    garments = [compared(order, one, stage) for order, one in beside for stage in one.found_mm]
    assert len(garments) == CHECKED
    assert all(point.found_mm is not None for garment in garments for point in garment)


def test_the_trail_of_the_demo_is_whole_and_in_the_order_of_time(shop):
    with shop.reading() as session:
        assert first_broken(session) is None


class Killed(Exception):
    """The power went."""


def test_filling_that_was_broken_off_is_taken_up_again(tmp_path, engines):
    whole = Settings.from_environment({"SURMESURE_DATA": str(tmp_path / "whole")})
    broken = Settings.from_environment({"SURMESURE_DATA": str(tmp_path / "broken")})
    filled(whole, engines, orders=FEW)

    for after in (3, 30, 60):
        with pytest.raises(Killed):
            filled(broken, engines, Breaking(broken, after), FEW)
    filled(broken, engines, orders=FEW)

    assert told(broken) == told(whole)


class Breaking(Database):
    """A database that fails for good after so many transactions that record facts."""

    def __init__(self, settings: Settings, after: int) -> None:
        threads, keys = settings.limits.threads, keys_beside(settings.database_url)
        super().__init__(engines_for(settings.database_url, threads), Keys(keys, threads, ()))
        self.left = after

    @contextmanager
    def recording(self):
        self.left -= 1
        if self.left < 0:
            raise Killed
        with super().recording() as session:
            yield session


def told(settings):
    """What a shop holds, without what differs from shop to shop."""
    database = open_database(settings)
    with database.reading() as session:
        assert first_broken(session) is None
        lines = list_orders(session, limit=500).lines
        known = [(one.number, one.customer_name, one.total_cents, one.state) for one in lines]
        printed = job_counts(session)
    database.close()
    return known, printed


def test_forty_customers_have_names_addresses_and_bodies_that_can_be_dressed():
    people = customers()

    assert len(people) == len({one.name for one in people}) == 40
    assert all(one.email or one.phone for one in people)
    addresses = [one.email for one in people if one.email]
    assert len(addresses) == len(set(addresses))
    for one in people:
        assert all(measurement(key).is_usual(amount) for key, amount in one.amounts.items())
    assert len({tuple(one.amounts.values()) for one in people}) > 30


def test_what_is_derived_from_a_secret_is_not_the_same_for_another():
    assert derived("a" * 40, "order 1") == derived("a" * 40, "order 1")
    assert (
        len(
            {
                derived("a" * 40, "order 1"),
                derived("a" * 40, "order 2"),
                derived("b" * 40, "order 1"),
            }
        )
        == 3
    )
