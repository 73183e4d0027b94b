"""Feature models in UVL: the tree, claims, numbers, mistakes, and real models' answers."""

import csv
from pathlib import Path

import pytest

from rules.analysis import analyse, features
from rules.diagram import compile_diagram
from rules.features import FeatureModel
from rules.uvl import read_uvl

LAPTOP = """namespace Laptop

features
\tLaptop {abstract, price 300}
\t\tmandatory
\t\t\tScreen
\t\t\t\talternative
\t\t\t\t\tSmall {price 50}
\t\t\t\t\tLarge {price 120}
\t\toptional
\t\t\tPen {price 30}
\t\t\t"Touch pad" {note "double quoted", other 'single quoted'}
\t\tor
\t\t\tSsd {price 90}
\t\t\tDisk {price 40} // the old kind
\t\t[1..2]
\t\t\tRed
\t\t\tBlue
\t\t\tGreen
"""


def model_of(tmp_path: Path, text: str) -> FeatureModel:
    path = tmp_path / "model.uvl"
    path.write_text(text)
    model, problems, _ = read_uvl(path)
    assert model is not None, problems
    return model


def counted(tmp_path: Path, *claims: str, tree: str = LAPTOP) -> int:
    told = "".join(f"\t{claim}\n" for claim in claims)
    model = model_of(tmp_path, f"{tree}constraints\n{told}" if claims else tree)
    return compile_diagram(model.book).designs


def problems_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "model.uvl"
    path.write_text(text)
    model, problems, _ = read_uvl(path)
    assert (model is None) == bool(problems)
    return [f"{one.place.line}:{one.place.column}: {one.message}" for one in problems]


def test_groups_say_how_many_of_their_features_are_taken(tmp_path: Path) -> None:
    screens, extras, drives, colours = 2, 4, 3, 6
    assert counted(tmp_path) == screens * extras * drives * colours


@pytest.mark.parametrize(
    ("claim", "share"),
    [
        ("Pen => Large", 3 / 4),
        ("Pen & Large", 1 / 4),
        ("Pen | Large", 3 / 4),
        ("!Pen", 1 / 2),
        ("Pen <=> Large", 1 / 2),
        ("!(Pen | Large)", 1 / 4),
        ('"Touch pad" => Large', 3 / 4),
        ("Laptop", 1),
        ("Large.price + Pen.price >= 150", 1 / 4),
        ("Large.price == 120", 1 / 2),
        ("Large.price - Pen.price > 100", 1 / 4),
        ("2 * Pen.price < Small.price + 20", 3 / 4),
    ],
)
def test_a_claim_leaves_its_share_of_the_models(tmp_path: Path, claim: str, share: float) -> None:
    assert counted(tmp_path, claim) == counted(tmp_path) * share


def test_a_sum_adds_up_what_the_taken_features_carry(tmp_path: Path) -> None:
    # 300 for the laptop, 50 or 120, 30 or 0, and 90, 40 or 130: 420 leaves small with a disk, with
    # or without a pen; the touch pad and six colours are free.
    assert counted(tmp_path, "sum(price) <= 420") == 2 * 2 * 6


def test_alternatives_are_one_option_with_many_values(tmp_path: Path) -> None:
    model = model_of(tmp_path, LAPTOP)
    assert [len(option.values) for option in model.book.product.options] == [2] * 8
    assert list(model.taken)[:4] == ["Laptop", "Screen", "Small", "Large"]


def test_alternatives_below_an_optional_feature_are_none_without_it(tmp_path: Path) -> None:
    tree = "features\n\tA\n\t\toptional\n\t\t\tB\n\t\t\t\talternative\n\t\t\t\t\tC\n\t\t\t\t\tD\n"
    assert counted(tmp_path, tree=tree) == 3
    assert counted(tmp_path, "!C", tree=tree) == 2
    assert counted(tmp_path, "B => C", tree=tree) == 2


def test_features_that_cannot_be_chosen_freely_are_named(tmp_path: Path) -> None:
    model = model_of(tmp_path, f"{LAPTOP}constraints\n\tScreen => Pen\n\tPen => !Small\n")
    found = features(model, compile_diagram(model.book))
    assert found.core == ("Laptop", "Screen", "Large", "Pen")
    assert found.dead == ("Small",)
    assert found.false_optional == ("Pen",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "features\n\tA\n\t\toptional\n\t\t\tPen\nconstraints\n\tPem => A\n",
            ["6:2: there is no feature `Pem`; did you mean `Pen`?"],
        ),
        (
            "features\n\tA\n\t\toptional\n\t\t\tB\n\t\t\tB\n",
            ["5:4: the feature `B` stands here a second time"],
        ),
        ("features\n\tInteger A\n", ["2:2: Integer features have no end of values; only Boolean"]),
        (
            "features\n\tA {w 1.5}\nconstraints\n\tA.w > 1 => B\n\tA.x > 1\n",
            [
                "2:7: only whole numbers are read; choose a smaller unit",
                "4:13: there is no feature `B`; known: `A`",
                "5:2: no feature carries a number `A.x`",
            ],
        ),
        ("features\n\tA\n\t\tor or\n", ["3:3: this cannot stand here"]),
        ("", ["1:1: this cannot stand here"]),
    ],
)
def test_mistakes_are_told_with_their_places(tmp_path: Path, text: str, told: list[str]) -> None:
    found = problems_of(tmp_path, text)
    assert len(found) == len(told)
    assert all(one.startswith(start) for one, start in zip(found, told, strict=True)), found


def test_no_cut_of_a_file_raises_or_is_half_read(tmp_path: Path) -> None:
    text = f"{LAPTOP}constraints\n\tPen => Large\n\tsum(price) < 500\n"
    for end in range(0, len(text), 3):
        problems_of(tmp_path, text[:end])
    problems_of(tmp_path, "features\n" + "\t" * 5_000 + "A")
    problems_of(tmp_path, f"features\n\tA\nconstraints\n\t{'(' * 5_000}A\n")


@pytest.mark.parametrize(
    "name",
    [
        "JHipster",
        "Truck",
        "berkeleydb",
        "e_shop",
        "finance_2017-05-22",
        "finance_2018-05-09",
        "routefinding",
        "xtext",
    ],
)
def test_a_real_model_has_the_answers_it_has_in_dimacs(test_data: Path, name: str) -> None:
    models = test_data / "models"
    with (models / "answers.csv").open() as file:
        known = {row["model"].lower(): row for row in csv.DictReader(file)}[name.lower()]
    model, problems, _ = read_uvl(models / f"{name}.uvl")
    assert model is not None, problems
    diagram = compile_diagram(model.book)
    found = features(model, diagram)
    assert len(model.taken) == int(known["variables"])
    assert str(analyse(model.book, diagram).configurations) == known["valid_configurations"]
    assert (len(found.core), len(found.dead)) == (int(known["core"]), int(known["dead"]))
