"""The run of the night: everybody is valued, ranked, put into a tier, and shown at one stroke."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from configurator.products import LIBRARY
from configurator.storage.consents import refusing
from configurator.storage.database import Database
from configurator.storage.figures import KEYS, count_cells, forget_cells, write_cells
from configurator.storage.value import (
    begin_run,
    current_run,
    forget_values,
    make_current,
    old_runs,
    rescored_since,
    told,
    write_values,
)
from configurator.storage.value_anew import Today, rescore
from configurator.storage.value_earnings import keep_up
from configurator.storage.value_facts import Everybody, read_everybody, read_season
from configurator.storage.value_intake import Earning
from configurator.storage.value_wanted import LIFETIME_VALUE
from configurator.value_earning import costs_of, earned
from customers.rights.purpose import Channel
from customers.value.policy import Policies, Terms
from customers.value.scoring import Fit, Valued, fit, horizon, placed, valued
from customers.value.season import Season
from customers.value.tier import IN_ORDER, UNKNOWN, Bytes, Ranks, Standing
from production.order import Order
from rules.read import read_product

AT_ONCE = 50_000
"""So many customers are written, or thrown away, in one transaction."""


@dataclass(frozen=True, slots=True)
class Thought:
    """All that a run says, one entry for each of `everybody`, and what it rests on."""

    today: Today
    everybody: Everybody
    fitted: Fit
    season: Season
    worths: Valued
    ranks: Ranks
    standing: Standing
    month_tier: Bytes


def value_everybody(
    database: Database, policies: Policies, now: datetime, zone: ZoneInfo
) -> Thought:
    """Keep up with what was earned, then value everybody as of `now`.

    Nothing long is done in a transaction: what is said is written bit by bit under a number of
    its own, and shown when it is whole. Who was scored meanwhile is scored once more then.
    """
    _keep_up(database, policies, now, zone)
    with uncollected():
        thought = think(database, policies, Today(now, now.astimezone(zone).date()))
        show(database, thought, policies.terms)
    return thought


@contextmanager
def uncollected() -> Iterator[None]:
    """Do without the garbage collector: it would look through millions of rows again and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def think(database: Database, policies: Policies, today: Today) -> Thought:
    """What everybody is worth by what is kept; nothing is written yet."""
    terms = policies.terms
    with database.reading() as session:
        refused = refusing(session, LIFETIME_VALUE, Channel.ANY, today.day)
        run = current_run(session)
        everybody = read_everybody(session, today.day, terms, run.id if run else 0, refused)
        seasons = read_season(session, everybody, today.day)
    grouped = everybody.facts.cells
    fitted = fit(everybody.facts, grouped)
    ahead = horizon(terms, seasons, today.day.toordinal())
    worths = valued(everybody.facts, grouped, fitted, ahead, terms)
    places, standing = placed(everybody.facts, worths, everybody.before, policies)
    is_same_month = run is not None and _month(run.day) == _month(today.day)
    month_tier = everybody.month_tier if is_same_month else everybody.before.tier
    return Thought(today, everybody, fitted, seasons, worths, places, standing, month_tier)


def show(database: Database, thought: Thought, terms: Terms) -> None:
    """Write it down, show it from now on, and throw away what was shown before."""
    run = write(database, thought)
    count(database, run)
    switch(database, thought, run, terms)


def write(database: Database, thought: Thought) -> int:
    """Write down what everybody is worth, his tier and ranks; the number of the run."""
    today = thought.today
    kept = told(thought.fitted, thought.season) | {"tiers": dict(_tiers(thought))}
    with database.recording() as session:
        run = begin_run(session, today.now, today.day, len(thought.everybody.ids), kept)
    for rows in _rows(thought, run):
        with database.recording() as session:
            write_values(session, rows)
    return run


def count(database: Database, run: int) -> None:
    """Write the cells of a run that nobody is shown yet: nothing in it changes meanwhile."""
    for row in KEYS:
        with database.reading() as session:
            cells = count_cells(session, run, row)
        for begin in range(0, len(cells), AT_ONCE):
            with database.recording() as session:
                write_cells(session, row, cells[begin : begin + AT_ONCE])


def switch(database: Database, thought: Thought, run: int, terms: Terms) -> None:
    """Show a run from now on, and throw away what was shown before."""
    today = thought.today
    with database.recording() as session:
        make_current(session, run, _month(today.day), _moves(thought))
        for person in rescored_since(session, today.now):
            rescore(session, person, today, terms)
        forget_cells(session, run)
    _forget(database)


def _forget(database: Database) -> None:
    with database.reading() as session:
        runs = old_runs(session)
    for run in runs:
        more = True
        while more:
            with database.recording() as session:
                more = forget_values(session, run, AT_ONCE)


def _rows(found: Thought, run: int) -> Iterator[list[tuple[Any, ...]]]:
    """Rows as `write_values` takes them."""
    facts, worths, standing = found.everybody.facts, found.worths, found.standing
    names = found.everybody.segments
    numbers: list[Any] = [
        worths.value,
        facts.realised,
        worths.expected,
        worths.referral,
        facts.suggestions,
        facts.costs,
        worths.low,
        worths.high,
        facts.earned,
        facts.repeats + 1,
        worths.worth.p_alive,
        worths.worth.purchases,
        found.ranks.overall,
        found.ranks.in_segment,
    ]
    tiers = [standing.tier, standing.tending, standing.times, found.month_tier]
    for begin in range(0, len(found.everybody.ids), AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        ids = found.everybody.ids[part]
        own = ([run] * len(ids), ids, [found.today.day.toordinal()] * len(ids))
        segments = [names[number] for number in facts.segments[part].tolist()]
        columns = [one[part].tolist() for one in numbers]
        last = [one[part].tolist() for one in tiers]
        yield list(zip(*own, *columns, segments, *last, strict=True))


def _tiers(found: Thought) -> Iterator[tuple[str, dict[str, int]]]:
    """What stands of each tier, as a `TierTotal` has it."""
    for number, tier in enumerate(IN_ORDER):
        of_it = found.standing.tier == number
        if of_it.any():
            yield (
                tier.value,
                {
                    "customers": int(of_it.sum()),
                    "least_cents": int(found.worths.value[of_it].min()),
                    "realised_cents": int(found.everybody.facts.realised[of_it].sum()),
                },
            )


def _moves(found: Thought) -> Mapping[tuple[int, int], int]:
    """How many went from which tier of the end of last month to which."""
    kinds = UNKNOWN + 1
    pairs = found.month_tier.astype(np.int64) * kinds + found.standing.tier
    counts = np.bincount(pairs, minlength=kinds**2).tolist()
    return {divmod(pair, kinds): count for pair, count in enumerate(counts) if count}


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _keep_up(database: Database, policies: Policies, now: datetime, zone: ZoneInfo) -> None:
    terms, costs = policies.terms, dict(_costs())

    def of_order(order: Order, person: str) -> Earning:
        return earned(order, person, costs.get(order.product, {}), terms, zone)

    def day_of(at: datetime) -> date:
        return at.astimezone(zone).date()

    keep_up(database, of_order, day_of, terms.margin_percent_elsewhere, now)


def _costs() -> Iterator[tuple[str, Mapping[str, float]]]:
    """What modules cost, by product."""
    for path in sorted(LIBRARY.glob("*/product.yaml")):
        book, _, _ = read_product(path)
        if book is not None:
            yield book.product.key, costs_of(book.product)
