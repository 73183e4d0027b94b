"""What the night finds out for the manager's pages, after everybody was valued.

Each part stands by itself and is dated. Nothing long is done in a transaction that writes.
"""

from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from configurator.storage.consents import refusing
from configurator.storage.database import Database
from configurator.storage.night_figures import (
    cohorts,
    find_figure,
    keep_figure,
    known_traces,
    phase_figures,
    prospects,
    purchases_within,
    replace_alike,
)
from configurator.storage.value import current_run
from configurator.storage.value_anew import Today
from configurator.storage.value_facts import read_everybody, read_season
from configurator.storage.value_wanted import LIFETIME_VALUE
from customers.rights.purpose import Channel
from customers.value.ahead import (
    Foreseen,
    foreseen,
    how_wrong,
    quarter_after,
    quarter_before,
    quarter_of,
)
from customers.value.alike import Likeness, learn
from customers.value.policy import Terms
from customers.value.scoring import fit

COHORTS, FORECAST, PHASES, ALIKE = "cohorts", "forecast", "phases", "alike"
"""The names of what is found out."""

QUARTERS_SHOWN, QUARTERS_FORESEEN = 12, 5
LATE_AFTER = timedelta(days=2)
MOST_ALIKE = 500
PERMILLE = 1000


def find_out(database: Database, terms: Terms, today: Today) -> None:
    """All four, one after the other."""
    _keep(database, COHORTS, today, _cohorts(database, today.day))
    _keep(database, FORECAST, today, _forecast(database, terms, today))
    with database.reading() as session:
        found = phase_figures(session, today.day.toordinal(), today.now - LATE_AFTER)
    _keep(database, PHASES, today, {key: list(pair) for key, pair in found.items()})
    _keep(database, ALIKE, today, _alike(database))


def read_forecast(found: dict[str, Any]) -> list[Foreseen]:
    """The quarters as they were kept, the first first."""
    return [
        Foreseen(**one | {"begin": date.fromisoformat(one["begin"])}) for one in found["quarters"]
    ]


def _keep(database: Database, key: str, today: Today, figures: dict[str, Any]) -> None:
    with database.recording() as session:
        keep_figure(session, key, today.now, figures)


def _cohorts(database: Database, day: date) -> dict[str, Any]:
    begins = [quarter_of(day)]
    while len(begins) < QUARTERS_SHOWN:
        begins.insert(0, quarter_before(begins[0]))
    with database.reading() as session:
        rows = cohorts(session, [one.toordinal() for one in begins])
    return {"begins": [one.isoformat() for one in begins], "rows": [list(row) for row in rows]}


def _forecast(database: Database, terms: Terms, today: Today) -> dict[str, Any]:
    """Quarters foreseen by what was known before they began; those that are over with the truth.

    What was foreseen once is never foreseen again, only the truth may come in late.
    """
    with database.reading() as session:
        kept = find_figure(session, FORECAST)
    known = {one.begin: one for one in read_forecast(dict(kept.figures))} if kept else {}
    begin = quarter_of(today.day)
    wanted = [begin]
    while len(wanted) < QUARTERS_FORESEEN:
        wanted.insert(0, quarter_before(wanted[0]))
    found: list[Foreseen] = []
    for one in wanted:
        told = known.get(one) or _foreseen(database, terms, one, how_wrong(found))
        if told:
            found.append(_truth(database, told) if one < begin else told)
    return {"quarters": [asdict(one) | {"begin": one.begin.isoformat()} for one in found]}


def _foreseen(database: Database, terms: Terms, begin: date, wrong: float) -> Foreseen | None:
    """A quarter by what was known the day before; None where nobody had bought yet."""
    until = begin - timedelta(days=1)
    with database.reading() as session:
        refused = refusing(session, LIFETIME_VALUE, Channel.ANY, begin)
        everybody = read_everybody(session, until, terms, 0, refused)
        seasons = read_season(session, everybody, until)
    if not everybody.ids:
        return None
    grouped, days = everybody.facts.cells, (quarter_after(begin) - begin).days
    buying = fit(everybody.facts, grouped).buying
    busy = seasons.factor(until.toordinal(), days)
    return foreseen(buying, grouped, begin, days, busy, wrong=wrong)


def _truth(database: Database, told: Foreseen) -> Foreseen:
    begin, end = told.begin.toordinal(), quarter_after(told.begin).toordinal()
    with database.reading() as session:
        return replace(told, actual=purchases_within(session, begin, end))


def _alike(database: Database) -> dict[str, Any]:
    """Who of the prospects is most alike the best, written down, and how well that is told."""
    with database.reading() as session:
        run = current_run(session)
        customers, is_best = known_traces(session, run.id if run else 0)
    model = learn(customers, is_best) if customers.ids else None
    best, seen = _best(database, model, run.id) if model and run else ([], 0)
    with database.recording() as session:
        replace_alike(session, best)
    lift = asdict(model.lift) if model else {}
    return {
        **lift,
        "learned_from": len(customers.ids),
        "prospects": seen,
        "best_of_all": int(is_best.sum()),
    }


def _best(database: Database, model: Likeness, run: int) -> tuple[list[tuple[str, int]], int]:
    """Prospects with their permille, the most alike first, and of how many they are."""
    found: list[tuple[float, str]] = []
    seen = 0
    with database.reading() as session:
        for some in prospects(session, run):
            seen += len(some.ids)
            scores = model.scores(some)
            some_best = np.argsort(-scores, kind="stable")[:MOST_ALIKE]
            found += [(-float(scores[place]), some.ids[place]) for place in some_best.tolist()]
            found = sorted(found)[:MOST_ALIKE]
    return [(person, round(-score * PERMILLE)) for score, person in found], seen
