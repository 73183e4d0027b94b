"""The value of a customer, line by line: what he brought and will bring, less what he costs.

Value = realised margin + expected margin + referral + suggestions - acquisition, service and
retention. Each line says how many cents, of which day and from where. A referral moves value from
who was referred to who referred him: over all customers its lines come to nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from customers.value.policy import Terms

PERCENT = 100


class Part(StrEnum):
    """What a line is about."""

    REALISED = "realised"
    EXPECTED = "expected"
    REFERRAL = "referral"
    SUGGESTION = "suggestion"
    ACQUISITION = "acquisition"
    SERVICE = "service"
    RETENTION = "retention"


COSTS = (Part.ACQUISITION, Part.SERVICE, Part.RETENTION)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a value: costs and what moved to others are negative."""

    part: Part
    cents: int
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Referral:
    """Somebody who came because another told him; `source` is the link, code or word it was."""

    referrer: str
    referred: str
    on: date
    source: str


def period(lines: Iterable[Line], until: date, days: int) -> tuple[Line, ...]:
    """Those of `lines` that are of the `days` up to `until`, that day counted."""
    since = until - timedelta(days=days)
    return tuple(line for line in lines if since < line.on <= until)


def moved_cents(margin_cents: int, terms: Terms) -> int:
    """What of somebody's margin, realised and expected, is the merit of who referred him.

    Rounded down; a loss is nobody's merit.
    """
    return max(margin_cents, 0) * terms.referral_percent // PERCENT


def values(
    facts: Mapping[str, Sequence[Line]], referrals: Iterable[Referral], until: date, terms: Terms
) -> Mapping[str, tuple[Line, ...]]:
    """The lines of each customer: those of `facts` within the period, and what referrals move.

    `facts` holds a line for each purchase (its margin), cost (negative) and accepted suggestion,
    and one for what is expected, of the day `until`.
    """
    lines = {one: [*period(of, until, terms.period_days)] for one, of in facts.items()}
    shares = defaultdict[str, list[Line]](list)
    for one in referrals:
        of_margin = (Part.REALISED, Part.EXPECTED)
        known = lines.get(one.referred, ())
        cents = moved_cents(sum(line.cents for line in known if line.part in of_margin), terms)
        for person, moved in _moves(one, cents):
            shares[person].append(Line(Part.REFERRAL, moved, one.on, one.source))
    everybody = sorted(lines.keys() | shares.keys())
    return {one: (*lines.get(one, ()), *shares[one]) for one in everybody}


def value_cents(lines: Iterable[Line]) -> int:
    """What all lines come to."""
    return sum(line.cents for line in lines)


def _moves(one: Referral, cents: int) -> Iterator[tuple[str, int]]:
    if cents:
        yield one.referrer, cents
        yield one.referred, -cents
