"""The figure: measures that become an outline."""

from collections.abc import Mapping

import pytest

from production.figure import HIP_Y, Figure, figure
from production.garment import Look, garment

PLAIN = garment({})


def fig(look: Look | None = None, measures_mm: Mapping[str, int] | None = None) -> Figure:
    return figure(garment(look or {}), measures_mm or {})


def test_a_wider_knee_is_wider_by_what_half_its_girth_shows() -> None:
    narrow, wide = (fig(measures_mm={"knee": mm}) for mm in (420, 460))

    def width(one: Figure) -> float:
        return one.outer.at(one.knee) - one.inner.at(one.knee)

    assert width(wide) - width(narrow) == pytest.approx(20 / 10 * 0.94)


def test_the_inseam_sets_the_hem_and_the_rise_the_waist() -> None:
    low, high = (fig({"rise": {"rise": rise}}) for rise in ("low", "high"))

    assert fig(measures_mm={"inseam": 760}).hem == 76
    assert high.rise - low.rise == pytest.approx(7.0)


def test_a_lower_waist_is_wider() -> None:
    low, high = (fig({"rise": {"rise": rise}}) for rise in ("low", "high"))

    assert low.outer.at(-low.rise) > high.outer.at(-high.rise)


def test_legs_never_cross_the_middle_whatever_the_measures() -> None:
    for mm in (0, 300, 700, 5000):
        one = fig(measures_mm={"hip": mm, "thigh": mm, "knee": mm, "leg_opening": mm})
        heights = [one.hem * share for share in (0.1, 0.3, 0.45, 0.7, 1.0)]
        assert all(0 < one.inner.at(y) < one.outer.at(y) for y in heights)
        assert one.outer.at(HIP_Y) > 0


def test_the_chosen_opening_is_drawn_unless_a_measure_says_otherwise() -> None:
    look = {"leg_opening": {"opening": "300"}}

    def opening(one: Figure) -> float:
        return one.outer.at(one.hem) - one.inner.at(one.hem)

    assert opening(fig(look)) == pytest.approx(300 / 20 * 0.94)
    assert opening(fig(look, {"leg_opening": 360})) == pytest.approx(360 / 20 * 0.94)
