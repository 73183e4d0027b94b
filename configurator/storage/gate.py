"""The gate before every SQLite write: one writer per host, in the order they came.

SQLite's own waiting polls with growing sleeps, so one busy process can starve another for
seconds. Threads of a process therefore queue here, first come first served, and the foremost of
each process competes through two lock files: whoever holds `next` is the next writer of the host,
whoever holds `turn` writes. Nobody can write twice in a row while the other process waits.
"""

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from configurator.storage.errors import Busy, NestedWrite

QUICK_POLL_S = 0.0005
SLOW_POLL_S = 0.005
QUICK_FOR_S = 0.05


class Line:
    """Threads of this process that want one thing, first come first served."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._holder: int | None = None
        self._held = False

    @property
    def waiting(self) -> int:
        """How many threads stand in line now."""
        return len(self._waiting)

    def enter(self, wait_s: float) -> None:
        """Wait until all who came before have left. Raises Busy after `wait_s`, NestedWrite."""
        me = threading.get_ident()
        turn = threading.Lock()
        with self._mutex:
            if self._held and self._holder == me:
                raise NestedWrite
            if not self._held:
                self._held, self._holder = True, me
                return
            turn.acquire()
            self._waiting.append(turn)
        if not turn.acquire(timeout=wait_s):
            with self._mutex:
                # Unless it became our turn in the very last moment.
                if turn in self._waiting:
                    self._waiting.remove(turn)
                    raise Busy
        self._holder = me

    def leave(self) -> None:
        """Let the next one in."""
        with self._mutex:
            self._holder = None
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class Gate:
    """Lets one writer of the host pass at a time.

    `path` is the database file: the lock files stand beside it, since closing a descriptor of the
    file itself would drop SQLite's own locks. A process that dies gives its locks back.
    """

    def __init__(self, path: Path, wait_s: float) -> None:
        self._line = Line()
        self._wait_s = wait_s
        self._next = _opened(path.with_name(f"{path.name}-next"))
        self._turn = _opened(path.with_name(f"{path.name}-turn"))

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Hold the gate during the block. Raises Busy after the wait, NestedWrite."""
        deadline = time.monotonic() + self._wait_s
        self._line.enter(self._wait_s)
        try:
            _lock(self._next, deadline)
            try:
                _lock(self._turn, deadline)
            finally:
                fcntl.flock(self._next, fcntl.LOCK_UN)
            try:
                yield
            finally:
                fcntl.flock(self._turn, fcntl.LOCK_UN)
        finally:
            self._line.leave()

    def close(self) -> None:
        """Give the lock files back to the system."""
        os.close(self._next)
        os.close(self._turn)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _lock(descriptor: int, deadline: float) -> None:
    """Lock the file or raise Busy at `deadline` (monotonic seconds).

    The system's blocking lock knows no time limit, hence the polling; only one thread per process
    ever does it.
    """
    began = time.monotonic()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            now = time.monotonic()
            if now >= deadline:
                raise Busy from None
            time.sleep(QUICK_POLL_S if now - began < QUICK_FOR_S else SLOW_POLL_S)
        else:
            return
