"""Measurements are read strictly, whatever is typed."""

from dataclasses import replace
from decimal import ROUND_DOWN, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product import Kind, Option, Product, Value
from catalog.sizing import Point, Sizing
from catalog.text import Text
from customers.body.measurement import (
    HG_PER,
    MEASUREMENTS,
    Code,
    Measurement,
    Refusal,
    Unit,
    UnknownMeasurement,
    asked,
    measurement,
    parse_length_mm,
    parse_weight_hg,
    read,
    read_all,
)

WAIST = measurement("waist_mm")
# Whatever a form may send: any character, lone surrogates too, and endless digits.
ANY_TEXT = st.text(st.characters(exclude_categories=[])) | st.text("0123456789.,/ \"'-+eEincmkglb_")


@pytest.mark.parametrize(
    ("text", "unit", "length_mm"),
    [
        ("84", Unit.CM, 840),
        ("84,5", Unit.CM, 845),
        ("84.5", Unit.CM, 845),
        ("84.05", Unit.CM, 841),
        ("84.049", Unit.CM, 840),
        ("0084", Unit.CM, 840),
        ("840", Unit.MM, 840),
        ("33", Unit.INCH, 838),
        ("32 1/8", Unit.INCH, 816),
        ("32  31/32", Unit.INCH, 837),
        (" 84 ", Unit.CM, 840),
        ("\u00a084\u202fcm\t", Unit.CM, 840),
        ("84cm", Unit.INCH, 840),
        ("840 MM", Unit.INCH, 840),
        ("33 in", Unit.CM, 838),
        ('33"', Unit.CM, 838),
        ("32 1/8\u201d", Unit.CM, 816),
        ("9999", Unit.MM, 9999),
        ("0", Unit.CM, 0),
    ],
)
def test_a_length_is_read_as_people_write_it(text: str, unit: Unit, length_mm: int) -> None:
    assert parse_length_mm(text, unit) == length_mm


@pytest.mark.parametrize(
    ("text", "unit", "weight_hg"),
    [
        ("68,4", Unit.KG, 684),
        ("68.45 kg", Unit.LB, 685),
        ("150", Unit.LB, 680),
        ("150lb", Unit.KG, 680),
    ],
)
def test_a_weight_is_read_as_people_write_it(text: str, unit: Unit, weight_hg: int) -> None:
    assert parse_weight_hg(text, unit) == weight_hg


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.EMPTY),
        (" \u00a0", Code.EMPTY),
        ("9" * 5000, Code.TOO_LONG),
        ("84" + " " * 19, Code.TOO_LONG),
        ("\uff18\uff14", Code.OTHER_DIGITS),
        ("\u0663", Code.OTHER_DIGITS),
        ("32 \u00bd", Code.OTHER_DIGITS),
        ("NaN", Code.NOT_A_NUMBER),
        ("inf", Code.NOT_A_NUMBER),
        ("1e309", Code.NOT_A_NUMBER),
        ("1e-400", Code.NOT_A_NUMBER),
        ("8e1", Code.NOT_A_NUMBER),
        ("-0", Code.NOT_A_NUMBER),
        ("+84", Code.NOT_A_NUMBER),
        ("\u221284", Code.NOT_A_NUMBER),
        ("1_000", Code.NOT_A_NUMBER),
        ("1.000,5", Code.NOT_A_NUMBER),
        ("84.", Code.NOT_A_NUMBER),
        (".5", Code.NOT_A_NUMBER),
        ("84\x00", Code.NOT_A_NUMBER),
        ("\ud800", Code.NOT_A_NUMBER),
        ("84\n", Code.NOT_A_NUMBER),
        ("0x54", Code.NOT_A_NUMBER),
        ("12345", Code.TOO_MANY_DIGITS),
        ("84.1234", Code.TOO_MANY_DIGITS),
        ("84 kg", Code.UNIT),
        ("84 c\u212a", Code.NOT_A_NUMBER),
        ("84 ells", Code.UNIT),
        ("32 1/8 cm", Code.FRACTION),
        ("32 1/3 in", Code.FRACTION),
        ("32 8/8 in", Code.FRACTION),
        ("32 0/8 in", Code.FRACTION),
        ("32 1/0 in", Code.FRACTION),
    ],
)
def test_what_is_no_length_is_refused_with_the_reason(text: str, code: Code) -> None:
    assert parse_length_mm(text, Unit.CM) == Refusal(code)


def test_a_weight_is_no_length() -> None:
    assert parse_length_mm("84", Unit.KG) == Refusal(Code.UNIT)
    assert parse_weight_hg("84", Unit.CM) == Refusal(Code.UNIT)


@given(ANY_TEXT, st.sampled_from(Unit))
def test_no_text_raises_and_no_length_is_absurd(text: str, unit: Unit) -> None:
    for answer in (parse_length_mm(text, unit), parse_weight_hg(text, unit)):
        assert isinstance(answer, Refusal) or 0 <= answer <= 254_000


@given(st.integers(0, 9999), st.sampled_from([".", ","]))
def test_every_millimetre_written_in_centimetres_comes_back(length_mm: int, mark: str) -> None:
    assert parse_length_mm(f"{length_mm // 10}{mark}{length_mm % 10}", Unit.CM) == length_mm


def test_rounding_does_not_hang_on_the_program_around() -> None:
    with localcontext(prec=2, rounding=ROUND_DOWN):
        assert parse_length_mm("84.05", Unit.CM) == 841


@pytest.mark.parametrize(
    ("key", "text", "unit", "meant", "amount"),
    [
        ("waist_mm", "32", Unit.CM, Unit.INCH, 813),
        ("waist_mm", "84", Unit.INCH, Unit.CM, 840),
        ("waist_mm", "840", Unit.CM, Unit.MM, 840),
        ("height_mm", "68", Unit.CM, Unit.INCH, 1727),
        ("thigh_mm", "24", Unit.CM, Unit.INCH, 610),
        ("knee_mm", "16", Unit.CM, Unit.INCH, 406),
        ("heel_mm", "13", Unit.CM, Unit.INCH, 330),
        ("inseam_mm", "32", Unit.CM, Unit.INCH, 813),
        ("front_rise_mm", "10.5", Unit.CM, Unit.INCH, 267),
        ("back_rise_mm", "14.5", Unit.CM, Unit.INCH, 368),
    ],
)
def test_a_number_in_the_wrong_unit_gets_the_right_one_suggested(
    key: str, text: str, unit: Unit, meant: Unit, amount: int
) -> None:
    asked_for = measurement(key)
    assert read(asked_for, text, unit) == Refusal(Code.OUTSIDE, *asked_for.hard, meant, amount)


def test_a_number_usual_in_no_unit_gets_the_limits_only() -> None:
    assert read(WAIST, "1", Unit.CM) == Refusal(Code.OUTSIDE, 450, 2000)


def test_a_unit_that_was_written_is_not_doubted() -> None:
    assert read(WAIST, "32 cm", Unit.CM) == Refusal(Code.OUTSIDE, 450, 2000)


def test_an_unusual_measurement_is_taken_and_known_as_unusual() -> None:
    assert read(WAIST, "180", Unit.CM) == 1800
    assert not WAIST.is_usual(1800)
    assert WAIST.is_usual(1750)


@pytest.mark.parametrize("one", MEASUREMENTS, ids=lambda one: one.key)
def test_what_is_usual_is_possible(one: Measurement) -> None:
    assert one.hard[0] < one.soft[0] < one.soft[1] < one.hard[1]
    assert one.key.endswith("_hg" if one.units is HG_PER else "_mm")


def test_all_mistakes_of_a_form_come_at_once() -> None:
    wanted = [measurement(key) for key in ("height_mm", "weight_hg", "waist_mm", "hip_mm")]
    typed = {"weight_hg": "150", "waist_mm": "wide", "unknown": "1"}

    amounts, refusals = read_all(wanted, typed, Unit.CM, Unit.LB)

    assert amounts == {"weight_hg": 680}
    assert refusals == {"waist_mm": Refusal(Code.NOT_A_NUMBER), "hip_mm": Refusal(Code.EMPTY)}


def test_what_was_typed_wrongly_is_refused_even_where_nothing_is_required() -> None:
    wanted = [measurement("height_mm")]
    assert read_all(wanted, {"height_mm": "tall"}, Unit.CM, Unit.KG)[1] == {
        "height_mm": Refusal(Code.NOT_A_NUMBER)
    }


def test_only_what_the_product_starts_from_is_asked() -> None:
    heel = Option("heel", Text(en="Heel"), Kind.MEASURED, (Value("h", Text(en="h"), Text(en="")),))
    hip = Point("hip", "B", Text(en="Hip"), "hip_mm", "", "weft", 13, "hip_adjustment")
    hem = Point("hem", "E", Text(en="Hem"), "", "hem", "weft", 6, "")
    sizing = Sizing((hip, hem), (), "block", {}, {})
    socks = Product("socks", Text(en="Socks"), "1", "EUR", 0, 20, 0, ("en",), (heel,), ())
    trousers = replace(socks, sizing=sizing)
    scarf = replace(socks, options=())
    odd = replace(trousers, sizing=replace(sizing, points=(replace(hip, body="ear_mm"),)))

    assert [one.key for one in asked(trousers)] == ["height_mm", "weight_hg", "hip_mm", "heel_mm"]
    assert [one.key for one in asked(socks)] == ["height_mm", "weight_hg", "heel_mm"]
    assert asked(scarf) == ()
    with pytest.raises(UnknownMeasurement, match="ear_mm"):
        asked(odd)


def test_an_inch_is_exactly_25_4_mm() -> None:
    assert WAIST.units[Unit.INCH] == Decimal("25.4")
