"""Limits on what is asked for again and again, shared by all processes and surviving a restart.

What was asked is counted in one file. It holds no more lines than the limit for all together
allows, each an instant and a fingerprint of who asked.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import TextIO

from configurator.storage.documents import secret_fingerprint

# A power cut may leave half a line.
_LINE = re.compile(r"(\d+\.\d{6}) (\w{16})\n")


@dataclass(frozen=True, slots=True)
class AskLimits:
    """How often something is given within `window`: to one asker, and to all together."""

    each: int
    overall: int
    window: timedelta


class AskedTooOften(Exception):
    """No more of it for now."""

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(f"asked too often; again in {retry_after_s} s")


def admit(path: Path, asker: str, at: datetime, limits: AskLimits) -> None:
    """Count in the file at `path` that `asker` asks once more: an account or a network address.

    Raises AskedTooOften; such a one is not counted, so waiting does help.
    """
    mark, since = secret_fingerprint(asker)[:16], (at - limits.window).timestamp()
    with _held(path) as file:
        asked = [(float(when), who) for when, who in _LINE.findall(file.read())]
        lately = [(when, who) for when, who in asked if when > since]
        for when, most in (
            ([when for when, who in lately if who == mark], limits.each),
            ([when for when, _ in lately], limits.overall),
        ):
            if len(when) >= most:
                # When the oldest of the newest `most` falls out, there is room for one more.
                raise AskedTooOften(max(1, ceil(sorted(when)[-most] - since)))
        file.seek(0)
        file.truncate()
        file.writelines(f"{when:.6f} {who}\n" for when, who in [*lately, (at.timestamp(), mark)])


@contextmanager
def _held(path: Path) -> Iterator[TextIO]:
    """The file at `path`, made if missing, for this process and thread alone."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
