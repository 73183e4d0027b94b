"""What answers about needs truly tell: the author's guess, moved by what people then chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from customers.dialogue.needs import Answer, Need
from customers.taste.made import Made, numbered
from rules.layers import FREE, Diagram
from rules.passes import Floats, of_option

AUTHOR = 20.0
"""So many people's choices are worth the guess of the author."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody answered (the answer's key by the question's), and what he then ordered."""

    answers: Mapping[str, str]
    made: Made


def learned_on(
    diagram: Diagram, needs: Sequence[Need], heard: Sequence[Heard], popular: Floats
) -> tuple[Need, ...]:
    """The questions with effects moved towards what those chose who gave each answer.

    `popular` are shares of values by number. An answer nobody gave stays as its author wrote it,
    and no question comes to speak of options that he left out.
    """
    return tuple(
        replace(
            need,
            answers=tuple(_moved(diagram, need, one, heard, popular) for one in need.answers),
        )
        for need in needs
    )


def _moved(
    diagram: Diagram, need: Need, answer: Answer, heard: Sequence[Heard], popular: Floats
) -> Answer:
    theirs = [one.made for one in heard if one.answers.get(need.key) == answer.key]
    if not theirs:
        return answer
    rows = numbered(diagram, theirs)
    counts = np.bincount(rows[rows != FREE], minlength=len(diagram.values))
    times = np.ones(len(diagram.values))
    for (option, value), many in answer.likes.items():
        times[diagram.number(option, value)] = many
    guessed = of_option(diagram, popular * times)
    chosen = of_option(diagram, AUTHOR * guessed + counts)
    moved = np.where(popular > 0, chosen / np.maximum(popular, 1e-12), 1.0)
    options = {option for one in need.answers for option, _ in one.likes}
    return replace(
        answer,
        likes={
            diagram.values[number]: float(moved[number])
            for option in sorted(options)
            for number in diagram.numbers(option)
            if popular[number] > 0
        },
    )
