"""Follow-ups: what the dialogue says or asks after something happened, planned from one file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from customers.dialogue.message import Intent, Nature
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
    SETTLED = "settled"
    REFERRED_BOUGHT = "referred_bought"
    SEASON_BEGINS = "season_begins"
    PURCHASE_EXPECTED = "purchase_expected"
    MEASUREMENT_OLD = "measurement_old"
    NEW_PRODUCT = "new_product"
    RETENTION_RISK = "retention_risk"


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


def planned(
    plans: Mapping[str, FollowUp], history: Iterable[Happened], now: datetime
) -> tuple[Intent, ...]:
    """The messages that still make sense by `now` after all that happened with one person.

    Asked again, it plans the same with the same ids, so that nothing is ever sent twice.
    """
    happened = tuple(history)
    return tuple(
        intent
        for start in happened
        for intent in _after(plans, start, happened)
        if now < intent.ends_at
    )


def is_reached(plan: FollowUp, sent_at: datetime, history: Iterable[Happened]) -> bool:
    """Whether a message that went had its effect, as far as `history` tells."""
    until = sent_at + timedelta(plan.counts)
    return any(one.what is plan.reached_by and sent_at <= one.at < until for one in history)


@cache
def follow_ups() -> Mapping[str, FollowUp]:
    """The plans as they are delivered, by key."""
    return read_follow_ups(FILE.read_text(encoding="utf-8"))


def read_follow_ups(text: str) -> Mapping[str, FollowUp]:
    """The plans that `text` describes, by key. Raises BadFollowUps with every mistake."""
    try:
        tree = YAML(typ="safe", pure=True).load(text)
        plans = TypeAdapter(dict[str, FollowUp]).validate_python(tree)
    except (YAMLError, ValidationError) as error:
        raise BadFollowUps(str(error)) from error
    unknown = {one.purpose for one in plans.values()} - register().purposes.keys()
    if unknown:
        raise BadFollowUps(f"the register knows no purpose {', '.join(sorted(unknown))}")
    return plans


def _after(
    plans: Mapping[str, FollowUp], start: Happened, history: tuple[Happened, ...]
) -> Iterator[Intent]:
    for key, plan in plans.items():
        if plan.after is start.what and not _is_undone(plan, start, history):
            begins = start.at + timedelta(plan.waits)
            yield Intent(
                id=f"{key} {start.id}",
                nature=plan.nature,
                purpose=plan.purpose,
                objective=plan.objective,
                measure=f"{plan.reached_by} within {plan.counts} days",
                begins_at=begins,
                ends_at=begins + timedelta(plan.lasts),
                channels=plan.channels,
                worth_cents=plan.worth_cents,
                programme=key,
            )


def _is_undone(plan: FollowUp, start: Happened, history: tuple[Happened, ...]) -> bool:
    """Whether something since has made it pointless; of another order or case it does not count."""
    return any(
        one.what in plan.undone_by
        and one.at >= start.at
        and one.id != start.id
        and (not one.about or not start.about or one.about == start.about)
        for one in history
    )
