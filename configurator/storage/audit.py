"""The audit trail: who did what to whom and when, each entry chained to the one before.

Entries are written in the transaction of the deed, so there is neither a deed without an entry nor
an entry without a deed. Contents are kept as fingerprints only: the trail holds no personal data.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.bulk import insert_all
from configurator.storage.dialect import hold
from configurator.storage.documents import fingerprint
from configurator.storage.tables import AuditRow

BEGINNING = "0" * 64
PENDING = "deeds not yet written down"
CHAINED = ("who", "origin", "what", "subject", "before_hash", "after_hash", "previous_hash")
HASHED = ("id", "at", *CHAINED)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done: `who` (account or system part) did `what` to `subject` (`order 26-1001`).

    `before` and `after` are JSON documents, None where there was or is nothing. `origin` is where
    it came from, a network address or a device.
    """

    at: datetime
    who: str
    what: str
    subject: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the trail."""

    number: int
    at: datetime
    who: str
    what: str
    subject: str
    origin: str
    before_hash: str
    after_hash: str
    previous_hash: str
    hash: str


def record(session: Session, deed: Deed) -> None:
    """Have `deed` added to the trail when this transaction is saved."""
    session.info.setdefault(PENDING, []).append(deed)


def write_down(session: Session) -> Sequence[Deed]:
    """For the database alone: write the deeds of a transaction as the last thing in it; give them.

    Last, so that writers wait for each other at the end of the chain as briefly as can be, and
    never for each other crosswise.
    """
    deeds: Sequence[Deed] = session.info.pop(PENDING, ())
    if not deeds:
        return deeds
    hold(session, "audit")
    tail = select(AuditRow.id, AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)
    last, mark = session.execute(tail).first() or (0, BEGINNING)
    rows = []
    for number, deed in enumerate(deeds, start=last + 1):
        rows.append(_following(number, mark, deed))
        mark = rows[-1]["hash"]
    insert_all(session, AuditRow, rows)
    return deeds


def entries_of(session: Session, subject: str) -> tuple[Entry, ...]:
    """All entries about `subject`, oldest first."""
    rows = select(AuditRow).where(AuditRow.subject == subject).order_by(AuditRow.id)
    return tuple(map(_entry, session.scalars(rows)))


def first_broken(session: Session) -> int | None:
    """The number of the first entry that was altered or follows a missing one; None if whole.

    Only entries cut off at the very end leave no trace: compare the last hash with a copy kept
    elsewhere.
    """
    previous = BEGINNING
    rows = select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=500)
    with closing(session.scalars(rows)) as found:
        for number, row in enumerate(found, start=1):
            said = {name: getattr(row, name) for name in HASHED}
            if row.id != number or row.previous_hash != previous or row.hash != _chained(said):
                return row.id
            previous = row.hash
    return None


def _following(number: int, previous: str, deed: Deed) -> dict[str, Any]:
    """The columns of `deed` as entry `number`, after the one with the hash `previous`."""
    row: dict[str, Any] = {
        "id": number,
        "at": deed.at,
        "who": deed.who,
        "origin": deed.origin,
        "what": deed.what,
        "subject": deed.subject,
        "before_hash": _hash(deed.before),
        "after_hash": _hash(deed.after),
        "previous_hash": previous,
    }
    row["hash"] = _chained(row)
    return row


def _hash(document: Mapping[str, Any] | None) -> str:
    return "" if document is None else fingerprint(document)


def _chained(row: Mapping[str, Any]) -> str:
    # Databases keep instants differently; the whole microseconds of UTC are the same in all.
    instant = f"{row['at'].timestamp():.6f}"
    return fingerprint([row["id"], instant, *(row[name] for name in CHAINED)])


def _entry(row: AuditRow) -> Entry:
    return Entry(
        number=row.id,
        at=row.at,
        who=row.who,
        what=row.what,
        subject=row.subject,
        origin=row.origin,
        before_hash=row.before_hash,
        after_hash=row.after_hash,
        previous_hash=row.previous_hash,
        hash=row.hash,
    )
