"""Critiques: the nearest valid design that is cheaper, sooner, darker, looser or simpler."""

from collections.abc import Mapping
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from catalog.configuration import By, Choice
from catalog.product import Kind
from catalog.text import Text
from customers.taste.critique import CHEAPER, SOONER, Change, Critique, criticised
from customers.taste.critiques import read_critiques
from rules.check import broken
from rules.closest import closest
from rules.complete import Goal, complete, nearest
from rules.engine import Engine, compile_engine
from rules.passes import held
from rules.read import read_product
from rules.sampling import drawn
from rules.state import Situation

CASES = Path(__file__).parent / "cases"
JEANS = Path(__file__).parents[1] / "catalog" / "library" / "jeans" / "product.yaml"
OPEN = Situation((), {}, {}, date(2026, 11, 22))
WIDER = Critique("wider", Text(en="Wider"), {"width": ("20", "25", "30", "35", "40")})


@pytest.fixture(scope="module")
def belt() -> Engine:
    book, problems, _ = read_product(CASES / "belt" / "product.yaml")
    assert book, problems
    return compile_engine(book)


def chosen(**values: str) -> Situation:
    choices = tuple(Choice(option, value, By.CUSTOMER) for option, value in values.items())
    return Situation(choices, {}, {}, OPEN.today)


def total(engine: Engine, values: Mapping[str, str]) -> int:
    return sum(engine.product.option(key).value(value).price_cents for key, value in values.items())


def test_cheaper_changes_as_little_as_any_design_that_costs_less(belt) -> None:
    designs = list(islice(drawn(belt.diagram, held(belt.diagram, {}, {}), 1), 400))
    for shown in designs[:12]:
        found = criticised(belt, OPEN, shown, CHEAPER)
        assert found is not None
        assert not broken(belt.book, found.values)
        assert found.cents == total(belt, found.values) - total(belt, shown) < 0
        for other in designs:
            differences = sum(other[key] != shown[key] for key in shown)
            assert total(belt, other) >= total(belt, shown) or differences >= len(found.changes)


def test_the_cheapest_design_cannot_be_cheaper_and_the_soonest_not_sooner(belt) -> None:
    shown = complete(belt, OPEN, Goal.CHEAPEST)
    assert shown is not None
    assert criticised(belt, OPEN, shown, CHEAPER) is None
    assert criticised(belt, OPEN, shown, SOONER) is None


def test_a_critique_takes_one_step_and_changes_nothing_else_it_need_not(belt) -> None:
    shown = nearest(belt, chosen(hide="calf", width="20", length="900"), {})
    assert shown is not None
    found = criticised(belt, chosen(hide="calf", length="900"), shown, WIDER)
    assert found is not None
    assert found.changes == (Change("width", "20", "25"),)
    assert found.cents == 300
    widest = {**shown, "width": "40"}
    assert criticised(belt, OPEN, widest, WIDER) is None


def test_own_choices_stay_where_they_can_and_yield_where_nothing_else_answers(belt) -> None:
    engraved = chosen(engraving="plate", width="30")
    shown = nearest(belt, engraved, {})
    assert shown is not None
    narrower = Critique("narrower", Text(en="Narrower"), {"width": ("40", "30", "20")})
    found = criticised(belt, engraved, shown, narrower)
    assert found is not None
    assert {one.option for one in found.changes} == {"width", "engraving"}
    assert not broken(belt.book, found.values)


def test_the_closest_is_the_design_itself_where_it_stands(belt) -> None:
    (shown,) = islice(drawn(belt.diagram, held(belt.diagram, {}, {}), 2), 1)
    assert closest(belt, shown, {}) == shown
    assert closest(belt, shown, {"width": "20", "engraving": "plate"}) is None


def test_the_critiques_of_jeans_have_no_mistake_and_each_is_answered(engines) -> None:
    jeans = engines["jeans"]
    critiques, problems, _ = read_critiques(JEANS, jeans.product)
    assert not problems
    assert {"darker", "looser", "simpler"} <= {one.key for one in critiques}
    shown = complete(jeans, chosen(**jeans.product.designs[1].choices), Goal.CHEAPEST)
    assert shown is not None
    every: list[Critique | str] = [*critiques, CHEAPER, SOONER]
    for critique in every:
        found = criticised(jeans, OPEN, shown, critique)
        assert found is not None
        assert not broken(jeans.book, found.values)
        assert {one.option for one in found.changes} == {
            option.key
            for option in jeans.product.of_kind(Kind.DESIGN)
            if found.values[option.key] != shown[option.key]
        }
        assert found.cents < 0 or critique != CHEAPER
        assert found.days < 0 or critique != SOONER
        if isinstance(critique, Critique):
            for option, order in critique.orders.items():
                if shown[option] in order:
                    places = [order.index(one[option]) for one in (shown, found.values)]
                    assert places[0] <= places[1]


GOOD = """wider:
  says: {en: Wider, fr: Plus large}
  orders: {width: ["20", "25", "30"]}
"""
MISTAKES = {
    "wider:": ("cheaper:", 1, "`cheaper` is known of every product"),
    'width: ["20", "25", "30"]': ('wide: ["20", "25"]', 3, "no option `wide`"),
    '"25"': ('"26"', 3, "takes whole numbers"),
    '"30"': ('"20"', 3, "`20` stands here twice"),
    '["20", "25", "30"]': ('["20"]', 3, "needs two values or more"),
    ", fr: Plus large": ("", 2, "`says` lacks the text in `fr`"),
}


@pytest.mark.parametrize("right", MISTAKES)
def test_a_mistake_in_the_critiques_names_its_line(belt, tmp_path, right: str) -> None:
    wrong, line, message = MISTAKES[right]
    file = tmp_path / "critiques.yaml"
    file.write_text(GOOD.replace(right, wrong), "utf-8")
    _, problems, _ = read_critiques(tmp_path / "product.yaml", belt.product)
    assert any(one.place.line == line and message in one.message for one in problems), problems
