"""Figures for those who run the shop, in the text form that Prometheus reads.

Each process counts for itself. Where several serve one shop they count into files of one folder
(`share_counts`), and whichever is asked adds them up.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from flask import Flask, Response, request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
    values,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from configurator.storage.audit import Deed
from configurator.storage.database import Database
from configurator.storage.errors import Busy
from configurator.storage.jobs import job_counts
from configurator.web.logs import milliseconds, route

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which the library, in all processes, knows where to count together."""

SECONDS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 1, 2, 5)
PLACED = "placed"


class Counts:
    """What one application counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = self._counter("requests", "Requests answered", "method", "route", "status")
        self._seconds = Histogram(
            "surmesure_request_seconds",
            "How long requests took",
            ["route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._clicks = self._counter("clicks", "Changes of designs that were saved")
        self._orders = self._counter("orders", "Orders placed")
        self._busy = self._counter("busy", "Times the database was too busy")

    def answered(self, answer: Response) -> None:
        """Count the request that is being answered."""
        self._requests.labels(request.method, route(), str(answer.status_code)).inc()
        self._seconds.labels(route()).observe(milliseconds() / 1000)
        is_saved = answer.status_code < 400  # noqa: PLR2004 - everything below is a success
        if request.blueprint == "configure" and request.method == "POST" and is_saved:
            self._clicks.inc()

    def done(self, deeds: Sequence[Deed]) -> None:
        """Count what was done."""
        self._orders.inc(sum(deed.what == PLACED for deed in deeds))

    def busy(self) -> None:
        """Count that the database was too busy."""
        self._busy.inc()

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"surmesure_{name}", meaning, labels, registry=self.registry)


def init_metrics(app: Flask) -> Counts:
    """Have `app` count its requests; gives what counts."""
    counts = app.extensions["counts"] = Counts()

    @app.after_request
    def count(answer: Response) -> Response:
        counts.answered(answer)
        return answer

    return counts


def share_counts(folder: Path) -> None:
    """Have this process, and those it forks, count together; before `init_metrics`.

    Whoever serves empties the folder first (`forget_counts`), since its files outlive processes.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    os.environ[FOLDER] = str(folder)
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]


def forget_counts(folder: Path) -> None:
    """Begin to count anew."""
    for file in folder.glob("*.db"):
        file.unlink(missing_ok=True)


def figures(counts: Counts, database: Database) -> bytes:
    """All figures as text, those of other processes included."""
    counted = counts.registry
    if FOLDER in os.environ:
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    now = CollectorRegistry()
    now.register(_Jobs(database))
    return generate_latest(counted) + generate_latest(now)


class _Jobs(Collector):
    """How many jobs there are in each state, as the database says at this moment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterable[Metric]:
        family = GaugeMetricFamily("surmesure_jobs", "Jobs by state", labels=["state"])
        try:
            with self._database.reading() as session:
                found = job_counts(session)
        except Busy:
            return
        for state, number in found.items():
            family.add_metric([state.value], number)
        yield family
