"""The conversation in which tailoring explains itself, and people of the shop change its choice."""

from dataclasses import replace
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from catalog.configuration import Choice, taking
from catalog.product import Kind
from configurator.storage import audit
from configurator.storage.documents import start_document
from configurator.storage.drafts import Draft, StaleDraft, get_draft, save_draft
from configurator.storage.idempotency import Answer, Request, remember, replayed
from configurator.web import sessions, view
from configurator.web.access import for_everybody, only_for
from configurator.web.answer import ruled_out
from configurator.web.desk import Desk, desk, language, who, workshop
from configurator.web.drawing import drawings
from configurator.web.form import Form, choosable, read_form
from configurator.web.render import render, see_other
from configurator.web.tailored import (
    NoBlockFits,
    NotComplete,
    keeps,
    made,
    tailored,
    with_blocks_altered,
)
from configurator.web.tailoring_words import explained, offered
from configurator.web.whose import AT_THE_COUNTER
from customers.body.fitting import FIT
from customers.body.steps import steps
from rules.repair import repair

blueprint = Blueprint("tailoring", __name__, url_prefix="/configure/<product_key>/<link>/tailoring")


@blueprint.get("")
@only_for(*AT_THE_COUNTER)
def show(product_key: str, link: str) -> Response:
    """Beside the design: block, adjustments, each point of measure, and the steps to change."""
    return _page(desk(product_key, link))


@blueprint.post("/keep")
@only_for(*AT_THE_COUNTER)
def keep(product_key: str, link: str) -> Response:
    """Keep a value of a size option, or with none let tailoring choose again. Raises NotThere."""
    at, form = desk(product_key, link), read_form()
    option, value = request.form.get("option", ""), request.form.get("value", "")
    if not _is_step(at, option, value):
        abort(HTTPStatus.BAD_REQUEST)
    others = {key: kept for key, kept in at.draft.start.kept.items() if key != option}
    kept = {**others, option: value} if value else others
    wanted = replace(at.draft, start=replace(at.draft.start, kept=kept), revision=form.revision)
    if value and not _can_be_made(at.holding(wanted)):
        told = _("This step cannot be made with the others. This is how it stands now.")
        return _page(at, told, HTTPStatus.CONFLICT)
    return saved(wanted, form, f"keep {option} {value}")


@blueprint.post("/fit")
@for_everybody
def take_fit(product_key: str, link: str) -> Response:
    """Take a fit that would work, with what must then give way; then the order again."""
    at, form = desk(product_key, link), read_form()
    wish = Choice(FIT, request.form.get("fit", ""), who())
    if not choosable(at.product, wish):
        abort(HTTPStatus.BAD_REQUEST)
    before = at.draft.configuration
    choices = taking(before.choices, wish)
    if ruled_out(at, wish):
        mend = repair(at.engine, at.situation, wish)
        choices = mend.choices if mend else before.choices
    moved = before if choices == before.choices else before.moved_to(choices)
    wanted = replace(at.draft, configuration=moved, revision=form.revision)
    return saved(wanted, form, f"fit {wish.value}", onward="order.show")


def saved(draft: Draft, form: Form, what: str, *, onward: str = "tailoring.show") -> Response:
    """`draft` saved once however often the form arrives, then the page it is shown on.

    Raises NotThere; a draft that was saved elsewhere meanwhile is told and left.
    """
    now, asker = workshop().now(), sessions.account()
    asked = Request(f"draft {draft.link} tailoring {what}", form.key, {})
    try:
        with workshop().database.recording() as session:
            if not replayed(session, asked):
                before = get_draft(session, draft.link)
                after = save_draft(session, draft, now)
                remember(session, asked, Answer(HTTPStatus.OK, {"revision": after.revision}), now)
                if asker and before.start != after.start:
                    changed = start_document(before.start), start_document(after.start)
                    subject = f"draft {draft.link}"
                    audit.record(session, audit.Deed(now, asker.id, "tailored", subject, *changed))
    except StaleDraft as conflict:
        if onward != "tailoring.show":
            raise
        at = desk(draft.configuration.product, conflict.current.link)
        told = _("This design was changed on another device, so your last step was not taken.")
        return _page(at, told, HTTPStatus.CONFLICT)
    product = draft.configuration.product
    return see_other(url_for(onward, product_key=product, link=draft.link))


def _page(at: Desk, trouble: str = "", status: int = HTTPStatus.OK) -> Response:
    try:
        values = made(at)
        found = tailored(at, values)
    except (NotComplete, NoBlockFits):
        # What is missing, or clashes, is told where one orders.
        place = url_for("order.show", product_key=at.product.key, link=at.draft.link)
        return see_other(place)
    book, kept = at.engine.book, at.draft.start.kept
    all_steps = steps(book, found.fitting, found.tailoring)
    shown = with_blocks_altered(
        book, found, kept if keeps(at.draft, found.tailoring) else {}, all_steps
    )
    name = at.product.name.in_(language())
    titles = _("%(product)s, front", product=name), _("%(product)s, back", product=name)
    return render(
        "tailoring/page.html",
        "tailoring/page.html",
        status=status,
        product=at.product,
        draft=at.draft,
        name=name,
        caption=view.caption(at.product, values, language()),
        drawings=drawings(at.product, values, titles),
        steps=offered(book, found.tailoring, shown),
        trouble=trouble,
        new_key=lambda: uuid4().hex,
        learned=found.learned,
        **explained(at.product, at.draft, found.tailoring),
    )


def _is_step(at: Desk, option: str, value: str) -> bool:
    known = [one for one in at.product.of_kind(Kind.SIZE) if one.key == option]
    return any(not value or value in {one.key for one in of.values} for of in known)


def _can_be_made(at: Desk) -> bool:
    try:
        return keeps(at.draft, tailored(at, made(at)).tailoring)
    except (NotComplete, NoBlockFits):
        return False
