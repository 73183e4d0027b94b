"""`surmesure bench --value`: how long a night is with so many made-up customers.

Their purchases are written straight into a database that is thrown away; how they came about is
known, so it is also told how near the fitted parameters come.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import click
import numpy as np

from configurator.bench_sessions import SEED, Figures
from configurator.crowd.buyers import Bought, Truth, bought
from configurator.crowd.events import SHOPS
from configurator.crowd.names import LANDS, Culture
from configurator.crowd.people import place_in
from configurator.migrations import upgrade
from configurator.storage.bulk import insert_sorted
from configurator.storage.database import Database, open_database
from configurator.storage.dialect import PATIENCE_OF_JOBS_S, weighed
from configurator.storage.figures import KEYS, Cell, count_cells, counted, people
from configurator.storage.tables_figures import PlaceCellRow, PortraitRow, ValueCellRow
from configurator.storage.value import best_values, current_run
from configurator.storage.value_anew import Today, rescore
from configurator.storage.value_facts import NEED
from configurator.storage.value_intake import Earning, keep_earnings
from configurator.value_night import Thought, count, switch, think, uncollected, write
from customers.value.policy import Policies, read_policies
from customers.value.portrait import BANDS
from customers.value.where import region_of

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
DAYS, CAME = 5 * 365, 180
"""Observed for five years; all of them came in the first half of one."""

SEGMENTS = 8
COSTS_EVERY, REFERRED_EVERY = 10, 50
ONE_BY_ONE = 200
KIB_A_MIB = 1024

EARNING = ("mark", "person", "day", "cents", "paid_cents", "source")
COST = ("id", "person", "part", "day", "cents", "source", "noted_by", "noted_at")
REFERRAL = ("referred", "referrer", "day", "source", "noted_at")
MEMBERSHIP = ("family", "person", "segment")
PORTRAIT = tuple(column.name for column in PortraitRow.__table__.columns)
CUSTOMER = ("id", "name", "email", "phone", "revision", "created_at")
NAMELESS = ("", "", "", 1)
TRADES = 12
PAGES: tuple[tuple[Cell, tuple[str, ...], Mapping[str, str | int]], ...] = (
    (ValueCellRow, ("tier", "bucket"), {}),
    (ValueCellRow, ("tier", "bucket"), {"shop": SHOPS[0], "region": "Occitanie"}),
    (PlaceCellRow, ("region", "tier"), {}),
    (PlaceCellRow, ("town", "tier"), {"region": "Occitanie"}),
    (PlaceCellRow, ("trade", "tier"), {}),
)
"""What the manager's pages ask for."""


def value_figures(count: int, address: str | None) -> dict[str, Figures]:
    """Fill, then value everybody twice; `address` names an empty database, else a new SQLite."""
    with TemporaryDirectory(prefix="surmesure-value-") as folder:
        where = address or f"sqlite:///{Path(folder) / 'value.sqlite'}"
        database = open_database(where, PATIENCE_OF_JOBS_S)
        try:
            return _figures(database, count)
        finally:
            database.close()


def _figures(database: Database, count: int) -> dict[str, Figures]:
    upgrade(database)
    with database.reading() as session:
        if current_run(session):
            raise click.ClickException("The database is not empty: a benchmark must not fill it.")
    made = bought(count, SEED, CAME, DAYS)
    begin = perf_counter()
    _fill(database, count, made)
    filled: Figures = {
        "customers": count,
        "purchases": len(made.who),
        "seconds_to_write": round(perf_counter() - begin, 1),
    }
    policies = read_policies()
    first, thought = _night(database, policies, Today(NOW, NOW.date()))
    tomorrow = NOW + timedelta(days=1)
    second, _ = _night(database, policies, Today(tomorrow, tomorrow.date()))
    return {
        "filled": filled,
        "first night": first,
        "second night": second,
        "recovered": _recovered(thought),
        "cells of it": _cells(database),
        "pages ms": _pages(database),
        "one order": _one_by_one(database, policies, Today(tomorrow, tomorrow.date())),
    }


def _night(database: Database, policies: Policies, today: Today) -> tuple[Figures, Thought]:
    """A night in seconds of this process: all it does, the values, and the cells of pages."""
    begin = process_time()
    with uncollected():
        thought = think(database, policies, today)
        run = write(database, thought)
        counting = process_time()
        count(database, run)
        counted_at = process_time()
        switch(database, thought, run, policies.terms)
    whole, cells = process_time() - begin, counted_at - counting
    found: Figures = {
        "processor_seconds": round(whole, 1),
        "of_them_values_tiers_and_ranks": round(whole - cells, 1),
        "of_them_cells_of_pages": round(cells, 1),
        "kinds_of_history": len(thought.everybody.facts.cells.counts),
        "peak_mib": getrusage(RUSAGE_SELF).ru_maxrss // KIB_A_MIB,
    }
    return found, thought


def _recovered(thought: Thought) -> Figures:
    """Found over true; 1 is perfect."""
    spending = thought.fitted.spending
    assert spending is not None
    found = thought.fitted.buying.parameters | spending.parameters
    return {name: round(one / getattr(Truth(), name), 4) for name, one in found.items()}


def _one_by_one(database: Database, policies: Policies, today: Today) -> Figures:
    """How long it takes to score who orders, in the transaction of the order."""
    with database.reading() as session:
        people = [one.person for one in best_values(session, ONE_BY_ONE)]
    times = []
    for number, person in enumerate(people):
        with database.recording() as session:
            begin = perf_counter()
            keep_earnings(session, [Earning(f"o{number}", person, today.day, 5_000, 9_000, "")])
            rescore(session, person, today, policies.terms)
            times.append((perf_counter() - begin) * 1000)
    return {"median_ms": round(float(np.median(times)), 2), "max_ms": round(max(times), 2)}


def _fill(database: Database, count: int, made: Bought) -> None:
    ids = [_id(number) for number in range(count)]
    first = NOW.date().toordinal() - DAYS
    rows = zip(made.who.tolist(), made.day.tolist(), made.cents.tolist(), strict=True)
    earnings = (
        (f"26-{number:07}", ids[who], first + day, cents, 2 * cents, "")
        for number, (who, day, cents) in enumerate(rows)
    )
    last, at = NOW.date().toordinal() - 30, NOW.isoformat(sep=" ")
    costs = ((f"c {one}", one, "service", last, 1500, "", "", at) for one in ids[::COSTS_EVERY])
    pairs = zip(ids[::REFERRED_EVERY], ids[1::REFERRED_EVERY], strict=False)
    with database.altering() as connection:
        insert_sorted(connection, "earning", EARNING, earnings)
        members = ((NEED, one, f"need {int(one, 16) % SEGMENTS}") for one in ids)
        insert_sorted(connection, "membership", MEMBERSHIP, members)
        insert_sorted(connection, "portrait", PORTRAIT, _portraits(ids))
        insert_sorted(connection, "customer", CUSTOMER, ((one, *NAMELESS, at) for one in ids))
        insert_sorted(connection, "customer_cost", COST, costs)
        told = ((referred, referrer, last, "", at) for referrer, referred in pairs)
        insert_sorted(connection, "referral", REFERRAL, told)
        weighed(connection)


def _portraits(ids: Sequence[str]) -> Iterator[tuple[str | int, ...]]:
    """Where everybody lives, how old he is and what he does; who is young looks more."""
    chance = Random(SEED)  # noqa: S311 - no secret
    codes, lands = {Culture.FRENCH: "FR", Culture.MOROCCAN: "MA"}, (Culture.FRENCH,) * 3
    for one in ids:
        land = chance.choice((*lands, Culture.MOROCCAN))
        postcode, town = place_in(chance, LANDS[land])
        trade = f"trade {int(TRADES * chance.random() ** 1.5)}"
        where = (region_of(codes[land], postcode), town)
        how = (str(chance.choice(BANDS[1:])), trade, "private", chance.choice(SHOPS), "web")
        yield one, *where, *how, *(chance.randrange(4) for _ in range(5))


def _cells(database: Database) -> Figures:
    """How long of a night it is counted for the manager's pages, and how many cells that gives."""
    worked, found = process_time(), 0
    with database.reading() as session:
        run = current_run(session)
        assert run is not None
        for row in KEYS:
            found += len(count_cells(session, run.id, row))
    return {"cells": found, "processor_seconds": round(process_time() - worked, 1)}


def _pages(database: Database) -> Figures:
    """How long each page of a manager waits for its numbers, in ms."""
    found: Figures = {}
    for number, (row, by, only) in enumerate(PAGES):
        begin = perf_counter()
        with database.reading() as session:
            counted(session, row, by, only, NOW)
        found[f"{number} {' '.join(by)}"] = round((perf_counter() - begin) * 1000, 1)
    begin = perf_counter()
    with database.reading() as session:
        people(session, {"region": "Occitanie", "tier": 2}, (None, None), slice(0, 50))
    return found | {"people": round((perf_counter() - begin) * 1000, 1)}


def _id(number: int) -> str:
    # As long as a link, and as little in order.
    return f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}{number:016x}"
