"""Exports keep the number of configurations, whichever way they go."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from configurator.analyse import read_or_exit
from configurator.cli import main
from configurator.export import WRITERS, exported
from rules.analysis import analyse, features
from rules.diagram import compile_diagram
from rules.features import FeatureModel

JEANS = Path(__file__).parents[1] / "catalog" / "library" / "jeans" / "product.yaml"
TROUSERS = Path(__file__).parent / "cases" / "trousers" / "product.yaml"
FORMS = pytest.mark.parametrize("form", WRITERS)
SMALL = """features
	A
		mandatory
			B {price 3}
				or
					"C d" {price 4}
					"e=f" {price 5}
				[1..2]
					G
					H
					or_
		optional
			"K.l"
				alternative
					M
						mandatory
							N
					O
			Integer P
constraints
	sum(price) <= 8
	P => P >= 1 & P <= 3
	!(M <=> "C d") | P == 2 & !(G & H)
"""


def written(model: FeatureModel, form: str, folder: Path) -> FeatureModel:
    """What is read again of `model` written in `form`."""
    path = folder / f"again.{form}"
    path.write_text(exported(model, form), encoding="utf-8")
    return read_or_exit(path)


def designs(model: FeatureModel) -> int:
    return compile_diagram(model.book).designs


@FORMS
@pytest.mark.parametrize("path", [JEANS, TROUSERS], ids=["jeans", "trousers"])
def test_a_product_keeps_its_designs(tmp_path: Path, path: Path, form: str) -> None:
    model = read_or_exit(path)
    assert designs(written(model, form, tmp_path)) == designs(model)


@FORMS
def test_a_model_keeps_its_features_there_and_back(tmp_path: Path, form: str) -> None:
    path = tmp_path / "small.uvl"
    path.write_text(SMALL)
    model = read_or_exit(path)

    there = written(model, form, tmp_path)
    back = written(there, "dimacs" if form == "uvl" else "uvl", tmp_path)

    assert designs(model) == designs(there) == designs(back) > 0
    names = {name.replace(".", "_") for name in model.taken}
    assert names <= {name.replace(".", "_") for name in there.taken}
    assert features(there, compile_diagram(there.book)).core[:2] == ("A", "B")


@FORMS
@pytest.mark.parametrize(
    "name",
    ["JHipster", "Truck", "Pizzas", "berkeleydb", "e_shop"],
)
def test_a_real_model_keeps_its_answers(
    test_data: Path, tmp_path: Path, name: str, form: str
) -> None:
    model = read_or_exit(test_data / "models" / f"{name}.uvl")
    again = written(model, form, tmp_path)
    assert designs(again) == designs(model)
    first = features(model, compile_diagram(model.book))
    second = features(again, compile_diagram(again.book))
    assert set(first.core) <= set(second.core)
    assert set(first.dead) <= set(second.dead)


@FORMS
def test_clauses_keep_their_answers(test_data: Path, tmp_path: Path, form: str) -> None:
    with (test_data / "models" / "answers.csv").open() as file:
        known = {row["model"]: row["valid_configurations"] for row in csv.DictReader(file)}
    for name in ("X264", "tankwar", "mobilemedia2"):
        model = read_or_exit(test_data / "models" / f"{name}.dimacs")
        again = written(model, form, tmp_path)
        found = analyse(again.book, compile_diagram(again.book))
        assert str(found.configurations) == known[name]


def test_the_command_writes_a_file_and_says_why_it_cannot(tmp_path: Path) -> None:
    path, out = tmp_path / "small.uvl", tmp_path / "small.dimacs"
    path.write_text(SMALL)

    def run(*words: str | Path) -> Result:
        return CliRunner().invoke(main, ["export", *map(str, words)])

    assert run(path, "--to", "dimacs", "-o", out).exit_code == 0
    assert out.read_text().startswith("c 1 A\n")
    assert run(path, "--to", "dimacs").stdout == out.read_text()
    numbers = "".join(f"\t\t\tF{n} {{price {n}}}\n" for n in range(18))
    path.write_text(f"features\n\tA\n\t\toptional\n{numbers}constraints\n\tsum(price) < 90\n")
    refused = run(path, "--to", "uvl")
    assert refused.exit_code == 1
    assert "262,144 combinations of 18 options" in refused.stderr
