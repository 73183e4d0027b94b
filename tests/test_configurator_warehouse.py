"""Valuing in a warehouse gives what valuing here gives; only where the extra is installed."""

import json
from datetime import date, timedelta
from importlib.util import find_spec

import numpy as np
import pytest
from click.testing import CliRunner

from configurator.cli import main
from configurator.crowd.buyers import bought
from customers.value.history import histories
from customers.value.policy import read_policies
from customers.value.scoring import Facts, fit, horizon, placed, valued
from customers.value.season import season
from customers.value.tier import UNKNOWN, Standing, name_of

if find_spec("ibis") is None or find_spec("duckdb") is None:
    pytest.skip("the extra [warehouse] is not installed", allow_module_level=True)

import ibis  # after it is known to be there

pytestmark = pytest.mark.filterwarnings("ignore")
"""What these libraries warn of is not for us to mend."""

FIRST = date(2024, 1, 1)
UNTIL = FIRST + timedelta(days=900)
CUSTOMERS = 1_500
POLICIES = read_policies()


@pytest.fixture(scope="module")
def purchases():
    made = bought(CUSTOMERS, 5, 850, 900)
    return [f"c{who:04}" for who in made.who], made.day, made.cents


@pytest.fixture
def url(purchases, tmp_path) -> str:
    who, days, cents = purchases
    url = f"duckdb://{tmp_path / 'shop.duckdb'}"
    there = ibis.connect(url)
    on = [FIRST + timedelta(days=int(day)) for day in days]
    columns = {"customer": who, "day": on, "cents": cents}
    there.create_table("purchases", ibis.memtable(columns).cast({"day": "date"}))
    costs = {"customer": ["c0001", "c0001", "c0003"], "cents": [900, 100, 9_000_000]}
    there.create_table("costs", ibis.memtable(costs))
    some = [f"c{number:04}" for number in range(0, CUSTOMERS, 3)]
    segments = {"customer": some, "segment": ["cyclists"] * len(some)}
    there.create_table("segments", ibis.memtable(segments))
    referrals = {"referred": ["c0010", "c0011"], "referrer": ["c0001", "c0001"]}
    there.create_table("referrals", ibis.memtable(referrals))
    there.disconnect()
    return url


def asked(url: str) -> dict:
    done = CliRunner().invoke(
        main, ["value", "warehouse", url, "--until", UNTIL.isoformat(), "--json"]
    )
    assert done.exit_code == 0, done.output
    there = ibis.connect(url)
    rows = there.table("customer_value").order_by("customer").to_pandas()
    there.disconnect()
    return json.loads(done.output) | {"rows": rows}


def here(purchases):
    """The same by the code that the shop values with."""
    who, days, cents = purchases
    seen = histories(who, days + FIRST.toordinal(), cents.astype(float), UNTIL.toordinal())
    numbers = [int(one[1:]) for one in seen.customers]
    costs = np.zeros(len(numbers), np.int64)
    costs[numbers.index(1)], costs[numbers.index(3)] = 1_000, 9_000_000
    place = numbers.index
    facts = Facts(
        repeats=seen.repeats,
        recency_days=seen.recency_days,
        age_days=seen.age_days,
        earned=seen.total.astype(np.int64),
        realised=seen.total.astype(np.int64),
        suggestions=np.zeros(len(numbers), np.int64),
        costs=costs,
        segments=np.array([number % 3 == 0 for number in numbers], np.int64),
        referrals=[(place(1), place(10)), (place(1), place(11))],
    )
    grouped = facts.cells
    fitted = fit(facts, grouped)
    when = season(days + FIRST.toordinal(), UNTIL.toordinal() - seen.age_days, UNTIL.toordinal())
    ahead = horizon(POLICIES.terms, when, UNTIL.toordinal())
    worths = valued(facts, grouped, fitted, ahead, POLICIES.terms)
    nobody = np.full(len(numbers), UNKNOWN, np.int8)
    before = Standing(nobody, nobody, np.zeros(len(numbers), np.int8))
    return fitted, worths, *placed(facts, worths, before, POLICIES)


def test_each_is_worth_ranked_and_put_into_a_tier_as_here(url, purchases):
    fitted, worths, places, standing = here(purchases)

    found = asked(url)

    rows = found["rows"]
    assert found["customers"] == len(rows) == CUSTOMERS
    assert found["buying"] == pytest.approx(fitted.buying.parameters, rel=1e-3)
    assert found["spending"] == pytest.approx(fitted.spending.parameters, rel=1e-3)
    assert rows.value.to_numpy() == pytest.approx(worths.value, rel=2e-3, abs=3)
    assert rows.high.to_numpy() == pytest.approx(worths.high, rel=1e-2, abs=30)
    assert rows.low.to_numpy() == pytest.approx(worths.low, rel=1e-2, abs=30)
    assert rows.referral.tolist() == pytest.approx(worths.referral.tolist(), rel=5e-3)
    assert np.abs(rows["rank"].to_numpy() - places.overall).max() <= 3
    in_segment = rows.rank_in_segment.to_numpy()
    assert np.abs(in_segment - places.in_segment).max() <= 3
    assert sorted(rows["rank"]) == list(range(1, CUSTOMERS + 1))
    tiers = [name_of(int(one)) for one in standing.tier]
    assert np.mean(rows.tier.to_numpy() == np.array(tiers)) > 0.995
    assert set(rows.tier) == {"CPP", "CCM", "CNR", ""}


def test_a_tier_changes_when_two_nights_agree_and_each_night_takes_the_place_of_the_last(url):
    before = asked(url)["rows"]
    best = before[before.tier == "CPP"].customer.iloc[0]
    there = ibis.connect(url)
    there.insert("costs", ibis.memtable({"customer": [best], "cents": [9_000_000]}))
    there.disconnect()

    after, again = (asked(url)["rows"].set_index("customer").loc[best] for _ in range(2))

    assert (after.tier, after.tending, after.times) == ("CPP", "CNR", 1)
    assert (again.tier, again.tending, again.times) == ("CNR", "", 0)
    there = ibis.connect(url)
    left = [name for name in there.list_tables() if name.startswith(("customer_", "value_"))]
    there.disconnect()
    assert sorted(left) == ["customer_value", "customer_value_3"]
