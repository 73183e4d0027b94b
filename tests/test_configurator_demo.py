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
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

ROOT = Path(__file__).parents[1]
START = "from configurator.cli import main; main(['demo'])"
PATIENCE_S = 60


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


def orders_seen(address: str, email: str, password: str) -> str:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{address}/orders") as answer:
        token = re.findall(r'name="csrf_token" value="([^"]+)"', answer.read().decode())[0]
        to = answer.url
    fields = urlencode({"csrf_token": token, "email": email, "password": password}).encode()
    with browser.open(to, fields) as answer:
        return answer.read().decode()


def test_the_demo_starts_filled_twice_with_the_same_people_and_orders(tmp_path):
    path = tmp_path / "demo-accounts.json"
    with running(tmp_path) as (address, printed):
        people = json.loads(path.read_text())
        for one in people:
            page = orders_seen(address, one["email"], one["password"])
            assert len(set(re.findall(r"/orders/(\d\d-\d+)", page))) == 3
            assert one["email"] in printed
            assert one["password"] in printed
        assert address in printed
    with running(tmp_path) as (address, _):
        assert json.loads(path.read_text()) == people
        page = orders_seen(address, people[0]["email"], people[0]["password"])

    assert {one["role"] for one in people} == {"staff", "manager"}
    assert len(set(re.findall(r"/orders/(\d\d-\d+)", page))) == 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
