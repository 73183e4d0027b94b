import numpy as np
import pytest

from customers.body.guess import Expected, Guess, Mistake, guesses
from customers.body.measurement import Unit
from customers.body.plausible import RANGES, Suspicion, Why, suspicions
from customers.body.population import FIELDS, People, population

HIS = {
    "height_mm": 1755,
    "weight_hg": 845,
    "waist_navel_mm": 935,
    "hip_mm": 1015,
    "inseam_mm": 845,
    "thigh_mm": 625,
    "crotch_length_mm": 620,
    "outseam_navel_mm": 1055,
}
FOUR = ("height_mm", "weight_hg", "waist_navel_mm", "hip_mm")


def test_an_ordinary_body_raises_no_suspicion():
    assert judged(HIS) is None
    assert judged({field: HIS[field] for field in FOUR}) is None
    assert judged({}) is None


@pytest.mark.parametrize(
    ("field", "typed", "mistake", "meant"),
    [
        ("inseam_mm", 333, Mistake.INCHES, 846),
        ("hip_mm", 2578, Mistake.CENTIMETRES, 1015),
        ("weight_hg", 1863, Mistake.POUNDS, 845),
        ("weight_hg", 383, Mistake.KILOGRAMS, 844),
        ("thigh_mm", 310, Mistake.HALF_GIRTH, 620),
        ("waist_navel_mm", 395, Mistake.SWAPPED_DIGITS, 935),
        ("outseam_navel_mm", 155, Mistake.MISSING_DIGIT, 1055),
        ("height_mm", 17550, Mistake.EXTRA_DIGIT, 1755),
        ("outseam_navel_mm", 955, Mistake.TEN_OFF, 1055),
        ("inseam_mm", 745, Mistake.TEN_OFF, 845),
    ],
)
def test_the_field_is_named_and_what_may_have_been_meant(field, typed, mistake, meant):
    found = judged(HIS | {field: typed})

    assert found is not None
    assert (found.field, found.amount, found.why) == (field, typed, Why.UNUSUAL)
    assert found.low < HIS[field] < found.high
    assert found.guesses[0].mistake is mistake
    assert abs(found.guesses[0].amount - meant) <= 5


def test_two_measurements_in_each_others_place_are_told():
    found = judged(HIS | {"hip_mm": HIS["inseam_mm"], "inseam_mm": HIS["hip_mm"]})

    assert found is not None
    swap = next(one for one in found.guesses if one.mistake is Mistake.SWAPPED_FIELDS)
    assert {found.field, swap.other} == {"hip_mm", "inseam_mm"}
    assert swap.amount == HIS[found.field]


def test_what_legs_measure_is_compared_with_soldiers_and_the_rest_with_civilians():
    stout = {"height_mm": 1755, "weight_hg": 1000, "waist_navel_mm": 1230, "hip_mm": 1085}

    assert judged(stout) is None
    assert suspicion_of(stout, People.ARMY).field == "waist_navel_mm"
    assert judged(stout | {"inseam_mm": 845}) == suspicion_of(
        stout | {"inseam_mm": 845}, People.ARMY
    )


def test_an_age_is_never_held_against_anybody_nor_makes_others_odd():
    assert judged(HIS | {"age_years": 85}) is None
    found = judged(HIS | {"age_years": 850})
    assert found is not None
    assert (found.field, found.why) == ("age_years", Why.RANGE)


def test_what_hardly_anybody_measures_is_asked_about_even_if_the_rest_goes_with_it():
    giant = {"height_mm": 2150, "weight_hg": 1180}

    found = judged(giant)

    assert found is not None
    assert found.field == "height_mm"


def test_a_single_field_is_judged_alone():
    found = judged({"waist_iliac_mm": 2800})

    assert found is not None
    assert found.why is Why.ALONE
    assert found.low < 1000 < found.high


def test_an_unstated_sex_makes_nobody_suspicious_whom_a_stated_one_would_not():
    hers = {"height_mm": 1630, "weight_hg": 670, "hip_mm": 1020, "inseam_mm": 780, "thigh_mm": 615}

    assert judged(hers, "f") is None
    assert judged(hers, "") is None
    assert judged(HIS, "") is None


def test_people_are_judged_alike_alone_and_among_others():
    bodies = [
        HIS,
        HIS | {"hip_mm": 400},
        {},
        {"hip_mm": 1000, "waist_iliac_mm": 400},
        {"hip_mm": 9},
    ]

    together = suspicions(np.concatenate([row(body) for body in bodies]), ["m"] * len(bodies))

    assert together == [judged(body) for body in bodies]


def test_every_field_has_a_range_that_holds_the_usual():
    assert set(RANGES) == set(FIELDS)
    for people in People:
        for normal in population(people).normals:
            every = np.arange(len(FIELDS))
            middles = population(people).amounts(normal.mean, every)
            for field, middle in zip(FIELDS, middles, strict=True):
                low, high = RANGES[field]
                assert low < middle < high, field


def test_the_digits_are_those_of_the_unit_in_which_they_were_typed():
    # 24 in were typed where 42 in were measured: 610 mm for 1067 mm.
    expected = Expected(1050, 1065, 1080)

    swapped = guesses("waist_iliac_mm", 610, expected, Unit.INCH)
    unknown = guesses("waist_iliac_mm", 610, expected)

    assert swapped[0] == Guess(Mistake.SWAPPED_DIGITS, 1067)
    assert Mistake.SWAPPED_DIGITS not in {one.mistake for one in unknown}


def test_nothing_is_guessed_that_would_be_odd_itself():
    assert guesses("hip_mm", 700, Expected(1000, 1001, 1002)) == []


@pytest.mark.parametrize("amount", [1, 9, 10, 99999, 999999])
def test_any_amount_can_be_guessed_about(amount):
    for field in ("height_mm", "weight_hg", "hip_mm"):
        for guess in guesses(field, amount, Expected(900, 1000, 1100)):
            assert 900 - 100 <= guess.amount <= 1100 + 100


def judged(body: dict[str, int], sex: str = "m") -> Suspicion | None:
    return suspicions(row(body), [sex])[0]


def suspicion_of(body: dict[str, int], people: People) -> Suspicion:
    found = suspicions(row(body), ["m"], people)[0]
    assert found is not None
    return found


def row(body: dict[str, int]) -> np.ndarray:
    return np.array([[body.get(field, np.nan) for field in FIELDS]])
