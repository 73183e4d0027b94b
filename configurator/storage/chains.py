"""The two chains that only grow, the audit trail and the log of events: whole, and how long."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.audit import first_broken
from configurator.storage.events import batched, first_broken_event
from configurator.storage.tables import AuditRow
from configurator.storage.tables_identity import EventRow

AUDIT, EVENT = "audit", "event"
_TABLES: dict[str, type[AuditRow] | type[EventRow]] = {AUDIT: AuditRow, EVENT: EventRow}
_WALKS: dict[str, Callable[[Session], int | None]] = {
    AUDIT: first_broken,
    EVENT: first_broken_event,
}
CHAINS = tuple(_TABLES)


@dataclass(frozen=True, slots=True)
class End:
    """The last entry of a chain: its number, 0 where there is none, and its hash."""

    number: int
    hash: str


def end_of(session: Session, chain: str) -> End:
    """Where `chain` ends now."""
    table = _TABLES[chain]
    last = select(table.id, table.hash).order_by(table.id.desc()).limit(1)
    row = session.execute(last).first()
    return End(row.id, row.hash) if row else End(0, "")


def ends(session: Session) -> Mapping[str, End]:
    """Where each chain ends now."""
    return {chain: end_of(session, chain) for chain in CHAINS}


def hashes_at(session: Session, chain: str, numbers: Collection[int]) -> Mapping[int, str]:
    """The hashes of those of `numbers` that `chain` has."""
    table = _TABLES[chain]
    found: dict[int, str] = {}
    for some in batched(sorted(set(numbers))):
        asked = select(table.id, table.hash).where(table.id.in_(some))
        found.update((row.id, row.hash) for row in session.execute(asked))
    return found


def first_broken_in(session: Session, chain: str) -> int | None:
    """The number of the first entry of `chain` that was altered or follows a missing one."""
    return _WALKS[chain](session)
