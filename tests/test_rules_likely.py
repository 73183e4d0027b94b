"""How likely every value is for one of several tastes: as adding up all designs says."""

from collections.abc import Mapping
from itertools import product as combinations
from math import prod
from pathlib import Path

import numpy as np
import pytest

from rules.check import holds
from rules.diagram import compile_diagram
from rules.dimacs import read_dimacs
from rules.layers import Diagram
from rules.likely import mixed, tastes
from rules.passes import held, sums
from rules.read import read_product
from rules.rule import RuleBook

BELT = Path(__file__).parent / "cases" / "belt" / "product.yaml"
TASTES = 3
WITHIN = 1e-9


@pytest.fixture(scope="module")
def belt() -> tuple[RuleBook, Diagram]:
    book, problems, _ = read_product(BELT)
    assert book, problems
    return book, compile_diagram(book)


def all_designs(book: RuleBook) -> list[Mapping[str, str]]:
    """Without the diagram: every combination that the judge lets pass."""
    options = book.product.options
    every = (
        dict(zip((one.key for one in options), values, strict=True))
        for values in combinations(*([value.key for value in one.values] for one in options))
    )
    claims = [rule.claim for rule in book.rules]
    return [one for one in every if all(holds(claim, book.product, one) for claim in claims)]


def weights(diagram: Diagram, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.01, 3, (len(diagram.values), TASTES))


@pytest.mark.parametrize(
    "own",
    [
        {},
        {"hide": "bridle", "width": "30"},
        {"engraving": "plate", "length": "1000", "holes": "9"},
        {"width": "20", "engraving": "plate"},  # These clash: all that is left stands alone.
    ],
)
def test_probabilities_of_several_tastes_are_those_of_all_designs_added_up(belt, own) -> None:
    book, diagram = belt
    weight, prior = weights(diagram, 5), np.array([0.5, 0.3, 0.2])
    designs = all_designs(book)
    assert len(designs) == diagram.designs
    each = np.array(
        [
            prod((weight[diagram.number(*value)] for value in one.items()), start=np.ones(TASTES))
            for one in designs
        ]
    )
    whole = each.sum(axis=0)

    found = mixed(diagram, own, tastes(diagram, {}, weight, prior))

    for option in diagram.options:
        others = {key: value for key, value in own.items() if key != option}
        fits = np.array([others.items() <= one.items() for one in designs])
        chosen = np.array([one[option] for one in designs])
        part = [
            (each[fits & (chosen == diagram.values[n][1])] / whole).sum(axis=0) @ prior
            for n in diagram.numbers(option)
        ]
        expected = np.array(part) / (sum(part) or 1)
        numbers = diagram.numbers(option)
        assert found.each[numbers.start : numbers.stop] == pytest.approx(expected, abs=WITHIN)
    stands = np.array([own.items() <= one.items() for one in designs])
    now = prior * each[stands].sum(axis=0) / whole
    assert found.tastes == pytest.approx(now / (now.sum() or 1), abs=WITHIN)


def test_a_body_moves_no_taste_but_what_it_forbids_is_not_likely(engines) -> None:
    diagram = engines["jeans"].diagram
    weight = weights(diagram, 7)
    for layer, option in enumerate(diagram.options):
        if not diagram.counted_designs[layer]:
            weight[diagram.numbers(option)] = 1
    facts, prior = {"heel": "heel_450"}, np.array([0.6, 0.3, 0.1])

    found = mixed(diagram, {}, tastes(diagram, facts, weight, prior))
    bound = mixed(diagram, {"leg_opening": "mm_400"}, tastes(diagram, facts, weight, prior))

    assert found.tastes == pytest.approx(prior)
    assert found.each[diagram.number("leg_opening", "mm_260")] == 0
    for option in ("fit", "cloth", "hem"):
        assert found.each[diagram.numbers(option)].sum() == pytest.approx(1)
    assert bound.tastes != pytest.approx(prior)


def test_sums_of_four_hundred_options_stay_in_range(tmp_path) -> None:
    path = tmp_path / "model.dimacs"
    path.write_text("p cnf 400 1\n1 2 0\n")
    book, problems, _ = read_dimacs(path)
    assert book, problems
    diagram = compile_diagram(book)
    weight = np.full((len(diagram.values), 2), 1e-5)
    weight[:, 1] = 1e5

    found = sums(diagram, held(diagram, {}, {}), weight)

    # Of the four ways to take the first two, one is forbidden.
    each = 400 * np.log(np.array([1e-5, 1e5])) + 398 * np.log(2) + np.log(3)
    assert found.logarithm == pytest.approx(each)
    even = mixed(diagram, {}, tastes(diagram, {}, weight, np.ones(2)))
    assert even.each[diagram.number("1", "yes")] == pytest.approx(2 / 3)
    assert even.tastes == pytest.approx([0.5, 0.5])


def test_weights_of_another_diagram_are_refused(trousers) -> None:
    diagram = trousers.diagram
    for values in (0, len(diagram.values) - 1, len(diagram.values) + 1):
        with pytest.raises(ValueError, match="weights for"):
            sums(diagram, held(diagram, {}, {}), np.ones((values, 2)))
