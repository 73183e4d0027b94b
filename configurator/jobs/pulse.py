"""The worker's pulse: a file it touches, by whose age others see that it lives."""

import time
from pathlib import Path

FILE = "worker-pulse"
BEAT_S = 2
DEAD_AFTER_S = 60


def beat(data_folder: Path) -> None:
    """Say that the worker of `data_folder` lives."""
    (data_folder / FILE).touch(mode=0o600)


def is_alive(data_folder: Path) -> bool:
    """Whether the worker of `data_folder` was seen within the last minute."""
    try:
        seen = (data_folder / FILE).stat().st_mtime
    except FileNotFoundError:
        return False
    return time.time() - seen < DEAD_AFTER_S
