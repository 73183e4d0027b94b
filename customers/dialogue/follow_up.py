"""Follow-ups: what the dialogue says or asks after something happened, planned from one file."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field

from customers.dialogue.message import Intent, Nature
from customers.dialogue.yaml_values import read_as
from customers.rights.purpose import Channel
from customers.rights.register import register

FILE = Path(__file__).parent / "followups.yaml"
Many = Annotated[int, Field(strict=True, ge=0)]
Days = Annotated[int, Field(strict=True, ge=1, le=3650)]
Words = Annotated[str, Field(min_length=3)]


class BadFollowUps(Exception):
    """The file cannot be used; the text says what is wrong where."""


class Happening(StrEnum):
    """What starts a follow-up, reaches its objective or makes it pointless.

    The first are events of a person, then what happened with an order or a case of his, then what
    the clock or a model says.
    """

    ABANDONED = "abandoned"
    BOUGHT = "bought"
    COLLECTED = "collected"
    RETURNED = "returned"
    MEASURED = "measured"
    VISITED = "visited"
    VIEWED = "viewed"
    COMPLAINED = "complained"
    REFERRED = "referred"
    CUT = "cut"
    READY = "ready"
    CANCELLED = "cancelled"
    FIT_TOLD = "fit_told"
    ANSWERED = "answered"
    SETTLED = "settled"
    REFERRED_BOUGHT = "referred_bought"
    SEASON_BEGINS = "season_begins"
    PURCHASE_EXPECTED = "purchase_expected"
    MEASUREMENT_OLD = "measurement_old"
    NEW_PRODUCT = "new_product"
    RETENTION_RISK = "retention_risk"


ORDERS = frozenset(
    {
        Happening.BOUGHT,
        Happening.COLLECTED,
        Happening.RETURNED,
        Happening.CUT,
        Happening.READY,
        Happening.CANCELLED,
        Happening.FIT_TOLD,
    }
)
CASES = frozenset({Happening.COMPLAINED, Happening.ANSWERED, Happening.SETTLED})
"""What is about an order, and what about a case: one of another order makes nothing pointless."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened with a person; `about` names the order, case or draft, if any.

    `id` tells it from everything else that ever happened.
    """

    id: str
    what: Happening
    at: datetime
    about: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One plan, as the file explains it; days are of 24 hours."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    after: Happening
    waits: Many
    lasts: Days
    nature: Nature
    purpose: str
    objective: Words
    reached_by: Happening
    counts: Days
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    undone_by: frozenset[Happening] = frozenset()
    worth_cents: Many = 0


@dataclass(frozen=True, slots=True)
class Reached:
    """What tells that a message had its effect: `by` within so many `days` of it."""

    by: Happening
    days: int

    def __str__(self) -> str:
        """The measure of an intent."""
        return f"{self.by} within {self.days} days"


MEASURE = re.compile(r"(\w+) within (\d+) days")


def planned(
    plans: Mapping[str, FollowUp], history: Iterable[Happened], now: datetime
) -> Iterator[tuple[Intent, Happened]]:
    """The messages that still make sense by `now`, each with what it follows.

    Asked again, it plans the same with the same ids, so that nothing is ever sent twice.
    """
    happened = tuple(history)
    for start in happened:
        for intent in _after(plans, start, happened):
            if now < intent.ends_at:
                yield intent, start


def is_undone(plan: FollowUp, start: Happened, history: Iterable[Happened]) -> bool:
    """Whether something since has made it pointless; of another order or case it does not count."""
    return any(
        one.what in plan.undone_by
        and one.at >= start.at
        and one.id != start.id
        and _is_of_one_matter(one, start)
        for one in history
    )


def read_measure(measure: str) -> Reached | None:
    """What a measure says; None if it is measured otherwise."""
    read = MEASURE.fullmatch(measure)
    known = read is not None and read[1] in set(Happening)
    return Reached(Happening(read[1]), int(read[2])) if read and known else None


def reached(measure: Reached, sent: Happened, history: Iterable[Happened]) -> Happened | None:
    """The first that tells that a message had its effect, as far as `history` tells.

    `sent` is when it went, of what kind of matter and about which.
    """
    until = sent.at + timedelta(measure.days)
    found = (
        one
        for one in history
        if one.what is measure.by and sent.at <= one.at < until and _is_of_one_matter(one, sent)
    )
    return min(found, key=lambda one: (one.at, one.id), default=None)


@cache
def follow_ups() -> Mapping[str, FollowUp]:
    """The plans as they are delivered, by key."""
    return read_follow_ups(FILE.read_text(encoding="utf-8"))


def read_follow_ups(text: str) -> Mapping[str, FollowUp]:
    """The plans that `text` describes, by key. Raises BadFollowUps with every mistake."""
    plans = read_as(dict[str, FollowUp], text, BadFollowUps)
    unknown = {one.purpose for one in plans.values()} - register().purposes.keys()
    if unknown:
        raise BadFollowUps(f"the register knows no purpose {', '.join(sorted(unknown))}")
    return plans


def _after(
    plans: Mapping[str, FollowUp], start: Happened, history: tuple[Happened, ...]
) -> Iterator[Intent]:
    for key, plan in plans.items():
        if plan.after is start.what and not is_undone(plan, start, history):
            yield intent_after(key, plan, start)


def intent_after(key: str, plan: FollowUp, start: Happened) -> Intent:
    """The message of a plan that follows `start`."""
    begins = start.at + timedelta(plan.waits)
    return Intent(
        id=f"{key} {start.id}",
        nature=plan.nature,
        purpose=plan.purpose,
        objective=plan.objective,
        measure=str(Reached(plan.reached_by, plan.counts)),
        begins_at=begins,
        ends_at=begins + timedelta(plan.lasts),
        channels=plan.channels,
        worth_cents=plan.worth_cents,
        programme=key,
    )


def _is_of_one_matter(one: Happened, other: Happened) -> bool:
    """Whether nothing tells that they are about two orders, or two cases."""
    alike = any({one.what, other.what} <= kind for kind in (ORDERS, CASES))
    return not alike or not one.about or not other.about or one.about == other.about
