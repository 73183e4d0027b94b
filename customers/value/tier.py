"""Tiers: the most profitable (CPP), those who may grow (CCM), those who do not repay (CNR).

A tier steers effort: recognition, ambassadors, who answers how fast. It never refuses anybody, and
changes no warranty and no price.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from customers.value.history import Numbers

Bytes = NDArray[np.int8]

NONE, RISING, BEST, UNKNOWN = 0, 1, 2, 3
"""How tiers stand in arrays: CNR, CCM, CPP; and who is not in a tier yet."""


class Tier(StrEnum):
    """What somebody is to us."""

    CPP = "CPP"
    CCM = "CCM"
    CNR = "CNR"


IN_ORDER = (Tier.CNR, Tier.CCM, Tier.CPP)
"""By their number in arrays."""


@dataclass(frozen=True, slots=True)
class Tiers:
    """Thresholds: shares in percent, cents, days; `runs` in a row must say so for a change."""

    best_percent: int
    least_cents: int
    young_days: int
    runs: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Tiers of customers, one entry each, and where they tend to.

    `tier` is the number of the tier in `IN_ORDER`, or UNKNOWN. `tending` is what the last runs
    say otherwise (UNKNOWN: nothing), `times` how many of them in a row.
    """

    tier: Bytes
    tending: Bytes
    times: Bytes


@dataclass(frozen=True, slots=True)
class Ranks:
    """Places of customers counted from 1, the most valuable first: of all, and in their segment."""

    overall: Numbers
    in_segment: Numbers


def ranks(value_cents: Numbers, segments: Numbers) -> Ranks:
    """Who comes where. Of equals the one listed first comes first, so list them by id."""
    order = np.argsort(-value_cents, kind="stable")
    overall = np.empty(len(order), np.int64)
    overall[order] = np.arange(1, len(order) + 1)
    grouped = order[np.argsort(segments[order], kind="stable")]
    starts = np.flatnonzero(np.diff(segments[grouped], prepend=-1))
    sizes = np.diff(np.append(starts, len(grouped)))
    in_segment = np.empty(len(order), np.int64)
    in_segment[grouped] = np.arange(1, len(order) + 1) - np.repeat(starts, sizes)
    return Ranks(overall, in_segment)


def said(
    value_cents: Numbers, high_cents: Numbers, age_days: Numbers, overall: Numbers, how: Tiers
) -> Bytes:
    """The tier of each as figures say it today; UNKNOWN for the young.

    Potential counts: whoever may yet come above the threshold (`high_cents`, the upper limit of
    his value) is not CNR, however little he brought.
    """
    best = overall * 100 <= how.best_percent * len(overall)
    found = np.full(len(value_cents), RISING, np.int8)
    found[(value_cents <= how.least_cents) & (high_cents <= how.least_cents)] = NONE
    found[best & (value_cents > max(how.least_cents, 0))] = BEST
    found[age_days < how.young_days] = UNKNOWN
    return found


def standing(before: Standing, today: Bytes, how: Tiers) -> Standing:
    """Where customers stand after a run that says `today`, having stood as `before`.

    Who was not known is at once what is said of him; others change when enough runs agree.
    """
    differs = (today != before.tier) & (today != UNKNOWN)
    times = np.where(differs, np.where(today == before.tending, before.times, 0) + 1, 0)
    changes = differs & ((times >= how.runs) | (before.tier == UNKNOWN))
    stays = ~differs | changes
    return Standing(
        tier=np.where(changes, today, before.tier).astype(np.int8),
        tending=np.where(stays, UNKNOWN, today).astype(np.int8),
        times=np.where(stays, 0, times).astype(np.int8),
    )


def migration(moves: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
    """How many went from which tier to which, staying among them."""
    return Counter(moves)


def name_of(number: int) -> str:
    """The tier of that number in arrays; empty for who is in none yet."""
    return IN_ORDER[number].value if number < UNKNOWN else ""
