"""The conversation in which measurements leave as a file and come in as one.

By the shop for a customer, or by the customer himself. What comes in is a fact like any other: it
keeps the day it was measured, and what is on record already is not written down again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.storage.accounts import Account, Role
from configurator.storage.customers import (
    MeasurementTaken,
    customer_of,
    get_customer,
    latest_measurements,
    record_news,
)
from configurator.storage.documents import fingerprint
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Request, done_before
from configurator.web import sessions
from configurator.web.access import delicate, only_for
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.format import listed
from configurator.web.known_body import HIMSELF, TAPE, TOLD
from configurator.web.measure_words import NAMES
from configurator.web.render import render, see_other
from configurator.web.whose import AT_THE_COUNTER
from customers.body.exchange import MOST_BYTES, Told, Unreadable, received, to_csv, to_seamly
from customers.body.measurement import MEASUREMENTS
from customers.body.reading import How

blueprint = Blueprint("exchange", __name__)

KINDS = {"csv": "text/csv", "smis": "application/xml", "vit": "application/xml"}


@dataclass(frozen=True, slots=True)
class Ways:
    """The views of who asks: the page, the file, and where one came from."""

    page: str
    file: str
    back: str


_SHOP = Ways("exchange.show", "exchange.file", "customers.show")
_OWN = Ways("exchange.show_own", "exchange.file_own", "me.show")


@blueprint.get("/customers/<id_>/measurements/file")
@only_for(*AT_THE_COUNTER)
def show(id_: str) -> Response:
    """Files to take along, and the form to bring one in. Raises NotThere."""
    return _page(_SHOP, id_)


@blueprint.get("/customers/<id_>/measurements/file/<kind>")
@only_for(*AT_THE_COUNTER)
@delicate("exchange.show")
def file(id_: str, kind: str) -> Response:
    """The newest measurement of each kind as a file. Raises NotThere."""
    return _sent_as(kind, id_)


@blueprint.post("/customers/<id_>/measurements/file")
@only_for(*AT_THE_COUNTER)
def take(id_: str) -> Response:
    """Write down what a file tells. Raises NotThere."""
    return _taken(_SHOP, id_)


@blueprint.get("/me/measurements/file")
@only_for(Role.CUSTOMER)
def show_own() -> Response:
    """The same for the customer himself."""
    return _page(_OWN, _asker().customer)


@blueprint.get("/me/measurements/file/<kind>")
@only_for(Role.CUSTOMER)
@delicate("exchange.show_own")
def file_own(kind: str) -> Response:
    """His own measurements as a file. Raises NotThere."""
    return _sent_as(kind, _asker().customer)


@blueprint.post("/me/measurements/file")
@only_for(Role.CUSTOMER)
def take_own() -> Response:
    """Write down what his own file tells."""
    return _taken(_OWN, _asker().customer)


def _asker() -> Account:
    who = sessions.account()
    assert who is not None  # only_for saw to it
    return who


def _latest(customer: str | None) -> dict[str, MeasurementTaken]:
    if customer is None:
        return {}
    with workshop().database.reading() as session:
        get_customer(session, customer)
        return dict(latest_measurements(session, customer))


def _sent_as(kind: str, customer: str | None) -> Response:
    if kind not in KINDS:
        raise NotThere("file", kind)
    known = _latest(customer)
    told = [_told(known[one.key]) for one in MEASUREMENTS if one.key in known]
    text = to_csv(told) if kind == "csv" else to_seamly(told, kind)
    answer = Response(text, content_type=f"{KINDS[kind]}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="measurements.{kind}"'
    answer.cache_control.no_store = True
    return answer


def _told(one: MeasurementTaken) -> Told:
    typed = one.text_typed, one.unit_typed
    return Told(one.key, one.amount, *typed, one.measured_by, one.measured_at, one.how)


def _taken(ways: Ways, customer: str | None) -> Response:
    form, now, sent = read_form(), workshop().now(), request.files.get("file")
    known = _latest(customer)
    try:
        found = received(sent.stream.read(MOST_BYTES + 1) if sent else b"")
    except Unreadable:
        told = _("This is no file of measurements we can read: CSV as below, .smis or .vit.")
        return _page(ways, customer, trouble=told, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not found.told:
        told = _("This file holds no measurement we know. Nothing was changed.")
        return _page(ways, customer, trouble=told, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    content = {"told": [[one.key, one.amount] for one in found.told]}
    asker = Request(f"measurements {customer} {fingerprint(content)}", form.key, content)
    link, who = workshop().new_link(), _asker()
    with workshop().database.recording() as session:
        if not done_before(session, asker, now):
            whose = customer or customer_of(session, who, link, now).id
            record_news(session, _facts(found.told, whose, now, is_own=ways is _OWN))
    news = [one for one in found.told if not _is_known(one, known.get(one.key))]
    if found.left:
        return _page(ways, customer, left=found.left, news=news)
    return see_other(_address(ways.page, customer, news=len(news)))


def _is_known(one: Told, known: MeasurementTaken | None) -> bool:
    older = known is not None and (one.at is None or one.at <= known.measured_at)
    return known is not None and known.amount == one.amount and older


def _facts(
    told: Sequence[Told], customer: str, now: datetime, *, is_own: bool
) -> list[MeasurementTaken]:
    """What a file tells, as facts: nothing from tomorrow, and nobody else's word by a customer."""
    name = _asker().name
    return [
        MeasurementTaken(
            customer=customer,
            key=one.key,
            amount=one.amount,
            text_typed=one.text_typed or str(one.amount),
            unit_typed=one.unit_typed or one.key.rpartition("_")[2],
            measured_by=HIMSELF if is_own else one.by or name,
            measured_at=min(one.at or now, now),
            how=_how(one.how, is_own=is_own),
        )
        for one in told
    ]


def _how(told: str, *, is_own: bool) -> str:
    """In what way it was had; an estimate stays one, whoever brings it."""
    if told == How.ESTIMATE.value:
        return told
    known = {one.value for one in How} | {TAPE, TOLD}
    return told if told in known and not is_own else TOLD


def _address(endpoint: str, customer: str | None, **more: object) -> str:
    of = {} if endpoint.endswith("_own") or endpoint == _OWN.back else {"id_": customer}
    return url_for(endpoint, **of, **more)  # type: ignore[arg-type]  # texts and numbers of ours


def _page(  # noqa: PLR0913 - who asks, of whom, and what became of a file
    ways: Ways,
    customer: str | None,
    *,
    trouble: str = "",
    left: Sequence[str] = (),
    news: Sequence[Told] | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    known = _latest(customer)
    names = [str(NAMES[one.key]) for one in news or ()]
    page = "fit/exchange.html"
    return render(
        page,
        page,
        status=status,
        files=[(kind, _address(ways.file, customer, kind=kind)) for kind in KINDS],
        here=_address(ways.page, customer),
        back=_address(ways.back, customer),
        of_the_shop=ways is _SHOP,
        is_known=bool(known),
        trouble=trouble,
        left=listed(list(left), language()) if left else "",
        news=listed(names, language()) if names else "",
        was_taken=news is not None or "news" in request.args,
        key=uuid4().hex,
    )
