"""Appointments: a fitting or a live demo, in the shop, by phone or by video, while we are open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

FILE = Path(__file__).parent / "opening.yaml"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
REMINDED = timedelta(hours=24)
"""So long before it begins who booked is reminded."""


class Kind(StrEnum):
    """What one comes for."""

    FITTING = "fitting"
    DEMO = "demo"


class Way(StrEnum):
    """Where one meets."""

    SHOP = "shop"
    PHONE = "phone"
    VIDEO = "video"


WAYS: Mapping[Kind, tuple[Way, ...]] = {
    Kind.FITTING: (Way.SHOP, Way.VIDEO),
    Kind.DEMO: (Way.VIDEO, Way.PHONE, Way.SHOP),
}
"""How each can be done, the usual way first: nobody is fitted by phone."""


class State(StrEnum):
    """What became of it; MISSED is when the customer did not come, FAILED when we did not."""

    BOOKED = "booked"
    HELD = "held"
    MISSED = "missed"
    FAILED = "failed"
    CANCELLED = "cancelled"


OVER = frozenset({State.HELD, State.MISSED, State.FAILED})
"""How a visit can end whose time has come."""


class BadOpening(Exception):
    """The file of opening hours cannot be used; the text says why."""


class NotNow(Exception):
    """The visit is over or was cancelled, or its time has not come."""


class Ahead(BaseModel):
    """How many hours at least and how many days at most a visit is booked ahead."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    hours: Annotated[int, Field(ge=0)]
    days: Annotated[int, Field(ge=1, le=366)]


class Opening(BaseModel):
    """When the shop is open, and how many visits it takes, as the file explains it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    hours: dict[str, tuple[time, time]]
    closed: frozenset[date] = frozenset()
    minutes: Annotated[int, Field(ge=5, le=480)]
    capacity: dict[Way, Annotated[int, Field(ge=0, le=100)]]
    ahead: Ahead

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        unknown = self.hours.keys() - set(DAYS)
        if unknown or any(first >= last for first, last in self.hours.values()):
            raise ValueError("hours are by " + ", ".join(DAYS) + ", from earlier to later")
        return self

    @property
    def length(self) -> timedelta:
        """How long a visit takes."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A visit of `person`; `draft` is the link of what shall be shown, if anything.

    `may_record` says whether he agreed, for this visit, that it is recorded. `moves` counts how
    often it was moved, as calendars want to know.
    """

    id: str
    person: str
    kind: Kind
    way: Way
    begins_at: datetime
    ends_at: datetime
    booked_by: str
    booked_at: datetime
    draft: str = ""
    may_record: bool = False
    state: State = State.BOOKED
    moves: int = 0
    revision: int = 1


def starts(opening: Opening, now: datetime, zone: tzinfo) -> Iterator[datetime]:
    """When visits can begin that are booked `now`, in UTC, the soonest first.

    An hour the clock goes twice through in autumn, or leaves out in spring, is no hour to begin.
    """
    first = now + timedelta(hours=opening.ahead.hours)
    today = now.astimezone(zone).date()
    for days in range(opening.ahead.days + 1):
        day = today + timedelta(days)
        yield from (one for one in _starts_on(opening, day, zone) if one >= first)


def _starts_on(opening: Opening, day: date, zone: tzinfo) -> Iterator[datetime]:
    hours = opening.hours.get(DAYS[day.weekday()])
    if hours is None or day in opening.closed:
        return
    wall, last = (datetime.combine(day, one) for one in hours)
    while wall + opening.length <= last:
        here = wall.replace(tzinfo=zone)
        if here.utcoffset() == here.replace(fold=1).utcoffset():
            yield here.astimezone(UTC)
        wall += opening.length


def moved(booked: Appointment, begins_at: datetime, length: timedelta) -> Appointment:
    """The visit at another hour. Raises NotNow for one that is over or was cancelled."""
    if booked.state is not State.BOOKED:
        raise NotNow
    ends = begins_at + length
    return replace(booked, begins_at=begins_at, ends_at=ends, moves=booked.moves + 1)


def cancelled(booked: Appointment) -> Appointment:
    """The visit called off. Raises NotNow."""
    if booked.state is not State.BOOKED:
        raise NotNow
    return replace(booked, state=State.CANCELLED, moves=booked.moves + 1)


def ended(booked: Appointment, how: State, now: datetime) -> Appointment:
    """The visit after its time had come, with how it ended. Raises NotNow before it."""
    if booked.state is not State.BOOKED or how not in OVER or now < booked.begins_at:
        raise NotNow
    return replace(booked, state=how)


@cache
def opening_hours() -> Opening:
    """The hours as they are delivered."""
    return read_opening(FILE.read_text(encoding="utf-8"))


def read_opening(text: str) -> Opening:
    """The hours that `text` describes. Raises BadOpening."""
    try:
        tree = YAML(typ="safe", pure=True).load(text)
        return TypeAdapter(Opening).validate_python(tree)
    except (YAMLError, ValidationError) as error:
        raise BadOpening(str(error)) from error
