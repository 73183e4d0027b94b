"""Cases: one owner, one thread, an answer owed by a clock that is nobody's worst."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from customers.dialogue.case import (
    Case,
    Deed,
    Department,
    Entry,
    NotNow,
    Origin,
    State,
    answer_hours,
    due_at,
    handed_over,
    read_by_customer,
    reopened,
    said,
    settled,
)
from customers.value.policy import read_policies

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TORN = Case("torn", "zoe", Origin.COMPLAINT, NOON, owner="sam", waiting_since=NOON)


def words(deed: Deed, hours: int, by: str = "") -> Entry:
    return Entry(f"{deed} {hours}", deed, by, NOON + timedelta(hours=hours), "words")


def test_a_case_of_three_departments_has_one_owner_at_a_time_and_names_all_it_touched():
    case = handed_over(TORN, "wilma", [Department.WORKSHOP])
    case = handed_over(case, "ben", [Department.BOOKS])
    assert case.owner == "ben"
    assert case.departments == {Department.SHOP, Department.WORKSHOP, Department.BOOKS}
    assert (case.id, case.state, case.waiting_since) == ("torn", State.OPEN, NOON)


def test_the_customer_waits_from_his_first_words_and_we_wait_after_ours():
    again = said(TORN, words(Deed.FROM_CUSTOMER, 2))
    assert again.waiting_since == NOON
    ours = said(again, words(Deed.TO_CUSTOMER, 3, "sam"))
    assert (ours.state, ours.waiting_since) == (State.WAITS, None)
    assert said(ours, words(Deed.INSIDE, 4, "ben")) == ours
    his = said(ours, words(Deed.FROM_CUSTOMER, 5))
    assert (his.state, his.waiting_since) == (State.OPEN, NOON + timedelta(hours=5))


def test_words_of_the_customer_reopen_what_was_settled_and_only_open_cases_are_settled():
    done = settled(TORN, "sam", NOON)
    assert (done.is_open, done.settled_at, done.waiting_since) == (False, NOON, None)
    with pytest.raises(NotNow):
        settled(done, "sam", NOON)
    with pytest.raises(NotNow):
        handed_over(done, "ben", [])
    for taken_up in (said(done, words(Deed.FROM_CUSTOMER, 1)), reopened(done, NOON)):
        assert (taken_up.state, taken_up.settled_at) == (State.REOPENED, None)
        assert taken_up.waiting_since is not None
    with pytest.raises(NotNow):
        reopened(TORN, NOON)
    assert said(done, words(Deed.TO_CUSTOMER, 1, "ben")).state is State.SETTLED


def test_whoever_first_answers_or_settles_a_case_of_nobody_owns_it():
    nobodys = replace(TORN, owner="")
    assert said(nobodys, words(Deed.TO_CUSTOMER, 1, "ben")).owner == "ben"
    assert settled(nobodys, "ben", NOON).owner == "ben"


def test_a_tier_is_answered_sooner_and_none_later_than_the_floor():
    policies = read_policies()
    floor = policies.care.answer_floor_hours
    hours = {tier: answer_hours(one.answer_hours, floor) for tier, one in policies.policies.items()}
    assert min(hours.values()) < max(hours.values()) == floor
    assert answer_hours(None, floor) == floor
    assert due_at(TORN, floor) == NOON + timedelta(hours=floor)
    assert due_at(settled(TORN, "sam", NOON), floor) is None


def test_the_customer_reads_what_was_said_to_him_and_nothing_of_what_goes_on_inside():
    thread = [words(deed, hour) for hour, deed in enumerate(Deed)]
    read = {one.deed for one in read_by_customer(thread)}
    assert read == set(Deed) - {Deed.INSIDE, Deed.HANDED_OVER}
