"""The values of five people, to the cent, by the arithmetic of this file.

It imports nothing of `customers/value`: formulas are written out here as they were published, and
their parameters are the shipped ones, since five customers are too few to fit any.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from configurator.jobs.value import value_customers
from configurator.settings import Settings
from configurator.storage.database import Database, open_database
from configurator.storage.tables_value import AcceptedSuggestionRow, CostRow, ReferralRow
from configurator.storage.value import find_value
from configurator.storage.value_intake import Earning, keep_earnings

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
DAY = date(2026, 11, 22)
R, ALPHA, A, B = 0.5248, 6.1831, 0.8914, 1.614
P, Q = 6.249, 3.745
PERIOD, AHEAD, DISCOUNT, REFERRAL = 400, 500, 10, 5

FILE = Path(__file__).parents[1] / "customers" / "value" / "policies.yaml"
OURS = {
    "period_days: 1095": f"period_days: {PERIOD}",
    "horizon_days: 1095": f"horizon_days: {AHEAD}",
    "discount_percent: 10": f"discount_percent: {DISCOUNT}",
    "referral_percent: 5": f"referral_percent: {REFERRAL}",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Days ago and margin in cents of each purchase; other amounts by days ago."""

    bought: dict[int, int]
    costs: dict[int, int] = field(default_factory=dict)
    suggestions: dict[int, int] = field(default_factory=dict)


PEOPLE = {
    "once": Person({30: 4_200}),
    "often": Person({390: 5_100, 300: 3_900, 200: 6_000, 100: 4_400, 7: 5_300}, {60: 2_000}),
    "gone": Person({700: 2_500, 690: 2_600, 680: 2_400}, {399: 1_250, 400: 9_999}),
    "twice": Person({401: 7_000, 20: 8_000}, {}, {10: 2_000, 500: 2_000}),
    "newcomer": Person({0: 9_900}, {0: 3_500}),
}
REFERRED = {"newcomer": "often", "twice": "newcomer"}


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    opened = open_database(address)
    with opened.recording() as session:
        keep_earnings(session, [one for name in PEOPLE for one in earnings(name)])
        for name, person in PEOPLE.items():
            for ago, cents in person.costs.items():
                row = {"part": "service", "source": "call", "noted_by": "sam", "noted_at": NOW}
                session.add(
                    CostRow(id=f"{name} {ago}", person=name, day=ordinal(ago), cents=cents, **row)
                )
            for ago, cents in person.suggestions.items():
                told = {"event": f"{name} {ago}", "person": name, "accepted_by": "sam"}
                session.add(AcceptedSuggestionRow(day=ordinal(ago), cents=cents, **told))
        for referred, referrer in REFERRED.items():
            session.add(
                ReferralRow(
                    referred=referred,
                    referrer=referrer,
                    day=ordinal(5),
                    source="code",
                    noted_at=NOW,
                )
            )
    yield opened
    opened.close()


def earnings(name: str) -> Iterator[Earning]:
    for ago, cents in PEOPLE[name].bought.items():
        day = DAY - timedelta(days=ago)
        yield Earning(f"{name} {ago}", name, day, cents, 2 * cents, "")


def ordinal(ago: int) -> int:
    return DAY.toordinal() - ago


def hypergeometric(a: float, b: float, c: float, z: float) -> float:
    """Gauss's series, term by term."""
    term = total = 1.0
    for n in range(100_000):
        term *= (a + n) * (b + n) / (c + n) / (n + 1) * z
        total += term
        if abs(term) < 1e-17 * abs(total):
            break
    return total


def expected_purchases(x: int, recency: float, age: float, weeks: float) -> float:
    """Batislam, Denizel and Filiztekin (2007), equation 10, as it was printed."""
    gone = A / (B + x) * ((ALPHA + age) / (ALPHA + recency)) ** (R + x)
    z = weeks / (ALPHA + age + weeks)
    series = hypergeometric(R + x, B + x + 1, A + B + x, z)
    stays = 1 - (1 - z) ** (R + x) * series
    return (A + B + x) / (A - 1) * stays / (1 + gone)


def expected_cents(name: str) -> float:
    """Each year's purchases at its discount, times the margin expected of one."""
    days = sorted(PEOPLE[name].bought, reverse=True)
    x, recency, age = len(days) - 1, (days[0] - days[-1]) / 7, days[0] / 7
    bought = [sum(one.bought.values()) for one in PEOPLE.values()]
    times = [len(one.bought) for one in PEOPLE.values()]
    gamma = sum(bought) / sum(times) * (Q - 1) / P
    margin = P * (gamma + sum(PEOPLE[name].bought.values())) / (P * (x + 1) + Q - 1)
    total, before = 0.0, 0.0
    for begin, end in [(0, 365), (365, 500)]:
        until_then = expected_purchases(x, recency, age, end / 7)
        total += (until_then - before) / 1.1 ** ((begin + end) / 2 / 365)
        before = until_then
    return total * margin


def within(dated: dict[int, int]) -> int:
    return sum(cents for ago, cents in dated.items() if ago < PERIOD)


def value(name: str) -> int:
    person = PEOPLE[name]
    margins = {one: within(PEOPLE[one].bought) + round(expected_cents(one)) for one in PEOPLE}
    merit = sum(
        margins[referred] * REFERRAL // 100
        for referred, referrer in REFERRED.items()
        if referrer == name
    )
    owed = margins[name] * REFERRAL // 100 if name in REFERRED else 0
    return margins[name] + within(person.suggestions) - within(person.costs) + merit - owed


def test_the_values_of_five_people_are_what_they_are_by_hand(database, tmp_path):
    policies = tmp_path / "policies.yaml"
    text = FILE.read_text("utf-8")
    for old, new in OURS.items():
        assert old in text
        text = text.replace(old, new)
    policies.write_text(text, "utf-8")

    settings = Settings.from_environment({"SURMESURE_DATA": str(tmp_path)})
    done = value_customers(database, settings, NOW, policies)

    assert len(done.everybody.ids) == len(PEOPLE)
    with database.reading() as session:
        found = {name: find_value(session, name) for name in PEOPLE}
    assert {name: one.value_cents for name, one in found.items() if one} == {
        name: value(name) for name in PEOPLE
    }
    assert all(one and one.pooled for one in found.values())
    assert math.isclose(sum(one.referral_cents for one in found.values() if one), 0)
    assert [one.purchases for one in found.values() if one] == [1, 5, 3, 2, 1]
    # What fell out of the period is still what the models know him by.
    gone, twice = found["gone"], found["twice"]
    assert gone
    assert (gone.realised_cents, gone.baseline_cents) == (0, 7_500)
    assert twice
    assert (twice.realised_cents, twice.baseline_cents) == (8_000, 15_000)
