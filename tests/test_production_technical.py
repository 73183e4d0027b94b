"""The technical drawing: lines only, both sides, and the letters of the points of measure."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

import pytest

from production.garment import Look
from production.technical import technical

SVG = "{http://www.w3.org/2000/svg}"
LETTERS = dict(
    zip(
        ("waist", "hip", "thigh", "knee", "leg_opening", "front_rise", "back_rise", "inseam"),
        "ABCDEFGH",
        strict=True,
    )
)
CUFFED: Look = {"hem": {"hem": "cuff"}, "colour": {"base": "#1d1d20"}}


def drawn(look: Look, letters: Mapping[str, str] = LETTERS) -> ET.Element:
    return ET.fromstring(technical(look, letters, "Jeans"))  # noqa: S314 (our own)


def test_it_is_drawn_in_black_and_white_with_three_weights_of_line() -> None:
    root = drawn(CUFFED)

    paints = {element.get(name) for element in root.iter() for name in ("fill", "stroke")}

    assert paints <= {None, "none", "#000", "#fff", "url(#technical-hatch)"}
    widths = {element.get("stroke-width") for element in root.iter(f"{SVG}path")}
    assert {".5", ".3", ".2"} <= widths


def test_stitches_are_dashed_and_a_cuff_is_hatched() -> None:
    hatched = [path for path in drawn(CUFFED).iter(f"{SVG}path") if "hatch" in path.get("fill", "")]

    assert any(path.get("stroke-width") == ".5" for path in hatched)
    assert any(path.get("stroke-dasharray") for path in drawn({}).iter(f"{SVG}path"))


def test_each_point_of_measure_carries_its_letter_once() -> None:
    assert [text.text for text in drawn({}).iter(f"{SVG}text")] == list("ABCDEFGH")


def test_points_without_a_letter_and_letters_of_unknown_points_are_left_out() -> None:
    few = {"hip": "B", "sleeve": "S"}

    assert [text.text for text in drawn({}, few).iter(f"{SVG}text")] == ["B"]


@pytest.mark.parametrize("hostile", ["<script>", '"><x', "&"])
def test_hostile_letters_and_titles_stay_dead(hostile: str) -> None:
    svg = technical({}, {"hip": hostile}, hostile)

    assert "<script" not in svg
    assert ET.fromstring(svg).findtext(f"{SVG}title") == hostile  # noqa: S314 (our own)


def test_the_cloth_has_no_say_in_it_but_the_cut_has() -> None:
    assert technical({"wash": {"fade": "80"}}, LETTERS, "J") == technical({}, LETTERS, "J")
    assert technical({"fit": {"leg": "flare"}}, LETTERS, "J") != technical({}, LETTERS, "J")
