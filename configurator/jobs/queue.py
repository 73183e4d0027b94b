"""The queue in front of the worker. An entry is only a hint: the truth is the row of the job.

Entries lost with the file or with a worker lose nothing, and entries too many do nothing.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from huey import SqliteHuey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

from configurator.storage.jobs import LONG_LEASES, SOON, Work

FILE = "queue.sqlite"
SOONEST, WANTED, DUE, LAST = 20, 10, 0, -10
"""What somebody waits for comes before what is only due; last what takes long."""

Doing = Callable[[Work, bool], None]


class _Json(Serializer):  # type: ignore[misc] # the library is untyped
    """Entries as JSON: the library's own way could be made to run whatever the file says."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(list(data)).encode()

    def _deserialize(self, data: bytes) -> Message:
        return Message(*json.loads(bytes(data)))


class Queue:
    """The queue kept in `data_folder`; `do` does what an entry says (the work, is it wanted)."""

    def __init__(self, data_folder: Path, do: Doing | None = None) -> None:
        # Not worth a wait for the disk.
        self._huey = SqliteHuey(
            "surmesure",
            filename=str(data_folder / FILE),
            fsync=False,
            results=False,
            serializer=_Json(),
            timeout=1,
        )
        self._send = self._huey.task(name="do")(_entry(do))

    def put(self, work: Work, *, wanted: bool = False) -> None:
        """Hint at `work`, which is due, or `wanted` by somebody though it may have been done."""
        with suppress(sqlite3.Error):  # Without the hint it only takes longer.
            priority = WANTED if wanted else _priority(work.kind)
            self._send(work.kind, work.subject, work.version, wanted, priority=priority)

    @property
    def length(self) -> int:
        """How many entries wait."""
        return int(self._huey.pending_count())

    def do_one(self) -> None:
        """Do the entry that comes next, in this process."""
        self._huey.execute(self._huey.dequeue())

    def consumer(self) -> Any:  # noqa: ANN401 - the library is untyped
        """What does entry after entry until it is told to stop."""
        return Consumer(
            self._huey,
            workers=1,
            periodic=False,
            initial_delay=0.05,
            max_delay=0.5,
            graceful_signal="TERM",
            shutdown_timeout=20,
        )

    def close(self) -> None:
        """Give the file back. The queue must not be used afterwards."""
        self._huey.storage.close()


def _priority(kind: str) -> int:
    return SOONEST if kind in SOON else LAST if kind in LONG_LEASES else DUE


def _entry(do: Doing | None) -> Callable[[str, str, int, bool], None]:
    def entry(kind: str, subject: str, version: int, wanted: bool) -> None:  # noqa: FBT001 - read from the queue
        if do is not None:
            do(Work(kind, subject, version), wanted)

    return entry
