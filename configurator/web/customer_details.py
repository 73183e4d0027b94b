"""Changing a customer's name, e-mail and phone, from two tablets at once if need be.

The form carries what it was drawn from. So what different tablets change goes together by itself;
who changes the same as somebody before him is shown both and decides.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for

from configurator.storage.customers import (
    FIELDS,
    Customer,
    StaleCustomer,
    get_customer,
    merge_customer,
)
from configurator.storage.idempotency import Request, done_before
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.contact import mistakes, read_person
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.known_fields import contacts, known_fields
from configurator.web.render import render, see_other
from configurator.web.whose import AT_THE_COUNTER

blueprint = Blueprint("customer_details", __name__, url_prefix="/customers/<id_>/details")


@dataclass(frozen=True, slots=True)
class Filled:
    """The form: what stands in it, what is wrong, and what another device wrote meanwhile."""

    customer: Customer
    wrong: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)


@blueprint.get("")
@only_for(*AT_THE_COUNTER)
def show(id_: str) -> Response:
    """The form as things stand."""
    return _page(_current(id_), Filled(_current(id_)))


@blueprint.post("")
@only_for(*AT_THE_COUNTER)
def save(id_: str) -> Response:
    """Save what was changed, or show both versions where another device was faster."""
    form, who, now = read_form(), sessions.account(), workshop().now()
    assert who is not None  # only_for saw to it
    current, person = _current(id_), read_person(request.form)
    ours = replace(current, name=person.name, email=person.email, phone=person.phone)
    name, email, phone = (request.form.get(f"was_{name}", "") for name in FIELDS)
    base = replace(current, name=name, email=email, phone=phone)
    if wrong := mistakes(person):
        return _page(base, Filled(ours, wrong), HTTPStatus.UNPROCESSABLE_ENTITY)
    asker = Request(f"customer {id_} details", form.key, asdict(person))
    try:
        with workshop().database.recording() as session:
            if not done_before(session, asker, now):
                merge_customer(session, base, ours, who.id, now)
    except StaleCustomer as conflict:
        return _both(base, conflict)
    return see_other(url_for("customers.show", id_=id_))


def _both(base: Customer, conflict: StaleCustomer) -> Response:
    """The form with our typing, what stands now beside it, and all others as they stand."""
    now, ours = conflict.current, conflict.ours
    untouched = {
        name: getattr(now, name) for name in FIELDS if getattr(ours, name) == getattr(base, name)
    }
    theirs = {name: getattr(now, name) for name in conflict.fields}
    filled = Filled(replace(ours, **untouched), theirs=theirs)
    return _page(now, filled, HTTPStatus.CONFLICT)


def _current(id_: str) -> Customer:
    with workshop().database.reading() as session:
        return get_customer(session, id_)


def _page(base: Customer, filled: Filled, status: int = HTTPStatus.OK) -> Response:
    return render(
        "customers/details.html",
        "customers/details.html",
        status=status,
        base=base,
        filled=filled,
        fields=known_fields(base.id),
        contacts=contacts(base.id),
        key=uuid4().hex,
    )
