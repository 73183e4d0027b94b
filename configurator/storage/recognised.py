"""What is known of the persons that rows of a file may be about; only looks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.events import batched
from configurator.storage.folding import folded
from configurator.storage.pairs import folded_contact, these_contacts
from configurator.storage.tables import CustomerRow
from configurator.storage.tables_identity import ContactRow, PersonRow
from customers.identity.fields import CONTACT
from customers.identity.imported import Told


def who_proved(session: Session, told: Iterable[Told]) -> Mapping[tuple[str, str], set[str]]:
    """By kind and folded value of the rows' contacts: who has proved it to be his."""
    asked = {
        (key, folded_contact(key, one.fields[key]))
        for one in told
        for key in one.fields.keys() & CONTACT
    }
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for named in these_contacts(session, asked):
        query = (
            select(ContactRow.kind, ContactRow.value, PersonRow.leader)
            .join(PersonRow, PersonRow.id == ContactRow.person)
            .where(named, ContactRow.proved_at.is_not(None))
        )
        for kind, value, leader in session.execute(query):
            found[kind, value].add(leader)
    return found


def names_among(session: Session, persons: Collection[str]) -> dict[str, str]:
    """The names of customers, folded; of others empty."""
    names = dict.fromkeys(persons, "")
    for some in batched(sorted(persons)):
        query = select(CustomerRow.id, CustomerRow.name).where(CustomerRow.id.in_(some))
        names.update((id_, folded(name)) for id_, name in session.execute(query))
    return names


def erased_among(session: Session, persons: Collection[str]) -> set[str]:
    """Those of `persons` who were erased."""
    found: set[str] = set()
    for some in batched(sorted(persons)):
        erased = PersonRow.id.in_(some), PersonRow.erased_at.is_not(None)
        found.update(session.scalars(select(PersonRow.id).where(*erased)))
    return found
