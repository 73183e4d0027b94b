"""Commitments: kept, broken or let go by the customer, and how many were kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from customers.dialogue.commitment import (
    FEWEST_PUBLISHED,
    Commitment,
    Ended,
    Kind,
    Rate,
    State,
    broken,
    done,
    lapsed,
    priced,
    rates_by_kind,
    rates_by_month,
    taken_back,
    withdrawn,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CALL = Commitment("call", "zoe", Kind.CALLBACK, "case", "sam", NOON, NOON + timedelta(hours=4))
PRICE = replace(CALL, kind=Kind.PRICE, cents=15_900)
LATE = CALL.due_at + timedelta(seconds=1)


def test_what_is_done_by_its_time_is_kept_and_a_moment_later_broken():
    assert done(CALL, CALL.due_at).state is State.KEPT
    assert done(CALL, LATE).state is State.BROKEN
    assert withdrawn(CALL, LATE).state is State.WITHDRAWN
    for end in (done, broken, withdrawn):
        with pytest.raises(Ended):
            end(broken(CALL, NOON), NOON)
    assert taken_back(done(CALL, NOON)) == CALL


def test_time_breaks_a_promise_but_lets_go_a_price_nobody_took():
    assert lapsed(CALL, CALL.due_at) == CALL
    assert (lapsed(CALL, LATE).state, lapsed(CALL, LATE).ended_at) == (State.BROKEN, CALL.due_at)
    assert lapsed(PRICE, LATE).state is State.WITHDRAWN
    assert lapsed(done(CALL, NOON), LATE).state is State.KEPT


@pytest.mark.parametrize(
    ("cents", "state"), [(15_000, "kept"), (15_900, "kept"), (15_901, "broken")]
)
def test_a_price_is_kept_where_no_more_was_asked(cents, state):
    assert priced(PRICE, cents, NOON).state == state


def test_the_rate_counts_what_was_judged_by_kind_and_by_month():
    told = [
        (Kind.DATE, date(2026, 10, 31), State.KEPT),
        (Kind.DATE, date(2026, 11, 2), State.BROKEN),
        (Kind.DATE, date(2026, 11, 3), State.WITHDRAWN),
        (Kind.CALLBACK, date(2026, 11, 30), State.KEPT),
        (Kind.CALLBACK, date(2026, 12, 1), State.OPEN),
    ]
    assert rates_by_kind(told) == {Kind.DATE: Rate(1, 2), Kind.CALLBACK: Rate(1, 1)}
    assert list(rates_by_month(told).items()) == [
        (date(2026, 11, 1), Rate(1, 2)),
        (date(2026, 10, 1), Rate(1, 1)),
    ]


def test_the_interval_is_wilsons_and_few_promises_are_not_published():
    low, high = Rate(45, 50).limits
    assert (round(low, 4), round(high, 4)) == (0.7864, 0.9565)
    assert Rate(0, 0).limits == (0.0, 1.0)
    assert Rate(10, 10).limits[1] == 1.0
    assert not Rate(9, FEWEST_PUBLISHED - 1).is_published
    assert Rate(9, FEWEST_PUBLISHED).is_published
