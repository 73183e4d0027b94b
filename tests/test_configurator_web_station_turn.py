"""The order of a queue: those on hold stay last, whoever goes first."""

from dataclasses import replace
from datetime import date, timedelta

from configurator.storage.orders import StoredOrder
from configurator.storage.scans import Followed
from configurator.web.station_view import Line, queue
from production.tracking import State, tracked, way_of
from tests.shop import NOON, ORDER

TODAY = date(2026, 11, 22)


def waiting(number: str, days: int, state: State = State.QUEUED) -> Followed:
    order = replace(ORDER, number=number, cut_by=TODAY + timedelta(days), placed_at=NOON)
    tracking = replace(tracked(way_of(()), []), state=state)
    return Followed(StoredOrder(order, "somebody", state, 1), tracking)


def test_a_slot_goes_first_and_what_is_on_hold_stays_last():
    found = [waiting("1", 1, State.HOLD), waiting("2", 3), waiting("3", 5), waiting("4", 9)]

    cards = queue(found, State.CUTTING, "en", TODAY, Line(frozenset({"1", "4"}), 420))

    assert [card.number for card in cards] == ["4", "2", "3", "1"]
    assert [card.goes_first for card in cards] == [True, False, False, False]
    plain = queue(found, State.CUTTING, "en", TODAY, Line(frozenset(), 420))
    assert [card.number for card in plain] == ["2", "3", "4", "1"]
