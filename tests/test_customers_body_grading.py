"""Blocks are found from the bodies of a survey: the same ones every time, for those who come."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from customers.body.asking import Asked, asked, graded, makes
from customers.body.fitting import Design
from customers.body.grading import SPARE_MM, blocks, letter, main, share
from customers.body.survey_people import people
from customers.body.tailoring import tailor
from customers.body.target import within_tolerance
from customers.body.ways import by_body
from rules.read import read_product
from rules.rule import RuleBook

FILE = Path(__file__).parents[1] / "catalog/library/jeans/product.yaml"
SURVEY = """\
sex,waist_navel_mm,hip_mm,inseam_mm,thigh_mm,knee_proxy_mm,crotch_length_mm,crotch_back_mm,heel_mm
f,752,931,769,568,352,586,341,295
f,860,1020,780,620,400,620,345,310
m,775,918,771,542,366,552,331,327
m,940,1015,845,625,408,622,356,343
m,,1015,845,625,408,622,,343
"""


@pytest.fixture(scope="module")
def book() -> RuleBook:
    book, problems, _ = read_product(FILE)
    assert problems == []
    assert book is not None
    return book


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "survey.csv"
    path.write_text(SURVEY, "utf-8")
    return path


@pytest.fixture
def bodies(survey: Path) -> list[dict[str, int]]:
    return list(people(survey))[:4]


def test_a_survey_tells_bodies_by_the_names_a_tailor_uses(survey: Path) -> None:
    first, *_, last = people(survey)

    assert first["waist_mm"] == 752
    assert first["knee_mm"] == 352
    assert (first["front_rise_mm"], first["back_rise_mm"]) == (245, 341)
    assert {"waist_mm", "front_rise_mm", "back_rise_mm"} & last.keys() == set()


def test_legs_nobody_measured_are_what_is_usual_with_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "civilians.csv"
    path.write_text("sex,height_mm,weight_hg,hip_mm,waist_iliac_mm\nm,1645,828,1006,990\n", "utf-8")
    (one,) = people(path)

    assert (one["waist_mm"], one["hip_mm"]) == (990, 1006)
    assert 560 < one["thigh_mm"] < 700
    assert 720 < one["inseam_mm"] < 820
    assert 540 < one["front_rise_mm"] + one["back_rise_mm"] < 680


def test_patterns_are_made_for_girths_and_rises_and_not_for_lengths(book: RuleBook) -> None:
    points = graded(book.product)
    assert points == ["waist", "hip", "thigh", "knee", "front_rise", "back_rise"]


def test_every_fit_and_cloth_that_go_together_are_made(book: RuleBook) -> None:
    made = makes(book)

    assert sum(many for _, many in made) == 70
    skinny = [(values["cloth"], many) for values, many in made if values["fit"] == "skinny"]
    assert skinny == [("stretch_10", 1), ("stretch_12", 1)]


def test_what_a_block_is_said_to_serve_can_be_tailored(
    book: RuleBook, bodies: list[dict[str, int]]
) -> None:
    wanted = asked(book, bodies)
    number = len(wanted.weight) // 4  # of the first make, all bodies; then of the next
    assert number == len(makes(book))
    middle = (wanted.least_mm[0] + wanted.most_mm[0]) // 10 * 5
    served = wanted.served(middle)

    assert 0 in served
    block = replace(
        sizing(book).blocks[0],
        measures_mm=dict(zip(graded(book.product), middle.tolist(), strict=True)) | {"inseam": 780},
    )
    values = design(book)
    lone = only(book, block.measures_mm)
    found = tailor(lone, by_body(Design(lone.product, values), bodies[0]))
    assert found is not None
    assert within_tolerance(lone.product, found)


def test_blocks_that_serve_most_come_first_and_none_is_idle(
    book: RuleBook, bodies: list[dict[str, int]]
) -> None:
    wanted = asked(book, bodies, SPARE_MM)
    found = blocks(wanted, 400)

    assert share(wanted, found) > 0.95
    worth = [share(wanted, found[: many + 1]) for many in range(len(found))]
    gained = np.diff([0.0, *worth])
    assert (gained > 0).all()
    assert share(wanted, blocks(wanted, 3)) == worth[2]


def test_points_joined_by_a_rule_are_not_moved_too_far_apart() -> None:
    def one(*apart: tuple[int, int, int, int]) -> Asked:
        row = np.array([[1000, 1000]], dtype=np.int32)
        far = np.array([[30, 30]], dtype=np.int32)
        weight = np.array([1], dtype=np.int32)
        return Asked(row, row + 5, -far, far, weight, apart)

    block = np.array([1025, 975], dtype=np.int32)
    assert len(one().served(block)) == 1
    assert len(one((0, 1, 45, 45)).served(block)) == 1
    assert len(one((0, 1, 45, 39)).served(block)) == 0
    assert len(one((0, 1, 39, 45)).served(block)) == 1


def test_the_same_survey_gives_the_same_sheet(
    survey: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survey.write_text("\n".join(SURVEY.splitlines()[:5]) + "\n", "utf-8")
    for name in ("one.csv", "two.csv"):
        main(str(FILE), str(tmp_path / name), str(survey), str(survey), most=6)
    written = (tmp_path / "one.csv").read_text("utf-8")

    assert written == (tmp_path / "two.csv").read_text("utf-8")
    assert written.splitlines()[0] == "block,waist,hip,thigh,knee,front_rise,back_rise,inseam"
    assert len(written.splitlines()) == 7
    assert capsys.readouterr().out.startswith("6 blocks serve ")


def test_blocks_of_one_size_are_told_apart_by_letters() -> None:
    assert [letter(number) for number in (0, 25, 26, 51, 52)] == ["a", "z", "aa", "az", "ba"]


def sizing(book: RuleBook):
    assert book.product.sizing is not None
    return book.product.sizing


def only(book: RuleBook, measures_mm: Mapping[str, int]) -> RuleBook:
    """The book of a maker who keeps a single block."""
    block = replace(sizing(book).blocks[0], measures_mm=measures_mm)
    alone = replace(sizing(book), blocks=(block,))
    return replace(book, product=replace(book.product, sizing=alone))


def design(book: RuleBook) -> dict[str, str]:
    values, _ = makes(book)[0]
    wash = next(wash for cloth, wash in sizing(book).shrink_permille if cloth == values["cloth"])
    return {**values, "rise": "mid", "leg_opening": "mm_320", "wash": wash}
