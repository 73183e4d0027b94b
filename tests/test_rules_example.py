"""Examples test rules: what their author expects, and what is told when it is not so."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from catalog.examples import read_examples
from configurator.cli import main
from rules.engine import Engine
from rules.example import failures

JEANS = Path("catalog/library/jeans/product.yaml")


def told(jeans: Engine, folder: Path, text: str) -> list[str]:
    (folder / "examples").mkdir()
    (folder / "examples" / "a.yaml").write_text(text)
    examples, problems, _ = read_examples(folder / "product.yaml", jeans.product)
    where = [f"{one.place.line}:{one.place.column}: {one.message}" for one in problems]
    return where + [why for one in examples for why in failures(jeans, one)]


def test_jeans_keep_their_examples() -> None:
    done = CliRunner().invoke(main, ["check", str(JEANS), "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["failures"] == []
    assert json.loads(done.stdout)["examples"] >= 6


@pytest.mark.parametrize(
    ("example", "why"),
    [
        ("{choices: {fit: skinny}, expect: valid}", []),
        (
            "{choices: {fit: skinny, cloth: selvedge_14}, expect: valid}",
            ["expected valid, but forbidden by skinny_needs_stretch"],
        ),
        (
            "{choices: {fit: skinny}, expect: invalid}",
            ["expected invalid, but nothing forbids it"],
        ),
        (
            "{choices: {fit: slim}, expect: valid, total_cents: 1}",
            ["expected a total of 1 cents, but it is 15900"],
        ),
        (
            "{choices: {back_pockets: none}, expect: valid, forced: {pocket_stitching: plain}}",
            [],
        ),
        (
            "{choices: {}, expect: valid, forced: {fly: zip}}",
            ["expected fly to be forced to zip, but left are zip, buttons, hidden_buttons"],
        ),
        ("{choices: {fit: skiny}, expect: valid}", ["1:21: `fit` has no value `skiny`; did you"]),
        ("{choices: {fot: skinny}, expect: valid}", ["1:16: there is no option `fot`; did you"]),
        ("{choices: {}, expect: maybe}", ["1:27: `maybe` must be `valid` or `invalid`"]),
        ("{choices: {}}", ["1:1: the key `expect` is missing here: valid or invalid"]),
        (
            "{expect: valid, total_cents: 1e9}",
            ["1:34: `1e9` must be a whole number of cents"],
        ),
        ("{expect: valid, chioces: {}}", ["1:21: there is no key `chioces`; did you mean"]),
        (
            "{choices: {colour: black, wash: raw, lining: seat}, expect: valid, hidden: []}",
            [],
        ),
        (
            "{choices: {colour: black, wash: raw, lining: seat}, expect: valid, warned: []}",
            ["expected warnings: nothing; but warned is: raw_bleeds_on_lining"],
        ),
        (
            "{choices: {wash: raw}, expect: valid, warned: [], suggested: {care: slow}}",
            [],
        ),
        (
            "{choices: {wash: raw}, expect: valid, warned: [raw_bleeds_on_lining]}",
            ["expected warnings: raw_bleeds_on_lining; but warned is: nothing"],
        ),
        (
            "{choices: {wash: raw}, expect: valid, recommended: {hem: chain}}",
            ["expected hem=chain to be recommended, but it is not"],
        ),
        (
            "{choices: {wash: raw}, expect: valid, suggested: {care: gentle, hem: chain}}",
            [
                "expected gentle to be suggested for care, but suggested is slow",
                "expected chain to be suggested for hem, but suggested is nothing",
            ],
        ),
        (
            "{choices: {monogram: none}, expect: valid, hidden: [hem]}",
            ["expected hidden: hem; but hidden is: monogram_style"],
        ),
        (
            "{expect: valid, warned: [raw_bleads_on_lining]}",
            ["1:30: there is no rule that warns `raw_bleads_on_lining`; did you mean"],
        ),
        ("{expect: valid, hidden: hem}", ["1:29: `hidden` must be a list, as [a, b]"]),
        ("nothing", ["1:5: here must stand keys", "1:1: the key `expect` is missing"]),
    ],
)
def test_an_example_is_kept_or_says_what_is_otherwise(
    jeans: Engine, tmp_path: Path, example: str, why: list[str]
) -> None:
    found = told(jeans, tmp_path, f"ex: {example}\n")
    assert len(found) == len(why)
    assert all(any(one.startswith(start) for one in found) for start in why), found


def test_a_broken_example_fails_the_command(tmp_path: Path) -> None:
    copy = tmp_path / "jeans"
    for file in JEANS.parent.rglob("*"):
        if file.is_file():
            target = copy / file.relative_to(JEANS.parent)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    (copy / "examples" / "new.yaml").write_text("ex: {choices: {fit: skinny}, expect: invalid}\n")
    done = CliRunner().invoke(main, ["check", str(copy / "product.yaml")])
    assert done.exit_code == 1
    assert "new.yaml:1:1: ex: expected invalid, but nothing forbids it" in done.stdout
