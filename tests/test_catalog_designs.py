"""Designs to begin with: read whole with their product, each mistake at its place."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from catalog.designs import read_designs
from catalog.files import read_files
from catalog.problems import with_caret
from catalog.product import Kind, Product
from configurator.cli import main
from configurator.products import BadProduct, compiled_products
from rules.designs import design_problems
from rules.engine import Engine

JEANS = Path(__file__).parents[1] / "catalog" / "library" / "jeans" / "product.yaml"
TROUSERS = Path(__file__).parent / "cases" / "trousers" / "product.yaml"
TEXTS = "name: {en: Plain, fr: Simple}\n  says: {en: As it is., fr: Tel quel.}\n  "


@pytest.fixture(scope="module")
def trousers() -> Product:
    product, problems, _ = read_files(TROUSERS)
    assert product is not None, problems
    return product


def told(folder: Path, product: Product, text: str) -> list[str]:
    (folder / "designs.yaml").write_text(text, encoding="utf-8")
    _, problems, texts = read_designs(folder / "product.yaml", product)
    assert all("\n" in with_caret(problem, texts) for problem in problems)
    return [str(problem).removeprefix(f"{folder}/") for problem in problems]


def test_twelve_jeans_stand_by_the_rules_and_speak_every_language(jeans: Engine) -> None:
    designs, product = jeans.product.designs, jeans.product
    choosable = {option.key for option in product.of_kind(Kind.DESIGN)}

    assert len(designs) == 12
    assert list(design_problems(jeans)) == []
    assert len({tuple(sorted(one.choices.items())) for one in designs}) == 12
    assert {one.choices["fit"] for one in designs} == {
        value.key for value in product.option("fit").values
    }
    for one in designs:
        assert set(one.name) == set(one.says) == set(product.languages)
        assert set(one.choices) <= choosable


def test_a_product_without_designs_has_none(trousers: Product) -> None:
    assert trousers.designs == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"plain:\n  {TEXTS}choices: {{fitt: slim}}", ["designs.yaml:4:13: there is no option"]),
        (f"plain:\n  {TEXTS}choices: {{}}", ["designs.yaml:4:3: `choices` must hold at least"]),
        (f"plain:\n  {TEXTS}", ["designs.yaml:1:1: the key `choices` is missing here"]),
        (f"Plain Pair:\n  {TEXTS}choices: {{}}", ["1:1: `Plain Pair` must be a name", "4:3"]),
        (
            "plain:\n  name: {en: Plain}\n  says: Tel quel\n  choices: [slim]\n  price: 3",
            [
                "5:3: unknown key `price`",
                "2:3: `name` lacks the text in `fr`",
                "3:9: here must stand keys",
                "4:12: here must stand keys",
            ],
        ),
        ("- plain", ["designs.yaml:1:1: here must stand keys"]),
    ],
)
def test_each_mistake_is_told_at_its_place(
    tmp_path: Path, trousers: Product, text: str, said: list[str]
) -> None:
    found = told(tmp_path, trousers, text)

    assert len(found) == len(said)
    for problem, words in zip(found, said, strict=True):
        assert words in problem


def test_values_nobody_chooses_and_values_that_are_not_are_refused(
    tmp_path: Path, jeans: Engine
) -> None:
    text = f"plain:\n  {TEXTS}choices: {{fit: slimm, block: w30}}".replace("fr:", "ar: أ, fr:")

    value, kind = told(tmp_path, jeans.product, text)

    assert "`fit` has no value `slimm`; did you mean `slim`?" in value
    assert "nobody chooses `block`: its kind is size" in kind


def test_a_design_that_rules_forbid_keeps_its_product_from_being_offered(tmp_path: Path) -> None:
    for file in JEANS.parent.rglob("*.*"):
        copy = tmp_path / "jeans" / file.relative_to(JEANS.parent)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    designs = tmp_path / "jeans" / "designs.yaml"
    right = designs.read_text(encoding="utf-8")
    designs.write_text(right.replace("fit: straight", "fit: skinny", 1), encoding="utf-8")
    line = right[: right.index("first_raw:")].count("\n") + 1

    with pytest.raises(BadProduct, match=rf"designs\.yaml:{line}:1: `first_raw` cannot be made"):
        compiled_products(tmp_path)

    checked = CliRunner().invoke(main, ["check", str(tmp_path / "jeans" / "product.yaml")])
    assert checked.exit_code == 1
    assert f"designs.yaml:{line}:1: `first_raw` cannot be made: " in checked.stdout
