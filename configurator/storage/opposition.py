"""The list of those who want no calls that sell: numbers, kept as marks that nobody can read."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from configurator.storage.audit import Deed, record
from configurator.storage.bulk import among, insert_missing
from configurator.storage.documents import keyed_fingerprint
from configurator.storage.keys import keys_in
from configurator.storage.pairs import folded_contact
from configurator.storage.tables_messages import OpposedNumberRow

FEWEST_DIGITS = 8


def take_in_list(session: Session, numbers: Iterable[str], by: str, at: datetime) -> int:
    """Keep the numbers of a list, however they are written; how many were numbers."""
    secret = keys_in(session).secrets[0]
    marks = sorted({_mark(secret, one) for one in numbers} - {""})
    insert_missing(session, OpposedNumberRow, [{"mark": one, "noted_at": at} for one in marks])
    deed = Deed(at, by, "imported", "opposition list", after={"numbers": len(marks)})
    record(session, deed)
    return len(marks)


def count_opposed(session: Session) -> tuple[int, datetime | None]:
    """How many numbers are on the list, and when the last came."""
    row = OpposedNumberRow
    count, last = session.execute(select(func.count(), func.max(row.noted_at))).one()
    return count, last


def opposed_among(session: Session, phones: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Those persons of whom any number is on the list."""
    secrets = keys_in(session).secrets
    marks = {
        person: {_mark(secret, one) for one in numbers for secret in secrets}
        for person, numbers in phones.items()
    }
    asked = sorted(set().union(*marks.values()) - {""})
    row = OpposedNumberRow
    listed = set(session.scalars(select(row.mark).where(among(session, row.mark, asked))))
    return frozenset(person for person, its in marks.items() if its & listed)


def _mark(secret: str, number: str) -> str:
    """The mark of a number, empty for what is none."""
    plain = folded_contact("phone", number)
    return keyed_fingerprint(secret, "opposed", plain) if len(plain) >= FEWEST_DIGITS else ""
