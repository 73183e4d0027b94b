"""A small shop to test with: the hour, what is typed and what is ordered."""

from datetime import UTC, date, datetime, timedelta

from catalog.text import Text
from customers.body.target import Tailoring
from production.order import Order, Person

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PASSWORD = "four words nobody joins"  # noqa: S105 - of a test
LINK = "a-link-nobody-guesses"
BODY = {
    "waist_mm": "83",
    "hip_mm": "102,5",
    "thigh_mm": "58.4",
    "knee_mm": "39.5",
    "heel_mm": "33",
    "inseam_mm": "79",
    "front_rise_mm": "26.5",
    "back_rise_mm": "37.5",
    "units": "cm",
}
"""What is typed into the form of measurements."""

BODY_MM = {
    "waist_mm": 830,
    "hip_mm": 1025,
    "thigh_mm": 584,
    "knee_mm": 395,
    "heel_mm": 330,
    "inseam_mm": 790,
    "front_rise_mm": 265,
    "back_rise_mm": 375,
}

ORDER = Order(
    number="",
    configuration=LINK,
    revision=1,
    product="jeans",
    product_name=Text(en="Jeans", fr="Jean"),
    edition="2026-11",
    currency="EUR",
    tax_percent=20,
    base_price_cents=14_900,
    total_cents=15_900,
    lines=(),
    person=Person("Anna Ek", "anna@example.org", ""),
    body_mm={"hip_mm": 1020},
    measured_at=NOON,
    measured_by="customer",
    tailoring=Tailoring("W30", {}, {}, ()),
    look={},
    bill=(),
    routing=(),
    placed_at=NOON,
    promised_on=date(2026, 12, 12),
    cut_by=date(2026, 12, 2),
)


class Clock:
    """Gives the same hour until time passes."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: int) -> None:
        self.now += timedelta(**time)
