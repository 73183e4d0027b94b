"""What a tailor starts from when a survey measured."""

import csv
from datetime import UTC, datetime, timedelta

import pytest

from customers.body.measurement import MEASUREMENTS
from customers.body.survey import KNOWN, Measured, for_the_tailor

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
SURVEYS = ("ansur2_train.csv", "nhanes_train.csv")


def amounts(at=NOON, **told):
    return {name: Measured(amount, at) for name, amount in told.items()}


def tailored(latest):
    return {name: one.amount for name, one in for_the_tailor(latest).items()}


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        ({"hip_mm": 1020, "calf_mm": 370, "age_years": 40}, {"hip_mm": 1020}),
        ({"waist_navel_mm": 830}, {"waist_mm": 830}),
        ({"waist_navel_mm": 830, "waist_iliac_mm": 850}, {"waist_mm": 850}),
        ({"waist_navel_mm": 830, "waist_mm": 840}, {"waist_mm": 840}),
        ({"knee_proxy_mm": 395}, {"knee_mm": 395}),
        ({"crotch_back_mm": 375}, {"back_rise_mm": 375}),
        ({"crotch_length_mm": 640}, {}),
        (
            {"crotch_length_mm": 640, "crotch_back_mm": 375},
            {"front_rise_mm": 265, "back_rise_mm": 375},
        ),
        ({"crotch_length_mm": 400, "crotch_back_mm": 375}, {"back_rise_mm": 375}),
        ({"crotch_back_mm": 375, "back_rise_mm": 380}, {"back_rise_mm": 380}),
    ],
)
def test_the_name_that_comes_closest_is_taken(told, taken):
    assert tailored(amounts(**told)) == taken


def test_what_was_measured_later_counts_whatever_its_name():
    earlier = amounts(waist_mm=840, front_rise_mm=250)
    later = amounts(LATER, waist_navel_mm=900, crotch_length_mm=640, crotch_back_mm=375)

    assert tailored(earlier | later) == {
        "waist_mm": 900,
        "front_rise_mm": 265,
        "back_rise_mm": 375,
    }


def test_all_that_tailors_ask_for_has_its_own_name_here():
    assert {one.key for one in MEASUREMENTS} <= KNOWN.keys()


@pytest.mark.parametrize("survey", SURVEYS)
def test_every_column_of_the_surveys_is_known_and_every_person_possible(test_data, survey):
    with (test_data / "body" / survey).open(encoding="utf-8", newline="") as file:
        for person in csv.DictReader(file):
            del person["sex"]
            for name, amount in person.items():
                least, most = KNOWN[name]
                assert least <= int(amount) <= most
