"""Pressure: how often, when and at what cost somebody may be disturbed, read from one file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field

from customers.dialogue.message import Nature, Sent
from customers.dialogue.yaml_values import read_as
from customers.rights.purpose import Channel

FILE = Path(__file__).parent / "pressure.yaml"
OTHER = "other"
WEEK = timedelta(days=7)
LOOK_AHEAD_DAYS = 8
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXACT = ConfigDict(extra="forbid")
Many = Annotated[int, Field(strict=True, ge=0)]
OPEN = re.compile(rf"({'|'.join(DAYS)})-({'|'.join(DAYS)}) (\d\d:\d\d)-(\d\d:\d\d)")


class BadPressure(Exception):
    """The file cannot be used; the text says what is wrong where."""


@dataclass(frozen=True, slots=True)
class Cap:
    """So many messages may go in a day, by the clock of the person, and in any seven days.

    None is no limit; 0 lets nothing through.
    """

    __pydantic_config__ = EXACT

    day: Many | None = None
    week: Many | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """Cents: what a message costs us, and what disturbs more after each of the last week."""

    __pydantic_config__ = EXACT

    each: Many = 0
    again: Many = 0


@dataclass(frozen=True, slots=True)
class Window:
    """When somebody may be disturbed: from one weekday to another (0 is Monday), between hours."""

    first: int
    last: int
    begins: time
    ends: time

    def holds(self, local: datetime) -> bool:
        """Whether it is open then."""
        return (
            self.first <= local.weekday() <= self.last and self.begins <= local.time() < self.ends
        )


@dataclass(frozen=True, slots=True)
class Pressure:
    """The whole file. `hours` has windows by channel and country, `zones` the clock by country."""

    caps: Mapping[Channel, Cap] = field(default_factory=dict)
    costs: Mapping[Channel, Cost] = field(default_factory=dict)
    hours: Mapping[Channel, Mapping[str, tuple[Window, ...]]] = field(default_factory=dict)
    zones: Mapping[str, ZoneInfo] = field(default_factory=dict)

    def windows(self, channel: Channel, country: str) -> tuple[Window, ...] | None:
        """When the channel may be used in a country; None at any time."""
        by_country = self.hours.get(channel)
        return None if by_country is None else by_country.get(country, by_country[OTHER])

    def opens(self, channel: Channel, country: str, local: datetime) -> datetime | None:
        """When it may be used, at `local` (an instant with its zone) or later; None if never."""
        windows = self.windows(channel, country)
        if windows is None or any(one.holds(local) for one in windows):
            return local
        later = (
            datetime.combine(local.date() + timedelta(days), one.begins, local.tzinfo)
            for days in range(LOOK_AHEAD_DAYS)
            for one in windows
        )
        return min(
            (one for one in later if one > local and any(w.holds(one) for w in windows)),
            default=None,
        )

    def is_shut(self, channel: Channel) -> bool:
        """Whether a cap of 0 lets nothing through but service."""
        caps = (self.caps.get(one, Cap()) for one in (Channel.ANY, channel))
        return any(0 in {one.day, one.week} for one in caps)

    def cost(self, channel: Channel, sent: Iterable[Sent], local: datetime) -> int:
        """Cents that one message more costs, us and by disturbing."""
        its = self.costs.get(channel, Cost())
        lately = sum(one.at > local - WEEK for one in disturbing(sent))
        return its.each + its.again * lately

    def full(self, channel: Channel, sent: Iterable[Sent], local: datetime) -> Channel | None:
        """The channel, or ANY, whose cap leaves no room at `local`; None if there is room."""
        so_far = [one for one in disturbing(sent) if one.at > local - WEEK]
        return next(
            (
                one
                for one in (Channel.ANY, channel)
                if _is_full(
                    self.caps.get(one, Cap()),
                    [s for s in so_far if one in {Channel.ANY, s.channel}],
                    local,
                )
            ),
            None,
        )


def disturbing(sent: Iterable[Sent]) -> list[Sent]:
    """Those that count: what somebody waits for disturbs nobody."""
    return [one for one in sent if one.nature is not Nature.SERVICE]


@cache
def pressure() -> Pressure:
    """The file as it is delivered."""
    return read_pressure(FILE.read_text(encoding="utf-8"))


def read_pressure(text: str) -> Pressure:
    """The pressure that `text` describes. Raises BadPressure with every mistake."""
    return read_as(Pressure, text, BadPressure, _with_windows)


def _with_windows(tree: dict[str, Any]) -> dict[str, Any]:
    hours = {
        channel: {country: tuple(map(_window, told)) for country, told in countries.items()}
        for channel, countries in tree.get("hours", {}).items()
    }
    lacking = [channel for channel, countries in hours.items() if OTHER not in countries]
    if lacking:
        raise ValueError(f"hours of {', '.join(lacking)} lack the key `{OTHER}`")
    zones = {country: ZoneInfo(name) for country, name in tree.get("zones", {}).items()}
    return tree | {"hours": hours, "zones": zones}


def _window(told: str) -> Window:
    read = OPEN.fullmatch(told)
    if read is None:
        raise ValueError(f"{told!r} is no time such as `mon-fri 09:00-19:00`")
    first, last, begins, ends = read.groups()
    return Window(
        DAYS.index(first), DAYS.index(last), time.fromisoformat(begins), time.fromisoformat(ends)
    )


def _is_full(cap: Cap, sent: list[Sent], local: datetime) -> bool:
    today = sum(one.at.astimezone(local.tzinfo).date() == local.date() for one in sent)
    return any(
        most is not None and so_far >= most
        for most, so_far in ((cap.day, today), (cap.week, len(sent)))
    )
