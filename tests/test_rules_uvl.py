"""Feature models in UVL: the tree, claims, numbers, mistakes, and real models' answers."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
        (
            "features\n\tInteger A\nconstraints\n\tA > 3\n",
            ["2:10: the Integer feature `A` may be any whole number; claim `A >= ... & A <= ...`"],
        ),
        (
            "features\n\tReal A\nconstraints\n\tA > 3 & A < 5\n",
            ["2:7: the Real feature `A` may be any number; claim which"],
        ),
        (
            "features\n\tString A\nconstraints\n\tA != 'x'\n",
            ["2:9: the String feature `A` may be any text; claim which"],
        ),
        (
            "features\n\tInteger A\nconstraints\n\tA > 3 & A < 5000\n",
            ["2:10: the Integer feature `A` may be any of 4,998 whole numbers; up to 1,000"],
        ),
        (
            (
                "features\n\tA {w 1.5, t 'x'}\nconstraints\n\tA.w > 1 => B\n\tA.x > 1\n\tA.t > 1\n"
                "\tA.w / (A.w - A.w) > 1\n\tsum(z) > 1\n\tlen(A.w) > 1\n\tmax(w) > 1\n\tA.w\n\t3\n"
            ),
            [
                "4:13: there is no feature `B`; known: `A`",
                "5:2: there is no attribute of `A` `x`; known: `w`, `t`",
                "6:2: texts are compared by `==` and `!=` only",
                "7:9: division is by a number only, and not by 0",
                "8:6: no feature carries a number `z`",
                "9:6: `A.w` is no text",
                "10:2: there is no function `max`",
                "11:2: `A.w` is no claim: neither a feature nor true or false",
                "12:2: a claim is needed here, not a number or a text",
            ],
        ),
        (
            (
                "features\n\tA\n\t\tmandatory\n\t\t\tB cardinality [2..*]\n"
                "\t\t\tC cardinality [2]\n\t\t\t\toptional\n\t\t\t\t\tD\n"
                "\t\t\tE cardinality [3..2]\n"
            ),
            [
                "4:18: there is no end of how often",
                "5:18: what lies below a feature that comes several times cannot be told apart",
                "8:18: a feature is there from 0 or 1 to 1,000 times",
            ],
        ),
        ("features\n\tX.A\n", ["2:2: no model is imported as `X`"]),
        ("features\n\tA {w 12345678901}\n", ["2:7: numbers have up to 9 digits"]),
        (
            "features\n\tA\n\t\tor or\n",
            ["3:3: `or` cannot stand here; expected a group or the end of the line"],
        ),
        ("features\n\tA\n\t\toptional\n\t\t\tB\n  C\n", ["5:1: the line is indented like none"]),
        ("", ["1:1: this cannot stand here; expected `features`"]),
    ],
)
def test_mistakes_are_told_with_their_places(tmp_path: Path, text: str, told: list[str]) -> None:
    found = problems_of(tmp_path, text)
    assert len(found) == len(told)
    assert all(one.startswith(start) for one, start in zip(found, told, strict=True)), found


TYPED = """include
\tArithmetic.*
\tType.string-constraints
features
\tWatch
\t\tmandatory
\t\t\tString Colour
\t\t\tInteger Size {cost 2.5}
\t\t\tReal Weight
\t\toptional
\t\t\tInteger Alarms
\t\t\tString Name {rim 'red', safe true, sub {depth 3}, list ['a', 2, {x 1}]}
\t\t\tStrap cardinality [0..3] {cost 1.25}
"""


@pytest.mark.parametrize(
    ("claims", "number"),
    [
        # What no claim speaks of is only taken or not: alarms, a name; a strap comes up to thrice.
        ((), 2 * 2 * 4),
        (("Size >= 3 & Size < 6",), 3 * 16),
        (("Size > 2", "Size <= 4.5"), 2 * 16),
        (("Size == 3 | Size == 900",), 2 * 16),
        (("Size + 2 * Weight <= 7", "Size >= 1", "Weight == 1.5 | Weight == 2"), (4 + 3) * 16),
        (("!(Size < 1 | Size > 3)", "Size * Size != 4"), 2 * 16),
        (("Size - 2 == 8 / 4",), 16),
        (("Alarms => Alarms >= 1 & Alarms <= 4",), (1 + 4) * 8),
        (("Alarms >= 1 & Alarms <= 4",), 4 * 8),
        (("Alarms >= 0 & Alarms <= 2 & Size >= 0 & Size <= Alarms",), (1 + 1 + 2 + 3) * 8),
        (("Colour == 'red' | Colour == 'blue'",), 2 * 16),
        (("Colour == 'red' | Colour == 'blue'", "len(Colour) > 3"), 16),
        (("Colour == 'red' | Colour == \"blue\"", "Name.rim == Colour"), 8),
        (("Colour == 'red' | Colour == 'blue'", "Colour != 'blue'"), 16),
        (("len(Colour) <= 4",), 5 * 16),
        (("Weight == 1.5 | Weight == -2", "floor(Weight) == 1"), 16),
        (("Weight == 1.5 | Weight == -2", "ceil(Weight) == 2"), 16),
        (("Name.safe",), 8),
        (("Name.sub.depth > 2",), 8),
        (("len(Name.rim) == 3",), 8),
        (("floor(Size.cost) == 2 & ceil(Size.cost) == 3",), 16),
        # 2.5 for the size, 1.25 for each strap.
        (("sum(cost) == 5",), 4),
        (("sum(Watch, cost) <= 3.75",), 2 * 4),
        (("sum(Strap, cost) > 0",), 3 * 4),
        (("avg(cost) < 2.5",), 4),
        (("avg(cost) == 2.5",), 3 * 4 - 4),
        (("Size >= 1 & Size <= 2", "Size >= 5"), 0),
    ],
)
def test_typed_features_have_the_values_their_claims_leave(
    tmp_path: Path, claims: tuple[str, ...], number: int
) -> None:
    assert counted(tmp_path, *claims, tree=TYPED) == number


def test_a_mandatory_feature_of_no_or_more_times_may_be_absent(tmp_path: Path) -> None:
    tree = "features\n\tA\n\t\tmandatory\n\t\t\tB cardinality [0..3]\n\t\t\tC\n"
    assert counted(tmp_path, tree=tree) == 4
    assert counted(tmp_path, "B", tree=tree) == 3


def test_comments_of_either_kind_are_skipped(tmp_path: Path) -> None:
    tree = (
        "/* two\nlines */\nfeatures // here\n"
        "\tA /* and */ {note 'no /* one'}\n\t\toptional\n\t\t\tB\n"
    )
    assert counted(tmp_path, "A", tree=tree) == 2
    assert problems_of(tmp_path, f"{tree}/* open\nconstraints\n\tX\n") == []


def test_an_imported_model_hangs_where_its_root_stands(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    sauce = (
        "features\n\tSauces\n\t\tor\n\t\t\tRed {hot 3}\n\t\t\tGreen\nconstraints\n\tGreen => Red\n"
    )
    (tmp_path / "parts" / "Sauces.uvl").write_text(sauce)
    tree = (
        "imports\n\tparts.Sauces as S\nfeatures\n\tBun\n\t\toptional\n\t\t\tS.Sauces\n\t\t\tRed\n"
    )
    assert counted(tmp_path, tree=tree) == 3 * 2
    assert counted(tmp_path, "S.Green", tree=tree) == 2
    assert counted(tmp_path, "S.Red.hot == 3 & Red", tree=tree) == 2
    (found,) = problems_of(tmp_path, tree.replace("S.Sauces", "S.Red"))
    assert found == "6:4: the feature above all of that model is `S.Sauces`"
    (tmp_path / "parts" / "Sauces.uvl").write_text("imports\n\tSauces as S\nfeatures\n\tS.Sauces\n")
    assert any("without an end" in one for one in problems_of(tmp_path, tree))


PIECES = (
    *("features\n", "\tA", "\n", "\t", "\t\t", "optional", "or\n", "[1..2]\n", "B", "Integer "),
    *("{x 1.5}", "{a {b}}", "constraints\n", "A => B", "(", ")", "!", "sum(x)", " < ", "'t'"),
    *('"q"', "/*", "//", "avg(x)", "/", "*", "cardinality [0..3]", "len(C)", "String ", "é", "."),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_text_is_a_model_or_has_mistakes(tmp_path_factory, data: st.DataObject) -> None:
    pieces = st.sampled_from(PIECES)
    text = "".join(data.draw(st.lists(pieces | st.text(max_size=3), max_size=40)))
    problems_of(tmp_path_factory.mktemp("any"), text)


def test_no_cut_of_a_file_raises_or_is_half_read(tmp_path: Path) -> None:
    text = f"{LAPTOP}constraints\n\tPen => Large\n\tsum(price) < 500\n"
    for end in range(0, len(text), 3):
        problems_of(tmp_path, text[:end])
    problems_of(tmp_path, "features\n" + "\t" * 5_000 + "A")
    deep = [
        "(" * 5_000,
        "!" * 5_000,
        "A => " * 5_000,
        "- " * 5_000 + "1 <",
        "1 + " * 5_000 + "1 <",
    ]
    for claim in deep:
        problems_of(tmp_path, f"features\n\tA\nconstraints\n\t{claim} A\n")
    assert "larger than" in problems_of(tmp_path, "features\n\tA // " + "x" * 10_000_000)[0]


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
