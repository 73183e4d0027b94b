"""What is kept of an order comes back as it was, or is refused."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.sizing import Point
from catalog.text import Text
from customers.body.target import Tailoring, Target, Way
from production.document import UnreadableOrder, from_document, to_document
from production.order import BillLine, Line, Order, Person, RoutingStep

WORDS = st.text(max_size=6)
TEXTS = st.dictionaries(st.sampled_from(["en", "fr", "ar"]), WORDS).map(Text)
NUMBERS = st.integers(-(10**6), 10**6)
INSTANTS = st.datetimes(timezones=st.just(UTC))
LENGTHS = st.dictionaries(WORDS, NUMBERS, max_size=3)


def few(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=2).map(tuple)


POINTS = st.builds(Point, *[WORDS] * 2, TEXTS, *[WORDS] * 3, NUMBERS, WORDS)
TARGETS = st.builds(
    Target, POINTS, st.none() | NUMBERS, *[NUMBERS] * 4, st.sampled_from(Way), *[NUMBERS] * 2
)
TAILORINGS = st.builds(
    Tailoring, WORDS, st.dictionaries(WORDS, WORDS, max_size=3), LENGTHS, few(TARGETS)
)
ORDERS = st.builds(
    Order,
    number=WORDS,
    configuration=WORDS,
    revision=NUMBERS,
    product=WORDS,
    product_name=TEXTS,
    edition=WORDS,
    currency=WORDS,
    tax_percent=NUMBERS,
    base_price_cents=NUMBERS,
    total_cents=NUMBERS,
    lines=few(st.builds(Line, WORDS, TEXTS, WORDS, TEXTS, NUMBERS, st.booleans())),
    person=st.builds(Person, WORDS, WORDS, WORDS),
    body_mm=LENGTHS,
    measured_at=INSTANTS,
    measured_by=WORDS,
    tailoring=TAILORINGS,
    look=st.dictionaries(WORDS, st.dictionaries(WORDS, WORDS, max_size=2), max_size=2),
    bill=few(st.builds(BillLine, WORDS, TEXTS, NUMBERS, WORDS, WORDS)),
    routing=few(st.builds(RoutingStep, NUMBERS, TEXTS, WORDS, WORDS, NUMBERS)),
    placed_at=INSTANTS,
    promised_on=st.dates(),
    cut_by=st.dates(),
)
ORDER = Order(
    number="26-1047",
    configuration="k3",
    revision=7,
    product="jeans",
    product_name=Text(en="Jeans"),
    edition="2026-11",
    currency="EUR",
    tax_percent=20,
    base_price_cents=14_900,
    total_cents=14_900,
    lines=(),
    person=Person("Nadia El Amrani", "", ""),
    body_mm={},
    measured_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    measured_by="Yasmine",
    tailoring=Tailoring("", {}, {}, ()),
    look={},
    bill=(BillLine("BT-7", Text(en="Button"), 5, "piece", "B2"),),
    routing=(),
    placed_at=datetime(2026, 11, 20, 10, 0, tzinfo=UTC),
    promised_on=date(2026, 12, 15),
    cut_by=date(2026, 12, 1),
)


@given(ORDERS)
def test_an_order_comes_back_from_its_document_equal_in_every_part(order: Order) -> None:
    back = from_document(json.loads(json.dumps(to_document(order))))
    assert back == order
    assert isinstance(back.product_name, Text)
    assert back.placed_at.tzinfo == UTC


@pytest.mark.parametrize(
    ("part", "written", "place"),
    [
        ("format", 2, "format"),
        ("revision", "7", "order.revision"),
        ("revision", True, "order.revision"),
        ("placed_at", "yesterday", "order.placed_at"),
        ("promised_on", 5, "order.promised_on"),
        ("lines", "none", "order.lines"),
        ("lines", [{}], "order.lines[0]"),
        ("body_mm", {"waist_mm": None}, "order.body_mm.waist_mm"),
        ("product_name", "Jeans", "order.product_name"),
        ("person", None, "order.person"),
        ("extra", 1, "order"),
    ],
)
def test_a_damaged_document_is_refused_with_the_place(
    part: str, written: object, place: str
) -> None:
    with pytest.raises(UnreadableOrder) as caught:
        from_document({**to_document(ORDER), part: written})
    assert caught.value.path == place


def test_a_document_that_lacks_a_part_is_refused() -> None:
    document = to_document(ORDER)
    del document["person"]
    with pytest.raises(UnreadableOrder):
        from_document(document)
    with pytest.raises(UnreadableOrder):
        from_document({})


def test_an_order_kept_before_targets_told_their_way_is_still_read() -> None:
    hip = Target(
        Point("hip", "B", Text(en="Hip"), "hip_mm", "", "weft", 13, ""), 1000, 20, 1020, 0, 0
    )
    kept = to_document(replace(ORDER, tailoring=Tailoring("", {}, {}, (hip,))))
    (written,) = kept["tailoring"]["targets"]
    for later in ("way", "drawn_mm", "learned_mm"):
        del written[later]

    assert from_document(kept).tailoring.targets == (hip,)
    written["way"] = "guess"
    with pytest.raises(UnreadableOrder, match=r"order\.tailoring\.targets\[0\]\.way"):
        from_document(kept)
