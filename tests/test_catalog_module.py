"""A module adds its lead days when the shelf holds less than a garment may take."""

from collections.abc import Mapping

import pytest

from catalog.module import Module, lead_days
from catalog.problems import Place
from catalog.text import Sentence, Text

BUTTON = Module(
    sku="BU-17",
    name=Text(en="Button"),
    unit="piece",
    quantity=Sentence("5", Place("modules.csv", 2, 20)),
    cost_cents=12,
    stock=800,
    reserve=6,
    lead_days=9,
    bin="C2",
)


@pytest.mark.parametrize(
    ("stock", "days"),
    [({"BU-17": 7}, 0), ({"BU-17": 6}, 0), ({"BU-17": 5}, 9), ({"BU-17": 0}, 9), ({}, 9)],
)
def test_a_module_is_in_stock_when_its_reserve_is_there(
    stock: Mapping[str, int], days: int
) -> None:
    assert lead_days(BUTTON, stock) == days
