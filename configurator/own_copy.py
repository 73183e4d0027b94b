"""The copy a person takes along: everything kept of him, what we concluded apart from the rest.

JSON holds all of it; a zip of CSV holds the same by table, with three files that the import of
another shop takes in: contacts, orders and measurements.
"""

import base64
import csv
import io
import json
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from configurator.csv_rows import harmless
from configurator.inferences import Inference
from configurator.storage.belonging import BROKEN, Held, belongings, kept_apart
from configurator.storage.customers import latest_measurements
from configurator.storage.database import Database
from configurator.storage.identity import history_of
from configurator.storage.letters import TYPES
from configurator.storage.taste import answers_used_again
from customers.body.exchange import Told, to_csv
from customers.identity.mapping import WHO
from customers.identity.profile import profile
from customers.rights.purpose import ARTICLES
from customers.rights.register import register

Tables = Mapping[str, Sequence[Held]]


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything kept of a person: `given` by him or seen of him, `inferred` from that by us.

    `contact` are the facts in force by field, as an import reads them. `answers_used_again` counts
    how often he was spared a question: what he would lose by going elsewhere.
    """

    made_at: datetime
    given: Tables
    inferred: Tables
    inferences: tuple[Inference, ...]
    contact: Mapping[str, str]
    measurements: tuple[Told, ...]
    answers_used_again: int


def own_copy(
    database: Database, person: str, inferences: Collection[Inference], now: datetime
) -> Copy:
    """The copy of who is known as `person`."""
    with database.reading() as session:
        rows = belongings(session, person)
        known = profile(history_of(session, person), now)
        taken = latest_measurements(session, person).values()
        used_again = answers_used_again(session, person)
    tables = register().tables
    return Copy(
        made_at=now,
        given={name: its for name, its in rows.items() if not tables[name].is_inferred},
        inferred={name: its for name, its in rows.items() if tables[name].is_inferred},
        inferences=tuple(inferences),
        contact={key: known.value(key) for key in WHO if known.value(key)},
        measurements=tuple(
            Told(
                *(one.key, one.amount, one.text_typed, one.unit_typed),
                *(one.measured_by, one.measured_at, one.how),
            )
            for one in taken
        ),
        answers_used_again=used_again,
    )


def as_json(copy: Copy, language: str) -> str:
    """The copy as one JSON document, purposes in that language."""
    document = {
        "made_at": copy.made_at.isoformat(),
        "given": copy.given,
        "inferred": {"tables": copy.inferred, "conclusions": list(_concluded(copy))},
        "portable": {"contacts": [dict(copy.contact)], "orders": list(_orders(copy))},
        "answers_used_again": copy.answers_used_again,
        "purposes": _purposes(copy, language),
        "kept_apart": kept_apart(),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def as_zip(copy: Copy, language: str) -> bytes:
    """The copy as a zip of CSV, with the same JSON and every letter as a file of its own."""
    files: dict[str, bytes] = {
        "everything.json": as_json(copy, language).encode(),
        "contacts.csv": _csv([copy.contact]),
        "orders.csv": _csv(list(_orders(copy))),
        "measurements.csv": to_csv(copy.measurements).encode(),
        "inferred/conclusions.csv": _csv(list(_concluded(copy))),
    }
    for part, tables in (("given", copy.given), ("inferred", copy.inferred)):
        files |= {f"{part}/{name}.csv": _csv(rows) for name, rows in tables.items()}
    for letter in copy.given.get("letter", ()):
        if letter["sealed"] != BROKEN:
            name = f"letters/{letter['id']}.{TYPES.get(letter['type'], 'bin')}"
            files[name] = base64.b64decode(letter["sealed"])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # The day is that of the copy; without it the library would ask the clock.
            day = zipfile.ZipInfo(name, copy.made_at.timetuple()[:6])
            archive.writestr(day, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _concluded(copy: Copy) -> Iterable[Mapping[str, Any]]:
    for one in copy.inferences:
        yield {
            "key": one.key,
            "conclusion": one.words,
            "reason": one.reason,
            "evidence": list(one.evidence),
            "since": one.since.isoformat() if one.since else "",
            "rejected": one.is_rejected,
        }


def _orders(copy: Copy) -> Iterable[Mapping[str, str]]:
    """Our orders, as an import of orders reads them."""
    who = {key: copy.contact[key] for key in ("name", "email", "phone") if key in copy.contact}
    for one in copy.given.get("orders", ()):
        amount = f"{one['total_cents'] // 100}.{one['total_cents'] % 100:02d}"
        yield {
            "document": one["number"],
            "date": one["placed_at"][:10],
            "amount": amount,
            "currency": one["currency"],
            "line": one["product"],
            **who,
        }


def _purposes(copy: Copy, language: str) -> Mapping[str, Any]:
    """What each table is kept for, on what ground, for how long, who sees it, where it is from."""
    known = register()
    return {
        name: {
            "from": [known.sources[one].in_(language) for one in known.tables[name].sources],
            "for": [
                {
                    "name": known.purposes[key].name.in_(language),
                    "says": known.purposes[key].says.in_(language),
                    "ground": known.purposes[key].basis,
                    "articles": ARTICLES[known.purposes[key].basis],
                    "kept_days": known.purposes[key].days,
                    "kept_from": known.moments[known.purposes[key].since].in_(language),
                    "recipients": [
                        known.recipients[one].in_(language)
                        for one in known.purposes[key].recipients
                    ],
                }
                for key in known.tables[name].purposes
            ],
        }
        for name in (*copy.given, *copy.inferred)
    }


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows of the same columns, by UTF-8 as spreadsheets want it; no cell is a formula."""
    text = io.StringIO()
    output = csv.writer(text)
    output.writerow(dict.fromkeys(name for row in rows for name in row))
    for row in rows:
        output.writerow(map(_cell, row.values()))
    return f"\ufeff{text.getvalue()}".encode()


def _cell(value: object) -> object:
    if isinstance(value, (dict, list, tuple)):
        return harmless(json.dumps(value, ensure_ascii=False))
    return harmless(value) if isinstance(value, str) else value
