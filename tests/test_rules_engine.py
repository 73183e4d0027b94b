"""The laws of the engine: brute force, the judge, the diagram and CP-SAT give the same answers."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations as selections
from itertools import product as combinations
from math import log, log2, prod
from operator import and_, le
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.configuration import By, Choice, Choices
from catalog.module import Module
from catalog.problems import Place
from catalog.product import Kind, Option, Product, Step, Value
from catalog.text import Sentence, Text
from rules import analysis
from rules.alternatives import alternatives, changed_to
from rules.asked import Asked, Named
from rules.check import broken, holds
from rules.complete import Goal, complete, nearest, tradeoffs
from rules.diagram import NotFixed, compile_diagram
from rules.effect import effect
from rules.engine import Engine, compile_engine
from rules.explain import conflict, conflicts
from rules.front import front
from rules.layers import Designs, Diagram, counts_through
from rules.likeliest import likeliest
from rules.passes import held, likely
from rules.repair import Repair, repair, repairs
from rules.review import review
from rules.rule import (
    All,
    Any,
    Attribute,
    Compare,
    Count,
    Formula,
    Is,
    Listed,
    Not,
    Number,
    Requires,
    Rule,
    RuleBook,
    Sign,
    Sum,
    Times,
)
from rules.state import Situation, State, Status, state
from rules.trace import trace
from tests.products import some_product

TODAY = date(2026, 11, 20)
NAMELESS = Text(en="")
NOWHERE = Place("here")
BASE_CENTS, BASE_DAYS = 10_000, 21

Values = Mapping[str, str]


def by_key(option: Option) -> str:
    return option.key


def value(key: str, number: int, price: int = 0, skus: tuple[str, ...] = ()) -> Value:
    return Value(key, NAMELESS, NAMELESS, price, {"mm": number}, skus)


def module(sku: str, lead: int) -> Module:
    formula = Sentence("1", NOWHERE)
    return Module(sku, NAMELESS, "piece", formula, 0, 0, 1, lead, "A1")


def a_product(options: list[Option], modules: tuple[Module, ...] = ()) -> Product:
    asked = tuple(option.key for option in options if option.kind is Kind.DESIGN)
    return some_product(
        "thing",
        name=NAMELESS,
        base_price_cents=BASE_CENTS,
        base_lead_days=BASE_DAYS,
        options=tuple(options),
        steps=(Step("all", NAMELESS, asked),),
        modules=modules,
    )


def a_book(product: Product, claims: list[Formula]) -> RuleBook:
    rules = tuple(Rule(f"r{n}", claim, NAMELESS) for n, claim in enumerate(claims))
    return RuleBook(product, rules, {}, {})


@st.composite
def options_of_a_product(draw: st.DrawFn) -> list[Option]:
    kinds = draw(st.lists(st.just(Kind.DESIGN), min_size=2, max_size=4))
    kinds += draw(st.lists(st.sampled_from([Kind.SIZE, Kind.MEASURED]), max_size=2))
    options = []
    for place, kind in enumerate(draw(st.permutations(kinds))):
        key = f"o{place}"
        designs = kind is Kind.DESIGN
        values = tuple(
            value(
                f"v{n}",
                draw(st.integers(-3, 9)),
                draw(st.integers(-500, 900)) if designs else 0,
                draw(st.sampled_from([(), ("SLOW",), ("LATE",)])) if designs else (),
            )
            for n in range(draw(st.integers(1, 4)))
        )
        options.append(Option(key, NAMELESS, kind, values))
    return options


def claims_about(options: list[Option]) -> st.SearchStrategy[Formula]:
    def is_one(draw: st.DrawFn) -> Is:
        option = draw(st.sampled_from(options))
        keys = [one.key for one in option.values]
        return Is(option.key, frozenset(draw(st.sets(st.sampled_from(keys), min_size=1))))

    def compared(draw: st.DrawFn) -> Compare:
        numbers = st.sampled_from(
            [Attribute(o.key, "mm") for o in options] + [Number(n) for n in range(-2, 8)]
        )
        pair = st.lists(numbers, min_size=1, max_size=2).map(tuple)
        terms = st.one_of(numbers, pair.map(Sum), pair.map(Times))
        signs = st.sampled_from(get_args(Sign))
        return Compare(draw(terms), draw(signs), draw(terms))

    def listed(draw: st.DrawFn) -> Listed:
        some = draw(
            st.lists(
                st.sampled_from(options),
                min_size=1,
                max_size=3,
                unique_by=by_key,
            )
        )
        rows = list(combinations(*([one.key for one in option.values] for option in some)))
        kept = draw(st.sets(st.sampled_from(rows)))
        return Listed(tuple(option.key for option in some), frozenset(kept))

    leaves = st.one_of(*(st.composite(leaf)() for leaf in (is_one, compared, listed)))

    def grown(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
        several = st.lists(inner, max_size=3).map(tuple)
        counted = st.builds(Count, st.integers(0, 2), st.integers(0, 3), several)
        pairs = st.builds(Requires, inner, inner)
        return st.one_of(inner.map(Not), several.map(All), several.map(Any), pairs, counted)

    return st.recursive(leaves, grown, max_leaves=5)


@st.composite
def books(draw: st.DrawFn) -> RuleBook:
    options = draw(options_of_a_product())
    claims = draw(st.lists(claims_about(options), max_size=4))
    designs = [option for option in options if option.kind is Kind.DESIGN]
    if draw(st.booleans()):
        given = draw(
            st.lists(
                st.sampled_from(designs),
                min_size=1,
                max_size=2,
                unique_by=by_key,
            )
        )
        keys = ["v0", "v1", "v2"]
        derived = tuple(value(key, n, price=100 * n) for n, key in enumerate(keys))
        options = [*options, Option("d", NAMELESS, Kind.DERIVED, derived)]
        rows = combinations(*([one.key for one in option.values] for option in given))
        fixed = frozenset((*row, draw(st.sampled_from(keys))) for row in rows)
        claims = [*claims, Listed((*(option.key for option in given), "d"), fixed)]
    modules = (module("SLOW", 4), module("LATE", 9))
    return a_book(a_product(options, modules), claims)


class BruteForce:
    """Every answer by trying all there is, straight from the definitions."""

    def __init__(self, book: RuleBook) -> None:
        self.product = book.product
        options = self.product.options
        every = combinations(*([one.key for one in option.values] for option in options))
        keys = [option.key for option in options]
        self.valid = [
            values
            for row in every
            for values in [dict(zip(keys, row, strict=True))]
            if not broken(book, values)
        ]

    def with_(self, wanted: Values) -> Iterator[dict[str, str]]:
        return (one for one in self.valid if wanted.items() <= one.items())

    def designs(self, wanted: Values, *, sizes: bool = False) -> int:
        kinds = {Kind.DESIGN, Kind.DERIVED} | ({Kind.SIZE} if sizes else set())
        counted = [option.key for option in self.product.options if option.kind in kinds]
        return len({tuple(one[key] for key in counted) for one in self.with_(wanted)})

    def price(self, values: Values) -> int:
        taken = (self.product.option(key).value(value) for key, value in values.items())
        return BASE_CENTS + sum(one.price_cents for one in taken)

    def days(self, values: Values) -> int:
        lead = {"SLOW": 4, "LATE": 9}
        taken = (self.product.option(key).value(value) for key, value in values.items())
        return max((lead[sku] for one in taken for sku in one.modules), default=0)


@st.composite
def situations(draw: st.DrawFn) -> tuple[RuleBook, Situation]:
    book = draw(books())
    choices = []
    designs = book.product.of_kind(Kind.DESIGN)
    for option in draw(st.lists(st.sampled_from(designs), max_size=4, unique_by=by_key)):
        taken = draw(st.sampled_from([one.key for one in option.values]))
        by = draw(st.sampled_from([By.CUSTOMER, By.STAFF, By.TASTE]))
        choices.append(Choice(option.key, taken, by))
    facts = {
        option.key: draw(st.sampled_from([one.key for one in option.values]))
        for option in book.product.of_kind(Kind.MEASURED)
        if draw(st.booleans())
    }
    return book, Situation(tuple(choices), facts, {}, TODAY)


def own(choices: Choices) -> dict[str, str]:
    return {c.option: c.value for c in choices if c.by in {By.CUSTOMER, By.STAFF}}


EXAMPLES = settings(
    max_examples=int(os.environ.get("SURMESURE_SECOND_OPINION", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def engine_of(book: RuleBook) -> Engine:
    return compile_engine(book)


def compiled(engine: Engine) -> Diagram:
    assert isinstance(engine.diagram, Diagram)
    return engine.diagram


@EXAMPLES
@given(situations())
def test_every_pass_gives_what_trying_everything_gives(given: tuple[RuleBook, Situation]) -> None:
    book, situation = given
    truth, engine = BruteForce(book), engine_of(book)
    seen = state(engine, situation)
    mine = own(situation.choices)
    everything = list(truth.with_({**mine, **situation.facts}))
    assert seen.configurations == truth.designs({**mine, **situation.facts})
    assert seen.clash == (not everything)
    if everything:
        assert seen.cheapest_cents == min(map(truth.price, everything))
        assert seen.dearest_cents == max(map(truth.price, everything))
        assert seen.ready_on == TODAY + timedelta(BASE_DAYS + min(map(truth.days, everything)))
    for option, values in seen.options.items():
        others = {key: value for key, value in mine.items() if key != option}
        for key, shown in values.items():
            check_value(truth, situation, seen, (option, key), others, shown)


def check_value(truth, situation, seen, named, others, shown) -> None:  # noqa: PLR0913, PLR0917
    option, key = named
    wanted = {**situation.facts, option: key}
    fits = list(truth.with_({**wanted, **others}))
    reachable = truth.with_(wanted)
    changes = min((sum(one[o] != v for o, v in others.items()) for one in reachable), default=None)
    assert shown.changes == changes
    assert shown.configurations == truth.designs({**wanted, **others})
    if not fits:
        assert shown.status in {Status.RULED_OUT, Status.CHOSEN}
        assert (shown.cheapest_cents, shown.dearest_cents, shown.ready_on) == (None, None, None)
        return
    low = min(map(truth.price, fits))
    assert (shown.cheapest_cents, shown.dearest_cents) == (low, max(map(truth.price, fits)))
    assert shown.ready_on == TODAY + timedelta(BASE_DAYS + min(map(truth.days, fits)))
    if not seen.clash:
        assert shown.price_delta_cents == low - seen.cheapest_cents


@EXAMPLES
@given(situations())
def test_a_repair_gives_up_as_many_choices_as_the_value_says(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    engine, judge = engine_of(book), BruteForce(book)
    seen = state(engine, situation)
    for option, values in seen.options.items():
        for key, shown in values.items():
            way = repair(engine, situation, Choice(option, key))
            if shown.changes is None:
                assert way is None
                continue
            assert way is not None
            assert len(way.changes) == shown.changes
            then = state(engine, Situation(way.choices, situation.facts, {}, TODAY))
            assert not then.clash
            assert list(judge.with_({**situation.facts, **own(way.choices)}))
            assert (way.total_cents, way.ready_on) == (then.total_cents, then.ready_on)
            assert all(change.rules for change in way.changes)


@EXAMPLES
@given(situations())
def test_of_the_smallest_repairs_one_keeps_what_the_customer_chose_and_then_the_newest(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    for option in book.product.of_kind(Kind.DESIGN):
        wish = Choice(option.key, option.values[-1].key)
        way = repair(engine, situation, wish)
        others = [
            c
            for c in reversed(situation.choices)
            if c.by in {By.CUSTOMER, By.STAFF} and c.option != wish.option
        ]
        kept = [
            [one[c.option] == c.value for c in others]
            for one in truth.with_({**situation.facts, wish.option: wish.value})
        ]
        if way is None:
            assert not kept
            continue
        his = [c.by is By.CUSTOMER for c in others]
        best = max(kept, key=lambda keeps: (sum(keeps), sum(map(and_, keeps, his)), keeps))
        changed = {change.option for change in way.changes}
        assert [c.option not in changed for c in others] == best


@EXAMPLES
@given(situations())
def test_further_repairs_are_the_next_best_and_none_gives_up_more_than_another(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    for option in book.product.of_kind(Kind.DESIGN):
        wish = Choice(option.key, option.values[-1].key)
        choices = [
            c
            for c in situation.choices
            if c.by in {By.CUSTOMER, By.STAFF} and c.option != wish.option
        ]
        others = [(c.option, c.value) for c in choices]
        his = {c.option for c in choices if c.by is By.CUSTOMER}
        ways = {
            frozenset(o for o, v in others if one[o] != v)
            for one in truth.with_({**situation.facts, wish.option: wish.value})
        }
        smallest = [way for way in ways if not any(other < way for other in ways)]
        newest = [o for o, _ in reversed(others)]
        smallest.sort(key=lambda way: (len(way), len(way & his), [o in way for o in newest]))
        shown = [
            frozenset(change.option for change in way.changes)
            for way in repairs(engine, situation, wish)
        ]
        assert shown == smallest


@EXAMPLES
@given(situations(), st.integers(1, 9))
def test_alternatives_are_the_repairs_and_then_the_cheapest_that_give_up_the_same(
    given: tuple[RuleBook, Situation], most: int
) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    for option in book.product.of_kind(Kind.DESIGN):
        wish = Choice(option.key, option.values[-1].key)
        others = own(situation.choices)
        others.pop(wish.option, None)
        cheapest: dict[frozenset[tuple[str, str]], int] = {}
        for one in truth.with_({**situation.facts, wish.option: wish.value}):
            way = frozenset((o, one[o]) for o, v in others.items() if one[o] != v)
            cheapest[way] = min(cheapest.get(way, truth.price(one)), truth.price(one))
        first = list(repairs(engine, situation, wish))[:most]
        found = alternatives(engine, situation, wish, most)
        assert list(found[: len(first)]) == first
        left = most
        for best in first:
            gives_up = {change.option for change in best.changes}
            prices = sorted(
                price for way, price in cheapest.items() if {o for o, _ in way} == gives_up
            )
            alike = [one for one in found if {c.option for c in one.changes} == gives_up]
            assert len({way_of(one) for one in alike}) == len(alike)
            assert sorted(one.cheapest_cents for one in alike) == prices[: len(alike)]
            totals = [one.total_cents for one in alike[1:]]
            assert totals == sorted(totals)
            assert all(one.cheapest_cents == cheapest[way_of(one)] for one in alike)
            left -= len(alike)
        assert left == max(
            0, most - sum({o for o, _ in way} in groups_of(first) for way in cheapest)
        )
        for shown in found:
            again = changed_to(engine, situation, wish, dict(way_of(shown)))
            assert again is not None
            assert replace(again, changes=shown.changes) == shown


def way_of(repair: Repair) -> frozenset[tuple[str, str]]:
    return frozenset((change.option, change.after) for change in repair.changes)


def groups_of(ways: list[Repair]) -> list[set[str]]:
    return [{change.option for change in way.changes} for way in ways]


@EXAMPLES
@given(situations(), st.data())
def test_a_way_is_taken_as_named_or_not_at_all(
    given: tuple[RuleBook, Situation], data: st.DataObject
) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    designs = {o.key: [one.key for one in o.values] for o in book.product.of_kind(Kind.DESIGN)}
    option = data.draw(st.sampled_from(sorted(designs)))
    wish = Choice(option, data.draw(st.sampled_from(designs[option])))
    after = data.draw(
        st.fixed_dictionaries(
            {}, optional={key: st.sampled_from(keys) for key, keys in designs.items()}
        )
    )
    way = changed_to(engine, situation, wish, after)
    mine = own(situation.choices)
    mine.pop(option, None)
    others = all(key in mine and mine[key] != value for key, value in after.items())
    then = {**mine, **after, option: wish.value}
    if not others or not any(truth.with_({**situation.facts, **then})):
        assert way is None
    else:
        assert way is not None
        assert own(way.choices) == then
        assert {change.option: (change.before, change.after) for change in way.changes} == {
            key: (mine[key], value) for key, value in after.items()
        }


def test_of_a_hundred_wishes_the_newest_stay() -> None:
    two = (value("v0", 0), value("v1", 1))
    options = [Option(f"o{n}", NAMELESS, Kind.DESIGN, two) for n in range(100)]
    pairs = [(options[n].key, options[99 - n].key) for n in range(50)]
    claims: list[Formula] = [
        Not(All((Is(old, frozenset({"v1"})), Is(new, frozenset({"v1"}))))) for old, new in pairs
    ]
    engine = engine_of(a_book(a_product(options), claims))
    wishes = tuple(Choice(option.key, "v1") for option in options)
    way = repair(engine, Situation(wishes, {}, {}, TODAY))
    assert way is not None
    assert [change.option for change in way.changes] == [option.key for option in options[:50]]


@EXAMPLES
@given(situations())
def test_a_conflict_clashes_and_none_of_it_can_be_left_out(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    for option in book.product.of_kind(Kind.DESIGN):
        wish = Choice(option.key, option.values[0].key)
        fixed = {**situation.facts, wish.option: wish.value}
        clash = conflict(engine, situation, wish)
        others = {c.option: c.value for c in situation.choices if c.by is not By.TASTE}
        others.pop(wish.option, None)
        if clash is None:
            assert any(truth.with_({**fixed, **others}))
            continue
        named = {c.option: c.value for c in clash.choices}
        assert not any(truth.with_({**fixed, **named}))
        for left_out in named:
            rest = {key: value for key, value in named.items() if key != left_out}
            assert any(truth.with_({**fixed, **rest}))
        blamed = list(clash.rules)
        assert not BruteForceFor(book, blamed).has({**fixed, **named})
        for rule in blamed:
            others_only = [other for other in blamed if other != rule]
            assert BruteForceFor(book, others_only).has({**fixed, **named})


class BruteForceFor(BruteForce):
    """Brute force with some of the rules only."""

    def __init__(self, book: RuleBook, rules: list[Rule]) -> None:
        super().__init__(RuleBook(book.product, tuple(rules), {}, {}))

    def has(self, values: Values) -> bool:
        return any(True for _ in self.with_(values))


def least_sum(engine: Engine, costs: Mapping[Named, int], values: Values) -> int | None:
    options = map(engine.product.option, values)
    others = [(o.key, v.key) for o in options for v in o.values if v.key != values[o.key]]
    found = engine.solver.found(Asked(others, costs=costs))
    return None if found is None else sum(costs.get(one, 0) for one in found.items())


def fewest_days(engine: Engine, days: Mapping[Named, int], values: Values) -> int | None:
    for most in sorted(set(days.values())):
        late = {one: wait for one, wait in days.items() if wait > most}
        if least_sum(engine, late, values) == 0:
            return most
    return None


@EXAMPLES
@given(situations())
def test_the_solver_is_of_the_same_opinion(given: tuple[RuleBook, Situation]) -> None:
    book, situation = given
    engine = engine_of(book)
    seen = state(engine, situation)
    mine, product = own(situation.choices), book.product
    prices = {(o.key, v.key): v.price_cents for o in product.options for v in o.values}
    lead = {"SLOW": 4, "LATE": 9}
    days = {
        (o.key, v.key): max((lead[sku] for sku in v.modules), default=0)
        for o in product.options
        for v in o.values
    }
    for option, values in seen.options.items():
        others = {key: value for key, value in mine.items() if key != option}
        for key, shown in values.items():
            wanted = {**situation.facts, option: key}
            asked = {**wanted, **others}
            assert engine.solver.stands(asked) == (shown.changes == 0)
            given_up = {(o, v.key): 1 for o in others for v in product.option(o).values}
            given_up |= dict.fromkeys(others.items(), 0)
            assert least_sum(engine, given_up, wanted) == shown.changes
            cheapest = least_sum(engine, prices, asked)
            assert (cheapest is None) == (shown.cheapest_cents is None)
            if cheapest is not None and shown.ready_on is not None:
                assert BASE_CENTS + cheapest == shown.cheapest_cents
                dearest = least_sum(engine, {p: -c for p, c in prices.items()}, asked)
                assert dearest is not None
                assert BASE_CENTS - dearest == shown.dearest_cents
                soonest = fewest_days(engine, days, asked)
                assert soonest == (shown.ready_on - TODAY).days - BASE_DAYS


@EXAMPLES
@given(situations())
def test_a_completion_keeps_own_choices_and_none_is_better(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    wanted = {**situation.facts, **own(situation.choices)}
    rest = list(truth.with_(wanted))
    cheapest = complete(engine, situation, Goal.CHEAPEST)
    soonest = complete(engine, situation, Goal.SOONEST)
    if not rest:
        assert (cheapest, soonest) == (None, None)
        return
    assert cheapest in rest
    assert soonest in rest
    assert truth.price(cheapest) == min(map(truth.price, rest))
    best = min((truth.days(one), truth.price(one)) for one in rest)
    assert (truth.days(soonest), truth.price(soonest)) == best


@EXAMPLES
@given(situations())
def test_several_conflicts_all_clash_and_differ(given: tuple[RuleBook, Situation]) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    for option in book.product.of_kind(Kind.DESIGN):
        wish = Choice(option.key, option.values[0].key)
        fixed = {**situation.facts, wish.option: wish.value}
        others = {c.option: c.value for c in situation.choices if c.by is not By.TASTE}
        others.pop(wish.option, None)
        subsets = [dict(some) for size in range(5) for some in selections(others.items(), size)]
        clashing = [some for some in subsets if not any(truth.with_({**fixed, **some}))]
        smallest = [
            some for some in clashing if not any(o.items() < some.items() for o in clashing)
        ]
        found = [
            {c.option: c.value for c in one.choices}
            for one in conflicts(engine, situation, wish, most=50)
        ]
        assert sorted(found, key=str) == sorted(smallest, key=str)
        first = conflict(engine, situation, wish)
        assert found[:1] == ([{c.option: c.value for c in first.choices}] if first else [])


@EXAMPLES
@given(situations(), st.data())
def test_likely_values_are_weighed_as_all_designs_are(
    given: tuple[RuleBook, Situation], data: st.DataObject
) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    designs = book.product.of_kind(Kind.DESIGN)
    taste = {(o.key, v.key): data.draw(st.floats(0.1, 9)) for o in designs for v in o.values}
    mine = own(situation.choices)
    found = likely(compiled(engine), held(engine.diagram, mine, situation.facts), taste)
    for option in designs:
        others = {key: value for key, value in mine.items() if key != option.key}
        shares = dict.fromkeys((one.key for one in option.values), 0.0)
        keys = [o.key for o in book.product.options if o.kind in {Kind.DESIGN, Kind.DERIVED}]
        different = {
            tuple(one[key] for key in keys): one
            for one in truth.with_({**situation.facts, **others})
        }
        for one in different.values():
            shares[one[option.key]] += prod(taste[o.key, one[o.key]] for o in designs)
        total = sum(shares.values())
        numbers = engine.diagram.numbers(option.key)
        for number, share in zip(numbers, shares.values(), strict=True):
            assert found.each[number] == pytest.approx(share / total if total else 0, abs=1e-9)
        if option.key not in mine and total:
            assert found.logarithm == pytest.approx(log(total), abs=1e-9)


@EXAMPLES
@given(situations())
def test_every_design_has_one_number(given: tuple[RuleBook, Situation]) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    mine = own(situation.choices)
    what = held(engine.diagram, mine, situation.facts)
    count = truth.designs({**mine, **situation.facts})
    numbered = Designs(compiled(engine), what.own, what.facts)
    assert numbered.number == count
    every = [numbered.nth(n) for n in range(count)]
    assert all(one in truth.valid for one in every)
    kinds = {Kind.DESIGN, Kind.DERIVED}
    keys = [option.key for option in book.product.options if option.kind in kinds]
    assert len({tuple(one[key] for key in keys) for one in every}) == count
    with pytest.raises(IndexError):
        numbered.nth(count)


@EXAMPLES
@given(situations(), st.data())
def test_the_nearest_completion_differs_least_and_is_the_cheapest_of_those(
    given: tuple[RuleBook, Situation], data: st.DataObject
) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    to = {
        option.key: data.draw(st.sampled_from([one.key for one in option.values]))
        for option in book.product.of_kind(Kind.DESIGN)
    }
    rest = list(truth.with_({**situation.facts, **own(situation.choices)}))
    found = nearest(engine, situation, to)
    far = [(sum(one[o] != v for o, v in to.items()), truth.price(one)) for one in rest]
    if found is None:
        assert not rest
    else:
        differs = sum(found[o] != v for o, v in to.items())
        assert (differs, truth.price(found)) == min(far)


@EXAMPLES
@given(situations())
def test_tradeoffs_are_those_that_nothing_beats(given: tuple[RuleBook, Situation]) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    rest = truth.with_({**situation.facts, **own(situation.choices)})
    points = {(truth.price(one), truth.days(one)) for one in rest}
    unbeaten = sorted(
        (price, days)
        for price, days in points
        if not any(p <= price and d <= days and (p, d) != (price, days) for p, d in points)
    )
    found = tradeoffs(engine, situation)
    assert [(one.total_cents, one.days) for one in found] == unbeaten
    assert all(one.values in truth.valid for one in found)


def a_taste(draw: st.DataObject, book: RuleBook, weights: list[float]) -> dict:
    designs = book.product.of_kind(Kind.DESIGN)
    taste = {(o.key, v.key): draw.draw(st.sampled_from(weights)) for o in designs for v in o.values}
    # Every option has a value of full weight, so that products tell how unlikely all is.
    return taste | {(o.key, o.values[0].key): 1.0 for o in designs}


@EXAMPLES
@given(situations(), st.data())
def test_the_likeliest_completion_has_the_largest_product_and_is_the_cheapest_of_those(
    given: tuple[RuleBook, Situation], data: st.DataObject
) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    taste = a_taste(data, book, [0.25, 0.5, 1.0, 0.0])
    mine = own(situation.choices)

    def weight(one: Values) -> float:
        return prod(
            taste[o.key, one[o.key]] for o in book.product.of_kind(Kind.DESIGN) if o.key not in mine
        )

    rest = [one for one in truth.with_({**situation.facts, **mine}) if weight(one)]
    found = likeliest(engine, situation, taste)
    if found is None:
        assert not rest
    else:
        best = max((weight(one), -truth.price(one)) for one in rest)
        assert (weight(found), -truth.price(found)) == best


@EXAMPLES
@given(situations(), st.data())
def test_the_front_of_price_date_and_likelihood_is_all_that_nothing_beats(
    given: tuple[RuleBook, Situation], data: st.DataObject
) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    taste = a_taste(data, book, [0.25, 0.5, 1.0])
    mine = own(situation.choices)

    def unlikely(one: Values) -> int:
        free = [o.key for o in book.product.of_kind(Kind.DESIGN) if o.key not in mine]
        return round(-log2(prod(taste[key, one[key]] for key in free)))

    rest = truth.with_({**situation.facts, **mine})
    points = {(truth.days(one), truth.price(one), unlikely(one)) for one in rest}
    unbeaten = {
        one
        for one in points
        if not any(other != one and all(map(le, other, one)) for other in points)
    }
    found, corners = front(engine, situation, taste), front(engine, situation, taste, 0)
    shown = [(one.days, one.total_cents, unlikely(one.values)) for one in found.points]
    assert found.exact
    assert len(shown) == len(set(shown))
    assert set(shown) == unbeaten
    assert all(one.values in truth.valid for one in found.points)
    assert all(truth.days(one.values) == one.days for one in found.points)
    assert not corners.exact
    few = [(one.days, one.total_cents, unlikely(one.values)) for one in corners.points]
    assert set(few) <= unbeaten
    for better in (lambda one: (one[0], one[1:]), lambda one: one[1:], lambda one: one[:0:-1]):
        if unbeaten:
            assert min(unbeaten, key=better) in few


@EXAMPLES
@given(books())
def test_an_analysis_counts_and_names_what_trying_everything_finds(book: RuleBook) -> None:
    truth = BruteForce(book)
    diagram = compile_diagram(book)
    found = analysis.analyse(book, diagram)
    named = [(o.key, v.key) for o in book.product.options for v in o.values]
    used = {(key, one[key]) for one in truth.valid for key in one}
    assert found.configurations == truth.designs({})
    assert found.configurations_with_sizes == truth.designs({}, sizes=True)
    assert found.void == (not truth.valid)
    assert list(found.dead) == [value for value in named if value not in used]
    in_all = [v for v in named if truth.valid and all(o[v[0]] == v[1] for o in truth.valid)]
    assert list(found.core) == in_all


@EXAMPLES
@given(books(), st.data())
def test_a_count_honours_what_is_chosen_and_denied(book: RuleBook, data: st.DataObject) -> None:
    truth, diagram = BruteForce(book), compile_diagram(book)
    named = [(o.key, v.key) for o in book.product.of_kind(Kind.DESIGN) for v in o.values]
    chosen = data.draw(st.lists(st.sampled_from(named), max_size=2))
    denied = data.draw(st.lists(st.sampled_from(named), max_size=2))
    kept = [
        one
        for one in truth.valid
        if all(one[o] == v for o, v in chosen) and not any(one[o] == v for o, v in denied)
    ]
    counted = [o.key for o in book.product.options if o.kind in {Kind.DESIGN, Kind.DERIVED}]
    designs = {tuple(one[key] for key in counted) for one in kept}
    assert analysis.count(diagram, chosen, denied) == len(designs)


@EXAMPLES
@given(situations())
def test_exact_counts_are_those_of_the_fast_loop(given: tuple[RuleBook, Situation]) -> None:
    book, situation = given
    engine = engine_of(book)
    seen: State = state(engine, situation)
    what = held(engine.diagram, own(situation.choices), situation.facts)
    each, total = counts_through(compiled(engine), what.own, what.facts)
    assert total == seen.configurations
    for option, values in seen.options.items():
        numbers = engine.diagram.numbers(option)
        assert [each[n] for n in numbers] == [one.configurations for one in values.values()]


def test_a_hundred_free_options_are_counted_exactly() -> None:
    ten = tuple(value(f"v{n}", n) for n in range(10))
    options = [Option(f"o{n}", NAMELESS, Kind.DESIGN, ten) for n in range(100)]
    engine = engine_of(a_book(a_product(options), []))
    seen = state(engine, Situation((Choice("o7", "v3"),), {}, {}, TODAY))
    assert seen.configurations == 10**99
    assert seen.options["o7"]["v4"].configurations == 10**99
    assert seen.options["o8"]["v4"].configurations == 10**98


def test_a_derived_option_that_rules_leave_open_is_refused() -> None:
    two = (value("v0", 0), value("v1", 1))
    options = [
        Option("made", NAMELESS, Kind.DESIGN, two),
        Option("cost", NAMELESS, Kind.DERIVED, two),
    ]
    claim = Requires(Is("made", frozenset({"v1"})), Is("cost", frozenset({"v1"})))
    with pytest.raises(NotFixed, match="cost"):
        compile_diagram(a_book(a_product(options), [claim]))


def test_a_module_in_stock_no_longer_moves_the_date() -> None:
    slow = (value("v0", 0, skus=("SLOW",)),)
    product = a_product([Option("o0", NAMELESS, Kind.DESIGN, slow)], (module("SLOW", 4),))
    engine = engine_of(a_book(product, []))
    late = state(engine, Situation((), {}, {}, TODAY))
    soon = state(engine, Situation((), {}, {"SLOW": 1}, TODAY))
    assert late.ready_on == date(2026, 12, 15)
    assert soon.ready_on == date(2026, 12, 11)


@EXAMPLES
@given(books())
def test_a_review_finds_what_trying_everything_finds(book: RuleBook) -> None:
    truth, engine = BruteForce(book), engine_of(book)
    found = review(engine)
    if not truth.valid:
        assert not BruteForceFor(book, [r for r in book.rules if r.key in found.void]).valid
        return
    for one in found.dead:
        option, key = one.about.split("=")
        blamed = [rule for rule in book.rules if rule.key in one.rules]
        assert not BruteForceFor(book, blamed).has({option: key})
    needless = {
        rule.key
        for rule in book.rules
        if BruteForceFor(book, [r for r in book.rules if r != rule]).valid == truth.valid
    }
    assert {one.about for one in found.redundant} == needless
    for one in found.redundant:
        (rule,) = (rule for rule in book.rules if rule.key == one.about)
        others = BruteForceFor(book, [r for r in book.rules if r.key in one.rules])
        assert all(holds(rule.claim, book.product, values) for values in others.valid)
    silent = {
        rule.key
        for rule in book.rules
        if isinstance(rule.claim, Requires)
        and not any(holds(rule.claim.when, book.product, values) for values in truth.valid)
    }
    assert {one.about for one in found.silent} == silent


@EXAMPLES
@given(books())
def test_the_effect_of_a_rule_is_what_it_takes_away(book: RuleBook) -> None:
    for rule in book.rules:
        rest = [other for other in book.rules if other != rule]
        found = effect(engine_of(book), rule.key)
        assert found.present == BruteForce(book).designs({})
        if found.without is None:
            assert book.product.option(found.opens).kind is Kind.DERIVED
        else:
            assert found.without == BruteForceFor(book, rest).designs({})


@EXAMPLES
@given(situations())
def test_a_trace_tells_every_value_once_with_rules_that_forbid_it(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    engine, truth = engine_of(book), BruteForce(book)
    own_only = tuple(c for c in situation.choices if c.by is not By.TASTE)
    told = list(trace(engine, replace(situation, choices=own_only)))
    assert len({one.value for one in told}) == len(told)
    for one in told:
        option, key = one.value
        before = {c.option: c.value for c in own_only[: own_only.index(one.by)]}
        before.pop(option, None)
        assert any(truth.with_({**situation.facts, **before, option: key}))
        assert one.rules
