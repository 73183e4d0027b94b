"""`surmesure value warehouse`: everybody valued where the purchases lie, millions of them.

Ibis speaks to DuckDB, Trino, BigQuery or Spark. Only kinds of histories come here, and a sample
for what a purchase brings: both models are fitted on them, and no customer leaves the warehouse.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from time import perf_counter
from typing import Any

import click
import ibis
import numpy as np
from ibis import _

from configurator.warehouse_plan import (
    HISTORY,
    Table,
    expected,
    histories,
    kinds,
    placed,
    some_of,
    valued,
)
from customers.value.buying import Buying, fit_buying
from customers.value.history import DAYS_A_WEEK, Cells
from customers.value.policy import Policies, read_policies
from customers.value.scoring import horizon
from customers.value.season import season
from customers.value.spending import Spending, fit_spending
from customers.value.worth import LIMITS, Horizon, ahead

Warehouse = Any
"""A connection of Ibis, which is untyped."""

VALUES = "customer_value"
ENOUGH = 200_000
"""So many customers tell what a purchase brings, and of seasons, as well as all do."""

BESIDE = ("costs", "segments", "referrals")
EPOCH = date(1970, 1, 1)


@click.command("warehouse")
@click.argument("url", metavar="URL")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="By default the last purchase.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def warehouse_command(url: str, until: datetime | None, as_json: bool) -> None:  # noqa: FBT001 - click gives flags so
    """Value all customers in the warehouse at URL, such as duckdb://shop.duckdb.

    Reads its table purchases (customer, day, cents of margin) and, where they are there, costs
    (customer, cents), segments (customer, segment) and referrals (referred, referrer). Writes
    customer_value: value, limits, both ranks and tier of each.
    """
    told = value_in(connected(url), until.date() if until else None, read_policies())
    lines = (f"{name}: {one}" for name, one in told.items())
    click.echo(json.dumps(told) if as_json else "\n".join(lines))


def connected(url: str) -> Warehouse:
    """The warehouse at an address of Ibis, which draws no bars while it works."""
    warehouse = ibis.connect(url)
    if warehouse.name == "duckdb":
        warehouse.raw_sql("SET enable_progress_bar = false")
    return warehouse


def value_in(warehouse: Warehouse, until: date | None, policies: Policies) -> dict[str, Any]:
    """Value everybody there as of a day; what it rests on, and seconds by step.

    What was shown before stays so until all is there, and is what tiers are compared with.
    """
    there = set(warehouse.list_tables())
    seconds: dict[str, float] = {}
    purchases = warehouse.table("purchases")
    until = until or purchases.day.max().execute()
    with _step(seconds, "history"):
        history = _kept(warehouse, "value_history", histories(purchases, until, policies.terms))
    with _step(seconds, "fit"):
        grouped = _cells(kinds(history).to_pandas())
        some = some_of(history, grouped.customers, ENOUGH).to_pandas()
        buying, spending = fit_buying(grouped), _spending(some)
        far = _far(purchases, some, until, policies)
        _write_ahead(warehouse, buying, grouped, far)
    with _step(seconds, "value"):
        found = expected(
            history, warehouse.table("value_ahead"), warehouse.table("value_limits"), spending
        )
        beside = {name: warehouse.table(name) for name in BESIDE if name in there}
        values = _kept(warehouse, "value_now", valued(found, beside, policies.terms))
    with _step(seconds, "ranks and tiers"):
        before = warehouse.table(VALUES) if VALUES in there else None
        _show(warehouse, placed(values, before, grouped.customers, policies.tiers))
    told = {"customers": grouped.customers, "histories": len(grouped.counts)}
    return told | {
        "buying": buying.parameters,
        "spending": spending.parameters,
        "seconds": seconds,
    }


@contextmanager
def _step(seconds: dict[str, float], name: str) -> Iterator[None]:
    begin = perf_counter()
    yield
    seconds[name] = round(perf_counter() - begin, 1)


def _kept(warehouse: Warehouse, name: str, found: Table) -> Table:
    """A table of what is `found`, in place of the last one of that name."""
    warehouse.drop_table(name, force=True)
    return warehouse.create_table(name, found)


def _cells(found: Any) -> Cells:  # noqa: ANN401 - a data frame
    repeats, recency, age = (found[name].to_numpy(np.int64) for name in HISTORY)
    counts, nobody = found["customers"].to_numpy(np.int64), np.zeros(0, np.int64)
    return Cells(repeats, recency / DAYS_A_WEEK, age / DAYS_A_WEEK, counts, nobody)


def _spending(some: Any) -> Spending:  # noqa: ANN401 - the same
    """What a purchase brings; where nobody paid anything, nothing."""
    bought = some["repeats"].to_numpy(np.int64) + 1
    found = fit_spending(bought, some["earned"].to_numpy(np.float64) / bought)
    return found or Spending(p=0.0, q=2.0, gamma=0.0, pooled=True)


def _far(purchases: Table, some: Any, until: date, policies: Policies) -> Horizon:  # noqa: ANN401 - the same
    """How far one looks ahead, and how busy that time is, by the purchases of some."""
    theirs = ibis.memtable({"customer": some["customer"]})
    days = purchases.filter(_.day <= until).semi_join(theirs, "customer")
    counted = days.group_by(day=_.day.epoch_days()).agg(times=_.count()).to_pandas()
    offset = EPOCH.toordinal()
    first = until.toordinal() - some["age_days"].to_numpy(np.int64)
    on = np.repeat(counted["day"].to_numpy(np.int64) + offset, counted["times"].to_numpy())
    return horizon(policies.terms, season(on, first, until.toordinal()), until.toordinal())


def _write_ahead(warehouse: Warehouse, buying: Buying, grouped: Cells, far: Horizon) -> None:
    """What is expected of each kind of history, and where the limits of an amount lie."""
    found = ahead(buying, grouped, far)
    days = (grouped.recency_weeks * DAYS_A_WEEK, grouped.age_weeks * DAYS_A_WEEK)
    columns = {"repeats": grouped.repeats, "recency_days": days[0], "age_days": days[1]}
    columns = {name: np.rint(one).astype(np.int64) for name, one in columns.items()}
    names = ("p_alive", "purchases", "squared", "discounted", "none")
    columns |= {name: getattr(found, name) for name in names}
    low, high = LIMITS
    limits = {"place": np.arange(len(low)), "low": low, "high": high}
    for name, told in (("value_ahead", columns), ("value_limits", limits)):
        _kept(warehouse, name, ibis.memtable(told))


def _show(warehouse: Warehouse, found: Table) -> None:
    """Write what is found as a table of its own, and have the name lead there from now on."""
    old = [name for name in warehouse.list_tables() if name.startswith(f"{VALUES}_")]
    number = max((int(name.rpartition("_")[2]) for name in old), default=0) + 1
    table = warehouse.create_table(f"{VALUES}_{number}", found)
    warehouse.create_view(VALUES, table, overwrite=True)
    for name in (*old, "value_history", "value_now", "value_ahead", "value_limits"):
        warehouse.drop_table(name, force=True)
