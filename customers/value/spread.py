"""How value spreads over customers: told by classes of value, which are few however many people.

Classes have round limits, ten a decade (the preferred numbers R10 of ISO 3); within one, values are
taken as equal, which moves a share by a fraction of a percent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

R10 = (100, 125, 160, 200, 250, 315, 400, 500, 630, 800)
EDGES = (0, *(step * 10**decade for decade in (1, 2, 3) for step in R10), 1_000_000)
"""Lower limits in cents of all classes but the first, which holds losses: 0, 10 EUR to 10,000."""

BARS = (0, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000)
"""The limits among them that a picture shows."""


@dataclass(frozen=True, slots=True)
class Class:
    """Customers between two limits of value; `number` counts the limits of EDGES they reach."""

    number: int
    customers: int
    cents: int


def curve(classes: Sequence[Class], fewest: int = 1) -> tuple[tuple[float, float], ...]:
    """Shares of customers, the most valuable first, and of value they hold: from (0, 0) to (1, 1).

    Between two points lie at least `fewest` customers. Nothing where all are worth nothing.
    """
    ordered = _together(classes, fewest)
    people, cents = sum(one.customers for one in ordered), sum(one.cents for one in ordered)
    if cents <= 0:
        return ()
    so_many = accumulate((one.customers for one in ordered), initial=0)
    so_much = accumulate((one.cents for one in ordered), initial=0)
    return tuple((a / people, b / cents) for a, b in zip(so_many, so_much, strict=True))


def share_of_first(points: Sequence[tuple[float, float]], first: float) -> float | None:
    """What of all value that share of customers holds, the most valuable first, by a curve."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x1 >= first:
            return y0 + (y1 - y0) * (first - x0) / (x1 - x0)
    return None


def median_cents(classes: Sequence[Class]) -> int | None:
    """What half of the customers are worth less than."""
    ordered = sorted((one for one in classes if one.customers), key=lambda one: one.number)
    half = sum(one.customers for one in ordered) / 2
    for one, so_many in zip(ordered, accumulate(one.customers for one in ordered), strict=True):
        if so_many >= half:
            low = EDGES[one.number - 1] if one.number else one.cents // one.customers
            high = EDGES[one.number] if 0 < one.number < len(EDGES) else low
            return round(low + (high - low) * (half - so_many + one.customers) / one.customers)
    return None


def bars(classes: Sequence[Class]) -> tuple[Class, ...]:
    """The same classes put together as a picture shows them; `number` counts limits of BARS."""
    found = []
    for number in range(len(BARS) + 1):
        of = [one for one in classes if _bar(one.number) == number]
        found.append(Class(number, sum(o.customers for o in of), sum(o.cents for o in of)))
    return tuple(found)


def _bar(number: int) -> int:
    low = EDGES[number - 1] if number else -1
    return sum(low >= limit for limit in BARS)


def _together(classes: Sequence[Class], fewest: int) -> list[Class]:
    """The classes, the most valuable first; small ones with what follows, the last with before."""
    found: list[Class] = []
    for one in sorted((one for one in classes if one.customers), key=_mean, reverse=True):
        if found and found[-1].customers < fewest:
            found.append(_both(found.pop(), one))
        else:
            found.append(one)
    if len(found) > 1 and found[-1].customers < fewest:
        found.append(_both(found.pop(), found.pop()))
    return found


def _both(one: Class, other: Class) -> Class:
    return Class(other.number, one.customers + other.customers, one.cents + other.cents)


def _mean(one: Class) -> float:
    return one.cents / one.customers
