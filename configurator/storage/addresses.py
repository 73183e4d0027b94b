"""Where somebody is written to or called, whoever he was merged with."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.smtp import is_mailable
from configurator.storage.bounces import out_of_reach
from configurator.storage.errors import NotThere
from configurator.storage.identity import history_of
from configurator.storage.one_person import all_of
from configurator.storage.tables import CustomerRow
from customers.identity.event import Event
from customers.identity.profile import profile

STREET = ("street", "postcode", "town", "country")


@dataclass(frozen=True, slots=True)
class Postal:
    """Where a letter goes: the lines of an address, from the name to the country."""

    lines: tuple[str, ...]


def mail_address(session: Session, person: str) -> str:
    """His address, else that of who is one with him, that takes letters. Raises NotThere."""
    rows = _rows(session, person)
    bounced = out_of_reach(session, [row.id for row in rows])
    found = (row.email for row in rows if is_mailable(row.email) and row.id not in bounced)
    email = next(found, None)
    if email is None:
        raise NotThere("address", person)
    return email


def phone_of(session: Session, person: str) -> str:
    """The same of his number; empty if there is none. Raises NotThere where nobody is there."""
    rows = _rows(session, person)
    if not rows:
        raise NotThere("customer", person)
    return next((row.phone for row in rows if row.phone), "")


def postal_of(session: Session, person: str) -> Postal:
    """Where he lives, as he last told. Raises NotThere where no street or town was told."""
    rows, history = _rows(session, person), history_of(session, person)
    told = _told(history)
    if not rows or not (told.get("street") and told.get("town")):
        raise NotThere("address", person)
    town = f"{told.get('postcode', '')} {told['town']}".strip()
    lines = (rows[0].name, told["street"], town, told.get("country", ""))
    return Postal(tuple(one for one in lines if one))


def _told(history: tuple[Event, ...]) -> dict[str, str]:
    if not history:
        return {}
    known = profile(history, max(one.told_at for one in history))
    return {key: known.value(key) for key in STREET}


def _rows(session: Session, person: str) -> list[CustomerRow]:
    """All he is, himself first."""
    mine = CustomerRow.id.in_(all_of(person)), CustomerRow.erased_at.is_(None)
    rows = session.scalars(select(CustomerRow).where(*mine).order_by(CustomerRow.created_at))
    return sorted(rows, key=lambda row: row.id != person)
