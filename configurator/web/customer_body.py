"""Measuring a customer in the shop; earlier measurements stay on record with their day.

The fields begin empty: what is not measured again keeps its day instead of looking newer than it
is. So two tablets that measure at once lose nothing either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from catalog.product import Product
from configurator.storage.customers import (
    MeasurementTaken,
    get_customer,
    latest_measurements,
    record_measurements,
)
from configurator.storage.idempotency import Request, done_before
from configurator.web import known_body, sessions
from configurator.web.access import only_for
from configurator.web.desk import engine_of, language, workshop
from configurator.web.form import read_form
from configurator.web.format import dated
from configurator.web.measure_form import (
    NOTHING_READ,
    Field,
    Reading,
    Typed,
    fields,
    reading,
    typed,
)
from configurator.web.measure_words import with_unit
from configurator.web.render import render, see_other
from configurator.web.whose import AT_THE_COUNTER
from customers.body.measurement import Code, asked

blueprint = Blueprint(
    "customer_body", __name__, url_prefix="/customers/<id_>/measure/<product_key>/all"
)

Latest = Mapping[str, MeasurementTaken]


@blueprint.get("")
@only_for(*AT_THE_COUNTER)
def show(id_: str, product_key: str) -> Response:
    """The form, each measurement with the last one on record."""
    return _page(id_, engine_of(product_key).product, Typed())


@blueprint.post("")
@only_for(*AT_THE_COUNTER)
def save(id_: str, product_key: str) -> Response:
    """Add what was measured now, or say beside each field what to do."""
    product, form, wanted = engine_of(product_key).product, read_form(), typed()
    found = _partly(reading(product, wanted), _latest(id_))
    if not found.stands or not found.amounts:
        return _page(id_, product, wanted, found, HTTPStatus.UNPROCESSABLE_ENTITY)
    who, now = sessions.account(), workshop().now()
    assert who is not None  # only_for saw to it
    blank = MeasurementTaken(id_, "", 0, "", "", who.name, now, known_body.TAPE)
    facts = known_body.written(product, found.amounts, wanted, blank)
    asker = Request(f"customer {id_} measure", form.key, dict(found.amounts))
    with workshop().database.recording() as session:
        if not done_before(session, asker, now):
            record_measurements(session, facts)
    return see_other(url_for("customers.show", id_=id_, _anchor="sizes"))


def _latest(id_: str) -> Latest:
    with workshop().database.reading() as session:
        get_customer(session, id_)
        return latest_measurements(session, id_)


def _partly(found: Reading, latest: Latest) -> Reading:
    """`found` without asking again for what is on record."""
    refusals = {
        key: refusal
        for key, refusal in found.refusals.items()
        if refusal.code is not Code.EMPTY or key not in latest
    }
    return replace(found, refusals=refusals)


def _page(
    id_: str,
    product: Product,
    form: Typed,
    found: Reading = NOTHING_READ,
    status: int = HTTPStatus.OK,
) -> Response:
    latest = _latest(id_)
    notice = _("Nothing is lost: please look at the marked measurements.")
    if found.stands:
        notice = _("Please type at least one measurement.")
    with workshop().database.reading() as session:
        customer = get_customer(session, id_)
    return render(
        "customers/measure.html",
        "customers/measure.html",
        status=status,
        customer=customer,
        fields=_fields(product, form, found, latest),
        units=form.units,
        notice=notice if request.method == "POST" else "",
        guided=url_for("guided.of_customer", id_=id_, product_key=product.key),
        action=url_for("customer_body.save", id_=id_, product_key=product.key),
        revision=customer.revision,
        key=uuid4().hex,
        is_known=bool(latest),
    )


def _fields(product: Product, form: Typed, found: Reading, latest: Latest) -> Sequence[Field]:
    """The fields, each with the last measurement on record."""
    known = {
        one.key: with_unit(latest[one.key].amount, form.units.of(one), one)
        + ", "
        + dated(workshop().here(latest[one.key].measured_at).date(), language())
        for one in asked(product)
        if one.key in latest
    }
    return [
        replace(one, known=known.get(one.key, ""), required=one.required and one.key not in known)
        for one in fields(product, form, found)
    ]
