"""Events told by others in one go: all or none, each once."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy.orm import Session

from configurator.storage.database import Database
from configurator.storage.errors import StorageError
from configurator.storage.events import refuse_otherwise, tell
from configurator.storage.on_record import customers_there
from configurator.storage.pairs import Brought, contacts_of, folded_contact, keep_contacts
from configurator.storage.suppression import suppressed
from customers.identity.event import Event
from customers.identity.fields import CONTACT


class UnknownPersons(StorageError):
    """Events name persons who are not there."""

    def __init__(self, persons: Sequence[str]) -> None:
        self.persons = persons
        super().__init__(f"{len(persons)} persons are not there")


class ErasedContact(StorageError):
    """An event tells of an address or number whose owner was erased and did not come back."""

    def __init__(self, event: str, field: str) -> None:
        self.event, self.field = event, field
        super().__init__(f"the {field} in {event!r} is of somebody who was erased")


def record_events(database: Database, events: Sequence[Event]) -> int:
    """Add `events` to the log, in one transaction; how many were known already.

    Whoever shares a contact that is told is proposed to be the same person, never merged.
    Raises UnknownPersons, ErasedContact, ToldOtherwise.
    """
    named = {name for one in events for name in (one.person, one.organisation, one.other) if name}
    with database.recording() as session:
        if unknown := _unknown(session, named):
            raise UnknownPersons(unknown)
        _refuse_erased(session, events)
        keep_contacts(session, _contacts(events))
        known = refuse_otherwise(session, events)
        tell(session, *events)
    return known


def _refuse_erased(session: Session, events: Sequence[Event]) -> None:
    told = [(event, one) for event in events for one in event.tellings if one.key in CONTACT]
    hidden = suppressed(session, {(one.key, one.value) for _, one in told})
    for event, one in told if hidden else ():
        known = {(own.kind, own.value) for own in contacts_of(session, event.person)}
        plain = one.key, folded_contact(one.key, one.value)
        if (one.key, one.value) in hidden and plain not in known:
            raise ErasedContact(event.id, one.key)


def _contacts(events: Sequence[Event]) -> Iterator[Brought]:
    for event in events:
        for one in event.tellings:
            if one.key in CONTACT:
                yield Brought(event.person, one.key, one.value, event.told_at)


def _unknown(session: Session, named: Collection[str]) -> Sequence[str]:
    return sorted(set(named) - customers_there(session, named))
