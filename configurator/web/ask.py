"""The dialog of questions: one at a time, each to be tapped or skipped, on any draft.

Whoever would rather choose by himself goes to the steps of the same draft and comes back at any
time. What is answered here is closed in the shop as well, and the other way round.
"""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for

from catalog.configuration import By, Choice, Choices, taking, without
from catalog.product import Kind
from configurator.storage.customers import get_customer
from configurator.storage.drafts import Draft, StaleDraft, create_draft, save_draft
from configurator.storage.idempotency import DONE, Answer, Request, done_before, remember, replayed
from configurator.storage.taste import Answered, tell_answer
from configurator.web import own_drafts, sessions, view
from configurator.web.access import for_everybody, only_for
from configurator.web.beginning import here_of, plain
from configurator.web.desk import Desk, desk, empty_desk, engine_of, language, who, workshop
from configurator.web.form import choosable, read_form
from configurator.web.garment import drawn
from configurator.web.render import render, see_other
from configurator.web.taste_words import question
from configurator.web.tasted import Tasted, person_of, tasted
from configurator.web.whose import AT_THE_COUNTER, is_at_the_counter
from customers.dialogue.answered import NEED
from customers.dialogue.needs import Need
from customers.dialogue.question import asked_of

blueprint = Blueprint("ask", __name__)


@blueprint.get("/configure/<product_key>/ask")
@for_everybody
def start(product_key: str) -> Response:
    """The first question, before there is a draft."""
    return _page(empty_desk(product_key))


@blueprint.get("/configure/<product_key>/<link>/ask")
@for_everybody
def show(product_key: str, link: str) -> Response:
    """The next question; once none is worth its time, the whole design. Raises NotThere."""
    return _page(desk(product_key, link))


@blueprint.post("/configure/<product_key>/answer")
@for_everybody
def answer_first(product_key: str) -> Response:
    """Take the first answer: from now on there is a draft."""
    return _answered(empty_desk(product_key))


@blueprint.post("/configure/<product_key>/<link>/answer")
@for_everybody
def answer(product_key: str, link: str) -> Response:
    """Take an answer, or that the question is skipped. Raises NotThere."""
    return _answered(desk(product_key, link))


@blueprint.post("/customers/<id_>/taste/<product_key>")
@only_for(*AT_THE_COUNTER)
def answer_aloud(id_: str, product_key: str) -> Response:
    """Write down what the customer answered at the counter. Raises NotThere."""
    form, shop, me = read_form(), workshop(), sessions.account()
    engine = engine_of(product_key)
    taught = shop.tastes.of(engine, shop.settings.data_folder)
    key, value = _read(taught.needs if taught else ())
    assert me is not None  # only_for saw to it
    asker = Request(f"taste {id_} {me.id}", form.key, {"question": key, "value": value})
    said = Answered(form.key, id_, product_key, key, value, me.id, shop.now())
    with shop.database.recording() as session:
        get_customer(session, id_)
        if not done_before(session, asker, shop.now()):
            tell_answer(session, said)
    return _sent(url_for("customers.show", id_=id_))


def _page(at: Desk) -> Response:
    of = tasted(at)
    asked = question(of) if of else None
    here = here_of(at)
    whole = f"{here.to('first')}?{urlencode({'way': _way(of)})}" if of else plain(at)
    if of is None or asked is None:
        return _sent(whole)
    shown = of.proposal or {}
    name = at.product.name.in_(language())
    return render(
        "taste/ask.html",
        "taste/_ask.html",
        asked=asked,
        name=name,
        answered=len(of.answers) + len(of.own),
        left=len(of.questions),
        drawings=drawn(at, shown, name),
        caption=view.caption(at.product, shown, language()),
        is_personal=of.is_personal,
        is_counter=is_at_the_counter(),
        revision=at.draft.revision if at.draft.link else 0,
        action=here.to("answer"),
        steps=plain(at),
        whole=whole,
        new_key=lambda: uuid4().hex,
    )


def _way(of: Tasted) -> str:
    """The whole design as it would now be proposed, as addresses name it."""
    values = of.proposal or {}
    designs = [key for step in of.at.product.steps for key in step.options]
    return " ".join(f"{key}.{values[key]}" for key in designs if key in values)


def _answered(at: Desk) -> Response:
    of = tasted(at)
    if of is None:
        abort(HTTPStatus.BAD_REQUEST)
    key, value = _read(of.taught.needs, at)
    before = at.draft.configuration
    said = taking(before.choices, Choice(key, value, who()))
    moved = replace(at.draft, configuration=before.moved_to(said))
    suggested = tasted(at.holding(moved))
    assert suggested is not None  # It was there before.
    made = before.moved_to(_with_suggestions(said, suggested.prefilled()))
    draft = _saved(at, replace(at.draft, configuration=made), key, value)
    there = at.holding(draft)
    return _sent(plain(there) if "steps" in request.form else here_of(there).to("ask"))


def _with_suggestions(choices: Choices, suggested: Choices) -> Choices:
    """The choices of people with these suggestions, in place of any made before."""
    kept = without(choices, [one.option for one in choices if one.by is By.TASTE])
    taken = {one.option for one in kept}
    return (*kept, *(one for one in suggested if one.option not in taken))


def _read(needs: Sequence[Need], at: Desk | None = None) -> tuple[str, str]:
    """The question and the answer of the form; what nobody asked ends the request as bad (400)."""
    key, value = request.form.get("question", ""), request.form.get("value", "")
    need = next((one for one in needs if asked_of(one.key) == key), None)
    is_answer = need is not None and (not value or need.answer(value) is not None)
    options = {option.key for option in at.product.of_kind(Kind.DESIGN)} if at else ()
    if at and key in options:
        is_answer = not value or choosable(at.product, Choice(key, value))
    if not is_answer:
        abort(HTTPStatus.BAD_REQUEST)
    return key, value


def _saved(at: Desk, draft: Draft, key: str, value: str) -> Draft:
    """The draft with the answer; one that another device moved on meanwhile stays as it is there.

    Of a customer who is known the log is told too, so that the answer counts everywhere.
    """
    form, shop, person = read_form(), workshop(), person_of(at.draft)
    now, me = shop.now(), sessions.account()
    by = me.id if me and is_at_the_counter() else ""
    told = Answered(form.key, person, at.product.key, key, value, by, now)
    tells = person and key.startswith(NEED)
    begin = shop.database.recording if tells else shop.database.writing
    asker = Request(f"draft {draft.link or at.product.key} answer {key}.{value}", form.key, {})
    with begin() as session:
        if tells:
            tell_answer(session, told)
        if not draft.link:
            new = replace(draft, link=shop.new_link(), saved_at=now, owner=own_drafts.owner())
            draft = create_draft(session, new, asker)
        elif not replayed(session, asker):
            try:
                draft = save_draft(session, replace(draft, revision=form.revision), now)
            except StaleDraft as conflict:
                return conflict.current
            remember(session, asker, Answer(DONE, {"revision": draft.revision}), now)
    if not at.draft.link:
        own_drafts.remember(draft.link)
    return draft


def _sent(place: str) -> Response:
    return see_other(place)
