"""Tones: cloth that fades through clear hues, and shading that keeps them."""

import pytest

from production.tone import Crease, Ink, mix, spot, tones

INDIGO, WEFT = "#2b4573", "#e4dfd3"


def parts(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def test_an_unwashed_cloth_has_the_colour_it_was_dyed() -> None:
    assert tones(INDIGO, WEFT, 0).cloth == INDIGO


@pytest.mark.parametrize(
    ("fade", "seen"), [(25, "#314c7e"), (48, "#4d6fa3"), (70, "#86a5cd"), (88, "#b4cae4")]
)
def test_indigo_fades_like_the_swatches_of_the_washes(fade: int, seen: str) -> None:
    cloth = tones(INDIGO, WEFT, fade).cloth

    assert all(abs(a - b) <= 26 for a, b in zip(parts(cloth), parts(seen), strict=True))


@pytest.mark.parametrize("base", [INDIGO, "#1d1d20", "#f2f0ea", "#000000", "#ffffff"])
def test_every_cloth_has_darker_lines_and_stays_a_colour(base: str) -> None:
    for fade in (0, 50, 100):
        tone = tones(base, WEFT, fade)
        assert sum(parts(tone.line)) <= sum(parts(tone.cloth))
        assert 0.02 <= tone.shade.faint <= 0.2


def test_faint_copies_add_up_to_the_strength_asked_for() -> None:
    ink = Ink("#000000", 0.05)

    assert 1 - (1 - 0.05) ** ink.copies(0.5) == pytest.approx(0.5, abs=0.03)


def test_a_spot_too_weak_to_fade_softly_is_not_drawn() -> None:
    assert spot((0, 0), (5, 5), Ink("#ffffff", 0.1), 0.1) == ""


def test_mixing_nothing_changes_nothing_and_mixing_all_gives_the_other() -> None:
    assert mix(INDIGO, WEFT, 0) == INDIGO
    assert mix(INDIGO, WEFT, 1) == WEFT


def test_a_crease_beside_another_lies_below_it_on_both_sides_of_the_body() -> None:
    fold = Crease((1, 0), (9, 0), 0.5, 2)

    assert fold.beside(1).start[1] == 2
    assert fold.on(-1).beside(1).start[1] == 2
