"""The way through the steps of measuring: where to begin, and where each reading leads."""

from collections.abc import Mapping

from configurator.storage.readings import ReadingTaken
from configurator.web.measuring import Tape
from configurator.web.measuring_form import Place, place_named
from customers.body.measurement import measurement
from customers.body.reading import MOST_SLOTS, Side, asks_again, in_force, sides, wanted


def first_place(tape: Tape) -> Place:
    """Where to go on: at what is doubtful, else the first of the required that is missing."""
    for one in tape.asked:
        if one.key in tape.doubts:
            return _at(tape, one.key)
    untouched = [one for one in tape.asked if one.key not in tape.said]
    partly = [one for one in tape.asked if one.key in tape.said and one.key not in tape.settled]
    for one in (*partly, *(untouched if tape.said else ()), *tape.asked):
        return _at(tape, one.key)
    raise LookupError(tape.product.key)  # Nothing is asked: callers see to that.


def next_place(tape: Tape, place: Place) -> Place | None:
    """Where Enter leads from a reading that was taken: None after the last."""
    key = place.one.key
    if key in tape.doubts:
        return place
    slots = amounts_in(tape, key, place.side)
    if slots and asks_again(key, list(slots.values())) and len(slots) < MOST_SLOTS:
        free = next(number for number in range(1, MOST_SLOTS + 1) if number not in slots)
        return Place(place.one, place.side, free)
    keys = [one.key for one in tape.asked]
    after = keys.index(key) + 1
    return _at(tape, keys[after]) if after < len(keys) else None


def _at(tape: Tape, key: str) -> Place:
    """The place of a measurement that is doubtful or still wants a reading, else its first."""
    if key in tape.doubts:
        odd = tape.latest[key].reading
        return Place(measurement(key), odd.side, odd.slot)
    taken = amounts_in(tape, key, sides(key)[0])
    free = next((n for n in range(1, wanted(key) + 1) if n not in taken), 1)
    if len(taken) >= wanted(key) and asks_again(key, list(taken.values())):
        free = min(len(taken) + 1, MOST_SLOTS)
    found = place_named(tape, f"{key}.{sides(key)[0].value}.{free}")
    assert found is not None  # the key is one that is asked
    return found


def stands_in(tape: Tape) -> Mapping[tuple[str, Side, int], ReadingTaken]:
    """What stands in each slot, by key, side and slot."""
    counting = in_force(one.reading for one in tape.taken)
    by_reading = {one.reading: one for one in tape.taken}
    return {at: by_reading[reading] for at, reading in counting.items()}


def amounts_in(tape: Tape, key: str, side: Side) -> dict[int, int]:
    """What stands in the slots of one side."""
    found = stands_in(tape)
    return {
        slot: one.reading.amount
        for (of, where_, slot), one in sorted(found.items())
        if (of, where_) == (key, side) and one.reading.amount is not None
    }
