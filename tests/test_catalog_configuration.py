"""A configuration remembers choices by their age, and every step can be taken back."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.configuration import (
    MOST_STEPS_BACK,
    OWN,
    By,
    Choice,
    Choices,
    Configuration,
    taking,
    without,
)

SLIM, WIDE = Choice("fit", "slim"), Choice("fit", "wide")
DENIM = Choice("cloth", "denim")
STONE = Choice("wash", "stone", By.STAFF)
EMPTY = Configuration("jeans", "2026-11")

choices = st.lists(
    st.builds(Choice, st.sampled_from(["fit", "cloth", "wash"]), st.sampled_from(["a", "b"])),
    max_size=6,
)


def test_a_new_wish_is_the_newest() -> None:
    assert taking((SLIM, DENIM), STONE) == (SLIM, DENIM, STONE)


def test_another_value_for_an_option_takes_the_place_of_the_old_one_and_is_newest() -> None:
    assert taking((SLIM, DENIM), WIDE) == (DENIM, WIDE)


def test_several_choices_can_be_taken_at_once() -> None:
    assert taking((SLIM,), DENIM, STONE) == (SLIM, DENIM, STONE)


def test_options_can_be_opened_again() -> None:
    assert without((SLIM, DENIM, STONE), ["cloth", "hem"]) == (SLIM, STONE)


def test_only_people_own_choices() -> None:
    assert [by for by in By if by in OWN] == [By.CUSTOMER, By.STAFF]
    assert SLIM.by in OWN


@given(choices)
def test_there_is_at_most_one_choice_per_option(taken: list[Choice]) -> None:
    result: Choices = ()
    for choice in taken:
        result = taking(result, choice)
    options = [choice.option for choice in result]
    assert len(options) == len(set(options))
    assert not taken or result[-1] == taken[-1]


def test_a_step_can_be_undone_and_redone() -> None:
    one = EMPTY.moved_to((SLIM,))
    two = one.moved_to((SLIM, DENIM))
    assert two.undone().choices == (SLIM,)
    assert two.undone().undone().choices == ()
    assert two.undone().undone().redone().redone() == two


def test_at_either_end_nothing_happens() -> None:
    assert EMPTY.undone() == EMPTY
    assert EMPTY.redone() == EMPTY


def test_a_step_to_the_same_choices_is_none() -> None:
    one = EMPTY.moved_to((SLIM,))
    assert one.moved_to((SLIM,)) is one
    undone = one.undone()
    assert undone.moved_to(()).future == ((SLIM,),)


def test_a_new_step_forgets_what_was_undone() -> None:
    undone = EMPTY.moved_to((SLIM,)).undone()
    assert undone.moved_to((DENIM,)).redone().choices == (DENIM,)


def test_only_so_many_steps_are_kept() -> None:
    configuration = EMPTY
    for number in range(MOST_STEPS_BACK + 20):
        configuration = configuration.moved_to((Choice("fit", str(number)),))
    assert len(configuration.past) == MOST_STEPS_BACK
    for _ in range(MOST_STEPS_BACK + 20):
        configuration = configuration.undone()
    assert configuration.choices == (Choice("fit", "19"),)
    assert len(configuration.future) == MOST_STEPS_BACK


@given(st.lists(choices.map(lambda taken: taking((), *taken[:1])), max_size=12))
def test_undoing_all_and_redoing_all_ends_where_it_began(steps: list[Choices]) -> None:
    configuration = EMPTY
    for step in steps:
        configuration = configuration.moved_to(step)
    there = configuration
    for _ in steps:
        configuration = configuration.undone()
    assert configuration.choices == ()
    for _ in steps:
        configuration = configuration.redone()
    assert configuration == there
