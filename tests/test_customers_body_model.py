import numpy as np
import pytest

from customers.body.mixture import quantiles
from customers.body.model import filled, residuals
from customers.body.population import FIELDS, SURVEYED, People, population

HEIGHT, WEIGHT, AGE, HIP = (
    FIELDS.index(field) for field in ("height_mm", "weight_hg", "age_years", "hip_mm")
)
NAVEL, CREST = FIELDS.index("waist_navel_mm"), FIELDS.index("waist_iliac_mm")

everybody = pytest.mark.parametrize("people", People)


@everybody
def test_levels_and_amounts_undo_each_other_slips_of_the_keyboard_included(people):
    of = population(people)
    amounts = np.array([[ordinary] * len(FIELDS) for ordinary in (2.0, 32, 101, 599, 1000, 98000)])

    every = np.arange(len(FIELDS))

    np.testing.assert_allclose(of.amounts(of.levels(amounts), every), amounts, rtol=1e-9)


@everybody
@pytest.mark.parametrize("sex", ["f", "m", ""])
def test_what_is_known_stays_and_what_is_missing_lies_between_its_limits(people, sex):
    told = person(height_mm=1700, hip_mm=1020)

    usual = filled(population(people), told, [sex])

    for part in (usual.low, usual.median, usual.high):
        assert part[0, HEIGHT] == 1700
        assert part[0, HIP] == 1020
    missing = np.isnan(told)
    assert (usual.low[missing] < usual.median[missing]).all()
    assert (usual.median[missing] < usual.high[missing]).all()


@everybody
def test_more_that_is_known_narrows_what_is_not(people):
    of = population(people)
    width = [
        np.ptp([part[0, HIP] for part in (usual.low, usual.high)])
        for usual in (
            filled(of, person(height_mm=1650), ["f"]),
            filled(of, person(height_mm=1650, weight_hg=700), ["f"]),
            filled(of, person(height_mm=1650, weight_hg=700, thigh_mm=620), ["f"]),
        )
    ]

    assert width == sorted(width, reverse=True)


def test_the_heavier_are_wider_and_the_taller_longer():
    light, heavy, tall = (
        filled(population(People.CIVILIAN), person(height_mm=height, weight_hg=weight), ["m"])
        for height, weight in ((1750, 700), (1750, 1100), (1950, 700))
    )

    assert heavy.median[0, HIP] > light.median[0, HIP] + 100
    inseam = FIELDS.index("inseam_mm")
    assert tall.median[0, inseam] > light.median[0, inseam] + 80


def test_an_unstated_sex_is_answered_by_both_as_far_as_each_is_likely():
    of = population(People.CIVILIAN)
    told = np.repeat(person(height_mm=1650, weight_hg=750), 3, axis=0)
    tall = np.repeat(person(height_mm=1950, weight_hg=950), 3, axis=0)
    sexes = ["f", "", "m"]

    her, either, his = filled(of, told, sexes).median[:, HIP]
    assert his < either < her
    her, either, his = filled(of, tall, sexes).median[:, HIP]
    assert abs(either - his) < 0.1 * abs(either - her)


@everybody
def test_the_waists_at_the_navel_and_at_the_hip_bone_are_told_apart(people):
    of = population(people)

    crest = filled(of, person(waist_navel_mm=900), ["m"])
    navel = filled(of, person(waist_iliac_mm=900), ["m"])

    assert 900 < crest.median[0, CREST] < 920
    assert 880 < navel.median[0, NAVEL] < 900
    assert crest.high[0, CREST] - crest.low[0, CREST] > 60


def test_the_age_of_a_civilian_tells_nothing_for_no_survey_has_it():
    of = population(People.CIVILIAN)

    without = filled(of, person(height_mm=1700, weight_hg=800), ["m"])
    old = filled(of, person(height_mm=1700, weight_hg=800, age_years=80), ["m"])

    others = [number for number in range(len(FIELDS)) if number != AGE]
    np.testing.assert_allclose(old.median[0, others], without.median[0, others], rtol=1e-6)


def test_an_older_soldier_of_the_same_height_and_weight_has_a_wider_waist():
    of = population(People.ARMY)

    young, old = (
        filled(of, person(height_mm=1750, weight_hg=850, age_years=age), ["m"]).median[0, NAVEL]
        for age in (20, 50)
    )

    assert old > young + 30


@everybody
def test_people_are_answered_alike_alone_and_among_others(people):
    of = population(people)
    crowd = np.concatenate(
        [person(hip_mm=1000), person(), person(height_mm=1800, calf_mm=390), person(hip_mm=1100)]
    )
    sexes = ["f", "", "m", ""]

    together = filled(of, crowd, sexes)
    judged = residuals(of, crowd, sexes)

    for number, sex in enumerate(sexes):
        alone = crowd[number : number + 1]
        np.testing.assert_allclose(together.high[number], filled(of, alone, [sex]).high[0])
        off = residuals(of, alone, [sex]).deviation[0]
        np.testing.assert_allclose(judged.deviation[number], off)


def test_a_stated_sex_is_believed_however_odd_the_body():
    of = population(People.ARMY)
    odd = np.repeat(person(height_mm=90_000, hip_mm=1000), 2, axis=0)

    off = residuals(of, odd, ["f", "m"]).deviation[:, HEIGHT]

    assert (off > 50).all()
    assert off[0] != off[1]


@everybody
def test_nothing_that_can_be_typed_upsets_the_arithmetic(people):
    generator = np.random.default_rng(1)
    wild = 10 ** generator.uniform(0, 6, (300, len(FIELDS)))
    wild[generator.random(wild.shape) < 0.5] = np.nan
    sexes = ["f", "m", ""] * 100

    with np.errstate(divide="raise", invalid="raise", over="raise"):
        usual = filled(population(people), wild, sexes)
        judged = residuals(population(people), wild, sexes)

    assert np.isfinite(usual.low).all()
    assert (usual.low >= 1).all()
    assert np.isfinite(usual.high).all()
    assert (np.isnan(judged.deviation) == np.isnan(wild)).all()


def test_nobody_is_answered_by_nothing():
    nobody = np.empty((0, len(FIELDS)))

    assert filled(population(People.ARMY), nobody, []).low.shape == nobody.shape
    assert residuals(population(People.ARMY), nobody, []).deviation.shape == nobody.shape


def test_a_residual_is_what_is_left_of_a_field_when_all_others_are_known():
    of = population(People.ARMY)
    told = person(height_mm=1755, weight_hg=845, hip_mm=1016, inseam_mm=900)

    found = residuals(of, told, ["m"])

    without = told.copy()
    without[0, HIP] = np.nan
    expected = filled(of, without, ["m"])
    assert found.usual.low[0, HIP] == pytest.approx(expected.low[0, HIP])
    assert found.usual.median[0, HIP] == pytest.approx(expected.median[0, HIP])


def test_a_mixture_of_one_normal_is_that_normal_and_of_two_lies_between_them():
    means, deviations = np.array([[0.0], [4.0]]), np.array([[1.0], [2.0]])

    def points(share):
        return [float(point[0]) for point in quantiles(means, deviations, np.array(share))]

    assert points([[1.0], [0.0]]) == pytest.approx([-1.644854, 0, 1.644854], abs=1e-6)
    assert points([[0.0], [1.0]]) == pytest.approx([0.710293, 4, 7.289707], abs=1e-6)
    # By halving the distribution function that the error function of the C library gives.
    assert points([[0.5], [0.5]]) == pytest.approx([-1.304667, 1.333333, 6.563103], abs=1e-5)


def test_the_commands_fields_come_first_among_those_of_the_model():
    assert FIELDS[: len(SURVEYED)] == SURVEYED


def person(**amounts: float) -> np.ndarray:
    return np.array([[amounts.get(field, np.nan) for field in FIELDS]])
