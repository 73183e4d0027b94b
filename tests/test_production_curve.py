"""Curves: what is parallel, mirrored, cut and interpolated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from production.curve import Curve, Edge, bow, number, polyline

lengths = st.floats(-50, 50, allow_nan=False)
points = st.tuples(lengths, lengths)
curves = st.builds(
    lambda start, pieces: Curve(start, tuple(pieces)),
    points,
    st.lists(st.tuples(points) | st.tuples(points, points, points), min_size=1, max_size=5),
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (-0.001, "0"), (0.256, "0.26"), (-3.1, "-3.1"), (10.0, "10"), (100.0, "100")],
)
def test_a_number_has_two_decimals_at_most_and_no_needless_zeros(value: float, text: str) -> None:
    assert number(value) == text


@given(curves)
def test_turning_round_twice_gives_the_same_curve(curve: Curve) -> None:
    assert curve.reversed().reversed() == curve
    assert curve.mirrored().mirrored() == curve
    assert curve.reversed().start == curve.end


def test_a_parallel_of_a_corner_keeps_its_distance_from_both_legs() -> None:
    corner = polyline((0, 0), (10, 0), (10, 10))

    inside = corner.parallel(-1)

    assert inside.pieces[0][0] == pytest.approx((9, 1))
    assert inside.start == pytest.approx((0, 1))
    assert inside.end == pytest.approx((9, 10))


def test_a_section_lies_on_the_curve_it_is_cut_from() -> None:
    arc = bow((-10, 0), (10, 0), 2)

    assert arc.section(0.5, 1).start == pytest.approx((0, 2))
    assert arc.section(0, 1) == arc


def test_curves_that_do_not_meet_are_joined_by_a_straight_line() -> None:
    joined = polyline((0, 0), (1, 0)).then(polyline((1, 1), (2, 1)))

    assert joined.d() == "M0 0L1 0L1 1L2 1"
    assert joined.closed().endswith("Z")


@given(st.lists(st.floats(1, 40), min_size=3, max_size=6), st.floats(0, 1))
def test_an_edge_never_bulges_beyond_its_knots(widths: list[float], share: float) -> None:
    edge = Edge([(x, 10.0 * i) for i, x in enumerate(widths)])
    i = min(int(share * (len(widths) - 1)), len(widths) - 2)
    low, high = sorted(widths[i : i + 2])

    x = edge.at(10.0 * (i + share))

    assert low - 1e-6 <= x <= high + 1e-6


def test_an_edge_passes_through_its_knots_and_its_curve_through_its_heights() -> None:
    edge = Edge([(20, 0), (24, 10), (18, 40)])

    assert [edge.at(y) for y in (0, 10, 40)] == pytest.approx([20, 24, 18])
    assert edge.curve(5, 30).start == pytest.approx((edge.at(5), 5))
    assert edge.curve(5, 30).end == pytest.approx((edge.at(30), 30))
