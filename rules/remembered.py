"""What searches found out lately: whoever asks the same again goes on from there."""

from collections import Counter, OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np

from rules.layers import UNKNOWN, Longs

_KEPT = 128  # One of a product with a thousand values takes 32 kB.


@dataclass(slots=True)
class Found:
    """The answers to one situation as far as they are found; see `rules.passes.Answers`.

    What is still to be found is UNKNOWN, or SOME for `changes` that are not 0; `clash` is None
    before it is known whether the own choices clash. `gave_up` counts by step of the search how
    often it found nothing in all the time there was. `ends` are, by option with very many values,
    the numbers of the least and the most that stand; those of all its values if none does.
    """

    changes: Longs
    cheapest: Longs
    dearest: Longs
    days: Longs
    clash: bool | None = None
    all_cheapest: int = UNKNOWN
    all_dearest: int = UNKNOWN
    all_days: int = UNKNOWN
    gave_up: Counter[int] = field(default_factory=Counter)
    ends: dict[str, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def nothing(cls, values: int) -> "Found":
        """Nothing is known yet of so many values."""
        changes, cheapest, dearest, days = (np.full(values, UNKNOWN) for _ in range(4))
        return cls(changes, cheapest, dearest, days)

    def copied(self) -> "Found":
        """The same, to be searched on."""
        columns = (self.changes, self.cheapest, self.dearest, self.days)
        changes, cheapest, dearest, days = (one.copy() for one in columns)
        copied = replace(self, changes=changes, cheapest=cheapest, dearest=dearest, days=days)
        copied.gave_up, copied.ends = self.gave_up.copy(), self.ends.copy()
        return copied

    @property
    def known(self) -> int:
        """How much is found: two who searched at once found different things, one of them more."""
        columns = (self.changes, self.cheapest, self.dearest, self.days)
        # What is known of `changes` counts twice: first that there are some, then how many.
        some = np.count_nonzero(self.changes >= 0)
        alone = (self.all_cheapest, self.all_dearest, self.all_days)
        of_all = sum(one != UNKNOWN for one in alone)
        return int(some + of_all + sum(np.count_nonzero(one != UNKNOWN) for one in columns))


class Remembered:
    """What was found in the situations lately asked of, the longest ago forgotten; for all threads.

    A situation is told by the values taken in it and what they cost and delay.
    """

    def __init__(self, most: int = _KEPT) -> None:
        self._most, self._lock = most, Lock()
        self._of = OrderedDict[bytes, Found]()

    def recall(self, situation: bytes) -> Found | None:
        """What is known of it, to be searched on."""
        with self._lock:
            found = self._of.get(situation)
            if found is not None:
                self._of.move_to_end(situation)
        # Nobody changes what is kept.
        return found.copied() if found else None

    def keep(self, situation: bytes, found: Found) -> None:
        """Keep `found`, unless more was found meanwhile; it must not be changed any more."""
        with self._lock:
            before = self._of.get(situation)
            if before is None or before.known <= found.known:
                self._of[situation] = found
            self._of.move_to_end(situation)
            while len(self._of) > self._most:
                self._of.popitem(last=False)
