"""Measurements on the page: every one has its words, every refusal says what to do."""

import pytest
from flask import Flask
from flask_babel import Babel

from catalog.files import read_files
from configurator.products import LIBRARY
from configurator.web.measure_form import NOTHING_READ, Reading, Typed, fields, reading, retyped
from configurator.web.measure_words import HOW, NAMES, Units, doubt, why_not
from customers.body.measurement import MEASUREMENTS, Code, Refusal, Unit, measurement
from tests.shop import BODY_MM


@pytest.fixture(scope="module")
def jeans():
    product, _, _ = read_files(LIBRARY / "jeans" / "product.yaml")
    return product


@pytest.fixture(autouse=True)
def in_a_request():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def test_every_measurement_has_a_name_and_a_sentence_how_to_take_it():
    keys = {one.key for one in MEASUREMENTS}

    assert set(NAMES) == keys
    assert set(HOW) == keys


@pytest.mark.parametrize("code", Code)
def test_every_refusal_says_what_to_do(code):
    told = why_not(Refusal(code), measurement("hip_mm"), Unit.CM)

    assert "lease" in told


def test_a_body_beyond_the_largest_class_is_told_the_largest():
    told = why_not(Refusal(Code.OUTSIDE, most=450), measurement("heel_mm"), Unit.CM)

    assert told == "We can make it for at most 45\N{NO-BREAK SPACE}cm."


def test_limits_and_doubts_are_told_in_the_unit_that_is_typed():
    hip = measurement("hip_mm")

    assert "21.65 to 82.68\N{NO-BREAK SPACE}inches" in why_not(
        Refusal(Code.OUTSIDE, *hip.hard), hip, Unit.INCH
    )
    assert doubt(600, hip, Unit.CM).startswith("60\N{NO-BREAK SPACE}cm is far from usual")


def test_what_a_browser_is_shown_again_reads_as_the_same_amounts(jeans):
    for units in Units:
        again = reading(jeans, retyped(jeans, BODY_MM, units))
        assert again == Reading(BODY_MM, {}, {})


def test_inches_are_understood_and_stay_as_typed(jeans):
    texts = {**retyped(jeans, BODY_MM).texts, "waist_mm": '32 5/8"'}
    found = reading(jeans, Typed(Units.METRIC, texts))

    assert found.amounts["waist_mm"] == 829
    assert found.stands


def test_an_empty_form_asks_for_what_is_needed_and_for_nothing_else(jeans):
    found = reading(jeans, Typed())

    assert set(found.refusals) == set(BODY_MM)
    assert {one.key for one in fields(jeans, Typed(), found) if one.wrong} == set(BODY_MM)


def test_a_fresh_form_says_nothing_wrong(jeans):
    assert not any(one.wrong or one.doubt for one in fields(jeans, Typed(), NOTHING_READ))


def test_a_confirmation_stands_for_one_amount_only(jeans):
    texts = {**retyped(jeans, BODY_MM).texts, "thigh_mm": "36"}

    assert reading(jeans, Typed(Units.METRIC, texts)).unusual == {"thigh_mm": 360}
    sure = frozenset({"thigh_mm=360"})
    assert reading(jeans, Typed(Units.METRIC, texts, sure)).stands
    other = {**texts, "thigh_mm": "35"}
    assert not reading(jeans, Typed(Units.METRIC, other, sure)).stands
