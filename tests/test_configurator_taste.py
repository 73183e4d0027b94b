"""`surmesure taste evaluate`: the command, its mistakes, and what simulated people show of it."""

import csv
import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from time import process_time

import pytest
from click.testing import CliRunner, Result

from configurator.cli import main
from configurator.crowd.choosing import Choosers, Chosen, Manners
from configurator.taste import CONFIDENCE
from configurator.taste_rows import read_made
from customers.dialogue.question import Manner
from customers.taste.learning import learned
from customers.taste.made import Made
from customers.taste.replay import Figures, Replayed, by_order, figures, replayed
from rules.diagram import compile_diagram
from rules.engine import Engine
from rules.read import read_product

BELT = Path(__file__).parent / "cases" / "belt" / "product.yaml"
FIGURES = set(Figures.__slots__)

PEOPLE = int(os.environ.get("SURMESURE_TASTE", "12"))
"""So many people are asked; 500 is the proof, with 7,000 orders to learn from (six minutes)."""

PAST = PEOPLE * 14
WHOLE = 500
CHANCE = 0 if PEOPLE >= WHOLE else 0.1
SEED = 7


@pytest.fixture(scope="module")
def belt() -> Engine:
    book, problems, _ = read_product(BELT)
    assert book, problems
    return Engine(book, compile_diagram(book))


def written(path: Path, orders: Iterable[Chosen], options: Iterable[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        output = csv.DictWriter(file, ["customer", "segment", "order", *options])
        output.writeheader()
        for one in orders:
            about = {"customer": one.customer, "segment": one.segment, "order": one.order}
            output.writerow({**about, **one.values})
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["taste", "evaluate", *arguments])


@pytest.fixture(scope="module")
def files(belt, tmp_path_factory) -> tuple[Path, Path]:
    folder, options = tmp_path_factory.mktemp("taste"), belt.diagram.options
    crowd = Choosers(belt.diagram, SEED)
    past = written(folder / "past.csv", islice(crowd.orders(200, 1, 3, "p"), 200), options)
    return past, written(folder / "people.csv", crowd.orders(10, 2, 2, "n"), options)


def test_the_command_tells_all_figures_per_order_and_in_all_and_the_same_again(files) -> None:
    past, people = files
    arguments = [str(BELT), "--past", str(past), "--people", str(people), "--json"]
    first, second = (json.loads(run(*arguments).stdout) for _ in range(2))

    assert set(first) == {"orders", "all"}
    assert set(first["orders"]) == {"1", "2"}
    for one in (first["all"], *first["orders"].values()):
        assert set(one) == FIGURES
        assert 0 <= one["questions"] <= 7
    seconds = [told["all"].pop("seconds_per_question") for told in (first, second)]
    assert min(seconds) > 0
    assert first["all"] == second["all"]
    fixed = json.loads(run(*arguments, "--fixed-order").stdout)
    assert fixed["all"]["questions"] > 0
    sure, unsure = (
        json.loads(run(*arguments, "--confidence", one).stdout)["all"] for one in ("1", "0")
    )
    assert sure["wrong_defaults"] == sure["calibration_error"] == 0
    assert unsure["questions"] == 0
    assert "all: questions" in run(*arguments[:-1]).stdout


MISTAKES = {
    "customer,segment,order,hide\na,,1,calm\n": "line 2, column hide: `hide` has no value `calm`",
    "customer,segment,order,hid\na,,1,calf\n": "line 1, column hid: there is no option `hid`",
    "customer,order,hide\n,1,calf\n": "line 2, column customer: it is empty",
    "customer,order,hide\na,0,calf\n": "line 2, column order: must be a whole number from 1",
    "customer,order,hide\na,1,calf\na,1,calf\n": "line 3, column order: order 1 of 'a' stands",
    "customer,order,hide\na,1\n": "line 2, column hide: there are 2 cells",
    "customer,order,hide\na,1,\n": "line 2: no option has a value",
    "order,hide\n1,calf\n": "line 1, column customer: there must be a column",
    "customer,order,engraving,width\na,1,plate,30\nb,1,plate,20\n": (
        "line 3: engraving=plate and width=20 cannot stand together: plate_needs_width"
    ),
    "customer,order,hide=calf,hide=bridle\na,1,1,1\n": "line 2, column hide=bridle: `hide` is",
    "customer,order,hide\n": "line 2: there is no order",
}


@pytest.mark.parametrize("wrong", MISTAKES)
def test_a_mistake_names_its_line_and_nothing_is_learned(files, tmp_path, wrong: str) -> None:
    path = tmp_path / "people.csv"
    path.write_text(wrong, "utf-8")
    found = run(str(BELT), "--past", str(files[0]), "--people", str(path), "--json")
    assert found.exit_code == 1
    assert found.stdout == ""
    assert f"{path}: {MISTAKES[wrong]}" in found.stderr


def test_values_may_stand_below_their_option_or_their_own_name(belt) -> None:
    plain = "customer,order,hide,width\na,1,calf,\n"
    marked = "customer,order,hide=calf,hide=bridle,width=20\na,1,1,0,\n"
    named = "customer,order,hide,width\na,1,hide=calf,\n"
    found = [read_made(one.encode(), belt) for one in (plain, marked, named)]
    assert found == [(Made("a", "", 1, {"hide": "calf"}),)] * 3


def test_mistakes_of_questions_and_critiques_are_told_when_a_product_is_checked(tmp_path) -> None:
    product = tmp_path / "product.yaml"
    product.write_text(BELT.read_text("utf-8"), "utf-8")
    (tmp_path / "questions.yaml").write_text("cold:\n  asks: {en: Cold?, fr: Froid ?}\n", "utf-8")
    (tmp_path / "critiques.yaml").write_text("wider: {says: {en: W, fr: L}}\n", "utf-8")
    found = CliRunner().invoke(main, ["check", str(product)])
    assert found.exit_code == 1
    assert f"{tmp_path / 'questions.yaml'}:1:1: the key `answers` is missing here" in found.stderr
    assert f"{tmp_path / 'critiques.yaml'}:1:1: the key `orders` is missing here" in found.stderr


@pytest.fixture(scope="module")
def asked(engines) -> tuple[list[Replayed], list[Replayed]]:
    """Everybody asked by taste, and in the shop's own order without profile."""
    engine = engines["jeans"]
    crowd = Choosers(engine.diagram, SEED)
    past = [made(one) for one in islice(crowd.orders(PAST, 1, 3, "p"), PAST)]
    people = [made(one) for one in crowd.orders(PEOPLE, 3, 3, "n")]
    taught = learned(engine.diagram, past, SEED)
    steps = tuple(option for step in engine.product.steps for option in step.options)

    def all_of(steps: tuple[str, ...]) -> list[Replayed]:
        diagram, manner = engine.diagram, Manner(CONFIDENCE)
        return list(replayed(diagram, taught, people, manner, process_time, steps))

    return all_of(()), all_of(steps)


def made(one: Chosen) -> Made:
    return Made(one.customer, one.segment, one.order, one.values)


def test_simulated_people_choose_as_told(engines) -> None:
    diagram = engines["jeans"].diagram
    steady = Choosers(diagram, SEED, Manners(drift=0, noise=0, contradicts=0))
    first, second = steady.orders(1, 2, 2, "n")
    assert first.values == second.values
    some = list(Choosers(diagram, SEED).orders(3, 2, 2, "n"))
    same = [
        one.values[key] == two.values[key]
        for one, two in zip(some[::2], some[1::2], strict=True)
        for key in one.values
    ]
    assert 0.4 < sum(same) / len(same) < 0.85


def told(of: Figures) -> dict[str, float]:
    found = asdict(of)
    assert None not in found.values()
    return found


def test_defaults_are_as_often_right_as_was_said_and_likelier_than_by_popularity(asked) -> None:
    found = told(figures(asked[0]))
    assert found["log_loss"] < found["log_loss_popularity"]
    # Of few people chance alone makes so much.
    assert found["calibration_error"] <= (0.03 if PEOPLE >= WHOLE else 0.15)


def test_a_profile_and_the_best_order_spare_a_quarter_of_the_questions(asked) -> None:
    ours, fixed = (told(figures(some)) for some in asked)
    assert ours["questions"] <= (0.75 if PEOPLE >= WHOLE else 0.9) * fixed["questions"]
    assert ours["wrong_defaults"] <= fixed["wrong_defaults"] + CHANCE


def test_a_third_order_takes_three_tenths_less_questions_than_the_first(asked) -> None:
    first, _, third = (told(one) for one in by_order(asked[0]).values())
    assert third["questions"] <= (0.7 if PEOPLE >= WHOLE else 0.9) * first["questions"]
    assert third["wrong_defaults"] <= first["wrong_defaults"] + CHANCE
