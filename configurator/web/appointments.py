"""Visits at the counter: the day's list, how each went, and booking for a customer."""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage import idempotency
from configurator.storage.appointment_rows import (
    appointments_between,
    get_appointment,
)
from configurator.storage.appointments import (
    NoConsent,
    StaleAppointment,
    cancel,
    end,
    may_be_recorded,
)
from configurator.storage.errors import NotThere
from configurator.web import case_words
from configurator.web.access import only_for
from configurator.web.boundaries import ours
from configurator.web.case_lines import name_of
from configurator.web.cases import read_words
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other
from configurator.web.restricting import is_closed_to_me, readable
from configurator.web.visiting import Place, as_calendar, booked_by, page_of, read_visit
from configurator.web.whose import AT_THE_COUNTER, known_customer
from customers.dialogue.appointment import OVER, Appointment, NotNow, State

blueprint = Blueprint("appointments", __name__)

A_DAY = timedelta(days=1)
LONGEST_PLACE = 500


@blueprint.get("/appointments")
@only_for(*AT_THE_COUNTER)
def index() -> Response:
    """The visits of a day, today unless another is asked for."""
    return _page(_day())


@blueprint.post("/appointments/<visit>/<act>")
@only_for(*AT_THE_COUNTER)
def move_on(visit: str, act: str) -> Response:
    """Say how a visit went, or call it off. Raises NotThere."""
    shop, form, booked, words = workshop(), read_form(), _found(visit), read_words()
    how, where = request.form.get("how", ""), request.form.get("recording", "").strip()
    if act not in {"end", "cancel"}:
        raise NotThere("appointment", visit)
    if (act == "end" and how not in OVER) or len(where) > LONGEST_PLACE or "\0" in where:
        abort(HTTPStatus.BAD_REQUEST)
    content = {"act": act, "how": how, "words": words, "recording": where}
    by, now = me_now().id, shop.now()
    asker = idempotency.Request(f"visit {visit} {by}", form.key, content)
    try:
        with shop.database.recording() as session:
            if not idempotency.done_before(session, asker, now):
                seen = read_visit(form, booked)
                if act == "cancel":
                    cancel(session, seen, by=by, at=now, is_ours=True)
                else:
                    end(session, seen, State(how), words=words, recording=where, by=by, at=now)
    except NoConsent:
        trouble = _("The customer did not agree to a recording: delete it. Nothing was kept.")
        return _page(_day_of(booked), trouble, HTTPStatus.CONFLICT)
    except (NotNow, StaleAppointment):
        trouble = _("Somebody else moved this on meanwhile. Please look; nothing was changed.")
        return _page(_day_of(booked), trouble, HTTPStatus.CONFLICT)
    return see_other(url_for(".index", day=_day_of(booked).isoformat()))


@blueprint.get("/appointments/<visit>/visit.ics")
@only_for(*AT_THE_COUNTER)
def calendar(visit: str) -> Response:
    """A visit for the calendar of who receives it. Raises NotThere."""
    booked = _found(visit)
    return as_calendar(booked, url_for(".index", day=_day_of(booked).isoformat()))


@blueprint.get("/customers/<id_>/appointments")
@only_for(*AT_THE_COUNTER)
def of_customer(id_: str) -> Response:
    """The visits of a customer, and the hours that are free for another. Raises NotThere."""
    return page_of(_place(id_))


@blueprint.post("/customers/<id_>/appointments")
@only_for(*AT_THE_COUNTER)
def book_for(id_: str) -> Response:
    """Book or move a visit for a customer. Raises NotThere."""
    place = _place(id_)
    if trouble := booked_by(place):
        return page_of(place, trouble, HTTPStatus.CONFLICT)
    return see_other(url_for(".of_customer", id_=id_))


def _page(day: date, trouble: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    shop = workshop()
    first = datetime.combine(day, time(), shop.settings.time_zone)
    with shop.database.reading() as session:
        found = appointments_between(session, first, first + A_DAY)
        recorded = {one.id for one in found if may_be_recorded(session, one, shop.now())}
    found = readable(ours(found, _person), _person)
    page = "appointments/day.html"
    return render(
        page,
        page,
        status=status,
        day=day,
        before=day - A_DAY,
        after=day + A_DAY,
        visits=[(one, name_of(one.person), one.id in recorded) for one in found],
        now=shop.now(),
        words=case_words,
        trouble=trouble,
        new_key=shop.new_link,
    )


def _day() -> date:
    """The day of the address, else today; what is none is bad (400)."""
    said = request.args.get("day", "")
    try:
        day = date.fromisoformat(said) if said else workshop().today()
        return day if date.min + A_DAY < day < date.max - A_DAY else abort(HTTPStatus.BAD_REQUEST)
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)


def _day_of(booked: Appointment) -> date:
    return workshop().here(booked.begins_at).date()


def _place(id_: str) -> Place:
    known = known_customer(id_)
    return Place(known.id, known.name, ".of_customer", {"id_": known.id})


def _found(visit: str) -> Appointment:
    with workshop().database.reading() as session:
        booked = get_appointment(session, visit)
    if not ours([booked], _person) or is_closed_to_me(booked.person):
        raise NotThere("appointment", visit)
    return booked


def _person(one: Appointment) -> str:
    return one.person
