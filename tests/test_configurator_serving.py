"""The servers of one machine, run as they are run: who counts, who prints, who outlives whom."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from configurator.jobs.worker import LOCK

ROOT = Path(__file__).parents[1]
PATIENCE_S = 240
SERVE = """
import os
from configurator.serving import serve
from configurator.settings import Settings
serve(Settings.from_environment(os.environ), {})
"""


@pytest.fixture
def served(tmp_path, sqlite_address):
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    ours = {"PORT": port, "SURMESURE_DATA": str(tmp_path / "data"), "DATABASE_URL": sqlite_address}
    (tmp_path / "data").mkdir(mode=0o700)
    server = subprocess.Popen(  # noqa: S603 - the lines above
        [sys.executable, "-c", SERVE], cwd=ROOT, env={**os.environ, **ours}
    )
    yield f"http://127.0.0.1:{port}", server, tmp_path / "data"
    server.kill()
    server.wait()


def until(happened):
    deadline = time.monotonic() + PATIENCE_S
    while not (found := happened()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def text(address: str) -> str:
    try:
        with urlopen(address) as answer:  # noqa: S310 - our own server
            return answer.read().decode()
    except HTTPError as error:
        return error.read().decode()
    except URLError:
        return ""


def worker(folder: Path) -> int:
    """Its process, 0 if none has begun to work."""
    lock = folder / LOCK
    return int(lock.read_text() or 0) if lock.exists() else 0


def is_gone(process: int) -> bool:
    """Whether it has ended, taken note of or not."""
    try:
        return ") Z " in Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_two_processes_count_together_and_the_worker_is_there_again_after_its_death(served):
    address, server, folder = served
    until(lambda: text(f"{address}/healthz"))
    for _ in range(30):
        text(f"{address}/healthz")
    line = r'^surmesure_requests_total{method="GET",route="/healthz",status="200"} (\d+)\.0$'
    counted = re.search(line, text(f"{address}/metrics"), re.MULTILINE)
    assert counted
    assert int(counted[1]) == 31

    first = until(lambda: worker(folder))
    os.kill(first, signal.SIGKILL)
    second = until(lambda: worker(folder) != first and worker(folder))
    until(lambda: '"warnings":[]' in text(f"{address}/readyz"))

    server.send_signal(signal.SIGKILL)
    until(lambda: is_gone(second))


def test_nobody_makes_the_server_believe_in_https_by_saying_so(served):
    address, _, _ = served
    until(lambda: text(f"{address}/healthz"))
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"}

    with urlopen(Request(f"{address}/sign-in", headers=forged)) as answer:  # noqa: S310 - ours
        assert "Strict-Transport-Security" not in answer.headers
        assert "__Host-" not in str(answer.headers)
