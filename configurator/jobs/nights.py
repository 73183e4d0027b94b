"""Nights: when what is done once a night is due, whatever the clock does."""

from datetime import datetime, timedelta, tzinfo

NIGHT, A_NIGHT = range(1, 5), timedelta(hours=12)
"""When nobody prints, by the shop's clock; and after how long the next night it is."""


def is_night(now: datetime, zone: tzinfo) -> bool:
    """Whether it is night in the shop."""
    return now.astimezone(zone).hour in NIGHT


def is_another_night(now: datetime, last: datetime) -> bool:
    """Whether `last` was in another night than `now` is.

    It may lie ahead, where a clock that was fast has been put right: then nothing waits for it.
    """
    return abs(now - last) > A_NIGHT
