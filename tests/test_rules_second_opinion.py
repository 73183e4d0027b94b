"""Real models: trying everything, the judge, the diagram and CP-SAT agree on every value.

SURMESURE_SECOND_OPINION=1000 makes of every count below a thousand.
"""

import csv
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import pytest

from catalog.configuration import Choice
from catalog.module import Module
from catalog.problems import Place
from catalog.product import Option
from catalog.text import Sentence, Text
from rules.asked import Asked
from rules.check import broken
from rules.complete import Goal, complete
from rules.dimacs import read_dimacs
from rules.engine import Engine, compile_engine
from rules.explain import conflict
from rules.grouping import grouped
from rules.passes import Held, possible
from rules.rule import RuleBook
from rules.solver import Solver
from rules.state import Situation, own_values, state

COUNT = int(os.environ.get("SURMESURE_SECOND_OPINION", "20"))
IN_FULL = COUNT >= 1000
SMALL = ["BerkeleyDBC", "X264", "berkeleydb", "truck"]
MODELS = [
    *SMALL,
    "HiPAcc",
    "JHipster",
    "VP9",
    "dell_laptop",
    "e_shop",
    "mobilemedia2",
    "routefinding",
    "tankwar",
    "xtext",
]
LARGE = ["finance_2017-05-22", "finance_2018-05-09"]
GROUPED = ["finance_2018-05-09"]
SLOW = pytest.mark.skipif(not IN_FULL, reason="takes minutes: SURMESURE_SECOND_OPINION=1000")
EVERY = [*MODELS, *(pytest.param(name, marks=SLOW) for name in LARGE)]
ENUMERATED = [*SMALL, pytest.param("finance_2017-05-22", marks=SLOW)]

TODAY = date(2026, 11, 20)
DAYS = {"SOON": 3, "LATE": 11}
NAMELESS = Text(en="")


def module(sku: str) -> Module:
    nothing = Sentence("1", Place("here"))
    return Module(sku, NAMELESS, "piece", nothing, 0, 0, 1, DAYS[sku], "A1")


@cache
def engine_of(file: Path) -> Engine:
    """A model whose values cost something and take their time, as drawn by lot."""
    book, problems, _ = read_dimacs(file)
    assert book is not None, problems
    book = grouped(book).book if file.stem in GROUPED else book
    random = Random(file.stem)

    def priced(option: Option) -> Option:
        values = (
            replace(
                value,
                price_cents=random.randrange(-300, 900),
                modules=random.choice([(), (), ("SOON",), ("LATE",)]),
            )
            for value in option.values
        )
        return replace(option, values=tuple(values))

    product = replace(
        book.product,
        options=tuple(map(priced, book.product.options)),
        modules=tuple(map(module, DAYS)),
    )
    return compile_engine(RuleBook(product, book.rules, {}, {}))


def engine(test_data: Path, name: str) -> Engine:
    return engine_of(test_data / "models" / f"{name}.dimacs")


def moments(engine: Engine, seed: int) -> Iterator[Situation]:
    """A session: options in any order, each time one of several values that are offered.

    Every option keeps a value all the way; one that has a single value left need not be asked.
    """
    random, now, diagram = Random(seed), Situation((), {}, {}, TODAY), engine.diagram
    own, nothing = diagram.taken({}), diagram.taken({})
    starts = [diagram.numbers(option).start for option in diagram.options]
    alive = possible(diagram, Held(own, nothing))
    for option in random.sample(diagram.options, k=len(diagram.options)):
        offered = [number for number in diagram.numbers(option) if alive[number]]
        if len(offered) == 1:
            continue
        yield now
        number = random.choice(offered)
        now = replace(now, choices=(*now.choices, Choice(*diagram.values[number])))
        own[diagram.layer(option)] = number
        alive = possible(diagram, Held(own, nothing))
        dead = np.flatnonzero(~np.logical_or.reduceat(alive, starts))
        assert not dead.size, f"{diagram.options[dead[0]]} has no value after {now.choices}"
    yield now


def a_moment(engine: Engine, seed: int) -> Situation:
    sooner = Random(seed).randrange(min(20, len(engine.diagram.options)))
    *_, now = islice(moments(engine, seed), sooner + 1)  # The last one, if it is over sooner.
    return now


def test_every_model_with_known_answers_is_here(test_data: Path) -> None:
    with (test_data / "models" / "answers.csv").open(encoding="utf-8") as file:
        assert {row["model"] for row in csv.DictReader(file)} == {*MODELS, *LARGE}


@pytest.mark.parametrize("name", EVERY)
def test_offered_values_never_lead_to_a_dead_end(test_data: Path, name: str) -> None:
    made = engine(test_data, name)
    for seed in range(COUNT):
        *_, last = moments(made, seed)
        only = complete(made, last, Goal.CHEAPEST)
        assert only is not None
        assert own_values(last.choices).items() <= only.items()
        assert broken(made.book, only) == ()
        assert complete(made, last, Goal.SOONEST) == only


def configurations(file: Path) -> list[set[int]]:
    """All of them as literals, found by splitting the clauses of the file, without the product."""
    lines = [line for line in file.read_text("utf-8").splitlines() if line[:1] not in {"c", "p"}]
    numbers = [int(word) for line in lines for word in line.split()]
    clauses, clause = list[frozenset[int]](), list[int]()
    for number in numbers:
        if number:
            clause.append(number)
        else:
            clauses.append(frozenset(clause))
            clause = []
    variables = max(abs(literal) for clause in clauses for literal in clause)
    return list(split(clauses, frozenset(), variables))


def split(
    clauses: list[frozenset[int]], taken: frozenset[int], variables: int
) -> Iterator[set[int]]:
    while (one := next((c for c in clauses if len(c) == 1), None)) is not None:
        (literal,) = one
        clauses, taken = without(clauses, literal), taken | {literal}
    if frozenset() in clauses:
        return
    free = next((n for n in range(1, variables + 1) if not {n, -n} & taken), None)
    if free is None:
        yield {*taken}
        return
    for literal in (free, -free):
        yield from split(without(clauses, literal), taken | {literal}, variables)


def without(clauses: list[frozenset[int]], literal: int) -> list[frozenset[int]]:
    return [clause - {-literal} for clause in clauses if literal not in clause]


@pytest.mark.parametrize("name", ENUMERATED)
def test_every_pass_is_what_trying_every_configuration_gives(test_data: Path, name: str) -> None:
    made = engine(test_data, name)
    keys = [option.key for option in made.product.options]
    every = [
        {key: "yes" if place in one else "no" for place, key in enumerate(keys, start=1)}
        for one in configurations(test_data / "models" / f"{name}.dimacs")
    ]
    assert all(broken(made.book, one) == () for one in every[:50])
    priced = [(one, price(made, one), wait(made, one)) for one in every]
    for seed in range(max(1, COUNT // 4)):
        now = a_moment(made, seed)
        seen, mine = state(made, now), own_values(now.choices)
        for option, values in seen.options.items():
            others = {key: value for key, value in mine.items() if key != option}
            for key, shown in values.items():
                with_it = [row for row in priced if row[0][option] == key]
                fits = [row for row in with_it if others.items() <= row[0].items()]
                given_up = (sum(one[o] != v for o, v in others.items()) for one, *_ in with_it)
                assert shown.changes == min(given_up, default=None)
                assert shown.configurations == len(fits)
                prices, waits = [row[1] for row in fits], [row[2] for row in fits]
                assert shown.cheapest_cents == min(prices, default=None)
                assert shown.dearest_cents == max(prices, default=None)
                ready = [TODAY + timedelta(made.product.base_lead_days + days) for days in waits]
                assert shown.ready_on == min(ready, default=None)


def price(made: Engine, values: Mapping[str, str]) -> int:
    taken = (made.product.option(key).value(value) for key, value in values.items())
    return made.product.base_price_cents + sum(value.price_cents for value in taken)


def wait(made: Engine, values: Mapping[str, str]) -> int:
    taken = (made.product.option(key).value(value) for key, value in values.items())
    return max((DAYS[sku] for value in taken for sku in value.modules), default=0)


@pytest.mark.parametrize("name", EVERY)
def test_cp_sat_is_of_the_same_opinion(test_data: Path, name: str) -> None:
    made, random = engine(test_data, name), Random(name)
    product, solver = made.product, made.solver
    prices = {(o.key, v.key): v.price_cents for o in product.options for v in o.values}
    days = {
        (o.key, v.key): max((DAYS[sku] for sku in v.modules), default=0)
        for o in product.options
        for v in o.values
    }
    for seed in range(COUNT // 10 if name in LARGE else COUNT):
        now = a_moment(made, seed)
        seen = state(made, now)
        option = random.choice(product.options)
        key = random.choice(option.values).key
        shown = seen.options[option.key][key]
        others = {o: v for o, v in own_values(now.choices).items() if o != option.key}
        asked = {option.key: key, **others}
        given_up = {(o, v.key): 1 for o in others for v in product.option(o).values}
        given_up |= dict.fromkeys(others.items(), 0)
        assert least(made, {option.key: key}, given_up) == shown.changes
        assert solver.stands(asked) == (shown.changes == 0)
        if shown.cheapest_cents is None or shown.dearest_cents is None or shown.ready_on is None:
            continue
        base = product.base_price_cents
        assert least(made, asked, prices) == shown.cheapest_cents - base
        assert least(made, asked, {p: -c for p, c in prices.items()}) == base - shown.dearest_cents
        waits = (shown.ready_on - TODAY).days - product.base_lead_days
        later = {value for value, wait_days in days.items() if wait_days > waits}
        as_late = {value for value, wait_days in days.items() if wait_days >= waits}
        assert least(made, asked, {}, later) == 0
        assert waits == 0 or least(made, asked, {}, as_late) is None


def least(
    made: Engine,
    wanted: Mapping[str, str],
    costs: Mapping[tuple[str, str], int],
    without: Collection[tuple[str, str]] = (),
) -> int | None:
    """The least sum of `costs` CP-SAT finds."""
    others = {
        (key, value.key)
        for key, mine in wanted.items()
        for value in made.product.option(key).values
        if value.key != mine
    }
    found = made.solver.found(Asked(others | {*without}, costs=costs))
    return None if found is None else sum(costs.get(value, 0) for value in found.items())


@pytest.mark.parametrize("name", ["dell_laptop", "JHipster", "e_shop", "tankwar"])
def test_a_conflict_and_its_rules_are_minimal_to_cp_sat_too(test_data: Path, name: str) -> None:
    made, found = engine(test_data, name), 0
    for seed in range(COUNT):
        random = Random(seed)
        options = random.sample(made.product.options, k=8)
        wishes = tuple(Choice(one.key, random.choice(one.values).key) for one in options)
        clash = conflict(made, Situation(wishes, {}, {}, TODAY))
        together = own_values(wishes)
        assert (clash is None) == made.solver.stands(together)
        if clash is None:
            continue
        found += 1
        named = {choice.option: choice.value for choice in clash.choices}
        assert not made.solver.stands(named)
        for left_out in named:
            assert made.solver.stands({o: v for o, v in named.items() if o != left_out})
        assert not Solver(replace(made.book, rules=clash.rules)).stands(named)
        for rule in random.sample(clash.rules, k=min(3, len(clash.rules))):
            others = tuple(other for other in clash.rules if other != rule)
            assert Solver(replace(made.book, rules=others)).stands(named)
    assert found
