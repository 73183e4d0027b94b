"""The one thing an adviser offers: the most is expected of it, and what forbids it is heeded."""

import pytest

from customers.dialogue.next_best import Chance, Facing, Move, Silence, next_best

THANKS = Chance(Move.GESTURE, 0.1, 1_000, is_owed=True, programme="CPP")
CODE = Chance(Move.CODE, 0.4, 9_000, programme="campaign 1")
DRAFT = Chance(Move.DRAFT, 0.5, 5_000)
AGAIN = Chance(Move.AGAIN, 0.6, 5_000)
ALL = (DRAFT, CODE, AGAIN, THANKS)


@pytest.mark.parametrize(
    ("chances", "facing", "best"),
    [
        (ALL, Facing(), THANKS),
        (ALL, Facing(held_back={"CPP"}), CODE),
        (ALL, Facing(held_back={"CPP", "campaign 1"}), AGAIN),
        (ALL, Facing(objects=True), DRAFT),
        ((CODE, AGAIN), Facing(objects=True), Silence.OBJECTED),
        (ALL, Facing(complains=True, objects=True), Silence.COMPLAINT),
        ((), Facing(), Silence.NOTHING),
    ],
)
def test_what_is_owed_comes_first_then_what_brings_most_and_noes_are_heeded(chances, facing, best):
    assert next_best(chances, facing) == best
