"""Appointments: only in hours we are open, and over only when they were."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from customers.dialogue.appointment import (
    Appointment,
    BadOpening,
    Kind,
    NotNow,
    State,
    Way,
    cancelled,
    ended,
    moved,
    opening_hours,
    read_opening,
    starts,
)

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
FEW = """
hours: {fri: ["10:00", "12:30"], sat: ["10:00", "11:00"]}
closed: ["2026-11-28"]
minutes: 60
capacity: {shop: 2, video: 1}
ahead: {hours: 24, days: 14}
"""
VISIT = Appointment(
    "visit", "zoe", Kind.DEMO, Way.VIDEO, FRIDAY, FRIDAY + timedelta(hours=1), "sam", FRIDAY
)


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def test_visits_begin_at_full_steps_while_we_are_open_and_not_at_once():
    found = [one.astimezone(PARIS) for one in starts(read_opening(FEW), FRIDAY, PARIS)]
    assert found == [
        here("2026-11-27 10:00"),
        here("2026-11-27 11:00"),
        here("2026-12-04 10:00"),
        here("2026-12-04 11:00"),
    ]
    assert all(one.utcoffset() == timedelta(0) for one in starts(opening_hours(), FRIDAY, PARIS))


def test_an_hour_the_clock_has_twice_or_not_at_all_is_offered_to_nobody():
    night = read_opening(FEW.replace("fri: [", "sun: [").replace("10:00", "01:00", 1))
    for changes in ("2026-10-23", "2026-03-27"):
        found = starts(night, datetime.fromisoformat(changes).replace(tzinfo=UTC), PARIS)
        walls = [one.astimezone(PARIS) for one in found]
        first = min(one.date() for one in walls)
        assert 2 not in {one.hour for one in walls if one.date() == first and one.weekday() == 6}


@pytest.mark.parametrize(
    ("old", "new"),
    [('"12:30"', '"09:00"'), ("fri:", "friday:"), ("minutes: 60", ""), ("shop: 2", "shop: -1")],
)
def test_hours_that_make_no_sense_are_refused(old, new):
    with pytest.raises(BadOpening):
        read_opening(FEW.replace(old, new))


def test_a_visit_ends_when_its_time_has_come_and_once():
    with pytest.raises(NotNow):
        ended(VISIT, State.HELD, FRIDAY - timedelta(seconds=1))
    with pytest.raises(NotNow):
        ended(VISIT, State.CANCELLED, FRIDAY)
    held = ended(VISIT, State.HELD, FRIDAY)
    for again in (lambda: cancelled(held), lambda: moved(held, FRIDAY, timedelta(hours=1))):
        with pytest.raises(NotNow):
            again()
    later = moved(VISIT, FRIDAY + timedelta(days=1), timedelta(hours=1))
    assert later == replace(
        VISIT,
        begins_at=FRIDAY + timedelta(days=1),
        ends_at=FRIDAY + timedelta(days=1, hours=1),
        moves=1,
    )
