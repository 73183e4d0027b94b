"""A product is read with its rules whole, or not at all and with every mistake."""

from pathlib import Path

import pytest

from catalog.files import MOST_PROBLEMS
from catalog.problems import with_caret
from rules.check import broken, holds, number
from rules.read import read_product

PRODUCT = """\
product: trousers
edition: "1"
name: {en: Trousers}
currency: EUR
base_price_cents: 9900
tax_percent: 20
base_lead_days: 21
languages: [en]
files: {modules: modules.csv, operations: operations.csv}
steps:
  - {key: cut, name: {en: Cut}, options: [fit, cloth, fly]}
options:
  fit:
    name: {en: Fit}
    values:
      skinny: {name: {en: Skinny}, benefit: {en: Close}}
      straight: {name: {en: Straight}, benefit: {en: Easy}}
  cloth:
    name: {en: Cloth}
    values:
      rigid: {name: {en: Rigid}, benefit: {en: Lasts}, attributes: {stretch: 0}}
      flex: {name: {en: Flex}, benefit: {en: Gives}, attributes: {stretch: 20}}
  fly:
    name: {en: Fly}
    values:
      zip: {name: {en: Zip}, benefit: {en: Quick}, attributes: {buttons: 1}, modules: [BT-1]}
      button: {name: {en: Button}, benefit: {en: Old}, attributes: {buttons: 5}, modules: [BT-1]}
rules:
  skinny_stretches:
    says: fit = skinny requires stretch >= 15
    reason: {en: Skinny needs stretch.}
  flies:
    says: table flies.csv allows (cloth, fly)
    reason: {en: Rigid cloth is too thick for a zip.}
"""
MODULES = """\
sku,name_en,unit,quantity,cost_cents,stock,reserve,lead_days,bin
BT-1,Button,piece,fly.buttons + 1,30,100,6,4,A1
"""
OPERATIONS = """\
number,name_en,station,machine,minutes,when
10,Cut,cutting,knife,12,
20,Set zip,sewing,lockstitch,6,fly = zip
"""
FLIES = """\
fly,cloth
button,*
zip,flex
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tables").mkdir()
    (tmp_path / "product.yaml").write_text(PRODUCT, encoding="utf-8")
    (tmp_path / "modules.csv").write_text(MODULES, encoding="utf-8")
    (tmp_path / "operations.csv").write_text(OPERATIONS, encoding="utf-8")
    (tmp_path / "tables" / "flies.csv").write_text(FLIES, encoding="utf-8")
    return tmp_path


def rewrite(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def test_a_product_is_read_with_its_rules_quantities_and_conditions(folder: Path) -> None:
    book, problems, _ = read_product(folder / "product.yaml")

    assert problems == []
    assert book is not None
    taken = {"fit": "skinny", "cloth": "rigid", "fly": "zip"}
    assert [rule.key for rule in broken(book, taken)] == ["skinny_stretches", "flies"]
    assert broken(book, taken | {"cloth": "flex"}) == ()
    assert number(book.quantities["BT-1"], book.product, taken) == 2
    assert list(book.conditions) == [20]
    assert holds(book.conditions[20], book.product, taken)


def test_mistakes_in_all_sentences_come_at_once_and_nothing_is_loaded(folder: Path) -> None:
    rewrite(
        folder / "product.yaml",
        ("fit = skinny requires stretch", "fit = skiny requires strech"),
        ("allows (cloth, fly)", "allows (cloth)"),
    )
    rewrite(folder / "modules.csv", ("fly.buttons + 1", "fly.button + 1"))
    rewrite(folder / "operations.csv", ("fly = zip", "fly zip"))

    book, problems, texts = read_product(folder / "product.yaml")

    assert book is None
    told = [with_caret(problem, texts).replace(f"{folder}/", "") for problem in problems]
    assert told == [
        (
            "modules.csv:2:19: `fly` has no attribute `button`; did you mean `buttons`?\n"
            "  BT-1,Button,piece,fly.button + 1,30,100,6,4,A1\n"
            "                    ^"
        ),
        (
            "operations.csv:3:36: expected a comparison such as `=` or `in`, found `zip`\n"
            "  20,Set zip,sewing,lockstitch,6,fly zip\n"
            "                                     ^"
        ),
        (
            "product.yaml:30:17: `fit` has no value `skiny`; did you mean `skinny`?\n"
            "      says: fit = skiny requires strech >= 15\n"
            "                  ^"
        ),
        (
            "product.yaml:30:32: there is no number `strech`; did you mean `stretch`?\n"
            "      says: fit = skiny requires strech >= 15\n"
            "                                 ^"
        ),
        (
            "product.yaml:33:17: `flies.csv` has the columns `fly`, `cloth`; name exactly these\n"
            "      says: table flies.csv allows (cloth)\n"
            "                  ^"
        ),
    ]


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ('"fit = skiny"', "30:18"),
        (">-\n      fit = straight or\n      fit = skiny", "32:13"),
        ("fit = straight or\n          fit = skiny", "31:17"),
    ],
)
def test_the_place_is_right_however_the_sentence_is_written(
    folder: Path, written: str, place: str
) -> None:
    rewrite(folder / "product.yaml", ("fit = skinny requires stretch >= 15", written))

    _, problems, _ = read_product(folder / "product.yaml")

    assert [str(problem).split(": ")[0] for problem in problems] == [
        f"{folder / 'product.yaml'}:{place}"
    ]


def test_mistakes_of_files_are_told_before_any_sentence_is_judged(folder: Path) -> None:
    rewrite(folder / "product.yaml", ("fit = skinny requires", "fit = skiny requires"))
    rewrite(folder / "modules.csv", (",100,6,", ",many,6,"))

    book, problems, _ = read_product(folder / "product.yaml")

    assert book is None
    assert [problem.place.line for problem in problems] == [2]


def test_of_a_product_full_of_wrong_sentences_only_the_first_hundreds_are_told(
    folder: Path,
) -> None:
    rule = "  wrong_{}:\n    says: fit = skiny\n    reason: {{en: Wrong.}}\n"
    with (folder / "product.yaml").open("a", encoding="utf-8") as file:
        file.writelines(rule.format(number) for number in range(MOST_PROBLEMS + 50))

    _, problems, _ = read_product(folder / "product.yaml")

    assert len(problems) == MOST_PROBLEMS


def test_a_product_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    book, problems, _ = read_product(tmp_path / "nothing.yaml")

    assert book is None
    assert len(problems) == 1
