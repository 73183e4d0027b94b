"""Real models with answers others have published: every count, core and dead feature exact."""

import csv
from pathlib import Path
from random import Random

import numpy as np
import pytest

from rules.analysis import analyse, count
from rules.diagram import compile_diagram
from rules.dimacs import read_dimacs
from rules.grouping import grouped
from rules.layers import FREE, Diagram, Longs, counts_through
from rules.passes import Held, possible
from rules.rule import RuleBook

MODELS = [
    "BerkeleyDBC",
    "HiPAcc",
    "JHipster",
    "VP9",
    "X264",
    "berkeleydb",
    "dell_laptop",
    "e_shop",
    "mobilemedia2",
    "routefinding",
    "tankwar",
    "truck",
    "xtext",
]


def compiled(models: Path, name: str) -> tuple[RuleBook, Diagram]:
    book, problems, _ = read_dimacs(models / f"{name}.dimacs")
    assert book is not None, problems
    return book, compile_diagram(book)


def answers(models: Path) -> dict[str, dict[str, str]]:
    with (models / "answers.csv").open() as file:
        return {row["model"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", MODELS)
def test_a_real_model_has_the_published_answers(test_data: Path, name: str) -> None:
    known = answers(test_data / "models")[name]
    book, diagram = compiled(test_data / "models", name)
    found = analyse(book, diagram)
    assert str(found.configurations) == known["valid_configurations"]
    assert sum(value == "yes" for _, value in found.core) == int(known["core"])
    assert sum(value == "yes" for _, value in found.dead) == int(known["dead"])
    assert found.configurations == found.configurations_with_sizes


def test_every_model_under_200_variables_is_tried(test_data: Path) -> None:
    known = answers(test_data / "models").values()
    assert {row["model"] for row in known if int(row["variables"]) < 200} == set(MODELS)


def test_all_partial_counts_of_vp9_are_exact(test_data: Path) -> None:
    book, diagram = compiled(test_data / "models", "VP9")
    names = [option.key for option in book.product.options]
    with (test_data / "models" / "VP9.partial_counts.csv").open() as file:
        rows = [(row[0].split(), int(row[1])) for row in csv.reader(file)]
    assert len(rows) == 300
    for literals, number in rows:
        signed = [int(literal) for literal in literals]
        chosen = [(names[one - 1], "yes") for one in signed if one > 0]
        denied = [(names[-one - 1], "yes") for one in signed if one < 0]
        assert count(diagram, chosen, denied) == number


def test_a_partial_count_of_the_dell_laptop_is_the_published_one(test_data: Path) -> None:
    _, diagram = compiled(test_data / "models", "dell_laptop")
    denied = [("Vostro_1510", "yes"), ("Hardware_Raid", "yes")]
    assert count(diagram, [("Latitude_D630N", "yes")], denied) == 5_760


def counted(diagram: Diagram, own: Longs) -> tuple[list[int], int]:
    """The designs with each value and in all, added up as Python adds."""
    up, down = [0] * diagram.nodes, [0] * diagram.nodes
    up[-1], down[0], each = 1, 1, [0] * len(diagram.values)
    layers = np.repeat(np.arange(len(diagram.options)), np.diff(diagram.first_edge)).tolist()
    columns = (diagram.source.tolist(), diagram.target.tolist(), diagram.label.tolist())
    edges = list(zip(layers, *columns, strict=True))
    for layer, source, target, label in reversed(edges):
        if own[layer] in (FREE, label):
            up[source] += up[target]
    for layer, source, target, label in edges:
        each[label] += down[source] * up[target]
        if own[layer] in (FREE, label):
            down[target] += down[source]
    return each, up[0]


@pytest.mark.parametrize("name", ["xtext", "e_shop", "finance_2017-05-22"])
def test_counts_modulo_primes_are_those_that_python_adds_up(test_data: Path, name: str) -> None:
    book, problems, _ = read_dimacs(test_data / "models" / f"{name}.dimacs")
    assert book is not None, problems
    diagram, random = compile_diagram(grouped(book).book), Random(name)
    nothing, own = diagram.taken({}), diagram.taken({})
    for layer in random.sample(range(len(own)), k=12):
        assert counts_through(diagram, own, nothing) == counted(diagram, own)
        alive = possible(diagram, Held(own, nothing))
        numbers = diagram.numbers(diagram.options[layer])
        own[layer] = random.choice([number for number in numbers if alive[number]])
