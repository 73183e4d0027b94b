"""The conversation in which a body is measured for a draft.

The link of a draft opens it for everybody who has it, so measurements are shown again only to the
browser that typed them and to the shop; others learn the day and may measure anew.
"""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.storage.customers import MeasurementTaken, latest_measurements, record_news
from configurator.storage.drafts import Draft, StaleDraft, get_draft, save_draft
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Answer, Request, remember, replayed
from configurator.web import known_body, sessions
from configurator.web.access import for_everybody
from configurator.web.desk import Desk, desk, language, workshop
from configurator.web.form import Form, read_form
from configurator.web.measure_form import (
    NOTHING_READ,
    Reading,
    Typed,
    fields,
    reading,
    retyped,
    typed,
)
from configurator.web.measure_words import Units
from configurator.web.render import render, see_other
from configurator.web.sheet import ChangeSheet, change_sheet
from configurator.web.whose import customer_here, is_at_the_counter
from rules.repair import repair

blueprint = Blueprint("measure", __name__, url_prefix="/configure")

TYPED = "measured"
FORM = "form"
"""Asks for the one form for all."""

MOST_DRAFTS = 5
"""So many drafts one browser is shown its measurements of."""


@blueprint.get("/<product_key>/<link>/measure")
@for_everybody
def show(product_key: str, link: str) -> Response:
    """The form, with what may be shown of earlier measurements; a clash, and its repair.

    The counter begins with the steps, unless it asks for the form.
    """
    at = desk(product_key, link)
    if is_at_the_counter() and not (at.draft.body_mm or FORM in request.args or _known(at)):
        return _sent(url_for("guided.of_draft", product_key=product_key, link=link))
    return _page(at, shown_again(at) or Typed())


@blueprint.post("/<product_key>/<link>/measure")
@for_everybody
def submit(product_key: str, link: str) -> Response:
    """Save all measurements, or say beside each field what to do."""
    at, form = desk(product_key, link), read_form()
    wanted = typed()
    found = reading(at.product, wanted)
    if not found.stands:
        return _page(at, wanted, found, HTTPStatus.UNPROCESSABLE_ENTITY)
    who = sessions.of_the_shop()
    measured = replace(
        at.draft,
        body_mm=found.amounts,
        measured_at=workshop().now(),
        measured_by=who.name if who else "",
        revision=form.revision,
    )
    whose = customer_here(measured)
    facts = known_body.taken(at.product, measured, wanted, whose.id) if whose else ()
    try:
        saved = _saved(measured, form, facts)
    except StaleDraft as conflict:
        now = at.holding(conflict.current)
        return _page(now, wanted, found, HTTPStatus.CONFLICT)
    _keep(saved, wanted)
    return _sent(onward(at.holding(saved)))


@blueprint.post("/<product_key>/<link>/measure/known")
@for_everybody
def take_known(product_key: str, link: str) -> Response:
    """Take over what is known of the customer's body, with its day. Raises StaleDraft, NotThere."""
    at, form = desk(product_key, link), read_form()
    known = _known(at)
    if known is None:
        raise NotThere("measurements", link)
    return _sent(onward(at.holding(_saved(replace(known, revision=form.revision), form))))


@blueprint.post("/<product_key>/<link>/measure/accept")
@for_everybody
def accept(product_key: str, link: str) -> Response:
    """Let the choices give way that cannot be made for this body. Raises StaleDraft."""
    at, form = desk(product_key, link), read_form()
    mend = repair(at.engine, at.situation) if at.state.clash else None
    if mend is None:
        return _sent(onward(at))
    configuration = at.draft.configuration.moved_to(mend.choices)
    wanted = replace(at.draft, configuration=configuration, revision=form.revision)
    return _sent(onward(at.holding(_saved(wanted, form))))


def onward(at: Desk) -> str:
    """Where to go now: to what is missing, or to the order."""
    product, link = at.product.key, at.draft.link
    if at.state.clash:
        return url_for("measure.show", product_key=product, link=link)
    page = "order.show" if at.state.complete else "configure.show"
    return url_for(page, product_key=product, link=link)


def shown_again(at: Desk) -> Typed | None:
    """The measurements of the draft if this browser typed them or the shop asks, else None."""
    mine = sessions.kept(TYPED).get(at.draft.link)
    if mine and mine["at"] == _instant(at.draft):
        return Typed(Units(mine["units"]), mine["texts"])
    if sessions.of_the_shop() and at.draft.body_mm:
        return retyped(at.product, at.draft.body_mm)
    return None


def _known(at: Desk) -> Draft | None:
    """The draft with what is on record of its customer's body, if the asker may know and use it."""
    customer = customer_here(at.draft)
    if customer is None:
        return None
    with workshop().database.reading() as session:
        latest = latest_measurements(session, customer.id)
    known = known_body.measured(at.draft, at.product, latest)
    return None if known.body_mm == at.draft.body_mm else known


def _saved(draft: Draft, form: Form, facts: Sequence[MeasurementTaken] = ()) -> Draft:
    """`draft` saved once, however often the form arrives, and `facts` with it.

    Raises StaleDraft.
    """
    now = workshop().now()
    asker = Request(f"draft {draft.link} {request.endpoint}", form.key, {})
    with workshop().database.recording() as session:
        if replayed(session, asker):
            return get_draft(session, draft.link)
        saved = save_draft(session, draft, now)
        record_news(session, facts)
        remember(session, asker, Answer(HTTPStatus.OK, {"revision": saved.revision}), now)
        return saved


def _keep(draft: Draft, form: Typed) -> None:
    """Remember on this browser's visit what was typed for `draft`."""
    texts = {key: form.texts[key] for key in draft.body_mm if key in form.texts}
    mine = {"at": _instant(draft), "units": form.units.value, "texts": texts}
    others = {
        link: document for link, document in sessions.kept(TYPED).items() if link != draft.link
    }
    lately = dict(list(others.items())[1 - MOST_DRAFTS :])
    sessions.keep(TYPED, {**lately, draft.link: mine})


def _instant(draft: Draft) -> str:
    return draft.measured_at.isoformat() if draft.measured_at else ""


def _page(
    at: Desk, form: Typed, found: Reading = NOTHING_READ, status: int = HTTPStatus.OK
) -> Response:
    notices = {
        HTTPStatus.CONFLICT: _(
            "This design was changed on another device meanwhile. Your measurements still stand"
            " below; please save them once more."
        ),
        HTTPStatus.UNPROCESSABLE_ENTITY: _(
            "Nothing is lost: please look at the marked measurements."
        ),
    }
    return render(
        "measure/page.html",
        "measure/page.html",
        status=status,
        product=at.product,
        draft=at.draft,
        name=at.product.name.in_(language()),
        fields=fields(at.product, form, found),
        units=form.units,
        notice=notices.get(HTTPStatus(status), ""),
        known=_known(at),
        clash=_clash(at),
        impossible=at.state.clash and _clash(at) is None,
        hidden=bool(at.draft.body_mm) and not form.texts,
        onward=onward(at),
        key=uuid4().hex,
    )


def _clash(at: Desk) -> ChangeSheet | None:
    """What must give way for this body, if anything; None also where nothing would help."""
    mend = repair(at.engine, at.situation) if at.state.clash else None
    return change_sheet(at.product, at.state, mend, language()) if mend else None


def _sent(place: str) -> Response:
    return see_other(place)
