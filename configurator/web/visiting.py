"""Booking a visit: what can be chosen, what the form says, and doing it, by whomever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from itertools import groupby
from urllib.parse import urlsplit

from flask import Response, abort, request
from flask_babel import gettext as _

from configurator.calendar_file import TYPE, calendar_file
from configurator.storage import idempotency
from configurator.storage.appointment_rows import appointments_of, get_appointment
from configurator.storage.appointments import (
    RECORDINGS,
    BookedThen,
    StaleAppointment,
    Taken,
    book,
    free_starts,
    may_be_recorded,
    move,
)
from configurator.storage.consents import note_consent
from configurator.storage.drafts import find_draft
from configurator.storage.errors import NotThere
from configurator.storage.one_person import is_same_person
from configurator.web import case_words, sessions
from configurator.web.desk import language, workshop
from configurator.web.form import Form, read_form
from configurator.web.own_account import me_now
from configurator.web.render import render
from customers.dialogue.appointment import (
    WAYS,
    Appointment,
    Kind,
    NotNow,
    State,
    Way,
    opening_hours,
)
from customers.rights.consent import Consent, Said, Source
from customers.rights.purpose import Channel
from customers.rights.register import register

AT_FIRST = 5
"""The hours of so many days are shown at first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: a kind of visit, a way to meet, a design to show, a visit to move."""

    kind: Kind
    way: Way
    draft: str = ""
    moves: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages of booking lie: for oneself, or for a customer in the shop."""

    person: str
    name: str
    endpoint: str
    named: Mapping[str, str]


def read_wanted() -> Wanted:
    """What is looked for, by address or form; a pair that is not done is the usual way of it."""
    kind = request.values.get("kind", "")
    known = Kind(kind) if kind in set(Kind) else Kind.DEMO
    way = request.values.get("way", "")
    chosen = Way(way) if way in WAYS[known] else WAYS[known][0]
    return Wanted(known, chosen, request.values.get("draft", ""), request.values.get("moves", ""))


def page_of(place: Place, trouble: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    """The visits of a person, and the hours that are free for another."""
    shop, wanted = workshop(), read_wanted()
    with shop.database.reading() as session:
        booked = appointments_of(session, place.person) if place.person else ()
        free = free_starts(
            session, opening_hours(), wanted.way, shop.now(), shop.settings.time_zone
        )
    days = _by_day(free)
    page = "appointments/book.html"
    return render(
        page,
        page,
        status=status,
        place=place,
        wanted=wanted,
        ahead=[one for one in booked if one.state is State.BOOKED and one.ends_at > shop.now()],
        moved=next((one for one in booked if one.id == wanted.moves), None),
        days=days[:AT_FIRST],
        later=days[AT_FIRST:],
        kinds=WAYS,
        words=case_words,
        sentence=_sentence()[0],
        is_counter=sessions.of_the_shop(),
        trouble=trouble,
        new_key=shop.new_link,
    )


def booked_by(place: Place) -> str:
    """Book or move as the form says; what stands in the way, in words, empty if it was done."""
    shop, form, wanted, at = workshop(), read_form(), read_wanted(), _begins()
    content = {"at": at.isoformat(), "way": wanted.way, "kind": wanted.kind, "moves": wanted.moves}
    asker = idempotency.Request(f"visit {place.person} {me_now().id}", form.key, content)
    zone = shop.settings.time_zone
    try:
        with shop.database.recording() as session:
            if idempotency.done_before(session, asker, shop.now()):
                return ""
            if wanted.moves:
                known = get_appointment(session, wanted.moves)
                if not is_same_person(session, known.person, place.person):
                    raise NotThere("appointment", wanted.moves)
                by = me_now().id
                move(session, opening_hours(), known, at, zone, by=by, at=shop.now())
                return ""
            draft = find_draft(session, wanted.draft) if wanted.draft else None
            made = _made(place, wanted, at, draft.link if draft else "")
            if made.may_record and not may_be_recorded(session, made, shop.now()):
                note_consent(session, _consent(place.person))
            book(session, opening_hours(), made, zone)
    except Taken:
        return str(_("This hour was taken meanwhile, or lies too far away. Please take another."))
    except BookedThen:
        return str(_("There is a visit at that hour already."))
    except (NotNow, StaleAppointment):
        return str(_("Somebody else moved this on meanwhile. Please look; nothing was changed."))
    return ""


def as_calendar(booked: Appointment, address: str) -> Response:
    """The visit as a file for calendars."""
    shop = workshop()
    content = calendar_file(
        booked,
        what=f"{case_words.VISITS[booked.kind]}, {shop.settings.shop or 'Surmesure'}",
        where=str(case_words.WAYS[booked.way]),
        address=f"{shop.settings.public_address}{address}",
        host=urlsplit(shop.settings.public_address).hostname or "",
        at=shop.now(),
    )
    answer = Response(content, content_type=TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return answer


def read_visit(form: Form, booked: Appointment) -> Appointment:
    """The visit as the form knew it, so that nobody overwrites another."""
    return booked if booked.revision == form.revision else _stale()


def _stale() -> Appointment:
    raise StaleAppointment


def _made(place: Place, wanted: Wanted, at: datetime, draft: str) -> Appointment:
    shop = workshop()
    return Appointment(
        id=shop.new_link(),
        person=place.person,
        kind=wanted.kind,
        way=wanted.way,
        begins_at=at,
        ends_at=at + opening_hours().length,
        booked_by=me_now().id,
        booked_at=shop.now(),
        draft=draft,
        may_record=request.form.get("record") == "yes" and wanted.way is not Way.SHOP,
    )


def _begins() -> datetime:
    try:
        at = datetime.fromisoformat(request.form.get("begins", ""))
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)
    return at if at.tzinfo else abort(HTTPStatus.BAD_REQUEST)


def _sentence() -> tuple[str, int]:
    """What is agreed to for a recording, and its version."""
    asked = register().purposes[RECORDINGS].asked[Channel.ANY]
    return asked.text.in_(language()), asked.version


def _consent(person: str) -> Consent:
    shop, (sentence, version) = workshop(), _sentence()
    is_counter = sessions.of_the_shop()
    return Consent(
        id=shop.new_link(),
        person=person,
        purpose=RECORDINGS,
        channel=Channel.ANY,
        said=Said.GIVEN,
        at=shop.now(),
        source=Source.SHOP if is_counter else Source.PAGE,
        sentence=sentence,
        version=version,
        language=language(),
        proof="aloud" if is_counter else "visit",
        by=me_now().id,
    )


def _by_day(free: Sequence[datetime]) -> list[tuple[date, list[datetime]]]:
    here = workshop().here
    return [(day, list(its)) for day, its in groupby(free, lambda one: here(one).date())]
