"""A deadline, for answers that may take too long."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """The instant `at` of a `clock` that never goes back, both in seconds."""

    at: float
    clock: Callable[[], float]

    @property
    def left(self) -> float:
        """Seconds until then, below zero afterwards."""
        return self.at - self.clock()

    @classmethod
    def after(cls, seconds: float, clock: Callable[[], float]) -> "Deadline":
        """The deadline so many seconds from now."""
        return cls(clock() + seconds, clock)
