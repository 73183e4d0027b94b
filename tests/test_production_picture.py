"""The picture of the garment: what it shows, how large it is, and what can never get into it."""

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from production.garment import Look
from production.panel import View
from production.picture import picture
from rules.read import read_product

JEANS = Path(__file__).parents[1] / "catalog" / "library" / "jeans" / "product.yaml"
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {
    *("svg", "title", "desc", "defs", "g", "path", "use", "circle", "ellipse", "pattern"),
    "clipPath",
}

PLAIN: Look = {}
SELVEDGE: Look = {
    "cloth": {"weft": "#e8e2d4", "selvedge": "#b3363b", "swatch": "#22345c"},
    "hem": {"hem": "cuff"},
}
RICHEST: Look = {
    **SELVEDGE,
    "fit": {"leg": "straight"},
    "wash": {"fade": "60", "whiskers": "80"},
    "distressing": {"distress": "ripped"},
    "topstitch": {"rows": "triple"},
    "fly": {"fly": "button"},
    "front_pockets": {"front": "utility"},
    "back_pockets": {"back": "flap"},
    "belt_loops": {"loops": "7"},
    "monogram": {"monogram": "hem"},
}


def looks() -> list[tuple[str, str, dict[str, str]]]:
    book, _, _ = read_product(JEANS)
    assert book is not None
    return [
        (option.key, value.key, dict(value.look))
        for option in book.product.options
        for value in option.values
        if value.look
    ]


def outline(look: Look, view: View = View.FRONT) -> str:
    paths = ET.fromstring(picture(look, view, "Jeans")).iter(f"{SVG}path")  # noqa: S314 (our own)
    return next(path.attrib["d"] for path in paths if path.get("id", "").endswith("-body"))


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("look", [PLAIN, SELVEDGE, RICHEST])
def test_a_picture_is_well_formed_and_uses_only_what_every_writer_draws(
    look: Look, view: View
) -> None:
    root = ET.fromstring(picture(look, view, "Jeans"))  # noqa: S314 (our own)

    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= DRAWN
    assert not any(
        name == "style" or name.startswith("on")
        for element in root.iter()
        for name in element.attrib
    )


@pytest.mark.parametrize("view", View)
def test_every_reference_points_into_the_picture_itself(view: View) -> None:
    svg = picture(RICHEST, view, "Jeans")
    ids = re.findall(r'id="([^"]+)"', svg)

    wanted = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))

    assert len(ids) == len(set(ids))
    assert wanted <= set(ids)
    assert all(one.startswith(f"{view}-") for one in ids)


def test_two_different_pictures_share_no_id() -> None:
    first, second = (
        set(re.findall(r'id="([^"]+)"', picture(look, View.FRONT, "Jeans")))
        for look in (PLAIN, SELVEDGE)
    )

    assert not first & second


def test_one_look_always_gives_the_same_picture() -> None:
    assert picture(RICHEST, View.BACK, "Jeans") == picture(RICHEST, View.BACK, "Jeans")


@pytest.mark.parametrize(
    "leg", ["skinny", "slim", "tapered", "relaxed", "bootcut", "flare", "wide"]
)
def test_another_fit_has_another_outline(leg: str) -> None:
    assert outline({"fit": {"leg": leg}}) != outline({"fit": {"leg": "straight"}})


def test_a_higher_rise_and_a_wider_opening_change_the_outline_and_a_colour_does_not() -> None:
    assert outline({"rise": {"rise": "high"}}) != outline(PLAIN)
    assert outline({"leg_opening": {"opening": "300"}}) != outline(PLAIN)
    assert outline({"colour": {"base": "#1d1d20"}}) == outline(PLAIN)


def test_values_with_different_looks_are_drawn_different() -> None:
    drawn: dict[str, dict[str, str]] = {}
    for option, _, look in looks():
        seen = str(sorted((name, text) for name, text in look.items() if name != "swatch"))
        sides = "".join(picture({**SELVEDGE, option: look}, view, "Jeans") for view in View)
        ET.fromstring(f"<both>{sides}</both>")  # noqa: S314 (our own)
        if seen != "[]":
            drawn.setdefault(option, {})[seen] = sides

    for option, pictures in drawn.items():
        assert len(pictures) == len(set(pictures.values())), option


def test_the_shading_of_a_cuff_is_clipped_to_the_cuff() -> None:
    svg = picture(SELVEDGE, View.FRONT, "Jeans")

    clip = re.search(r'<clipPath id="(front-[^"]+-g\d+-clip)"', svg)

    assert clip
    assert f'clip-path="url(#{clip[1]})"' in svg
    assert not re.search(r"-g\d+-clip", picture(PLAIN, View.FRONT, "Jeans"))


def test_the_selvedge_shows_its_colour_in_a_cuff_and_nowhere_else() -> None:
    assert "#b3363b" in picture(SELVEDGE, View.BACK, "Jeans")
    assert "#b3363b" not in picture({**SELVEDGE, "hem": {"hem": "plain"}}, View.BACK, "Jeans")


def test_a_thread_found_for_the_cloth_is_drawn_instead_of_tone_on_tone() -> None:
    tonal: Look = {
        "thread": {"thread": "#2a3a5c"},
        "topstitch_thread": {"thread": "#6a6848"},
    }

    assert "#6a6848" in picture(tonal, View.FRONT, "Jeans")
    assert "#2a3a5c" not in picture(tonal, View.FRONT, "Jeans")


def test_rivets_patch_and_back_pockets_can_be_left_out() -> None:
    bare: Look = {
        "rivets": {"metal": "none"},
        "patch": {"patch": "none"},
        "back_pockets": {"back": "none"},
    }

    assert picture(bare, View.FRONT, "J").count("<circle") < picture(PLAIN, View.FRONT, "J").count(
        "<circle"
    )
    assert "#b08452" in picture(PLAIN, View.BACK, "J")
    assert "#b08452" not in picture(bare, View.BACK, "J")
    assert len(picture(bare, View.BACK, "J")) < len(picture(PLAIN, View.BACK, "J"))


def test_measures_shape_the_legs_and_a_measure_no_body_has_is_pulled_in() -> None:
    usual = picture(PLAIN, View.FRONT, "Jeans")

    assert picture(PLAIN, View.FRONT, "Jeans", measures_mm={"knee": 520}) != usual
    for mm in (-5, 0, 10**9):
        odd = dict.fromkeys(("waist", "hip", "thigh", "knee", "leg_opening", "inseam"), mm)
        numbers = re.findall(r"-?\d+\.?\d*", outline(PLAIN))
        assert max(abs(float(number)) for number in numbers) < 150
        ET.fromstring(picture(PLAIN, View.FRONT, "Jeans", measures_mm=odd))  # noqa: S314 (our own)


def test_hostile_looks_and_titles_stay_dead() -> None:
    hostile = '"/><script>alert(1)</script>'
    look = {option: dict.fromkeys(words, hostile) for option, _, words in looks()}

    svg = picture(look, View.FRONT, hostile, hostile)

    assert "<script" not in svg
    assert svg.count("&lt;script&gt;") == 2
    assert outline(look) == outline(PLAIN)


@pytest.mark.parametrize(
    "bad",
    [
        "red",
        "#12345",
        "#1234567",
        "url(#x)",
        "#\uff12\uff12\uff13\uff13\uff14\uff14",
        "#123456\n",
        "",
    ],
)
def test_what_is_no_colour_is_drawn_in_the_usual_one(bad: str) -> None:
    assert picture({"thread": {"thread": bad}}, View.FRONT, "J") == picture(PLAIN, View.FRONT, "J")


def test_both_sides_of_every_value_fit_in_20_kb_of_gzip() -> None:
    for option, value, look in [*looks(), ("fit", "wide", {"leg": "wide"})]:
        whole = {**RICHEST, option: look}
        both = "".join(picture(whole, view, "Jeans") for view in View)
        assert len(gzip.compress(both.encode())) <= 20_000, (option, value)


def test_numbers_have_two_decimals_at_most() -> None:
    for view in View:
        assert not re.search(r"\d\.\d{3}", picture(RICHEST, view, "Jeans"))
