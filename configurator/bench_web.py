"""`surmesure bench --web`: clicks on drafts against the real server, at a rate that never waits.

The load is open: clicks come when they are due, whether or not the server keeps up, and each is
timed from then on, so that a stall is paid for by every click it delays.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from queue import SimpleQueue
from random import Random
from statistics import mean, quantiles
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

import click

from configurator.app import create_app
from configurator.bench_visitors import NotAnswered, Reply, Visitor, Wire
from configurator.migrations import upgrade
from configurator.products import compiled_products
from configurator.serving import serve
from configurator.settings import Settings
from configurator.storage.counting import counted
from configurator.storage.database import open_database

SEED = 14
VISITORS = 48
COUNTED_CLICKS = 60
PATIENCE_S = 120
WARM_UP_S = 3
REST_S, RESTING_MS = 3, 60
SERVE = "from configurator.bench_web import serve_alone; serve_alone()"

# Fields of /proc/PID/stat behind the name: proc(5) counts the state as the third.
PARENT, USER, SYSTEM = 1, 11, 12

Figures = dict[str, float | int]


class ServerDidNotStart(Exception):
    """The server ended, or was not ready after two minutes."""


@dataclass(frozen=True, slots=True)
class Load:
    """Milliseconds of each click that was answered, why others were not, how long it all took."""

    times: list[float]
    errors: list[str]
    seconds: float


def web_figures(seconds: int, rate: int) -> Figures:
    """What `rate` clicks a second for so many `seconds` cost the server of this machine."""
    with TemporaryDirectory(prefix="surmesure-bench-") as folder:
        queries = _queries_per_click(Path(folder) / "counted")
        with (
            _served(Path(folder) / "served") as (port, process),
            _visitors(port) as visitors,
        ):
            _come_to_rest(process)
            _load(visitors, min(seconds, WARM_UP_S), rate)
            before = cpu_ms(process)
            load = _load(visitors, seconds, rate)
            used_ms = cpu_ms(process) - before
    for error in sorted(set(load.errors)):
        click.echo(error, err=True)
    return figures_of(load, used_ms) | queries


def serve_alone() -> None:
    """Serve what the environment names, with its tables made; what the bench starts."""
    settings, engines = Settings.from_environment(os.environ), compiled_products()
    database = open_database(settings)
    upgrade(database)
    database.close()
    serve(settings, engines)


def _come_to_rest(process: int) -> None:
    """Wait until the worker beside the web processes has begun: its start is no part of a click."""
    used, end = cpu_ms(process), time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        time.sleep(REST_S)
        before, used = used, cpu_ms(process)
        if used - before <= RESTING_MS:
            return


def cpu_ms(process: int) -> float:
    """Milliseconds of processor that `process` and its living descendants have used so far."""
    family = {pid: stat for pid in _running() if (stat := _stat(pid))}

    def belongs(pid: int) -> bool:
        return pid == process or (pid in family and belongs(int(family[pid][PARENT])))

    ticks = sum(int(stat[USER]) + int(stat[SYSTEM]) for pid, stat in family.items() if belongs(pid))
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def _running() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name; () for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def _queries_per_click(folder: Path) -> Figures:
    """Statements to the database, counted in this process, where they can be seen."""
    settings = Settings.from_environment({"SURMESURE_DATA": str(folder)})
    database = open_database(settings)
    upgrade(database)
    app = create_app(settings, engines=compiled_products(), database=database)
    client = app.test_client(use_cookies=False)

    def send(method: str, address: str, headers: Mapping[str, str], body: str) -> Reply:
        answer = client.open(address, method=method, headers=dict(headers), data=body)
        return Reply(answer.status_code, list(answer.headers), answer.text)

    visitor = Visitor(send, Random(SEED))  # noqa: S311 - no secret
    sent = []
    # The line each request logs would drown what this program has to say.
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        visitor.enter()
        for _ in range(COUNTED_CLICKS):
            with counted() as tally:
                visitor.click()
            sent.append(tally.statements)
    database.close()
    return {"queries": round(mean(sent), 1), "most_queries": max(sent)}


@contextmanager
def _served(folder: Path) -> Iterator[tuple[int, int]]:
    """Port and process of a server with its data in `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {**os.environ, "PORT": str(port), "SURMESURE_DATA": str(folder), "DATABASE_URL": ""}
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", SERVE], env=environ, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/readyz", process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(address, timeout=PATIENCE_S):  # noqa: S310 - our own server
                return
        except URLError:
            time.sleep(0.1)
    raise ServerDidNotStart


@contextmanager
def _visitors(port: int) -> Iterator[list[Visitor]]:
    """Visitors with a draft each."""
    wires = [Wire(port) for _ in range(VISITORS)]
    try:
        found = [Visitor(wire, Random(SEED + place)) for place, wire in enumerate(wires)]  # noqa: S311 - no secret
        for visitor in found:
            visitor.enter()
        yield found
    finally:
        for wire in wires:
            wire.close()


def _load(visitors: list[Visitor], seconds: int, rate: int) -> Load:
    """Let the visitors click `rate` times a second, each again only after his answer came."""
    free: SimpleQueue[Visitor] = SimpleQueue()
    for visitor in visitors:
        free.put(visitor)
    times: list[float] = []
    errors: list[str] = []

    def tap(due: float) -> None:
        visitor = free.get()
        try:
            visitor.click()
            times.append((time.perf_counter() - due) * 1000)
        except (NotAnswered, HTTPException, OSError) as error:
            errors.append(f"{type(error).__name__}: {error}")
        finally:
            free.put(visitor)

    begin = time.perf_counter()
    with ThreadPoolExecutor(VISITORS) as senders:
        for number in range(seconds * rate):
            due = begin + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            senders.submit(tap, due)
    return Load(times, errors, time.perf_counter() - begin)


def figures_of(load: Load, used_ms: float) -> Figures:
    """What `load` came to, for which the server used so many milliseconds of processor."""
    cuts = quantiles(load.times, n=100, method="inclusive")
    return {
        "clicks": len(load.times),
        "errors": len(load.errors),
        "clicks_per_second": round(len(load.times) / load.seconds, 1),
        **{f"p{cut}_ms": round(cuts[cut - 1], 1) for cut in (50, 95, 99)},
        "cpu_ms_per_click": round(used_ms / len(load.times), 2),
    }
