"""A product is read whole from its folder, or every mistake in it is told at its place."""

import os
import shutil
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.files import MOST_PROBLEMS, read_files
from catalog.folder import MOST_TABLES
from catalog.problems import Place, with_caret
from catalog.product import Kind, Product, Table
from catalog.text import Text

CASES = Path(__file__).parent / "cases"
TROUSERS = CASES / "trousers"
JEANS = Path(__file__).parents[1] / "catalog" / "library" / "jeans" / "product.yaml"
MISTAKES = tomllib.loads((CASES / "trousers_mistakes.toml").read_text(encoding="utf-8"))["case"]
YAML_TEXT = (TROUSERS / "product.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the trousers, to be spoilt."""
    return Path(shutil.copytree(TROUSERS, tmp_path / "trousers"))


@pytest.fixture(scope="module")
def trousers() -> Product:
    product, problems, _ = read_files(TROUSERS / "product.yaml")
    assert product is not None, problems
    return product


def spoil(folder: Path, file: str, right: str, wrong: str) -> None:
    """Writes `wrong` for the one `right` in a file."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(right) == 1, text.count(right)
    (folder / file).write_text(text.replace(right, wrong), encoding="utf-8")


def told(folder: Path) -> list[str]:
    """The mistakes in the product of `folder`, with places from there."""
    product, problems, texts = read_files(folder / "product.yaml")
    assert (product is None) == bool(problems)
    assert problems == sorted(problems)
    for problem in problems:
        with_caret(problem, texts).encode("utf-8")
    return [str(problem).removeprefix(f"{folder}{os.sep}") for problem in problems]


def test_a_product_is_read_whole(trousers: Product) -> None:
    assert trousers.key == "trousers"
    assert trousers.edition == "2026-11"
    assert trousers.name == Text(en="Trousers", fr="Pantalon")
    assert (trousers.base_price_cents, trousers.tax_percent, trousers.currency) == (9900, 20, "EUR")
    assert (trousers.base_lead_days, trousers.languages) == (14, ("en", "fr"))
    assert [step.options for step in trousers.steps] == [("fit", "leg"), ("cloth", "wash")]
    assert [option.key for option in trousers.of_kind(Kind.DESIGN)] == [
        *("fit", "leg", "cloth", "wash")
    ]


def test_a_value_has_everything_its_author_gave_it(trousers: Product) -> None:
    slim = trousers.option("fit").value("slim")
    assert slim.benefit.in_("fr") == "Près de la jambe"
    assert slim.attributes == {"thigh_ease_mm": -20}
    assert slim.modules == ("TH-318",)
    assert slim.look == {"leg": "slim"}
    assert trousers.option("cloth").value("twill").price_cents == -300


def test_sizes_get_their_values_from_spreadsheets(trousers: Product) -> None:
    assert [value.key for value in trousers.option("block").values] == ["W30", "W32"]
    shorter, _, wider = trousers.option("waist_change").values
    assert (shorter.attributes, wider.attributes) == ({"mm": -15}, {"mm": 20})
    assert shorter.name == Text(en="\u22121.5 cm", fr="\u22121,5 cm")
    assert wider.name == Text(en="+2 cm", fr="+2 cm")


def test_modules_and_operations_come_with_their_formulas(trousers: Product) -> None:
    thread = trousers.module("TH-318")
    assert thread.quantity.text == "inseam_mm * 8 + 1200"
    assert thread.quantity.place == Place(str(TROUSERS / "modules.csv"), 2, 22)
    assert trousers.module("CL-12").name["en"] == "Denim, 12 oz"
    cut, _, stone = trousers.operations
    assert cut.when is None
    assert stone.when is not None
    assert stone.when.text == "wash = stone"


def test_sizing_knows_points_blocks_ease_and_shrinkage(trousers: Product) -> None:
    sizing = trousers.sizing
    assert sizing is not None
    assert [point.key for point in sizing.points] == ["waist", "inseam", "hem"]
    assert sizing.blocks[1].measures_mm == {"waist": 830, "inseam": 810}
    assert sizing.block_option == "block"
    assert sizing.ease_mm["wide"] == {"waist": 25, "inseam": 5}
    assert sizing.shrink_permille["denim", "stone"] == (30, 20)


def test_a_star_in_a_table_means_every_value_and_a_bar_several(
    folder: Path, trousers: Product
) -> None:
    place = Place(str(TROUSERS / "tables" / "wash_on_cloth.csv"))
    rows = (("denim", "raw"), ("denim", "stone"), ("twill", "raw"))
    assert trousers.tables == {"wash_on_cloth.csv": Table(("cloth", "wash"), rows, place)}

    spoil(folder, "tables/wash_on_cloth.csv", "denim,*\ntwill,raw", "denim | twill,raw|stone")
    product, _, _ = read_files(folder / "product.yaml")
    assert product is not None
    assert len(product.tables["wash_on_cloth.csv"].rows) == 4


def test_a_sentence_knows_where_it_starts_however_it_is_written(trousers: Product) -> None:
    bare, quoted, block = (rule.sentence for rule in trousers.rules)
    lines = YAML_TEXT.splitlines()
    for sentence in (bare, quoted, block):
        rest = lines[sentence.place.line - 1][sentence.place.column - 1 :]
        assert rest.startswith(sentence.text.splitlines()[0])
    assert block.text == "fit = slim\n  excludes leg = flared"


def test_the_texts_of_all_files_come_along_for_carets() -> None:
    _, _, texts = read_files(TROUSERS / "product.yaml")
    names = {str(path) for path in TROUSERS.rglob("*") if path.is_file()}
    assert texts.keys() == names


def test_places_name_files_as_the_path_was_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    spoil(folder, "modules.csv", ",7,", ",soon,")
    _, problems, texts = read_files(Path("product.yaml"))
    assert [str(problem) for problem in problems] == [
        "modules.csv:2:58: `lead_days` must be a whole number, not `soon`"
    ]
    assert with_caret(problems[0], texts).splitlines()[2].index("^") == 57 + len("  ")


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case["told"])
def test_a_mistake_is_told_at_its_place(folder: Path, case: dict[str, str]) -> None:
    spoil(folder, case["file"], case["right"], case["wrong"])
    assert f"{case['file']}:{case['told']}" in told(folder)


def test_a_single_mistake_is_told_once(folder: Path) -> None:
    spoil(folder, "product.yaml", "[TH-318]", "[TH-381]")
    assert len(told(folder)) == 1


def test_all_mistakes_in_all_files_come_at_once(folder: Path) -> None:
    spoil(folder, "product.yaml", "currency:", "curency:")
    spoil(folder, "product.yaml", "[TH-318]", "[TH-381]")
    spoil(folder, "modules.csv", ",90000,", ",many,")
    spoil(folder, "ease.csv", "slim,10", "slimm,10")
    spoil(folder, "tables/wash_on_cloth.csv", "twill,raw", "twill,row")
    mistakes = told(folder)
    for expected in ("unknown key", "`currency` is missing", "`TH-381`", "many", "slimm", "`row`"):
        assert any(expected in mistake for mistake in mistakes), expected


def test_an_option_without_values_is_a_mistake(folder: Path) -> None:
    spoil(folder, "points.csv", "waist_change", "")
    (folder / "adjustments.csv").write_text("option,value,mm\n", encoding="utf-8")
    assert "product.yaml:49:3: the option `waist_change` has no values" in told(folder)


def test_a_product_without_options_has_no_other_unknown_names(folder: Path) -> None:
    start = YAML_TEXT.index("options:\n")
    end = YAML_TEXT.index("rules:\n")
    text = YAML_TEXT[:start] + "options: {}\n" + YAML_TEXT[end:]
    (folder / "product.yaml").write_text(text, encoding="utf-8")
    assert told(folder) == ["product.yaml:16:1: `options` must hold at least one"]


def test_a_product_needs_no_spreadsheets(tmp_path: Path) -> None:
    text = """
product: cup
edition: "1"
name: {en: Cup}
currency: EUR
base_price_cents: 900
tax_percent: 20
base_lead_days: 2
languages: [en]
steps: [{key: all, name: {en: All}, options: [glaze]}]
options: {glaze: {name: {en: Glaze}, values: {501: {name: {en: 501}, benefit: {en: Blue}}}}}
"""
    (tmp_path / "product.yaml").write_text(text, encoding="utf-8")
    product, problems, _ = read_files(tmp_path / "product.yaml")
    assert not problems
    assert product is not None
    assert (product.sizing, product.rules, product.modules) == (None, (), ())
    assert product.option("glaze").value("501").name == Text(en="501")


def test_a_missing_file_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    for path in (tmp_path / "product.yaml", tmp_path, Path("nul\0byte")):
        product, (problem,), texts = read_files(path)
        assert product is None
        assert problem.place == Place(str(path))
        assert texts == {}


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    (folder / "modules.csv").unlink()
    os.mkfifo(folder / "modules.csv")
    assert told(folder) == ["product.yaml:10:18: there is no file `modules.csv` in this folder"]


def test_more_tables_than_anyone_needs_are_refused(folder: Path) -> None:
    for number in range(MOST_TABLES + 1):
        text = "cloth\ndenim\n"
        (folder / "tables" / f"table_{number}.csv").write_text(text, encoding="utf-8")
    assert "tables:1:1: there are more than 200 tables" in told(folder)


def test_a_file_nobody_can_name_is_no_table(folder: Path) -> None:
    (folder / "tables" / "a b.csv").write_text("cloth\ndenim\n", encoding="utf-8")
    mistake = "the name of this table must be the plain name of a file, as name.csv"
    assert told(folder) == [f"tables/a b.csv:1:1: {mistake}"]


def test_what_an_unreadable_spreadsheet_may_hold_is_not_called_unknown(folder: Path) -> None:
    for name in ("modules", "blocks", "adjustments", "points"):
        (folder / f"{name}.csv").write_bytes(b"\xff")
    mistakes = [mistake.split(":", 1)[1] for mistake in told(folder)]
    assert mistakes == ["1:1: this is not UTF-8 text"] * 4


@pytest.mark.parametrize(
    ("cells", "mistake"),
    [
        ("*,*\n" * 19_000, "3:1: the rows above say this already"),
        ("|".join(["*"] * 400_000) + ",raw\n", "2:1: `cloth` has no value `*`; known: "),
        (f"{'|'.join(['denim'] * 400)},{'|'.join(['raw'] * 400)}\n", ""),
        ("denim,raw\n" * 20_001, "20002:1: there are more than 20,000 rows"),
    ],
    ids=["stars", "bars", "repeated", "rows"],
)
def test_hostile_tables_are_refused_quickly(folder: Path, cells: str, mistake: str) -> None:
    file = "tables/wash_on_cloth.csv"
    (folder / file).write_text("cloth,wash\n" + cells, encoding="utf-8")
    mistakes = told(folder)
    assert not mistakes if not mistake else mistakes[0].startswith(f"{file}:{mistake}")


def test_a_table_of_too_many_combinations_is_not_written_out(folder: Path) -> None:
    values = "".join(
        f"      v{number}: {{name: {{en: x, fr: x}}, benefit: {{en: x, fr: x}}}}\n"
        for number in range(400)
    )
    spoil(folder, "product.yaml", "      raw: {", values + "      raw: {")
    spoil(folder, "product.yaml", "      denim: {", values + "      denim: {")
    (folder / "tables" / "wide.csv").write_text("cloth,wash\n*,*\n", encoding="utf-8")
    mistake = "with this row the table has more than 100,000 combinations"
    assert f"tables/wide.csv:2:1: {mistake}" in told(folder)


def test_of_very_many_mistakes_the_first_are_told(folder: Path) -> None:
    rules = "".join(f"  rule_{number}: {{}}\n" for number in range(5_000))
    text = YAML_TEXT[: YAML_TEXT.index("rules:\n")] + "rules:\n" + rules
    (folder / "product.yaml").write_text(text, encoding="utf-8")
    product, problems, _ = read_files(folder / "product.yaml")
    assert product is None
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1].message == "there are more mistakes; mend those told so far first"


@pytest.mark.parametrize("file", ["product.yaml", "modules.csv", "points.csv", "blocks.csv"])
def test_a_file_cut_anywhere_gives_a_sound_product_or_mistakes(folder: Path, file: str) -> None:
    content = (folder / file).read_bytes()
    for cut in range(0, len(content), max(1, len(content) // 60)):
        (folder / file).write_bytes(content[:cut])
        told(folder)


@settings(max_examples=120, deadline=None)
@given(
    file=st.sampled_from(["product.yaml", "modules.csv", "points.csv", "tables/wash_on_cloth.csv"]),
    flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_flipped_bytes_never_raise_and_never_load_half(
    tmp_path_factory: pytest.TempPathFactory, file: str, flips: list[tuple[int, int]]
) -> None:
    folder = Path(shutil.copytree(TROUSERS, tmp_path_factory.mktemp("flipped") / "trousers"))
    content = bytearray((folder / file).read_bytes())
    for place, byte in flips:
        content[place % len(content)] = byte
    (folder / file).write_bytes(bytes(content))
    told(folder)


def test_the_jeans_of_the_library_read_well() -> None:
    product, problems, _ = read_files(JEANS)
    assert [str(problem) for problem in problems] == []
    assert product is not None
    assert product.key == "jeans"
