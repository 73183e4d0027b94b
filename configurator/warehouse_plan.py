"""Valuing in a warehouse, step by step: each is one expression of Ibis over what lies there.

The formulas are those of `customers.value` written for tables; a test holds both against each
other. What hangs on a history alone is worked out for each kind of history there, and joined.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import reduce
from math import log
from typing import Any

import ibis
from ibis import _

from customers.value.policy import PERCENT, Terms
from customers.value.spending import FEWEST_MOMENTS, Spending
from customers.value.tier import Tier, Tiers
from customers.value.worth import LOW, SHAPES

Table = Any
"""A table or an expression of one; the library is untyped."""

HISTORY = ("repeats", "recency_days", "age_days")
OF_MONEY = ("earned", "realised", "costs", "referral", "expected")
OWN = ("customer", "segment", *HISTORY, *OF_MONEY, "p_alive", "purchases")
"""What is kept of each customer beside value, ranks and tier; money in cents."""

NOT_YET = ""
"""The tier of who is in none yet, and where nobody tends to."""

STEP = log(SHAPES[1] / SHAPES[0])


def histories(purchases: Table, until: date, terms: Terms) -> Table:
    """The history of each customer up to that day; cents earned in all, and in the period."""
    since, today = until - timedelta(terms.period_days), (until - date(1970, 1, 1)).days
    days = purchases.filter(purchases.day <= until).group_by(["customer", "day"])
    by_day = days.agg(cents=_.cents.sum())
    found = by_day.group_by("customer").agg(
        repeats=_.count() - 1,
        first=_.day.min().epoch_days(),
        last=_.day.max().epoch_days(),
        earned=_.cents.sum().cast("int64"),
        realised=_.cents.sum(where=_.day > since).fill_null(0).cast("int64"),
    )
    days_of = {"recency_days": _.last - _.first, "age_days": today - _["first"]}
    return found.mutate(**days_of).drop("first", "last").cast(dict.fromkeys(HISTORY, "int64"))


def kinds(history: Table) -> Table:
    """How many customers have each history."""
    return history.group_by(list(HISTORY)).agg(customers=_.count())


def some_of(history: Table, of: int, most: int) -> Table:
    """About `most` of so many customers, whatever their ids look like."""
    return history.filter(_.customer.hash().abs() % max(of // most, 1) == 0)


def expected(history: Table, ahead: Table, limits: Table, spending: Spending) -> Table:
    """Each history with what is still expected, in cents, and its limits (`Ahead`, `Worth`)."""
    p, n = spending.p, _.repeats + 1
    joined = history.join(ahead, list(HISTORY)).mutate(
        total=ibis.greatest(_.earned, 0).cast("float64"),
        shape=ibis.greatest(p * n + spending.q, FEWEST_MOMENTS),
    )
    rate = _.total + spending.gamma
    asked = joined.mutate(
        amount=p * rate / (p * n + spending.q - 1),
        moment=p * rate * rate / ((_.shape - 1) * (_.shape - 2)),
    ).mutate(mean=_.purchases * _.amount, square=_.moment * (_.purchases + p * _.squared))
    spread = ibis.greatest(_.square - _.mean * _.mean, 1e-9 * _.mean * _.mean + 1e-300)
    share = (_.mean * _.mean / spread).clip(float(SHAPES[0]), float(SHAPES[-1]))
    place = ((share.ln() - log(SHAPES[0])) / STEP).round().cast("int64")
    found = asked.mutate(place=place).join(limits, "place")
    part = _.mean * _.discounted / ibis.greatest(_.purchases, 1e-300)
    return found.mutate(
        expected=(_.discounted * _.amount).round().cast("int64"),
        least=ibis.ifelse(_.none < LOW, (part * _.low).floor(), 0).cast("int64"),
        most=(part * _.high).ceil().cast("int64"),
    )


def valued(found: Table, beside: Mapping[str, Table], terms: Terms) -> Table:
    """What each is worth: `beside` are costs, referrals and segments, where there are any."""
    none = ibis.literal(0, "int64")
    of_each = found.mutate(costs=none, referral=none, segment=ibis.literal(""))
    if (costs := beside.get("costs")) is not None:
        of_each = _with(of_each, costs.group_by("customer").agg(found=_.cents.sum()), "costs")
    if (segments := beside.get("segments")) is not None:
        of_each = _with(of_each, segments.select("customer", found=_.segment), "segment")
    if (referrals := beside.get("referrals")) is not None:
        of_each = _with(of_each, _moved(of_each, referrals, terms), "referral")
    sure = _.realised + _.referral - _.costs
    whole = {"value": sure + _.expected, "low": sure + _.least, "high": sure + _.most}
    return of_each.select(*OWN, **whole)


def placed(values: Table, before: Table | None, customers: int, how: Tiers) -> Table:
    """Ranks of all and in each segment, and tiers of who stood as `before`."""
    in_order = [ibis.desc("value"), ibis.asc("customer")]
    ranked = values.mutate(
        rank=ibis.row_number().over(order_by=in_order) + 1,
        rank_in_segment=ibis.row_number().over(group_by="segment", order_by=in_order) + 1,
    )
    stood = {"stood": ibis.literal(NOT_YET), "tended": ibis.literal(NOT_YET), "nights": 0}
    if before is not None:
        then = before.select("customer", was="tier", tended_to="tending", so_often="times")
        ranked = ranked.left_join(then, "customer")
        stood = {
            "stood": _.was.fill_null(NOT_YET),
            "tended": _.tended_to.fill_null(NOT_YET),
            "nights": _.so_often.fill_null(0),
        }
    least = how.least_cents
    said = ibis.cases(
        (_.age_days < how.young_days, NOT_YET),
        (
            (_.rank * PERCENT <= how.best_percent * customers) & (_.value > max(least, 0)),
            Tier.CPP.value,
        ),
        ((_.value <= least) & (_.high <= least), Tier.CNR.value),
        else_=Tier.CCM.value,
    )
    return _standing(ranked.mutate(**stood).mutate(said=said), how)


def _standing(found: Table, how: Tiers) -> Table:
    """As `customers.value.tier.standing` has it, with the columns that are kept."""
    differs = (_.said != _.stood) & (_.said != NOT_YET)
    again = ibis.ifelse(_.said == _.tended, _.nights, 0) + 1
    decided = found.mutate(differs=differs, again=ibis.ifelse(differs, again, 0))
    decided = decided.mutate(
        changes=_.differs & ((_.again >= how.runs) | (_.stood == NOT_YET))
    ).mutate(waits=_.differs & ~_.changes)
    return decided.select(
        *OWN,
        *("value", "low", "high", "rank", "rank_in_segment"),
        tier=ibis.ifelse(_.changes, _.said, _.stood),
        tending=ibis.ifelse(_.waits, _.said, NOT_YET),
        times=ibis.ifelse(_.waits, _.again, 0),
    )


def _with(of_each: Table, more: Table, column: str) -> Table:
    """`of_each` with what `more` has found of some, as that column."""
    joined = of_each.left_join(more.select("customer", "found"), "customer")
    told = joined.found.cast(of_each[column].type()).fill_null(joined[column])
    return joined.select(*(name for name in of_each.columns if name != column), **{column: told})


def _moved(of_each: Table, referrals: Table, terms: Terms) -> Table:
    """The cents that referrals move: to who referred, from whom he brought."""
    margin = ibis.greatest(_.realised + _.expected, 0)
    cents = (margin * terms.referral_percent) // PERCENT
    brought = referrals.join(of_each, referrals.referred == of_each.customer)
    pairs = brought.select("referrer", "referred", cents=cents)
    sides = (
        pairs.select(customer="referrer", cents="cents"),
        pairs.select("referred", "cents").select(customer="referred", cents=-_.cents),
    )
    both = reduce(lambda one, other: one.union(other), sides)
    return both.group_by("customer").agg(found=_.cents.sum())
