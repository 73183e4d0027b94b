"""States kept between clicks: whatever they hang on is asked anew, all else is not."""

from dataclasses import replace
from datetime import date

from catalog.configuration import By, Choice
from configurator.states import States
from rules.state import Situation, state

SITUATION = Situation(
    choices=(Choice("fit", "slim"), Choice("hem", "raw")),
    facts={},
    stock={},
    today=date(2026, 11, 20),
)


def test_the_same_question_is_asked_of_the_engine_once(jeans) -> None:
    states = States()

    first = states.of(jeans, SITUATION)
    suggestion = Choice("rise", "high", By.TASTE)
    again = replace(SITUATION, choices=(*SITUATION.choices[::-1], suggestion))

    assert first == state(jeans, SITUATION)
    assert states.of(jeans, again) is first


def test_whatever_an_answer_hangs_on_is_asked_anew(jeans) -> None:
    states, units = States(), {module.sku: 1000 for module in jeans.product.modules}
    height = next(option for option in jeans.product.options if option.kind == "measured")
    others = [
        replace(SITUATION, choices=(Choice("fit", "wide"), Choice("hem", "raw"))),
        replace(SITUATION, choices=SITUATION.choices[:1]),
        replace(SITUATION, facts={height.key: height.values[0].key}),
        replace(SITUATION, stock=units),
        replace(SITUATION, today=date(2026, 12, 24)),
    ]

    states.of(jeans, SITUATION)

    for other in others:
        assert states.of(jeans, other) == state(jeans, other)
