"""Measurements go out and come back without loss, and files of strangers do no harm."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.body.exchange import (
    MOST_BYTES,
    SEAMLY,
    Told,
    Unreadable,
    received,
    to_csv,
    to_seamly,
)
from customers.body.measurement import MEASUREMENTS

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=20)


@st.composite
def bodies(draw) -> tuple[Told, ...]:
    keys = draw(st.lists(st.sampled_from(MEASUREMENTS), unique_by=lambda one: one.key))
    return tuple(
        Told(
            key=one.key,
            amount=draw(st.integers(*one.hard)),
            text_typed=draw(TEXTS),
            unit_typed=draw(TEXTS),
            by=draw(TEXTS),
            at=draw(st.none() | st.datetimes(timezones=st.just(UTC))),
            how=draw(TEXTS),
        )
        for one in keys
    )


@given(bodies())
@settings(deadline=None)
def test_nothing_is_lost_on_the_way_out_and_back(body) -> None:
    files = (to_csv(body), to_seamly(body), to_seamly(body, "vit"))
    for written in files:
        found = received(written.encode())
        assert found.told == body
        assert found.left == ()


def test_a_file_of_seamly_is_read_in_its_own_unit_and_says_what_it_could_not_use() -> None:
    text = """<?xml version="1.0" encoding="UTF-8"?>
    <smis><version>0.3.4</version><unit>cm</unit><personal><family-name>Ek</family-name></personal>
    <body-measurements><m name="waist_circ" value="81.5" description="by hand"/>
    <m name="hip_circ" value="waist_circ + 20"/><m name="neck_circ" value="38"/>
    <m name="leg_knee_circ" value="3"/><m name="height" value="-1e9"/></body-measurements></smis>"""
    found = received(text.encode())
    assert found.told == (Told("waist_mm", 815),)
    assert found.left == ("hip_circ", "neck_circ", "leg_knee_circ", "height")
    inches = text.replace("<unit>cm", "<unit>inch").replace("81.5", "32")
    assert received(inches.encode()).told == (Told("waist_mm", 813),)


def test_a_table_of_ones_own_may_be_in_any_unit() -> None:
    text = "measurement,amount,unit\nwaist_mm,32 1/4,in\nhip_mm,102.5,cm\nweight_hg,70,kg\nx,1,cm\n"
    found = received(text.encode("utf-8-sig"))
    amounts = {one.key: one.amount for one in found.told}
    assert amounts == {"waist_mm": 819, "hip_mm": 1025, "weight_hg": 700}
    assert found.left == ("x",)


def test_of_two_lines_about_one_measurement_the_later_counts() -> None:
    one = Told("waist_mm", 800, at=NOON)
    assert received(to_csv([one, replace(one, amount=810)]).encode()).told[0].amount == 810


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE smis [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<smis><unit>&b;</unit><body-measurements/></smis>"
)
OUTSIDE = (
    '<!DOCTYPE smis [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    "<smis><unit>&secret;</unit><body-measurements/></smis>"
)


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        OUTSIDE,
        '<!DOCTYPE smis SYSTEM "http://example.org/x.dtd"><smis/>',
        "<smis/>",
        "<smis><unit>ell</unit><body-measurements/></smis>",
        "<smis><unit>cm",
        "<",
        "",
        "waist,hip\n80,100\n",
        "measurement;amount\nwaist_mm;800\n",
        '"' * 999,
        "x" * (MOST_BYTES + 1),
    ],
    ids=lambda text: text[:24],
)
def test_what_is_no_file_of_measurements_is_refused(content: str) -> None:
    with pytest.raises(Unreadable):
        received(content.encode())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for start in (b"", b"<smis>", b"measurement,amount,unit,at\n"):
        try:
            found = received(start + content)
        except Unreadable:
            continue
        assert len({one.key for one in found.told}) == len(found.told)


def test_every_name_stands_for_one_measurement() -> None:
    assert len(set(SEAMLY.values())) == len(SEAMLY)
    assert set(SEAMLY) <= {one.key for one in MEASUREMENTS}
