"""Ranges too wide to write out: a million numbers are answered, in time."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from click import ClickException

from catalog.configuration import Choice
from catalog.numbers import NONE
from catalog.product import Amounts
from configurator.export import WRITERS, exported
from rules.analysis import analyse
from rules.deadline import Deadline
from rules.engine import Engine, compile_engine
from rules.explain import conflict
from rules.features import FeatureModel
from rules.passes import held, possible
from rules.read import read_product
from rules.repair import repair
from rules.review import review
from rules.state import Situation, Status, state
from rules.trace import trace

TODAY = date(2026, 11, 20)
BELT = Path(__file__).parent / "cases" / "belt" / "product.yaml"
IN_MICROMETRES = (
    ("from: 700, to: 1300, step: 50, unit: mm, price_cents: 100", "from: 0, to: 1000000, unit: um"),
    ("+ 300 <= length", "+ 300000 <= length"),
    ("<= 190000", "<= 99000000"),
)


@pytest.fixture(scope="module")
def belt(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A belt of any length up to a metre, to the thousandth of a millimetre."""
    text = BELT.read_text("utf-8")
    for before, after in IN_MICROMETRES:
        assert before in text
        text = text.replace(before, after)
    file = tmp_path_factory.mktemp("belt") / "product.yaml"
    file.write_text(text, "utf-8")
    book, problems, _ = read_product(file)
    assert book is not None, problems
    return compile_engine(book)


def test_of_a_million_numbers_the_least_and_the_most_that_stand_are_told(belt: Engine) -> None:
    seen = state(belt, Situation((Choice("hide", "bridle"),), {}, {}, TODAY))
    ends = seen.options["length"]
    assert {key: it.status for key, it in ends.items()} == {
        "300000": Status.POSSIBLE,
        "618750": Status.POSSIBLE,
    }


def test_of_a_million_numbers_any_is_taken_or_told_why_not(belt: Engine) -> None:
    long = Choice("length", "900000")
    free, taken = Situation((), {}, {}, TODAY), Situation((long,), {}, {}, TODAY)
    assert conflict(belt, free, Choice("length", "1000000")) is not None
    assert conflict(belt, free, long) is None
    assert state(belt, taken).options["length"]["900000"].status is Status.CHOSEN

    clash = conflict(belt, taken, Choice("hide", "bridle"))
    mended = repair(belt, taken, Choice("hide", "bridle"))
    assert clash is not None
    assert mended is not None
    assert [choice.option for choice in clash.choices] == ["length"]
    assert [rule.key for rule in clash.rules] == ["weight"]
    assert int(mended.changes[0].after) <= 618_750


def test_of_a_million_numbers_what_is_known_comes_in_time(belt: Engine) -> None:
    hurried = belt.within(Deadline.after(5, monotonic), ["length"])
    assert len(state(hurried, Situation((), {}, {}, TODAY)).options["length"]) == 2


def test_authors_are_told_nothing_of_single_numbers_of_a_million(belt: Engine) -> None:
    found = analyse(belt.book, belt.diagram)
    assert (found.void, found.core, found.dead) == (False, (), ())
    asked = review(belt)
    assert (asked.is_void, asked.dead, asked.core) == (False, (), ())
    alive = possible(belt.diagram, held(belt.diagram, {}, {}))
    assert int(alive.sum()) > 600_000


def test_a_trace_tells_numbers_of_a_million_from_where_to_where(belt: Engine) -> None:
    [out] = trace(belt, Situation((Choice("hide", "bridle"),), {}, {}, TODAY))
    assert (out.value, out.last) == (("length", "618751"), "990000")
    assert [rule.key for rule in out.rules] == ["weight"]


@pytest.mark.parametrize("form", WRITERS)
def test_a_million_numbers_are_no_features_and_what_to_do_is_told(belt: Engine, form: str) -> None:
    with pytest.raises(ClickException, match=r"1,000,001 numbers.* larger steps.* 2,000"):
        exported(FeatureModel(belt.book, {}, {}), form)


def test_an_optional_range_too_wide_to_write_out_may_stay_without(belt: Engine) -> None:
    option = belt.product.option("length")
    assert isinstance(option.values, Amounts)
    first = replace(option.values[0], key=NONE, attributes={"number": 0})
    wide = replace(option, optional=True, values=replace(option.values, first=(first,)))
    options = tuple(wide if one.key == "length" else one for one in belt.product.options)
    book = replace(belt.book, product=replace(belt.product, options=options))
    seen = state(compile_engine(book), Situation((), {}, {}, TODAY)).options["length"]
    # Without a length there is no room for holes.
    assert seen[NONE].status is Status.RULED_OUT
    assert [*seen] == [NONE, "300000", "990000"]
