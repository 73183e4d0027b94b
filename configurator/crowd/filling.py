"""Putting the crowd on record: customers and events, the people as CSV, the truth apart."""

import csv
import io
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from configurator.crowd.events import Life, lives
from configurator.crowd.history import Happened, happened
from configurator.crowd.people import people
from configurator.crowd.records import records
from configurator.demo_people import BY, derived
from configurator.settings import Settings
from configurator.storage.customers import Customer, create_customers
from configurator.storage.database import Database
from configurator.storage.events import tell
from configurator.storage.on_record import customers_there
from configurator.storage.sales import keep_sales
from customers.identity.record import FIELDS

PEOPLE, TRUTH = "demo-people.csv", "demo-truth.json"
"""What sources wrote down, as `surmesure identity link` reads it, and who it truly was."""

AT_ONCE, EVENTS_AT_ONCE = 250, 2000
"""So many customers, or events, are written in one transaction; nobody else is there yet."""


def fill_crowd(
    settings: Settings, database: Database, count: int, seed: int, until: datetime
) -> None:
    """Put so many made-up people on record, each record of theirs as a customer with events.

    Filling that was broken off is taken up again; more people of one seed begin with the fewer.
    """
    path = settings.data_folder / TRUTH
    if _is_filled(path, count, seed):
        return
    found = list(crowd(count, seed, until))
    ids = {
        one.record.id: derived(settings.secret_key, f"crowd {seed} {one.record.id}")
        for life in found
        for one in life.records
    }
    customers = _customers(found, ids)
    while some := list(islice(customers, AT_ONCE)):
        _save(database, some)
    history = happened(
        found, ids, lambda name: derived(settings.secret_key, f"crowd {seed} event {name}")
    )
    while told := list(islice(history, EVENTS_AT_ONCE)):
        _tell(database, told)
    _write_people(settings.data_folder / PEOPLE, found, ids)
    truth = {
        "seed": seed,
        "until": until.isoformat(),
        "events": Counter(event.kind for life in found for event in life.events),
        "people": [_truth(one, ids) for one in found],
    }
    # The last thing: where it lies, all is done.
    _write(path, json.dumps(truth))


def _is_filled(path: Path, count: int, seed: int) -> bool:
    if not path.is_file():
        return False
    truth = json.loads(path.read_text("utf-8"))
    is_whole = truth["seed"] == seed and "events" in truth
    return is_whole and len(truth["people"]) >= count


def crowd(count: int, seed: int, until: datetime) -> Iterator[Life]:
    """The lives of so many people, the same each time."""
    return lives(people(count, seed), records(people(count, seed), seed), seed, until)


def _customers(found: Sequence[Life], ids: Mapping[str, str]) -> Iterator[Customer]:
    """Each record as a customer, known since its first event."""
    for life in found:
        since: dict[str, datetime] = {}
        for event in life.events:
            since.setdefault(event.record, event.at)
        for one in life.records:
            known, first = one.record, since.get(one.record.id, life.events[0].at)
            name = f"{known.given_name} {known.surname}".strip()
            yield Customer(ids[known.id], name, known.email, known.phone, first)


def _save(database: Database, some: Sequence[Customer]) -> None:
    with database.recording() as session:
        known = customers_there(session, [one.id for one in some])
        create_customers(session, [one for one in some if one.id not in known], BY)


def _tell(database: Database, told: Sequence[Happened]) -> None:
    with database.recording() as session:
        tell(session, *(one.event for one in told))
        keep_sales(session, [one.sale for one in told if one.sale])


def _truth(life: Life, ids: Mapping[str, str]) -> dict[str, object]:
    truth = asdict(life.truth)
    left = life.truth.left_on
    known = [ids[record] for record in life.truth.records]
    return {**truth, "left_on": left and left.isoformat(), "records": known}


def _write_people(path: Path, found: Sequence[Life], ids: Mapping[str, str]) -> None:
    """The records in the order of their ids, which says nothing of who they are."""
    rows = sorted(
        (replace(one.record, id=ids[one.record.id]) for life in found for one in life.records),
        key=lambda record: record.id,
    )
    written = io.StringIO(newline="")
    output = csv.DictWriter(written, ("id", *FIELDS), lineterminator="\n")
    output.writeheader()
    output.writerows(map(asdict, rows))
    _write(path, written.getvalue())


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(text, "utf-8", newline="")
    draft.replace(path)
