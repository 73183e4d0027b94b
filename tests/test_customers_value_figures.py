"""What the manager's pages are computed from: spread, quarters, portraits, likeness."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.profile import profile
from customers.value.ahead import (
    Foreseen,
    foreseen,
    how_wrong,
    quarter_after,
    quarter_before,
    quarter_of,
)
from customers.value.alike import Traces, learn
from customers.value.buying import Buying, Model
from customers.value.history import cells
from customers.value.portrait import portrait
from customers.value.spread import EDGES, Class, bars, curve, median_cents, share_of_first
from customers.value.where import region_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_curve_runs_from_the_most_valuable_to_losses():
    classes = [Class(0, 10, -1_000), Class(5, 30, 3_000), Class(20, 10, 8_000)]

    points = curve(classes)

    assert points == ((0, 0), (0.2, 0.8), (0.8, 1.1), (1.0, 1.0))
    assert share_of_first(points, 0.5) == pytest.approx(0.95)
    assert curve([Class(0, 10, -1_000)]) == ()


def test_no_stretch_of_the_curve_tells_of_fewer_than_ten():
    classes = [Class(20, 2, 9_000), Class(19, 8, 5_000), Class(5, 30, 3_000), Class(4, 1, 1)]

    steps = np.diff([x for x, _ in curve(classes, 10)]) * 41

    assert steps.round().tolist() == [10, 31]


def test_half_are_worth_less_than_the_median_of_the_classes():
    low, high = EDGES[1], EDGES[2]
    assert median_cents([Class(1, 10, 0), Class(2, 20, 0), Class(3, 10, 0)]) == (low + high) // 2
    assert sum(one.customers for one in bars([Class(n, 1, 0) for n in range(32)])) == 32


@pytest.mark.parametrize(
    ("country", "postcode", "region"),
    [
        ("FR", "75011", "Île-de-France"),
        ("ma", "20 250", "Casablanca-Settat"),
        ("", "75011", ""),
        ("GB", "SW9 1AA", "GB"),
        ("FR", "", "FR"),
    ],
)
def test_a_region_follows_from_country_and_postcode_and_is_never_guessed(country, postcode, region):
    assert region_of(country, postcode) == region


def event(number, kind, **told):
    tellings = tuple(Telling(key, text, Source.PERSON, 80) for key, text in told.items())
    at = NOW - timedelta(days=100 - number)
    return Event(
        str(number), "p", kind, at, at, Medium.WEB, shop="Lyon", tellings=tellings, number=number
    )


def test_a_portrait_holds_what_tables_count_by_and_traces_of_before_the_purchase():
    told = {"postcode": "69001", "town": "Lyon", "phone": "+33 700 00 00 00"}
    events = [
        event(1, Kind.CORRECTED, **told, birth_date="1990-05-01", occupation="Nurse", street="x"),
        event(2, Kind.VIEWED),
        event(3, Kind.VISITED),
        event(4, Kind.BOUGHT),
        event(5, Kind.VIEWED),
    ]

    found = portrait(profile(events, NOW), NOW.date())

    assert (found.region, found.town, found.band) == ("Auvergne-Rhône-Alpes", "Lyon", "35")
    assert (found.trade, found.shop, found.medium) == ("nurse", "Lyon", "web")
    assert (found.looks, found.visits, found.designs) == (1, 1, 0)


def test_a_quarter_is_foreseen_within_what_chance_and_former_errors_allow():
    assert quarter_of(date(2026, 11, 20)) == date(2026, 10, 1)
    assert quarter_after(date(2026, 10, 1)) == date(2027, 1, 1)
    assert quarter_before(date(2026, 1, 1)) == date(2025, 10, 1)
    # Who never leaves (a tiny) and buys at rate r / alpha a week, as gamma mixed Poisson.
    buying = Buying(Model.BG_NBD, r=1.0, alpha=10.0, a=1e-6, b=1.0)
    grouped = cells(*(np.zeros(100, np.int64) for _ in range(3)))

    found = foreseen(buying, grouped, date(2026, 10, 1), 70, 1.0)
    wider = foreseen(buying, grouped, date(2026, 10, 1), 70, 1.0, wrong=0.5)

    # Each: mean 10 weeks * r / alpha = 1, variance 1 + 1; of a hundred 100 and 200.
    assert found.expected == pytest.approx(100, rel=1e-3)
    assert found.high - found.expected == pytest.approx(1.645 * 200**0.5, rel=2e-3)
    assert wider.high - wider.expected == pytest.approx(1.645 * (200 + 50**2) ** 0.5, rel=2e-3)
    over = [Foreseen(date(2026, 1, 1), 100, 0, 0, 110), Foreseen(date(2026, 4, 1), 100, 0, 0)]
    assert how_wrong(over) == pytest.approx(0.1)


def crowd(chance, count, *, planted):
    """People of whom who looks often is more often among the best, if so planted."""
    looks = chance.integers(0, 10, count)
    odds = np.where(looks >= 8, 0.6, 0.1) if planted else np.full(count, 0.2)
    best = (chance.random(count) < odds).astype(float)
    counts = np.column_stack([looks, chance.integers(0, 5, count)])
    words = [("Lyon" if one else "",) for one in chance.integers(0, 2, count)]
    return Traces(tuple(f"p{one}" for one in range(count)), counts, words), best


def test_likeness_that_is_there_lifts_people_kept_back_and_chance_lifts_nobody():
    chance = np.random.default_rng(1)
    customers, best = crowd(chance, 4_000, planted=True)
    model = learn(customers, best)
    nothing = learn(*crowd(chance, 4_000, planted=False))

    assert model
    assert nothing
    assert model.lift.lifts[0] > 2
    assert model.lift.lifts[-1] == pytest.approx(1)
    assert 0.5 < nothing.lift.lifts[0] < 1.5
    assert 0.25 < model.lift.held_out / 4_000 < 0.35
    scores = model.scores(customers)
    looks = customers.counts[:, 0]
    assert scores[looks == 9].mean() > 2 * scores[looks == 0].mean()
    assert learn(*crowd(chance, 60, planted=True)) is None
