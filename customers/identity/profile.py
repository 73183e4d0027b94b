"""The profile: what the events of a person say, as of any day. It is nowhere kept.

Where sources disagree, one value is shown with the rule that chose it, and the others stay beside.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain

from customers.identity.event import ABOUT_US, MERGES, Event, Kind, Source, known_on
from customers.identity.fields import SHELF_LIFE, Who


class Because(StrEnum):
    """The rule by which a value was chosen; they are asked in this order."""

    ONLY = "only"
    FRESHER = "fresher"
    SURER = "surer"
    NEWER = "newer"
    TOLD_LATER = "told_later"


class Stage(StrEnum):
    """How far we know somebody: a contact at first, then one whose acts we know."""

    IDENTIFIED = "identified"
    CLASSIFIED = "classified"


@dataclass(frozen=True, slots=True)
class Told:
    """One value with all that stands behind it; `event` is the id of the event that told it."""

    value: str
    source: Source
    confidence: int
    at: datetime
    told_at: datetime
    event: str
    number: int


@dataclass(frozen=True, slots=True)
class Field:
    """What we know of one field.

    `others` are different values that were told, the next best first; `because` is the rule that
    set `chosen` before the first of them. `is_stale` when it is older than its shelf life.
    """

    key: str
    chosen: Told
    because: Because
    others: tuple[Told, ...]
    is_stale: bool

    @property
    def is_disputed(self) -> bool:
        """Whether sources disagree."""
        return bool(self.others)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the events say. `events` are in the order they happened, merges not among them.

    `classified_by` is the first event in which the person did something, if any.
    """

    fields: Mapping[str, Field]
    events: tuple[Event, ...]
    classified_by: Event | None

    @property
    def stage(self) -> Stage:
        """How far we know the person."""
        return Stage.CLASSIFIED if self.classified_by else Stage.IDENTIFIED

    @property
    def is_prospect(self) -> bool:
        """Whether nothing was bought yet."""
        return not any(one.kind is Kind.BOUGHT for one in self.events)

    @property
    def who(self) -> Who:
        """Whether it is a private person or an organisation."""
        told = self.value("kind")
        return Who(told) if told in set(Who) else Who.PRIVATE

    @property
    def disputed(self) -> tuple[Field, ...]:
        """Fields over which sources disagree."""
        return tuple(one for one in self.fields.values() if one.is_disputed)

    @property
    def stale(self) -> tuple[Field, ...]:
        """Fields to ask again."""
        return tuple(one for one in self.fields.values() if one.is_stale)

    def value(self, key: str) -> str:
        """The chosen value of a field, empty where nothing is known."""
        return self.fields[key].chosen.value if key in self.fields else ""

    def counts(self, dimension: str) -> Mapping[str, int]:
        """How many events by `medium`, `shop`, `division`, `line` or `kind`, where they say so."""
        said = (str(getattr(one, dimension)) for one in self.events)
        return Counter(word for word in said if word)


def profile(events: Iterable[Event], now: datetime, as_of: datetime | None = None) -> Profile:
    """The profile by `events` (of one person, merged ones together), as it was known `as_of`.

    With an `as_of`, fields are as old as they were then.
    """
    known = tuple(one for one in known_on(events, as_of) if one.kind not in MERGES)
    told: dict[str, list[Told]] = {}
    for one in known:
        for said in one.tellings:
            value = Told(
                said.value, said.source, said.confidence, one.at, one.told_at, one.id, one.number
            )
            told.setdefault(said.key, []).append(value)
    then = as_of or now
    fields = {key: _field(key, told[key], then) for key in SHELF_LIFE if key in told}
    acted = (one for one in known if one.kind not in ABOUT_US)
    return Profile(fields, known, next(acted, None))


def contacts_of(organisation: str, events: Iterable[Event]) -> tuple[str, ...]:
    """Ids of the persons who acted on behalf of `organisation`, the first who did so first."""
    ordered = known_on(events, None)
    return tuple(dict.fromkeys(one.person for one in ordered if one.organisation == organisation))


def is_stale(key: str, told: Told, then: datetime) -> bool:
    """Whether what was told was by `then` older than the shelf life of its field."""
    life = SHELF_LIFE.get(key)
    return life is not None and then - told.at > life


def _field(key: str, told: list[Told], then: datetime) -> Field:
    def rank(one: Told) -> tuple[bool, int, datetime, datetime, int]:
        return (not is_stale(key, one, then), one.confidence, one.at, one.told_at, one.number)

    best_first = sorted(told, key=rank, reverse=True)
    by_value: dict[str, Told] = {}
    for one in best_first:
        by_value.setdefault(one.value, one)
    chosen, *others = by_value.values()
    because = _why(rank(chosen), rank(others[0])) if others else Because.ONLY
    return Field(key, chosen, because, tuple(others), is_stale(key, chosen, then))


def _why(chosen: tuple[object, ...], other: tuple[object, ...]) -> Because:
    rules = (Because.FRESHER, Because.SURER, Because.NEWER)
    differ = (rule for rule, one, two in zip(rules, chosen, other, strict=False) if one != two)
    return next(differ, Because.TOLD_LATER)


def together(histories: Iterable[Iterable[Event]]) -> tuple[Event, ...]:
    """The events of several as one history."""
    return known_on(chain.from_iterable(histories), None)
