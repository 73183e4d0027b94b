"""Commitments: what we told a customer we would do, by when, and whether we did."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from math import sqrt
from typing import TypeVar


class Kind(StrEnum):
    """What was promised: that a garment is ready, a price, a call, another garment, a visit."""

    DATE = "date"
    PRICE = "price"
    CALLBACK = "callback"
    REMAKE = "remake"
    APPOINTMENT = "appointment"


class State(StrEnum):
    """What became of it; WITHDRAWN is what the customer did not want any more."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


JUDGED = frozenset({State.KEPT, State.BROKEN})
BY_HAND = (Kind.CALLBACK, Kind.REMAKE)
"""What the shop promises in a case, and says itself that it was done."""

FEWEST_PUBLISHED = 10
"""Of fewer promises no rate is told to customers: it would say next to nothing."""

Key = TypeVar("Key")

Z = 1.96
"""Standard errors on either side of what holds 95 of 100."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise to `person`, made by an account (empty: by an order or a paper of ours).

    `about` is the number of the order, the reference of the quote, or the id of the case or
    appointment. It is to be kept until `due_at`; a price says how many `cents` it is.
    """

    id: str
    person: str
    kind: Kind
    about: str
    made_by: str
    made_at: datetime
    due_at: datetime
    state: State = State.OPEN
    ended_at: datetime | None = None
    cents: int | None = None
    words: str = ""


class Ended(Exception):
    """Nothing can be said any more of a commitment that was kept, broken or withdrawn."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Of so many promises that were judged so many were kept.

    `low` and `high` are both ends of Wilson's interval (1927) that holds the true share 95 times of
    100; none of nothing.
    """

    kept: int
    judged: int

    @property
    def share(self) -> float:
        """How many of one were kept; 0 of none."""
        return self.kept / self.judged if self.judged else 0.0

    @property
    def limits(self) -> tuple[float, float]:
        """Both ends of the interval; of nothing everything may be true."""
        if not self.judged:
            return 0.0, 1.0
        n, p, z2 = self.judged, self.share, Z * Z
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        reach = Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)

    @property
    def is_published(self) -> bool:
        """Whether there are enough to tell customers of."""
        return self.judged >= FEWEST_PUBLISHED


def done(promise: Commitment, at: datetime) -> Commitment:
    """The promise after what was promised happened: kept, or broken if that was late."""
    kept = State.KEPT if at <= promise.due_at else State.BROKEN
    return _ended(promise, kept, at)


def broken(promise: Commitment, at: datetime) -> Commitment:
    """The promise broken: its time is over, or we said that we cannot keep it. Raises Ended."""
    return _ended(promise, State.BROKEN, at)


def withdrawn(promise: Commitment, at: datetime) -> Commitment:
    """The promise let go by the customer: it counts neither for nor against us. Raises Ended."""
    return _ended(promise, State.WITHDRAWN, at)


def taken_back(promise: Commitment) -> Commitment:
    """The promise open again, since what seemed to have happened had not."""
    return replace(promise, state=State.OPEN, ended_at=None)


def lapsed(promise: Commitment, now: datetime) -> Commitment:
    """The promise as it stands by `now`: open beyond its time it is broken.

    A price nobody ordered at by its day was not wanted: it is withdrawn.
    """
    if promise.state is not State.OPEN or now <= promise.due_at:
        return promise
    if promise.kind is Kind.PRICE:
        return withdrawn(promise, promise.due_at)
    return broken(promise, promise.due_at)


def priced(promise: Commitment, total_cents: int, at: datetime) -> Commitment:
    """A promised price after an order: kept where no more was asked. Raises Ended."""
    is_kept = promise.cents is not None and total_cents <= promise.cents
    return _ended(promise, State.KEPT if is_kept else State.BROKEN, at)


def rates_by_kind(promises: Iterable[tuple[Kind, date, State]]) -> Mapping[Kind, Rate]:
    """How many were kept by kind, of those that were judged; the day is that they were due."""
    return _rates((kind, state) for kind, _, state in promises)


def rates_by_month(promises: Iterable[tuple[Kind, date, State]]) -> Mapping[date, Rate]:
    """The same by the month they were due in, named by its first day, the newest first."""
    found = _rates((day.replace(day=1), state) for _, day, state in promises)
    return dict(sorted(found.items(), reverse=True))


def _rates(judged: Iterable[tuple[Key, State]]) -> dict[Key, Rate]:
    found: dict[Key, Rate] = {}
    for key, state in judged:
        if state in JUDGED:
            before = found.get(key, Rate(0, 0))
            found[key] = Rate(before.kept + (state is State.KEPT), before.judged + 1)
    return found


def _ended(promise: Commitment, state: State, at: datetime) -> Commitment:
    if promise.state is not State.OPEN:
        raise Ended
    return replace(promise, state=state, ended_at=at)
