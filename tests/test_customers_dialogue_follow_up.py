"""Follow-ups: planned once after what happened, gone once they make no sense any more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from customers.dialogue.follow_up import (
    BadFollowUps,
    Happened,
    Happening,
    Reached,
    follow_ups,
    planned,
    reached,
    read_follow_ups,
    read_measure,
)
from customers.dialogue.message import Nature
from customers.rights.purpose import Basis
from customers.rights.register import register

MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
ONE = """
thanks:
  {after: bought, waits: 0, lasts: 3, nature: service, purpose: orders, objective: he knows,
   reached_by: collected, counts: 9, channels: [email]}
"""


def days(number: float) -> datetime:
    return MARCH + timedelta(number)


def happened(what: str, day: float, about: str = "") -> Happened:
    return Happened(f"{what}-{day}", Happening(what), days(day), about)


def keys(*history: Happened, on: float) -> list[str]:
    """What is planned by then, without what it hangs on."""
    return [one.id.partition(" ")[0] for one, _ in planned(follow_ups(), history, days(on))]


def test_after_a_sale_the_customer_is_told_served_and_asked_in_turn():
    bought, cut = happened("bought", 0, "26-1001"), happened("cut", 8, "26-1001")
    ready, collected = happened("ready", 20, "26-1001"), happened("collected", 23, "26-1001")
    assert keys(bought, on=0.1) == ["order_received"]
    assert keys(bought, cut, on=8.1) == ["in_work"]
    assert keys(bought, cut, ready, on=20.1) == ["ready"]
    assert keys(bought, cut, ready, collected, on=23.1) == ["how_does_it_fit", "care"]
    (asked,) = (
        one for one, _ in planned(follow_ups(), [collected], days(23)) if one.id.startswith("how")
    )
    assert (asked.begins_at, asked.ends_at) == (days(33), days(53))


def test_what_makes_a_follow_up_pointless_ends_it_unless_it_is_of_another_order():
    draft = happened("abandoned", 0, "a-link")
    assert keys(draft, on=1) == ["abandoned_draft"]
    assert keys(draft, happened("bought", 0.5, "26-1001"), on=3) == []
    mine, other = happened("ready", 0, "26-1001"), happened("collected", 1, "26-1002")
    assert "ready" in keys(mine, other, on=2)
    assert "ready" not in keys(mine, happened("collected", 1, "26-1001"), on=2)


def test_the_same_is_planned_under_the_same_name_however_often_one_asks():
    history = [happened("bought", 0), happened("complained", 1), happened("abandoned", 0.2)]
    first, again = (planned(follow_ups(), history, days(on)) for on in (1.5, 1.6))
    ids = [one.id for one, _ in first]
    assert ids == [one.id for one, _ in again]
    assert len(set(ids)) == len(ids) == 3


def test_an_objective_is_reached_by_what_he_does_in_time_after_the_message():
    (intent, draft) = next(planned(follow_ups(), [happened("abandoned", 0, "a-link")], days(1)))
    measure, sent = read_measure(intent.measure), replace(draft, at=days(1))
    assert measure is not None
    assert reached(measure, sent, [happened("bought", 14.9)])
    assert not reached(measure, sent, [happened("bought", 15)])
    assert not reached(measure, sent, [happened("bought", 0.9)])
    ready = replace(happened("ready", 0, "26-1001"), at=days(1))
    collected = Reached(Happening.COLLECTED, 5)
    assert reached(collected, ready, [happened("collected", 2, "26-1001")])
    assert not reached(collected, ready, [happened("collected", 2, "26-1002")])
    assert read_measure("he smiles") is None


@pytest.mark.parametrize("key", follow_ups())
def test_only_what_serves_him_stands_on_a_purpose_nobody_may_refuse(key):
    plan = follow_ups()[key]
    purpose = register().purposes[plan.purpose]
    assert plan.nature is not Nature.SELLING or purpose.is_optional
    assert plan.nature is Nature.SERVICE or plan.worth_cents > 0
    assert purpose.basis is not Basis.LEGAL_DUTY


@pytest.mark.parametrize(
    ("change", "into"),
    [
        ("after: bought", "after: smiled"),
        ("lasts: 3", "lasts: 0"),
        ("waits: 0", "waits: -1"),
        ("purpose: orders", "purpose: greed"),
        ("objective: he knows", "objective: ''"),
        ("channels: [email]", "channels: []"),
        ("counts: 9", "count: 9"),
        ("{after", "[after"),
    ],
)
def test_a_plan_with_a_mistake_is_refused(change, into):
    assert read_follow_ups(ONE)
    with pytest.raises(BadFollowUps):
        read_follow_ups(ONE.replace(change, into))
