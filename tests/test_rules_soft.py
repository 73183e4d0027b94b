"""The laws of soft rules, held against trying everything: they advise and change no answer."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product as combinations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from catalog.configuration import OWN, By, Choice, taking
from catalog.product import Kind, Option, Product, Step, Value
from catalog.text import Text
from rules.certain import Left, truth
from rules.check import broken, holds
from rules.complete import Goal, complete
from rules.engine import Engine, compile_engine
from rules.rule import (
    All,
    Any,
    Attribute,
    Compare,
    Count,
    Default,
    Formula,
    Hide,
    Is,
    Listed,
    Not,
    Number,
    Recommend,
    Requires,
    Rule,
    RuleBook,
    SoftRule,
    Sum,
    Times,
    Warn,
)
from rules.scope import options_of
from rules.soft import Advice, advice, who_set
from rules.state import Situation, Status, own_values, state
from tests.products import some_product

TODAY = date(2026, 11, 20)
NAMELESS = Text(en="")
ALWAYS = All(())
EXAMPLES = settings(
    max_examples=int(os.environ.get("SURMESURE_SOFT_CASES", "30")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def option(key: str, kind: Kind, numbers: list[int], prices: list[int]) -> Option:
    values = tuple(
        Value(f"v{n}", NAMELESS, NAMELESS, price, {"mm": number})
        for n, (number, price) in enumerate(zip(numbers, prices, strict=False))
    )
    return Option(key, NAMELESS, kind, values)


def a_product(options: list[Option]) -> Product:
    asked = tuple(one.key for one in options if one.kind is Kind.DESIGN)
    return some_product(
        "thing",
        name=NAMELESS,
        base_price_cents=10_000,
        options=tuple(options),
        steps=(Step("all", NAMELESS, asked),),
    )


@st.composite
def products(draw: st.DrawFn) -> Product:
    numbers = st.lists(st.integers(-2, 6), min_size=1, max_size=3)
    prices = st.lists(st.sampled_from([0, 0, 100, -50]), min_size=3, max_size=3)
    options = [
        option(f"o{n}", Kind.DESIGN, draw(numbers), draw(prices))
        for n in range(draw(st.integers(2, 4)))
    ]
    if draw(st.booleans()):
        options.append(option("body", Kind.MEASURED, [1, 3], [0, 0]))
    return a_product(options)


def claims_about(product: Product) -> st.SearchStrategy[Formula]:
    options = st.sampled_from(product.options)

    @st.composite
    def among(draw: st.DrawFn) -> Formula:
        one = draw(options)
        keys = st.sampled_from([value.key for value in one.values])
        return Is(one.key, frozenset(draw(st.sets(keys, min_size=1))))

    numbers = st.one_of(
        options.map(lambda one: Attribute(one.key, "mm")), st.integers(-3, 9).map(Number)
    )
    pairs = st.tuples(numbers, numbers)
    terms = st.one_of(numbers, pairs.map(Sum), pairs.map(Times))
    signs = st.sampled_from(["<", "<=", "=", "!=", ">=", ">"])

    @st.composite
    def listed(draw: st.DrawFn) -> Formula:
        some = draw(st.lists(options, min_size=1, max_size=2, unique_by=lambda one: one.key))
        rows = list(combinations(*([value.key for value in one.values] for one in some)))
        kept = draw(st.sets(st.sampled_from(rows)))
        return Listed(tuple(one.key for one in some), frozenset(kept))

    leaves = st.one_of(among(), st.builds(Compare, terms, signs, terms), listed())

    def grown(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
        several = st.lists(inner, max_size=3).map(tuple)
        counted = st.builds(Count, st.integers(0, 2), st.integers(0, 3), several)
        implied = st.builds(Requires, inner, inner)
        return st.one_of(inner.map(Not), several.map(All), several.map(Any), implied, counted)

    return st.recursive(leaves, grown, max_leaves=4)


@st.composite
def soft_rules(draw: st.DrawFn, product: Product, key: str) -> SoftRule:
    claim = draw(claims_about(product))
    when = draw(st.sampled_from([claim, ALWAYS]))
    one = draw(st.sampled_from(product.of_kind(Kind.DESIGN)))
    keys = [value.key for value in one.values]
    match draw(st.sampled_from([Warn, Recommend, Default, Default, Hide])):
        case kind if kind is Warn:
            return Warn(key, claim, NAMELESS)
        case kind if kind is Recommend:
            values = frozenset(draw(st.sets(st.sampled_from(keys), min_size=1)))
            return Recommend(key, when, one.key, values, draw(st.integers(1, 9)), NAMELESS)
        case kind if kind is Default:
            return Default(key, when, one.key, draw(st.sampled_from(keys)), NAMELESS)
    return Hide(key, when, (one.key,), NAMELESS)


@st.composite
def cases(draw: st.DrawFn) -> tuple[RuleBook, Situation]:
    product = draw(products())
    claims = draw(st.lists(claims_about(product), max_size=3))
    hard = tuple(Rule(f"r{n}", claim, NAMELESS) for n, claim in enumerate(claims))
    soft = tuple(draw(soft_rules(product, f"s{n}")) for n in range(draw(st.integers(0, 6))))
    choices = tuple(
        Choice(one.key, draw(st.sampled_from([value.key for value in one.values])), by)
        for one in product.of_kind(Kind.DESIGN)
        if (by := draw(st.sampled_from([None, None, By.CUSTOMER, By.STAFF, By.TASTE])))
    )
    facts = {one.key: "v0" for one in product.of_kind(Kind.MEASURED) if draw(st.booleans())}
    return RuleBook(product, hard, {}, {}, soft), Situation(choices, facts, {}, TODAY)


class Everything:
    """All valid configurations, tried one by one."""

    def __init__(self, book: RuleBook) -> None:
        options = book.product.options
        rows = combinations(*([value.key for value in one.values] for one in options))
        every = (dict(zip([one.key for one in options], row, strict=True)) for row in rows)
        self.options = options
        self.valid = [values for values in every if not broken(book, values)]

    def with_(self, wanted: Mapping[str, str]) -> list[dict[str, str]]:
        return [one for one in self.valid if wanted.items() <= one.items()]

    def left(self, wanted: Mapping[str, str]) -> dict[str, frozenset[str]]:
        reachable = self.with_(wanted)
        return {one.key: frozenset(each[one.key] for each in reachable) for one in self.options}


def fixed(situation: Situation) -> dict[str, str]:
    return {**situation.facts, **own_values(situation.choices)}


@EXAMPLES
@given(cases())
def test_soft_rules_change_no_answer_of_the_engine(given: tuple[RuleBook, Situation]) -> None:
    book, situation = given
    with_soft, without = compile_engine(book), compile_engine(replace(book, soft=()))

    assert with_soft.diagram.values == without.diagram.values
    assert state(with_soft, situation) == state(without, situation)


@EXAMPLES
@given(cases())
def test_what_is_surely_so_is_so_in_everything_reachable(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    truth_of = Everything(book)
    reachable = truth_of.with_(fixed(situation))
    assume(reachable)
    engine, left = compile_engine(book), truth_of.left(fixed(situation))
    for soft in book.soft:
        claim = soft.claim if isinstance(soft, Warn) else soft.when
        known = truth(claim, Left(left, engine.numbers))
        seen = {holds(claim, book.product, values) for values in reachable}
        assert known is None or seen == {known}
        if all(len(left[option]) == 1 for option in options_of(claim)):
            assert {known} == seen


@EXAMPLES
@given(cases())
def test_a_warning_is_told_when_its_claim_is_broken_and_never_when_it_may_hold(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    truth_of = Everything(book)
    reachable = truth_of.with_(fixed(situation))
    assume(reachable)
    left = truth_of.left(fixed(situation))
    told = advice(compile_engine(book), situation).warnings
    for rule in book.soft:
        if isinstance(rule, Warn):
            may_hold = any(holds(rule.claim, book.product, values) for values in reachable)
            settled = all(len(left[option]) == 1 for option in options_of(rule.claim))
            assert not (rule in told and may_hold)
            assert rule in told or may_hold or not settled


@EXAMPLES
@given(cases())
def test_suggestions_stand_together_with_all_own_choices(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    truth_of, engine = Everything(book), compile_engine(book)
    said = advice(engine, situation)
    suggested = {option: one.value for option, one in said.suggested.items()}
    own = own_values(situation.choices)

    assert not suggested.keys() & own.keys()
    assert not suggested or truth_of.with_(fixed(situation) | suggested)
    taken = situation
    for option, value in suggested.items():
        assert state(engine, taken).options[option][value].status in {
            Status.POSSIBLE,
            Status.FORCED,
        }
        taken = replace(taken, choices=taking(taken.choices, Choice(option, value)))
    assert state(engine, taken).clash == state(engine, situation).clash


@EXAMPLES
@given(cases())
def test_suggestions_are_those_found_one_by_one_in_the_authors_order(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    truth_of, engine = Everything(book), compile_engine(book)
    mine = fixed(situation)
    assume(truth_of.with_(mine))
    settled = truth_of.left(mine)
    tastes = [(c.option, c.value, ALWAYS) for c in situation.choices if c.by not in OWN]
    defaults = [(r.option, r.value, r.when) for r in book.soft if isinstance(r, Default)]
    found: dict[str, str] = {}
    for option, value, when in tastes + defaults:
        left = truth_of.left(mine | found)
        is_open = option not in found and len(settled[option]) > 1
        if is_open and value in left[option] and truth(when, Left(left, engine.numbers)):
            found[option] = value

    said = advice(engine, situation).suggested
    assert {option: one.value for option, one in said.items()} == found


@EXAMPLES
@given(cases())
def test_only_values_that_stand_are_recommended(given: tuple[RuleBook, Situation]) -> None:
    book, situation = given
    truth_of, own = Everything(book), own_values(situation.choices)
    for (option, value), rules in advice(compile_engine(book), situation).recommended.items():
        others = {key: mine for key, mine in own.items() if key != option}
        assert truth_of.with_({**situation.facts, **others, option: value})
        assert rules == tuple(sorted(rules, key=lambda rule: -rule.weight))
        for rule in rules:
            assert rule.option == option
            assert value in rule.values


@EXAMPLES
@given(cases())
def test_nothing_is_hidden_that_anybody_chose_or_that_is_still_to_decide(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    truth_of = Everything(book)
    reachable = truth_of.with_(fixed(situation))
    hidden = advice(compile_engine(book), situation).hidden
    assert not hidden.keys() & own_values(situation.choices).keys()
    for option, rule in hidden.items():
        assert len({values[option] for values in reachable}) == 1
        assert all(holds(rule.when, book.product, values) for values in reachable)


@EXAMPLES
@given(cases())
def test_while_choices_clash_nothing_but_warnings_is_said(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    assume(not Everything(book).with_(fixed(situation)))
    said = advice(compile_engine(book), situation)

    assert said == Advice(said.warnings)


@EXAMPLES
@given(cases())
def test_every_value_has_one_who_set_it_or_nobody(given: tuple[RuleBook, Situation]) -> None:
    book, situation = given
    engine = compile_engine(book)
    said, seen = advice(engine, situation), state(engine, situation)
    own = {(c.option, c.value): c.by for c in situation.choices if c.by in OWN}
    found = who_set(situation.choices, seen, said)

    assert own.items() <= found.items()
    assert len({option for option, _ in found}) == len(found)
    for option, values in seen.options.items():
        for value, its in values.items():
            by = found.get((option, value))
            match its.status:
                case Status.CHOSEN:
                    assert by in OWN
                case Status.FORCED:
                    assert by is By.RULE
                case Status.POSSIBLE:
                    assert by in {None, By.TASTE, By.DEFAULT}
                case Status.RULED_OUT:
                    assert by is None


@EXAMPLES
@given(cases())
def test_a_rule_named_for_a_value_left_alone_forbids_another_one(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    truth_of = Everything(book)
    assume(truth_of.with_(fixed(situation)))
    left = truth_of.left(fixed(situation))
    for option, rules in advice(compile_engine(book), situation).forced.items():
        (value,) = left[option]
        others = [one.key for one in book.product.option(option).values if one.key != value]
        around = list(combinations(*(left[key] for key in left if key != option)))
        keys = [key for key in left if key != option]
        for rule in rules:
            assert any(
                all(
                    not holds(
                        rule.claim, book.product, {**dict(zip(keys, row, strict=True)), option: one}
                    )
                    for row in around
                )
                for one in others
            )


@EXAMPLES
@given(cases())
def test_of_the_cheapest_completions_the_best_advised_is_given(
    given: tuple[RuleBook, Situation],
) -> None:
    book, situation = given
    truth_of, engine = Everything(book), compile_engine(book)
    reachable = truth_of.with_(fixed(situation))
    assume(reachable)
    said = advice(engine, situation)

    def merit(values: Mapping[str, str]) -> tuple[int, int, int]:
        price = sum(book.product.option(o).value(v).price_cents for o, v in values.items())
        suggested = sum(values[option] == one.value for option, one in said.suggested.items())
        rules = (said.recommended.get(pair, ()) for pair in values.items())
        return price, -suggested, -sum(rule.weight for some in rules for rule in some)

    given_ = complete(engine, situation, Goal.CHEAPEST)
    assert given_ is not None
    assert merit(given_) == min(map(merit, reachable))


def test_a_default_hangs_on_what_was_suggested_before_it() -> None:
    first, second = (option(f"o{n}", Kind.DESIGN, [0, 1, 2], [0, 0, 0]) for n in (1, 2))
    soft = (
        Default("one", ALWAYS, "o1", "v1", NAMELESS),
        Default("two", Is("o1", frozenset({"v1"})), "o2", "v2", NAMELESS),
    )
    engine = compile_engine(RuleBook(a_product([first, second]), (), {}, {}, soft))

    def suggested(*choices: Choice) -> dict[str, str]:
        said = advice(engine, Situation(choices, {}, {}, TODAY)).suggested
        return {key: one.value for key, one in said.items()}

    assert suggested() == {"o1": "v1", "o2": "v2"}
    assert suggested(Choice("o1", "v0")) == {}
    assert suggested(Choice("o1", "v0", By.TASTE)) == {"o1": "v0"}
    assert suggested(Choice("o2", "v0")) == {"o1": "v1"}


def test_an_engine_that_searches_only_warns() -> None:
    only = option("o1", Kind.DESIGN, [0, 1], [0, 0])
    soft = (
        Warn("not_this", Is("o1", frozenset({"v0"})), NAMELESS),
        Default("this", ALWAYS, "o1", "v0", NAMELESS),
    )
    engine: Engine = compile_engine(RuleBook(a_product([only]), (), {}, {}, soft), nodes=0)
    assert engine.kind == "solver"
    said = advice(engine, Situation((Choice("o1", "v1"),), {}, {}, TODAY))
    assert [rule.key for rule in said.warnings] == ["not_this"]
    assert not advice(engine, Situation((), {}, {}, TODAY)).suggested
