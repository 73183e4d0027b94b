"""Campaigns: a message to people of target segments, and what must be right before it goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from customers.dialogue.campaign_offer import Offer
from customers.dialogue.campaign_text import (
    LANGUAGES,
    Words,
    about_person,
    keys_of,
    unknown_in,
    without_other_words,
)
from customers.needs.levers import Strategy
from customers.rights.purpose import Channel

PURPOSES = ("marketing", "similar")
"""What a campaign may be sent for: news and offers to who agreed, or of goods like those bought."""

LEAST_HELD, MOST_HELD = 5, 50
OF_OFFERS = frozenset({"offer", "code", "until"})


class Flaw(StrEnum):
    """What keeps a campaign from being launched."""

    NO_NAME = "no_name"
    NO_SEGMENT = "no_segment"
    NO_TARGET = "no_target"
    NOT_DESCRIBED = "not_described"
    NO_OBJECTIVE = "no_objective"
    NO_TEXT = "no_text"
    UNKNOWN_GAP = "unknown_gap"
    NO_OTHER_WORDS = "no_other_words"
    ONLY_THE_NAME = "only_the_name"
    NO_OFFER = "no_offer"
    NO_CODE = "no_code"
    BAD_OFFER = "bad_offer"
    NO_CHANNEL = "no_channel"
    NO_DATES = "no_dates"
    BAD_DATES = "bad_dates"
    BAD_SHARES = "bad_shares"


@dataclass(frozen=True, slots=True)
class Found:
    """A flaw and where it is: a step of the plan, for texts the language and the part.

    `detail` is the gap, segment or levers it is about.
    """

    flaw: Flaw
    step: str
    place: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign as it is written down.

    It is to have people of `segments` order within `within_days` days of its beginning; `objective`
    says so in words. `texts` are by language, sent by the best of `channels` under `purpose` from
    `begins_on` to `ends_on`. A message costs `cost_cents`, `held_percent` of 100 are sent nothing,
    and `take_percent` of 100 of the others are expected to order, each bringing `worth_cents`.
    `add_on_names` is what the offer's add-on is called, by language.
    """

    name: str = ""
    segments: tuple[str, ...] = ()
    objective: str = ""
    within_days: int = 30
    texts: Mapping[str, Words] = field(default_factory=dict)
    offer: Offer | None = None
    purpose: str = PURPOSES[0]
    channels: tuple[Channel, ...] = ()
    begins_on: date | None = None
    ends_on: date | None = None
    cost_cents: int = 0
    held_percent: int = 10
    take_percent: int = 3
    worth_cents: int = 5_000
    currency: str = "EUR"
    add_on_names: Mapping[str, str] = field(default_factory=dict)

    def words(self, language: str) -> Words:
        """The message in a language; empty where none is written."""
        return self.texts.get(language, Words())


_KEPT = TypeAdapter(Plan)


def to_document(plan: Plan) -> dict[str, Any]:
    """A plan in what JSON knows."""
    document: dict[str, Any] = _KEPT.dump_python(plan, mode="json")
    return document


def from_document(document: Mapping[str, Any]) -> Plan:
    """The plan that `to_document` wrote."""
    return _KEPT.validate_python(document)


def flaws(plan: Plan, aims: Mapping[str, Strategy], today: date) -> tuple[Found, ...]:
    """All that keeps the plan from being launched, in the order of its steps.

    `aims` are the strategies of its segments; one that is gone is not among them.
    """
    steps = (
        *_of_segments(plan, aims),
        *_of_objective(plan),
        *_of_texts(plan),
        *_of_offer(plan, today),
        *_of_sending(plan, today),
    )
    return tuple(steps)


def _of_segments(plan: Plan, aims: Mapping[str, Strategy]) -> Iterator[Found]:
    if not plan.name.strip():
        yield Found(Flaw.NO_NAME, "segment")
    if not any(one in aims for one in plan.segments):
        yield Found(Flaw.NO_SEGMENT, "segment")
    for one in plan.segments:
        if one not in aims:
            continue
        if not aims[one].is_target:
            yield Found(Flaw.NO_TARGET, "segment", one)
        elif aims[one].missing:
            yield Found(Flaw.NOT_DESCRIBED, "segment", one, " ".join(aims[one].missing))


def _of_objective(plan: Plan) -> Iterator[Found]:
    if not plan.objective.strip() or plan.within_days < 1:
        yield Found(Flaw.NO_OBJECTIVE, "objective")


def _of_texts(plan: Plan) -> Iterator[Found]:
    for language in LANGUAGES:
        words = plan.words(language)
        if not words.is_whole:
            yield Found(Flaw.NO_TEXT, "texts", language)
            continue
        for part, text in words.parts():
            place = f"{language} {part}"
            yield from (Found(Flaw.UNKNOWN_GAP, "texts", place, gap) for gap in unknown_in(text))
            yield from (
                Found(Flaw.NO_OTHER_WORDS, "texts", place, gap) for gap in without_other_words(text)
            )
        yield from _of_one_text(plan, language, keys_of(words))


def _of_one_text(plan: Plan, language: str, keys: frozenset[str]) -> Iterator[Found]:
    if not about_person(keys):
        yield Found(Flaw.ONLY_THE_NAME, "texts", language)
    if plan.offer and "code" not in keys:
        yield Found(Flaw.NO_CODE, "texts", language)
    if plan.offer is None and (said := keys & OF_OFFERS):
        yield Found(
            Flaw.NO_OFFER, "texts", language, " ".join(f"{{{one}}}" for one in sorted(said))
        )


def _of_offer(plan: Plan, today: date) -> Iterator[Found]:
    if plan.offer and not (plan.offer.is_sound and plan.offer.ends_on >= today):
        yield Found(Flaw.BAD_OFFER, "offer")


def _of_sending(plan: Plan, today: date) -> Iterator[Found]:
    if not plan.channels or plan.purpose not in PURPOSES:
        yield Found(Flaw.NO_CHANNEL, "sending")
    if plan.begins_on is None or plan.ends_on is None:
        yield Found(Flaw.NO_DATES, "sending")
    elif plan.begins_on > plan.ends_on or plan.ends_on < today:
        yield Found(Flaw.BAD_DATES, "sending")
    is_held = LEAST_HELD <= plan.held_percent <= MOST_HELD
    if not is_held or not 0 < plan.take_percent <= 100:  # noqa: PLR2004 - of a hundred
        yield Found(Flaw.BAD_SHARES, "sending")
