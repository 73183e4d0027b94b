"""Letters that came back for good: noted on the message, and nobody writes to that address again.

Until its person proves it anew: by a letter that arrives, as for any address.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.accounts import folded_email
from configurator.storage.bulk import insert_missing
from configurator.storage.documents import secret_fingerprint
from configurator.storage.events import batched
from configurator.storage.pairs import folded_contact
from configurator.storage.tables import CustomerRow
from configurator.storage.tables_channels import BouncedRow
from configurator.storage.tables_identity import ContactRow
from configurator.storage.tables_messages import MessageRow

EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Bounce:
    """The letter of a message came back from `address` for good; `status` as RFC 3463 has it."""

    message: str
    address: str
    status: str


def note_bounce(session: Session, bounce: Bounce, at: datetime) -> bool:
    """Note it once; whether there is such a message. Another address than his is aside."""
    row = session.get(MessageRow, bounce.message, with_for_update=True, populate_existing=True)
    whom = session.get(CustomerRow, row.person) if row else None
    if row is None or whom is None:
        return False
    row.bounced_at = row.bounced_at or at
    session.flush()
    if folded_email(bounce.address) == folded_email(whom.email):
        told = {"person": row.person, "mark": _mark(whom.email)}
        insert_missing(session, BouncedRow, [{**told, "at": at, "status": bounce.status}])
        _anew(session, row.person, _mark(whom.email), bounce.status, at)
    return True


def out_of_reach(session: Session, persons: Collection[str]) -> frozenset[str]:
    """Those of `persons` (as rows name them) whose address took no letters since it was proved."""
    found = set[str]()
    for some in batched(sorted(set(persons))):
        query = select(BouncedRow, CustomerRow.email)
        query = query.join(CustomerRow, CustomerRow.id == BouncedRow.person)
        for row, email in session.execute(query.where(BouncedRow.person.in_(some))):
            if row.mark == _mark(email) and not _is_proved_since(session, row, email):
                found.add(row.person)
    return frozenset(found)


def _anew(session: Session, person: str, mark: str, status: str, at: datetime) -> None:
    """It came back once more, perhaps after it was proved anew."""
    row = session.get(BouncedRow, (person, mark), populate_existing=True)
    if row is not None and row.at < at:
        row.at, row.status = at, status


def _is_proved_since(session: Session, row: BouncedRow, email: str) -> bool:
    its = ContactRow.kind == EMAIL, ContactRow.value == folded_contact(EMAIL, email)
    query = select(ContactRow.proved_at).where(ContactRow.person == row.person, *its)
    proved = session.scalars(query).first()
    return proved is not None and proved > row.at


def _mark(email: str) -> str:
    return secret_fingerprint(folded_email(email))
