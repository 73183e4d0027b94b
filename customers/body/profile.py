"""The measurements of one customer over the years: a version for each visit with the tape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from customers.body.measurement import MEASUREMENTS

STALE_AFTER = timedelta(days=365)
"""A body is asked about again after a year."""

HEAVIER_PERCENT = 5
"""By so much more or less weight, girths are no longer what they were."""

UNTAPED = frozenset({"height_mm", "weight_hg"})
"""What is known without anybody having taken the tape."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One measurement as it was once taken: mm (weight: hg), by whom and in what way."""

    key: str
    amount: int
    at: datetime
    by: str
    how: str


@dataclass(frozen=True, slots=True)
class Version:
    """What was known after a visit: all of it, and what of it was taken there and then."""

    at: datetime
    by: str
    amounts: Mapping[str, int]
    taken: Mapping[str, Taken]


@dataclass(frozen=True, slots=True)
class Difference:
    """A measurement in two versions; None where one of them does not know it."""

    key: str
    before: int | None
    after: int | None

    @property
    def change(self) -> int:
        """By how much it grew, in mm (hg); 0 where one of the two is not known."""
        return 0 if self.before is None or self.after is None else self.after - self.before


class Again(StrEnum):
    """Why somebody should be measured once more."""

    OLD = "old"  # more than a year ago
    WEIGHT = "weight"  # changed since the tape was taken


def versions(taken: Sequence[Taken]) -> tuple[Version, ...]:
    """A version for each instant something was taken at, the oldest first.

    `taken` is in the order it was recorded: of two amounts of one visit the later counts.
    """
    visits: dict[datetime, dict[str, Taken]] = {}
    for one in taken:
        visits.setdefault(one.at, {})[one.key] = one
    found: list[Version] = []
    for at in sorted(visits):
        before = found[-1].amounts if found else {}
        now = {key: one.amount for key, one in visits[at].items()}
        people = dict.fromkeys(one.by for one in visits[at].values())
        found.append(Version(at, ", ".join(people), {**before, **now}, visits[at]))
    return tuple(found)


def differences(before: Version, after: Version) -> tuple[Difference, ...]:
    """All that either version knows, in the order of measuring."""
    return tuple(
        Difference(one.key, before.amounts.get(one.key), after.amounts.get(one.key))
        for one in MEASUREMENTS
        if one.key in before.amounts or one.key in after.amounts
    )


def measure_again(known: Sequence[Version], now: datetime) -> Again | None:
    """Why the tape should be taken again; None where it need not, or never was."""
    taped = [one for one in known if one.taken.keys() - UNTAPED]
    if not taped:
        return None
    last = taped[-1]
    if now - last.at > STALE_AFTER:
        return Again.OLD
    then, today = last.amounts.get("weight_hg"), known[-1].amounts.get("weight_hg")
    if then and today and abs(today - then) * 100 > HEAVIER_PERCENT * then:
        return Again.WEIGHT
    return None
