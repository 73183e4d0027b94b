"""Brute force, the diagram and the search give the same answers, and a search keeps its time."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from itertools import product as combinations
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.configuration import Choice
from catalog.module import Module
from catalog.numbers import numbered, without
from catalog.problems import Place
from catalog.product import Amounts, Kind, Option, Range, Step, Value
from catalog.schema import RangeShape
from catalog.text import Sentence, Text
from rules.check import broken
from rules.complete import Goal, complete, nearest
from rules.deadline import Deadline
from rules.engine import Engine, compile_engine
from rules.explain import conflict
from rules.read import read_product
from rules.repair import repair
from rules.rule import (
    Attribute,
    Compare,
    Formula,
    Is,
    Not,
    Number,
    Rule,
    RuleBook,
    Sign,
    Sum,
    Times,
)
from rules.searching import Search
from rules.solver import Solver, SolverGaveUp
from rules.state import Situation, State, Status, ValueState, own_values, state
from tests.products import some_product

TODAY = date(2026, 11, 20)
NAMELESS = Text(en="")
NOWHERE = Place("here")
LEAD = {"SLOW": 4, "LATE": 9}
BELT = Path(__file__).parent / "cases" / "belt" / "product.yaml"
EXAMPLES = settings(
    max_examples=int(os.environ.get("SURMESURE_PRODUCTS", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def a_range(draw: st.DrawFn, key: str) -> Option:
    low, step, steps = draw(st.integers(0, 5)), draw(st.integers(1, 4)), draw(st.integers(0, 4))
    cents = draw(st.integers(-200, 300))
    shape = RangeShape.model_validate(
        {"from": low, "to": low + steps * step, "step": step, "price_cents": cents}
    )
    numbers = Range(low, low + steps * step, step, "")
    values = tuple(numbered(shape, ["en"]))
    optional = draw(st.booleans())
    values = (without(values, ["en"]), *values) if optional else values
    return Option(key, NAMELESS, Kind.DESIGN, values, numbers, optional)


def of_values(draw: st.DrawFn, key: str, kind: Kind) -> Option:
    values = tuple(
        Value(
            f"v{n}",
            NAMELESS,
            NAMELESS,
            draw(st.integers(-500, 900)),
            {"number": draw(st.integers(-9, 9))},
            draw(st.sampled_from([(), ("SLOW",), ("LATE",)])),
        )
        for n in range(draw(st.integers(1, 3)))
    )
    return Option(key, NAMELESS, kind, values)


def a_claim(draw: st.DrawFn, options: list[Option]) -> Formula:
    numbers = st.sampled_from([Attribute(option.key, "number") for option in options])
    amounts = st.integers(-6, 12).map(Number)
    parts = st.one_of(numbers, amounts, st.tuples(numbers, amounts).map(Times))
    products = st.tuples(numbers, numbers).map(Times)
    sums = st.lists(st.one_of(parts, products), min_size=1, max_size=3).map(tuple).map(Sum)
    claim: Formula = Compare(draw(sums), draw(st.sampled_from(get_args(Sign))), draw(sums))
    if draw(st.booleans()):
        option = draw(st.sampled_from(options))
        value = draw(st.sampled_from([value.key for value in option.values]))
        claim = Not(Is(option.key, frozenset({value}))) if draw(st.booleans()) else claim
    return claim


@st.composite
def situations(draw: st.DrawFn) -> tuple[RuleBook, Situation]:
    options = [a_range(draw, f"n{place}") for place in range(draw(st.integers(1, 3)))]
    options.append(of_values(draw, "design", Kind.DESIGN))
    options.append(of_values(draw, "body", Kind.MEASURED))
    claims = [a_claim(draw, options) for _ in range(draw(st.integers(0, 3)))]
    formula = Sentence("1", NOWHERE)
    asked = tuple(option.key for option in options if option.kind is Kind.DESIGN)
    product = some_product(
        "thing",
        name=NAMELESS,
        base_price_cents=10_000,
        options=tuple(options),
        steps=(Step("all", NAMELESS, asked),),
        modules=tuple(
            Module(sku, NAMELESS, "piece", formula, 0, 0, 1, lead, "A1")
            for sku, lead in LEAD.items()
        ),
    )
    rules = tuple(Rule(f"r{n}", claim, NAMELESS) for n, claim in enumerate(claims))
    designs = draw(st.lists(st.sampled_from(asked), unique=True))
    choices = [Choice(o, draw(st.sampled_from(product.option(o).values)).key) for o in designs]
    bodies = draw(st.booleans())
    facts = {"body": draw(st.sampled_from(options[-1].values)).key} if bodies else {}
    return RuleBook(product, rules, {}, {}), Situation(tuple(choices), facts, {}, TODAY)


def tried(book: RuleBook) -> list[dict[str, str]]:
    """Every valid configuration, by trying all there is."""
    keys = [option.key for option in book.product.options]
    every = combinations(*([value.key for value in o.values] for o in book.product.options))
    rows = (dict(zip(keys, row, strict=True)) for row in every)
    return [row for row in rows if not broken(book, row)]


def searching(book: RuleBook) -> Engine:
    return Engine(book, Search(book.product, Solver(book)))


def uncounted(seen: State) -> State:
    """`seen` without what only a diagram knows."""
    options = {
        option: {
            key: replace(value, configurations=None if value.changes == 0 else 0)
            for key, value in values.items()
        }
        for option, values in seen.options.items()
    }
    left = 0 if seen.clash else None
    return replace(seen, options=options, configurations=left, engine="solver")


@EXAMPLES
@given(situations())
def test_the_search_says_of_every_value_what_the_diagram_says(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    assert state(searching(book), situation) == uncounted(state(compile_engine(book), situation))


@EXAMPLES
@given(situations())
def test_every_answer_of_the_search_is_found_by_trying_everything(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    valid, own = tried(book), own_values(situation.choices)
    prices = {(o.key, v.key): v.price_cents for o in book.product.options for v in o.values}
    days = {
        (o.key, v.key): max((LEAD[sku] for sku in v.modules), default=0)
        for o in book.product.options
        for v in o.values
    }
    for option, values in state(searching(book), situation).options.items():
        others = {key: value for key, value in own.items() if key != option}
        for key, seen in values.items():
            wanted = {**situation.facts, option: key}
            near = [one for one in valid if wanted.items() <= one.items()]
            changes = [sum(one[o] != v for o, v in others.items()) for one in near]
            assert seen.changes == min(changes, default=None)
            fits = [one for one in near if others.items() <= one.items()]
            if fits:
                totals = [10_000 + sum(map(prices.__getitem__, one.items())) for one in fits]
                waits = [max(map(days.__getitem__, one.items())) for one in fits]
                assert (seen.cheapest_cents, seen.dearest_cents) == (min(totals), max(totals))
                assert seen.ready_on == TODAY + timedelta(21 + min(waits))


@EXAMPLES
@given(situations())
def test_repairs_conflicts_and_completions_are_the_same_by_search(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    first, second = compile_engine(book), searching(book)
    for option in book.product.of_kind(Kind.DESIGN):
        wish = Choice(option.key, option.values[-1].key)
        assert conflict(first, situation, wish) == conflict(second, situation, wish)
        ways = [repair(engine, situation, wish) for engine in (first, second)]
        kept = [way and {change.option for change in way.changes} for way in ways]
        assert kept[0] == kept[1]
    for goal in Goal:
        totals = []
        for engine in (first, second):
            found = complete(engine, situation, goal)
            totals.append(found and sum(_price(book, one) for one in found.items()))
        assert totals[0] == totals[1]


def _price(book: RuleBook, named: tuple[str, str]) -> int:
    return book.product.option(named[0]).value(named[1]).price_cents


def widened(option: Option) -> Option:
    """The same option, its numbers made when they are asked for."""
    if option.numbers is None:
        return option
    first = option.values[: int(option.optional)]
    prices = [value.price_cents for value in option.values[len(first) :]]
    each = prices[1] - prices[0] if len(prices) > 1 else 0
    return replace(option, values=Amounts(option.numbers, each, ("en",), tuple(first)))


def both(book: RuleBook) -> tuple[Engine, Engine]:
    wide = tuple(map(widened, book.product.options))
    product = replace(book.product, options=wide)
    return compile_engine(book), compile_engine(replace(book, product=product))


def shown(written: State, option: Option, own: str | None) -> dict[str, ValueState]:
    """What is told of an option with very many numbers, out of what is told of each."""
    every = dict(written.options[option.key])
    first = {value.key for value in option.values[: int(option.optional)]}
    numbers = [key for key in every if key not in first]
    standing = [key for key in numbers if every[key].changes == 0]
    ends = standing or numbers
    told = first | {ends[0], ends[-1]} | ({own} if own else set())
    return {key: it for key, it in every.items() if key in told}


@EXAMPLES
@given(situations())
def test_written_out_or_not_every_answer_is_the_same(given: tuple[RuleBook, Situation]) -> None:
    book, situation = given
    written, wide = both(book)
    own = own_values(situation.choices)
    right = uncounted(state(written, situation))
    options = dict(right.options)
    for option in book.product.options:
        if option.numbers:
            options[option.key] = shown(right, option, own.get(option.key))
    assert wide.kind == "solver"
    assert state(wide, situation) == replace(right, options=options)


@EXAMPLES
@given(situations())
def test_written_out_or_not_wishes_clash_are_mended_and_completed_alike(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    written, wide = both(book)
    for option in book.product.options:
        if option.numbers:
            wish = Choice(option.key, option.values[-1].key)
            clashes = [conflict(engine, situation, wish) for engine in (written, wide)]
            told = [clash and clash.choices for clash in clashes]
            assert told[0] == told[1]
            if clashes[1] is not None:
                named = {**situation.facts, wish.option: wish.value}
                named |= {choice.option: choice.value for choice in clashes[1].choices}
                _assert_needed(book, clashes[1].rules, named)
            ways = [repair(engine, situation, wish) for engine in (written, wide)]
            # Of ways that are equally cheap in the end, what is chosen so far may differ.
            kept = [
                way and ({one.option for one in way.changes}, way.cheapest_cents) for way in ways
            ]
            assert kept[0] == kept[1]
    for goal in Goal:
        assert cents(book, complete(written, situation, goal)) == cents(
            book, complete(wide, situation, goal)
        )
    others = {option.key: option.values[0].key for option in book.product.options}
    assert cents(book, nearest(written, situation, others)) == cents(
        book, nearest(wide, situation, others)
    )


def _assert_needed(book: RuleBook, rules: tuple[Rule, ...], values: Mapping[str, str]) -> None:
    """Several sets of rules may be to blame: this one is, and none of it can be left out."""
    assert not Solver(replace(book, rules=rules)).stands(values)
    for left_out in rules:
        others = tuple(rule for rule in rules if rule != left_out)
        assert Solver(replace(book, rules=others)).stands(values)


def cents(book: RuleBook, values: Mapping[str, str] | None) -> int | None:
    if values is None:
        return None
    assert broken(book, values) == ()
    return sum(book.product.option(key).value(value).price_cents for key, value in values.items())


@pytest.fixture(scope="module")
def belt() -> RuleBook:
    book, problems, _ = read_product(BELT)
    assert book is not None, problems
    return book


WISHES = (Choice("length", "1300"), Choice("hide", "calf"), Choice("engraving", "plate"))


@pytest.mark.parametrize("taken", range(len(WISHES) + 1))
def test_a_belt_is_the_same_compiled_and_searched(belt: RuleBook, taken: int) -> None:
    situation = Situation(WISHES[:taken], {}, {}, TODAY)
    seen = state(compile_engine(belt), situation)
    assert seen.configurations
    assert state(searching(belt), situation) == uncounted(seen)


def test_a_belt_beyond_its_budget_is_searched(belt: RuleBook) -> None:
    engine = compile_engine(belt, nodes=10)
    assert engine.kind == "solver"
    assert state(engine, Situation((), {}, {}, TODAY)).engine == "solver"


def test_a_belt_that_cannot_be_compiled_in_time_is_searched(belt: RuleBook) -> None:
    passing = count()
    assert compile_engine(belt, deadline=Deadline(1, lambda: next(passing))).kind == "solver"


@pytest.mark.parametrize("asked", [2, 8, 20, 60])
def test_what_is_not_found_in_time_is_told_as_unknown_and_the_rest_is_right(
    belt: RuleBook, asked: int
) -> None:
    situation, passing = Situation(WISHES[:1], {}, {}, TODAY), count()
    # The clock goes on by a second whenever it is looked at; the solver itself needs far less.
    deadline = Deadline(asked * 2, lambda: next(passing))
    hurried = searching(belt).within(deadline, ["keeper"])
    right = uncounted(state(compile_engine(belt), situation))
    seen = state(hurried, situation)
    unknown = 0
    for option, values in seen.options.items():
        for key, value in values.items():
            unknown += value.status is Status.UNKNOWN or value.cheapest_cents is None
            assert _agrees(value, right.options[option][key])
    assert unknown
    assert not seen.complete


def _agrees(told: ValueState, right: ValueState) -> bool:
    """Whether `told` says nothing that is not `right`."""
    if told.status is Status.UNKNOWN:
        return True
    pairs = zip(
        (told.price_delta_cents, told.cheapest_cents, told.dearest_cents, told.ready_on),
        (right.price_delta_cents, right.cheapest_cents, right.dearest_cents, right.ready_on),
        strict=True,
    )
    return told.changes in (None, right.changes) and all(a in (None, b) for a, b in pairs)


def test_out_of_time_is_neither_yes_nor_no(belt: RuleBook) -> None:
    hurried = searching(belt).within(Deadline(0, lambda: 1))
    situation = Situation(WISHES, {}, {}, TODAY)
    with pytest.raises(SolverGaveUp):
        state(hurried, situation)
    with pytest.raises(SolverGaveUp):
        complete(hurried, situation, Goal.CHEAPEST)
    with pytest.raises(SolverGaveUp):
        conflict(hurried, situation, Choice("hide", "bridle"))
