"""What the night finds out for managers to steer by: each figure by itself, dated, kept by name."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from configurator.segments_night import authored
from configurator.storage.contact_costs import contact_costs, earned_by_way
from configurator.storage.database import Database
from configurator.storage.known_shares import PROSPECTS, known_share
from configurator.storage.night_figures import find_figure, keep_figure
from configurator.storage.steering import (
    kept_since_drawn,
    purchases_by_week,
    traces,
    visits_by_week,
)
from configurator.storage.value import current_run
from configurator.storage.value_anew import Today
from customers.needs.wants import MOVES
from customers.value.policy import Terms
from customers.value.potential import Known, Trace
from customers.value.tier import IN_ORDER, UNKNOWN
from customers.value.weekly import Week, foresee_week

WEEKS, SERVED, CONTACTS, KNOWN, TRACES = "weeks", "served", "contacts", "known", "traces"
"""The names of what is found out."""

ORDERS, VISITS = "orders", "visits"
WEEKS_SHOWN, WEEKS_LEARNED = 9, 26
"""So many weeks are foreseen, the running one among them, each from so many before it."""

DAYS, ACTIVE_DAYS = 90, 365
COUNTED = {ORDERS: purchases_by_week, VISITS: visits_by_week}


def steer(database: Database, terms: Terms, today: Today) -> None:
    """All five, one after the other."""
    for key, find in FINDING.items():
        found = find(database, terms, today)
        with database.recording() as session:
            keep_figure(session, key, today.now, found)


def read_weeks(found: dict[str, Any], what: str) -> list[Week]:
    """The weeks as they were kept, the first first."""
    return [
        Week(**one | {"begin": date.fromisoformat(one["begin"])}) for one in found.get(what, ())
    ]


def read_traces(found: dict[str, Any]) -> dict[Trace, Known]:
    """What prospects grow into, as it was kept."""
    return {Trace(trace): Known(*counts) for trace, counts in found.items()}


def _weeks(database: Database, _terms: Terms, today: Today) -> dict[str, Any]:
    """What was foreseen once is never foreseen again, only the truth comes in."""
    monday = today.day - timedelta(days=today.day.weekday())
    begins = [
        monday - timedelta(weeks=back) for back in reversed(range(WEEKS_SHOWN + WEEKS_LEARNED))
    ]
    with database.reading() as session:
        kept = find_figure(session, WEEKS)
        counted = {what: count(session, begins) for what, count in COUNTED.items()}
    found = {}
    for what, counts in counted.items():
        known = {one.begin: one for one in read_weeks(dict(kept.figures), what)} if kept else {}
        weeks = []
        for place in range(WEEKS_LEARNED, len(begins)):
            begin, before = begins[place], counts[place - WEEKS_LEARNED : place]
            week = known.get(begin) or foresee_week(begin, _since_first(before))
            if week:
                actual = counts[place] if begin < monday else None
                weeks.append(asdict(week) | {"begin": begin.isoformat(), "actual": actual})
        found[what] = weeks
    return found


def _since_first(counts: Sequence[int]) -> Sequence[int]:
    """The counts from the first week on in which there was anything to count."""
    first = next((place for place, count in enumerate(counts) if count), len(counts))
    return counts[first:]


def _served(database: Database, _terms: Terms, today: Today) -> dict[str, Any]:
    with database.reading() as session:
        kept = kept_since_drawn(session, today.day)
    rows = [[*cohort, one.people, one.back, one.cents] for cohort, one in sorted(kept.items())]
    return {"rows": rows}


def _contacts(database: Database, terms: Terms, today: Today) -> dict[str, Any]:
    since, at = today.day - timedelta(days=DAYS), today.now - timedelta(days=DAYS)
    with database.reading() as session:
        costs = contact_costs(session, since, at, terms.minute_cents)
        earned = earned_by_way(session, at)
    return {
        "costs": {kind: [one.contacts, one.cents] for kind, one in costs.items()},
        "earned": {way: [one.orders, one.cents] for way, one in earned.items()},
    }


def _known(database: Database, _terms: Terms, today: Today) -> dict[str, Any]:
    since = today.now - timedelta(days=ACTIVE_DAYS)
    questions = {*(one.key for one in authored()[1]), *MOVES}
    tiers = (*reversed(range(len(IN_ORDER))), UNKNOWN, PROSPECTS)
    with database.reading() as session:
        run = current_run(session)
        number = run.id if run else 0
        shares = {tier: known_share(session, number, tier, questions, since) for tier in tiers}
    return {"rows": [[tier, *asdict(one).values()] for tier, one in shares.items()]}


def _traces(database: Database, _terms: Terms, _today: Today) -> dict[str, Any]:
    with database.reading() as session:
        run = current_run(session)
        known = traces(session, run.id) if run else {}
    return {trace.value: list(asdict(one).values()) for trace, one in known.items()}


FINDING: dict[str, Callable[[Database, Terms, Today], dict[str, Any]]] = {
    WEEKS: _weeks,
    SERVED: _served,
    CONTACTS: _contacts,
    KNOWN: _known,
    TRACES: _traces,
}
