"""The models of buying: published figures, the truth behind made-up people, and no nonsense."""

from pathlib import Path

import numpy as np
import pytest
from scipy.special import betaln, expit, xlog1py, xlogy

from configurator.crowd.buyers import Truth, bought
from customers.value.buying import FEWEST_CUSTOMERS, Buying, Model, fit_buying, p_alive
from customers.value.expecting import expected_purchases, no_purchase, squared_purchases
from customers.value.history import Cells, Histories, cells, histories
from customers.value.ranking import share_in_top
from customers.value.season import season
from customers.value.spending import Spending, fit_spending
from customers.value.worth import Horizon, worth

CDNOW = "purchases/cdnow_sample.txt"
CALIBRATED, OBSERVED = "1997-09-30", "1998-06-30"
WEEKS = 39
PEOPLE, UNTIL, DAYS = 300_000, 5 * 365, 180


def day(text: str) -> int:
    """As of 1970."""
    return int(np.datetime64(text).astype(int))


@pytest.fixture(scope="module")
def bought_cds(test_data: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = [line.split() for line in (test_data / CDNOW).read_text("ascii").splitlines()]
    written = (f"{when[:4]}-{when[4:6]}-{when[6:]}" for _, _, when, _, _ in rows)
    return (
        np.array([customer for _, customer, *_ in rows]),
        np.array([day(when) for when in written]),
        np.array([float(row[-1]) for row in rows]),
    )


@pytest.fixture(scope="module")
def cdnow(bought_cds) -> Histories:
    customers, days, amounts = bought_cds
    return histories(customers, days, amounts, day(CALIBRATED))


@pytest.fixture(scope="module")
def later(bought_cds, cdnow) -> tuple[np.ndarray, np.ndarray]:
    """How often each bought afterwards, and for how much in all."""
    customers, days, amounts = bought_cds
    after = days > day(CALIBRATED)
    place = {name: number for number, name in enumerate(cdnow.customers)}
    who = np.array([place[name] for name in customers[after]])
    once = np.unique(np.column_stack([who, days[after]]), axis=0)[:, 0]
    count = len(place)
    return np.bincount(once, minlength=count), np.bincount(who, amounts[after], minlength=count)


def grouped(of: Histories) -> Cells:
    return cells(of.repeats, of.recency_days, of.age_days)


def some(x: int, recency: float, age: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One customer: x, t_x and T."""
    return np.array([x]), np.array([recency]), np.array([age])


@pytest.mark.parametrize(
    ("model", "published"),
    [
        (Model.BG_NBD, (0.2426, 4.4136, 0.7929, 2.4259)),
        (Model.MBG_NBD, (0.5248, 6.1831, 0.8914, 1.614)),
    ],
)
def test_the_published_parameters_come_out(cdnow, model, published):
    found = fit_buying(grouped(cdnow), model)

    assert tuple(found.parameters.values()) == pytest.approx(published, rel=1e-3)
    assert not found.pooled
    assert found.sees_drop_out
    if model is Model.BG_NBD:
        assert found.log_likelihood == pytest.approx(-9582.43, abs=0.01)


def test_the_published_amounts_come_out(cdnow):
    found = fit_spending(cdnow.repeats, cdnow.repeat_mean)

    assert found
    assert found.buyers == 946
    assert tuple(found.parameters.values()) == pytest.approx((6.249, 3.745, 15.448), rel=5e-3)
    assert found.agreement == pytest.approx(0.114, abs=0.001)


def test_the_published_forecast_of_one_customer_comes_out(cdnow):
    found = fit_buying(grouped(cdnow), Model.BG_NBD)

    assert expected_purchases(found, *some(2, 30.43, 38.86), WEEKS) == pytest.approx(
        1.226, abs=1e-3
    )
    assert p_alive(found, *some(2, 30.43, 38.86)) == pytest.approx(0.727, abs=1e-3)


@pytest.mark.parametrize("model", Model)
def test_what_was_bought_later_is_foreseen(cdnow, later, model):
    """And those foreseen to bring most bring at least as much as those who had brought most."""
    spending = fit_spending(cdnow.repeats + 1, cdnow.mean)
    found = worth(
        fit_buying(grouped(cdnow), model), spending, grouped(cdnow), cdnow.mean, Horizon(WEEKS * 7)
    )
    often, paid = later

    assert np.corrcoef(found.purchases, often)[0, 1] >= 0.62
    assert np.abs(found.purchases - often).mean() <= 0.79
    assert share_in_top(cdnow.repeat_total, paid) == pytest.approx(0.668, abs=5e-4)
    assert share_in_top(found.value, paid) >= share_in_top(cdnow.repeat_total, paid)
    assert share_in_top(found.value, paid) >= share_in_top(cdnow.total, paid)


@pytest.mark.parametrize("model", Model)
def test_few_customers_are_judged_by_shipped_parameters_and_it_is_said_so(bought_cds, model):
    customers, days, amounts = bought_cds
    names, chance = np.unique(customers), np.random.default_rng(8)
    for _ in range(40):
        few = np.isin(customers, chance.choice(names, 50, replace=False))
        seen = histories(customers[few], days[few], amounts[few], day(CALIBRATED))

        buying = fit_buying(grouped(seen), model)
        spending = fit_spending(seen.repeats, seen.repeat_mean)
        found = worth(buying, spending, grouped(seen), seen.mean, Horizon(3 * 365, 10))

        assert buying.pooled
        assert np.isfinite(buying.log_likelihood)
        assert spending
        assert spending.pooled
        assert (found.p_alive >= 0).all()
        assert (found.p_alive <= 1).all()
        assert (found.purchases <= 52 * 3 * 2).all()
        for amounts_of in (found.low, found.value, found.high, found.amount):
            assert np.isfinite(amounts_of).all()
            assert (amounts_of >= 0).all()
        assert (found.low <= found.value + 1e-9).all()


def test_where_nobody_seems_to_leave_it_is_said_and_nothing_breaks():
    """All buy at one pace to the end: neither drop-out nor different rates are in the data."""
    size = FEWEST_CUSTOMERS
    age = np.arange(size) % 50 + 100
    seen = cells(age // 10, age // 10 * 10, age)

    found = fit_buying(seen)
    forecast = worth(found, None, seen, np.zeros(size), Horizon(365))

    assert not found.sees_drop_out
    assert forecast.p_alive.min() > 0.9
    assert forecast.purchases == pytest.approx(36.5, rel=0.1)


def test_the_truth_behind_made_up_people_is_found_again():
    true = Truth()
    made = bought(PEOPLE, 3, DAYS, UNTIL, true)
    seen = histories(made.who, made.day, made.cents.astype(float), UNTIL)

    buying = fit_buying(grouped(seen))
    spending = fit_spending(seen.repeats + 1, seen.mean)

    assert spending
    for name, found in (buying.parameters | spending.parameters).items():
        assert found == pytest.approx(getattr(true, name), rel=0.03), name


def test_of_made_up_people_as_many_stay_within_the_limits_as_is_said():
    people, seen_until, ahead = 20_000, 2 * 365, 365
    made = bought(people, 5, seen_until, seen_until + ahead, Truth(r=0.6, alpha=8, a=0.9, b=2.2))
    paid = made.cents.astype(float)
    seen = histories(made.who, made.day, paid, seen_until)
    future = made.day > seen_until
    brought = np.bincount(made.who[future], paid[future], minlength=people)
    brought = brought[[int(name) for name in seen.customers]]

    spending = fit_spending(seen.repeats + 1, seen.mean)
    found = worth(fit_buying(grouped(seen)), spending, grouped(seen), seen.mean, Horizon(ahead))

    assert found.value.sum() == pytest.approx(brought.sum(), rel=0.05)
    assert np.mean(brought > found.high) == pytest.approx(0.05, abs=0.015)
    assert np.mean(brought < found.low) < 0.05
    assert 0.9 <= np.mean((brought >= found.low) & (brought <= found.high)) <= 0.97


FAR = [
    Buying(Model.BG_NBD, 0.2426, 4.4136, 0.7929, 2.4259),
    Buying(Model.MBG_NBD, 0.5248, 6.1831, 0.8914, 1.614),
    Buying(Model.MBG_NBD, 0.5, 6.0, 1.0, 2.0),
    Buying(Model.BG_NBD, 0.5, 6.0, 90.0, 100.0),
    Buying(Model.BG_NBD, 50.0, 1000.0, 3.0, 10.0),
]


@pytest.mark.parametrize("model", FAR, ids=range(len(FAR)))
@pytest.mark.parametrize(
    ("x", "recency", "age", "weeks"),
    [(0, 0, 0, 300), (0, 0, 38, 39), (5, 30, 38, 39), (400, 37, 38, 39), (1, 2, 150, 156)],
)
def test_the_transformed_series_is_the_integral_it_stands_for(model, x, recency, age, weeks):
    """By numbers, over the chance p to leave, as its log odds."""
    n, shape, tau = model.occasions(np.array([x]))[0], model.r + x, weeks / (model.alpha + age)
    p = expit(np.linspace(-60, 60, 60_001))
    density = np.exp(xlogy(model.a, p) + xlog1py(model.b + n, -p) - betaln(model.a, model.b + n))
    once = -np.expm1(-shape * np.log1p(p * tau)) / p
    lost = p * tau
    left = 1 - (1 + lost) ** -shape * (1 + shape * lost / (1 + lost))
    left = np.where(lost < 1e-4, shape * (shape + 1) / 2 * lost**2, left)

    def over(term: np.ndarray) -> float:
        return float((term * density).sum() * 120 / 60_000)

    alive = p_alive(model, *some(x, recency, age))
    assert expected_purchases(model, *some(x, recency, age), weeks) == pytest.approx(
        over(once) * alive, rel=1e-5, abs=1e-9
    )
    assert squared_purchases(model, *some(x, recency, age), weeks) == pytest.approx(
        over(once + 2 * (1 - p) / p**2 * left) * alive, rel=1e-2, abs=1e-6
    )


def test_who_bought_long_ago_and_often_is_gone_and_who_bought_once_may_be():
    bg, mbg = FAR[:2]

    assert p_alive(bg, *some(0, 0, 38)) == 1
    assert p_alive(mbg, *some(0, 0, 38)) == pytest.approx(0.41, abs=0.1)
    assert p_alive(mbg, *some(30, 10, 38)) < 1e-6
    assert no_purchase(mbg, *some(30, 10, 38), 39) == pytest.approx(1, abs=1e-6)


def test_several_purchases_on_a_day_are_one():
    seen = histories(
        np.array(["b", "a", "a", "a", "b"]),
        np.array([5, 3, 3, 10, 99]),
        np.array([7.0, 1.0, 2.0, 4.0, 8.0]),
        until=24,
    )

    assert seen.customers == ("a", "b")
    assert seen.repeats.tolist() == [1, 0]
    assert seen.recency_days.tolist() == [7, 0]
    assert seen.age_days.tolist() == [21, 19]
    assert seen.mean.tolist() == [3.5, 7]
    assert seen.repeat_mean.tolist() == [4, 0]
    together = grouped(seen)
    assert together.age_weeks[together.of].tolist() == pytest.approx([3, 19 / 7])


def test_where_nobody_bought_there_is_nothing_to_say():
    nobody = np.zeros(0, np.int64)

    assert histories(nobody, nobody, np.zeros(0), 0).customers == ()
    assert fit_spending(nobody, np.zeros(0)) is None
    assert fit_buying(cells(nobody, nobody, nobody)).pooled


def test_a_customer_who_spends_more_is_expected_to():
    spending = Spending(6.25, 3.74, 15.44)

    little, much = spending.expected(np.array([4, 4]), np.array([10.0, 90.0]))
    assert 10 < little < spending.mean < much < 90


def test_money_of_later_is_worth_less():
    plain, discounted = Horizon(800), Horizon(800, 10)

    assert [round(worth_now, 4) for _, worth_now in plain.steps] == [1] * len(plain.steps)
    assert [end for end, _ in discounted.steps] == [365, 730, 800]
    assert discounted.steps[1][1] == pytest.approx(1.1**-1.5)
    assert Horizon(30, 10).steps[0] == pytest.approx((30, 1.1 ** -(15 / 365)))


def test_a_season_is_found_in_two_years_and_more_and_never_in_less():
    chance, begin = np.random.default_rng(4), day("2022-01-01")
    first = np.repeat(begin + np.arange(1_461), 2)
    until = begin + 1_460
    days = begin + np.arange(1_461)
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
    busy = np.where(month == 11, 3.0, 1.0)
    again = np.repeat(days, chance.poisson(0.002 * busy * np.arange(1, 1_462) * 2))

    found = season(offset(np.append(first, again)), offset(first), int(offset(until)))
    early = season(offset(first[:700]), offset(first[:700]), int(offset(begin + 350)))

    assert np.argmax(found.factors) == 11
    assert found.factors[11] == pytest.approx(3 / (14 / 12), rel=0.08)
    assert found.factor(int(offset(until)), 365) == pytest.approx(1)
    assert found.factor(int(offset(day("2025-11-30"))), 31) == pytest.approx(found.factors[11])
    assert early.factors == (1.0,) * 12


def offset(days):
    """Days since 1970 as `date.toordinal` counts them."""
    return days + 719_163
