"""Requests: by when they are answered, and which step follows which."""

from datetime import date, timedelta

import pytest

from customers.rights.request import (
    ARTICLES,
    GROUNDS,
    Ground,
    Identity,
    NotNow,
    Request,
    Right,
    Step,
    done,
    due_on,
    identified,
    law_of,
    lifting,
    months_after,
    prolonged,
    refused,
)
from tests.shop import NOON

TODAY = NOON.date()
LATER = NOON + timedelta(days=5)


def request(right: Right = Right.ACCESS, country: str = "FR", on: date = TODAY) -> Request:
    due = due_on(right, country, on)
    return Request("one", "anna", right, NOON, on, due, country, "en", "sam")


@pytest.mark.parametrize(
    ("right", "country", "received", "due"),
    [
        (Right.ACCESS, "FR", "2026-11-20", "2026-12-20"),
        (Right.ACCESS, "FR", "2027-01-31", "2027-02-28"),
        (Right.ACCESS, "FR", "2028-01-31", "2028-02-29"),
        (Right.ACCESS, "MA", "2026-12-31", "2027-01-31"),
        (Right.RECTIFICATION, "FR", "2026-11-20", "2026-12-20"),
        (Right.RECTIFICATION, "MA", "2026-11-20", "2026-11-30"),
        (Right.ERASURE, "MA", "2026-11-20", "2026-12-20"),
    ],
)
def test_a_month_is_given_and_ten_days_for_what_is_wrong_in_morocco(right, country, received, due):
    assert due_on(right, country, date.fromisoformat(received)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("person", "shop", "law"),
    [
        ("", "FR", "FR"),
        ("MA", "FR", "MA"),
        ("FR", "MA", "MA"),
        ("de", "FR", "DE"),
        ("", "MA", "MA"),
    ],
)
def test_moroccan_law_holds_where_either_is_there(person, shop, law):
    assert law_of(person, shop) == law


def test_two_months_more_are_taken_once_in_time_and_never_of_ten_days():
    one = prolonged(request(), LATER, LATER.date())
    assert one.due_on == months_after(TODAY, 3) == date(2027, 2, 20)
    with pytest.raises(NotNow):
        prolonged(one, LATER, LATER.date())
    with pytest.raises(NotNow):
        prolonged(request(), NOON, date(2026, 12, 21))
    assert prolonged(request(), NOON, date(2026, 12, 20))
    with pytest.raises(NotNow):
        prolonged(request(Right.RECTIFICATION, "MA"), NOON, TODAY)


@pytest.mark.parametrize(
    ("today", "left", "is_overdue"),
    [("2026-11-20", 30, False), ("2026-12-20", 0, False), ("2026-12-21", -1, True)],
)
def test_it_is_overdue_once_its_last_day_is_over(today, left, is_overdue):
    day = date.fromisoformat(today)
    assert request().days_left(day) == left
    assert request().is_overdue(day) is is_overdue
    answered = refused(request(), Ground.EXCESSIVE, NOON)
    assert not answered.is_overdue(day)


def test_nothing_is_done_before_we_know_who_asks():
    with pytest.raises(NotNow):
        done(request(), NOON)
    known = identified(request(), Identity.PAPER)
    assert (known.step, known.identity) == (Step.IDENTIFIED, Identity.PAPER)
    with pytest.raises(NotNow):
        identified(known, Identity.KNOWN)
    ended = done(known, LATER)
    assert (ended.step, ended.ended_at) == (Step.DONE, LATER)
    with pytest.raises(NotNow):
        refused(ended, Ground.EXCESSIVE, LATER)


@pytest.mark.parametrize("right", Right)
def test_it_is_refused_only_for_a_reason_that_the_law_knows_for_it(right):
    for ground in Ground:
        if ground in GROUNDS[right]:
            assert refused(request(right), ground, NOON).ground is ground
        else:
            with pytest.raises(NotNow):
                refused(request(right), ground, NOON)
    assert {one for some in GROUNDS.values() for one in some} == set(Ground) == set(ARTICLES)


def test_a_restriction_ends_a_week_after_it_was_told_and_nothing_else_is_lifted():
    held = done(identified(request(Right.RESTRICTION), Identity.KNOWN), NOON)
    told = lifting(held, TODAY)
    assert told.lifted_on == TODAY + timedelta(days=7)
    for wrong in (
        told,
        request(Right.RESTRICTION),
        done(identified(request(), Identity.KNOWN), NOON),
    ):
        with pytest.raises(NotNow):
            lifting(wrong, TODAY)


def test_no_clock_stops_while_identity_is_checked():
    assert identified(request(), Identity.WROTE_BACK).due_on == request().due_on
