"""Seasons of our goods: the days on which they begin, read from one file."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from customers.dialogue.yaml_values import read_as

FILE = Path(__file__).parent / "seasons.yaml"
Day = Annotated[str, Field(pattern=r"^\d\d-\d\d$")]


class BadSeasons(Exception):
    """The file cannot be used; the text says what is wrong where."""


@cache
def seasons() -> Mapping[str, str]:
    """When each season begins, as it is delivered."""
    return read_as(dict[str, Day], FILE.read_text(encoding="utf-8"), BadSeasons)


def begun(since: date, today: date) -> Iterator[tuple[str, date]]:
    """The seasons that began after `since`, up to `today`, each by name and year."""
    begins = {told: name for name, told in seasons().items()}
    for number in range(1, (today - since).days + 1):
        day = since + timedelta(number)
        name = begins.get(f"{day:%m-%d}")
        if name is not None:
            yield f"{name} {day.year}", day
