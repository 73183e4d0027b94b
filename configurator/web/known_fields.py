"""What is known of a customer as people read it: each field with source, day, sureness and rule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l

from configurator.storage.customers import Customer, find_customer
from configurator.storage.events import events_for
from configurator.storage.field_uses import note_use
from configurator.storage.identity import history_of
from configurator.storage.one_person import leader_of
from configurator.web.desk import workshop
from configurator.web.event_words import FIELDS
from customers.identity.event import Source
from customers.identity.fields import PROCEDURES, SHELF_LIFE, YEAR, Procedure
from customers.identity.profile import Because, Field, Told, contacts_of, profile

SOURCES: dict[Source, LazyString] = {
    Source.PERSON: _l("typed by the customer"),
    Source.STAFF: _l("written down in the shop"),
    Source.DOCUMENT: _l("from a document"),
    Source.IMPORT: _l("from an import"),
    Source.GUESS: _l("a guess"),
}

CHOSE: dict[Because, LazyString] = {
    Because.FRESHER: _l("Chosen because the other is out of date."),
    Because.SURER: _l("Chosen because it is surer."),
    Because.NEWER: _l("Chosen because it is newer."),
    Because.TOLD_LATER: _l("Chosen because it was told later."),
}
"""The rule that chose between sources that disagree."""

KEPT_RIGHT: dict[Procedure, LazyString] = {
    Procedure.SAID: _l("Never asked again; changed when the customer says so."),
    Procedure.REVOKED: _l("Holds until the card is revoked."),
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value, the words for its source, its day, and how sure it is in percent."""

    value: str
    source: str
    at: date
    sure: int


@dataclass(frozen=True, slots=True)
class KnownField:
    """One field; `others` were told too, and `because` says why they were not chosen."""

    name: str
    chosen: Value
    others: tuple[Value, ...]
    because: str
    is_stale: bool
    procedure: str
    key: str = ""


def known_fields(customer: str) -> tuple[KnownField, ...]:
    """All fields that are known of the customer."""
    now = workshop().now()
    with workshop().database.reading() as session:
        known = profile(history_of(session, customer), now).fields
        note_use(session, known.keys(), now.date())
    return tuple(_fields(known.values()))


def contacts(customer: str) -> tuple[Customer, ...]:
    """Who acted on behalf of the customer, if that is an organisation; the first first."""
    with workshop().database.reading() as session:
        ids = contacts_of(customer, events_for(session, customer))
        found = (find_customer(session, leader_of(session, one)) for one in ids)
        return tuple(dict.fromkeys(one for one in found if one))


def procedure(key: str) -> str:
    """How and when a field is asked again."""
    life, how = SHELF_LIFE[key], PROCEDURES[key]
    if life is None:
        return str(KEPT_RIGHT[how])
    years = life // YEAR
    if how is Procedure.READ_OUT:
        words = ngettext(
            "After %(num)s year read it out at the counter, once, and write a new one here.",
            "After %(num)s years read it out at the counter, once, and write a new one here.",
            years,
        )
    else:
        words = ngettext(
            "After %(num)s year it is asked once at the counter, among what is to do.",
            "After %(num)s years it is asked once at the counter, among what is to do.",
            years,
        )
    return str(words)


def _fields(fields: Iterable[Field]) -> Iterator[KnownField]:
    for one in fields:
        others = tuple(map(_value, one.others))
        because = str(CHOSE[one.because]) if others else ""
        name = str(FIELDS[one.key])
        yield KnownField(
            *(name, _value(one.chosen), others, because, one.is_stale, procedure(one.key)),
            key=one.key,
        )


def _value(told: Told) -> Value:
    at = workshop().here(told.at).date()
    return Value(told.value, str(SOURCES[told.source]), at, told.confidence)
