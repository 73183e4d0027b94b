"""Requests of other programs that arrive at the same moment: one order for each intention.

    SURMESURE_RACES=1000 .venv/bin/pytest -n2 tests/test_configurator_api_races.py

sends 10 posts of each of 1,000 keys and has 500 configurations ordered from two tabs at once.
"""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from configurator.api.bearer import KIND
from configurator.storage.accounts import Role
from configurator.storage.audit import first_broken
from tests.web import Program

TROUSERS = Path(__file__).parent / "cases" / "trousers" / "product.yaml"
FULL = {"fit": "slim", "leg": "narrow", "cloth": "denim", "wash": "raw"}
BODY = {"waist_navel_mm": 830, "heel_mm": 340, "inseam_mm": 790}
RACES = int(os.environ.get("SURMESURE_RACES", "40"))
POSTS = 10
BUSY = 503


@pytest.fixture
def engines(trousers):
    return {"trousers": trousers}


@pytest.fixture
def database_url(address):
    return address


@pytest.fixture
def post(app, signed_in):
    """Sends a body as a clerk, from any thread; a key may go with it.

    Told that all is busy, it asks again when it was told to, as the API has programs do.
    """
    token = signed_in(Role.STAFF, "Clerk", kind=KIND).token

    def sent(path, body, key=""):
        named = {"Idempotency_Key": key} if key else {}
        answer = Program(app.test_client(), token)("POST", path, body, **named)
        if key and answer.status_code == BUSY:
            time.sleep(int(answer.headers["Retry-After"]))
            return sent(path, body, key)
        return answer

    return sent


@pytest.fixture
def ready(post):
    """Makes a configuration that can be ordered: the body of the request that orders it."""
    customer = post("/customers", {"name": "Nadia"}).json["id"]
    post(f"/customers/{customer}/measurements", {"values": BODY})

    def made():
        asked = {"product": "trousers", "customer": customer, "choices": FULL}
        state = post("/configurations", asked).json
        return {"configuration": state["id"], "revision": state["revision"]}

    return made


def race(post, body, keys, threads):
    """The answers to that order, sent with each of `keys` at the same moment."""
    barrier = threading.Barrier(len(keys))

    def send(key):
        barrier.wait()
        return post("/orders", body, key)

    return list(threads.map(send, keys))


def stored(database):
    """The numbers of all orders, in their order; that nothing around them is half or double."""
    numbers = "SELECT number FROM orders ORDER BY id"
    papers = "SELECT subject FROM job WHERE kind = 'work_order' ORDER BY id"
    with database.reading() as session:
        found = list(session.scalars(text(numbers)))
        jobs = list(session.scalars(text(papers)))
        placed = list(session.scalars(text("SELECT subject FROM audit WHERE what = 'placed'")))
        assert first_broken(session) is None
    assert jobs == found
    assert sorted(placed) == sorted(f"order {number}" for number in found)
    return found


def test_each_key_makes_one_order_and_all_its_posts_are_told_its_number(post, ready, database):
    told = []
    with ThreadPoolExecutor(POSTS) as threads:
        for turn in range(RACES):
            answers = race(post, ready(), [f"key {turn}"] * POSTS, threads)
            assert [answer.status_code for answer in answers] == [201] * POSTS
            (number,) = {answer.json["number"] for answer in answers}
            assert all(answer.json == answers[0].json for answer in answers)
            told.append(number)
    assert len(set(told)) == RACES
    assert stored(database) == told


def test_a_configuration_ordered_from_two_tabs_at_once_is_one_order(post, ready, database):
    told = []
    with ThreadPoolExecutor(2) as threads:
        for turn in range(RACES // 2):
            body, keys = ready(), [f"left {turn}", f"right {turn}"]
            answers = race(post, body, keys, threads)
            again = [post("/orders", body, key) for key in keys]
            assert sorted(answer.status_code for answer in answers) == [200, 201]
            (number,) = {answer.json["number"] for answer in (*answers, *again)}
            # Each tab that asks again is answered as at first.
            assert [one.status_code for one in again] == [one.status_code for one in answers]
            told.append(number)
    assert stored(database) == told
