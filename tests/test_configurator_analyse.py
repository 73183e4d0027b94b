"""`surmesure analyse` and `count`, as programs and people call them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from configurator.cli import main

JEANS = "catalog/library/jeans/product.yaml"
LAPTOP = """c 1 Laptop
c 2 Touch
c 3 Pen
p cnf 3 2
1 0
-3 2 0
"""


@pytest.fixture
def laptop(tmp_path: Path) -> str:
    path = tmp_path / "laptop.dimacs"
    path.write_text(LAPTOP)
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def counted(*arguments: str) -> str:
    return json.loads(run("count", *arguments, "--json").stdout)["configurations"]


def test_an_analysis_of_jeans_says_how_many_designs_there_are() -> None:
    found = json.loads(run("analyse", JEANS, "--json").stdout)
    assert int(found["configurations"]) > 1_500_000
    assert int(found["configurations_with_sizes"]) > int(found["configurations"])
    assert found["options"] == 41
    assert found["rules"] >= 35
    assert (found["void"], found["dead"], found["engine"]) == (False, [], "diagram")
    assert found["false_optional"] == []
    assert found["seconds"] > 0


def test_variables_of_a_boolean_model_are_named_as_features(laptop: str) -> None:
    found = json.loads(run("analyse", laptop, "--json").stdout)
    assert (found["configurations"], found["core"], found["dead"]) == ("3", ["Laptop"], [])


def test_a_void_product_has_only_dead_features(tmp_path: Path) -> None:
    path = tmp_path / "void.dimacs"
    path.write_text("c 1 A\np cnf 1 2\n1 0\n-1 0\n")
    found = json.loads(run("analyse", str(path), "--json").stdout)
    assert (found["configurations"], found["void"]) == ("0", True)
    assert (found["core"], found["dead"]) == ([], ["A"])


def test_names_numbers_and_values_say_what_is_chosen_and_denied(laptop: str) -> None:
    assert counted(laptop, "--choose", "Touch") == "2"
    assert counted(laptop, "--choose", "2") == "2"
    assert counted(laptop, "--deny", "Touch") == "1"
    assert counted(laptop, "--choose", "Pen", "--deny", "Touch") == "0"
    every = int(counted(JEANS))
    skinny, other = counted(JEANS, "--choose", "fit=skinny"), counted(JEANS, "--deny", "fit=skinny")
    assert int(skinny) + int(other) == every
    assert counted(JEANS, "--choose", "fit=skinny", "--choose", "fit=slim") == "0"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Pencil", "there is no option `Pencil`; did you mean `Pen`?"),
        ("Pen=maybe", "`Pen` has no value `maybe`; known: `yes`, `no`"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_known(laptop: str, asked: str, told: str) -> None:
    result = run("count", laptop, "--choose", asked)
    assert result.exit_code == 2
    assert told in result.stderr


def test_every_mistake_of_a_file_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "bad.dimacs"
    path.write_text("p cnf 2 2\n1 x 0\n3 0\n")
    result = run("analyse", str(path), "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"{path}:2:3:" in result.stderr
    assert f"{path}:3:1:" in result.stderr


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.txt"
    path.write_text("")
    result = run("analyse", str(path))
    assert result.exit_code == 1
    assert "files end in .yaml, .yml, .dimacs" in result.stderr


def test_without_json_people_read_lines(laptop: str) -> None:
    told = run("analyse", laptop).stdout
    assert "configurations: 3" in told
    assert "core: Laptop" in told
    assert "dead: none" in told


def test_a_review_of_jeans_has_nothing_to_ask_about() -> None:
    assert run("review", JEANS).stdout == "nothing to ask about\n"


def test_a_review_names_the_rules_behind_what_cannot_be(tmp_path: Path) -> None:
    path = tmp_path / "bike.dimacs"
    path.write_text("c 1 A\nc 2 B\nc 3 C\np cnf 3 4\n-1 2 0\n-1 -2 0\n-1 3 0\n2 3 0\n")
    found = json.loads(run("review", str(path), "--json").stdout)
    assert found["dead"] == [{"about": "A=yes", "rules": ["clause_1", "clause_2"]}]
    (pair,) = found["contradicting"]
    assert (pair["rules"], pair["values"]) == (["clause_1", "clause_2"], ["A=yes"])
    assert found["redundant"] == [{"about": "clause_3", "rules": ["clause_1", "clause_2"]}]


def test_an_effect_counts_designs_with_and_without_a_rule(laptop: str) -> None:
    told = run("review", laptop, "--effect", "clause_2", "--json").stdout
    assert json.loads(told) == {"rule": "clause_2", "with": "3", "without": "4", "opens": ""}
    assert "there is no rule" in run("review", laptop, "--effect", "clause_9").stderr


def test_a_trace_tells_what_each_choice_rules_out(laptop: str) -> None:
    told = run("review", laptop, "--trace", "Pen").stdout
    assert told.splitlines() == [
        "Pen=yes rules out Touch=no: clause_2",
    ]


BELT = str(Path(__file__).parent / "cases" / "belt" / "product.yaml")


def test_a_product_beyond_its_budget_is_analysed_by_a_solver_that_counts_nothing() -> None:
    compiled = json.loads(run("analyse", BELT, "--json").stdout)
    searched = json.loads(run("analyse", BELT, "--json", "--nodes", "10").stdout)
    assert (compiled["engine"], searched["engine"]) == ("diagram", "solver")
    assert int(compiled["configurations"]) > 0
    assert searched["configurations"] is searched["configurations_with_sizes"] is None
    for name in ("options", "rules", "void", "core", "dead", "false_optional"):
        assert searched[name] == compiled[name]


def test_a_product_beyond_its_budget_is_not_counted() -> None:
    refused = run("count", BELT, "--nodes", "10", "--json")
    assert refused.exit_code == 1
    assert "only a diagram counts" in refused.stderr
