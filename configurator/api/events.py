"""Events other programs tell: the till, the telephone, the mail room."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import Blueprint, Response, jsonify

from configurator.api.asked import NewEvent, NewEvents
from configurator.api.body import read_body
from configurator.api.event_cards import persons_told_of
from configurator.api.operation import Operation
from configurator.api.own import asker
from configurator.api.problem import ERASED, InvalidFields
from configurator.api.problem import Kind as Refused
from configurator.api.told_identity import EventsTold
from configurator.storage.accounts import Role
from configurator.storage.consents import TRACKING, may_now
from configurator.storage.events import ToldOtherwise
from configurator.storage.intake import ErasedContact, UnknownPersons, record_events
from configurator.web.access import only_for
from configurator.web.desk import workshop
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.rights.purpose import Channel

blueprint = Blueprint("events", __name__, url_prefix="/events")

PREFIX = "api "
"""Before ids of other programs, so that none is taken for one of our own deeds."""


@blueprint.post("")
@Operation("tellEvents", 200, EventsTold, takes=NewEvents, refuses=(Refused.TooManyTries,))
@only_for(Role.STAFF, Role.MANAGER, Role.ADMIN)
def tell_all() -> Response:
    """Add events to the log, all or none; those whose id is known already are not added again.

    What is told of e-mail, phone or card proves nothing: who shares it is only proposed to people.
    That somebody viewed something is only taken of who agreed to it.
    """
    asked, now, by = read_body(NewEvents).events, workshop().now(), asker().id
    ahead = [number for number, one in enumerate(asked) if one.at > now]
    if ahead:
        raise InvalidFields({f"events.{number}.at": "This lies ahead." for number in ahead})
    persons = persons_told_of(asked, by, now)
    events = [_event(*one, by, now) for one in zip(asked, persons, strict=True)]
    _must_be_agreed(events, now)
    try:
        known = record_events(workshop().database, events)
    except UnknownPersons as error:
        wrong = {place: said for one in error.persons for place, said in _naming(asked, one)}
        raise InvalidFields(wrong) from None
    except ErasedContact as error:
        place = _last_of(events, error.event)
        raise InvalidFields({f"events.{place}.fields.{error.field}": ERASED}) from None
    except ToldOtherwise as error:
        said = "This id came before with another meaning."
        raise InvalidFields({f"events.{_last_of(events, error.event)}.id": said}) from None
    return jsonify(told=len({event.id for event in events}) - known, known=known)


def _must_be_agreed(events: Sequence[Event], now: datetime) -> None:
    """See to it that what somebody looked at is told of none who did not agree to it."""
    looked = {one.person for one in events if one.kind is Kind.VIEWED}
    with workshop().database.reading() as session:
        may = {one: may_now(session, one, TRACKING, Channel.WEB, now) for one in looked}
    said = "This customer did not agree that we remember what he looks at."
    wrong = {
        f"events.{number}.kind": said
        for number, one in enumerate(events)
        if one.kind is Kind.VIEWED and not may[one.person]
    }
    if wrong:
        raise InvalidFields(wrong)


def _last_of(events: Sequence[Event], id_: str) -> int:
    return max(number for number, one in enumerate(events) if one.id == id_)


def _naming(asked: Sequence[NewEvent], person: str) -> Iterator[tuple[str, str]]:
    """Every place where `person` is named, and what is wrong there."""
    for number, one in enumerate(asked):
        for field in ("customer", "organisation", "other"):
            if getattr(one, field) == person:
                yield f"events.{number}.{field}", "There is no such customer."


def _event(asked: NewEvent, person: str, by: str, now: datetime) -> Event:
    return Event(
        id=PREFIX + asked.id,
        person=person,
        kind=Kind(asked.kind),
        at=asked.at,
        told_at=now,
        medium=Medium(asked.medium),
        shop=asked.shop,
        adviser=by,
        division=asked.division,
        line=asked.line,
        document=asked.document,
        organisation=asked.organisation or "",
        other=asked.other or "",
        tellings=tuple(
            Telling(key, said.value, Source(said.source), said.confidence)
            for key, said in asked.fields.items()
        ),
        note=asked.note,
    )
