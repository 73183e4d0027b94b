"""A customer's own visits: booked, moved, called off, and as a file for his calendar."""

from http import HTTPStatus

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from configurator.storage import idempotency
from configurator.storage.accounts import Role
from configurator.storage.appointment_rows import get_appointment
from configurator.storage.appointments import StaleAppointment, cancel
from configurator.storage.customers import customer_of
from configurator.storage.one_person import is_same_person
from configurator.web.access import must_be_own, only_for
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import see_other
from configurator.web.visiting import Place, as_calendar, booked_by, page_of, read_visit
from customers.dialogue.appointment import Appointment, NotNow

blueprint = Blueprint("own_appointments", __name__, url_prefix="/me/appointments")


@blueprint.get("")
@only_for(Role.CUSTOMER)
def show() -> Response:
    """His visits, and the hours that are free for another."""
    return page_of(_place())


@blueprint.post("")
@only_for(Role.CUSTOMER)
def book_own() -> Response:
    """Book or move a visit."""
    shop = workshop()
    with shop.database.recording() as session:
        own = customer_of(session, me_now(), shop.new_link(), shop.now())
    trouble = booked_by(Place(own.id, "", ".show", {}))
    return (
        page_of(_place(), trouble, HTTPStatus.CONFLICT) if trouble else see_other(url_for(".show"))
    )


@blueprint.post("/<id_>/cancel")
@only_for(Role.CUSTOMER)
def call_off(id_: str) -> Response:
    """Call a visit off. Raises NotThere."""
    shop, form, booked = workshop(), read_form(), _own(id_)
    asker = idempotency.Request(f"visit {id_} cancel", form.key, {})
    try:
        with shop.database.recording() as session:
            if not idempotency.done_before(session, asker, shop.now()):
                cancel(session, read_visit(form, booked), by=me_now().id, at=shop.now())
    except (NotNow, StaleAppointment):
        again = _("Somebody else moved this on meanwhile. Please look; nothing was changed.")
        return page_of(_place(), again, HTTPStatus.CONFLICT)
    return see_other(url_for(".show"))


@blueprint.get("/<id_>/visit.ics")
@only_for(Role.CUSTOMER)
def calendar(id_: str) -> Response:
    """A visit for the calendar. Raises NotThere."""
    return as_calendar(_own(id_), url_for(".show"))


def _place() -> Place:
    return Place(me_now().customer or "", "", ".show", {})


def _own(id_: str) -> Appointment:
    with workshop().database.reading() as session:
        booked = get_appointment(session, id_)
        is_mine = is_same_person(session, booked.person, me_now().customer)
    must_be_own("appointment", id_, "me" if is_mine else None, "me")
    return booked
