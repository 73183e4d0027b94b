"""Writing down what a customer answered to a question of the list of what to do."""

from datetime import date, datetime
from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage.customers import get_customer
from configurator.storage.events import tell
from configurator.storage.identity import history_of
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.happened import LONGEST_NOTE
from configurator.web.render import see_other
from configurator.web.whose import AT_THE_COUNTER
from customers.identity.asking import About, Question, answer, questions
from customers.identity.event import Event
from customers.identity.profile import profile

blueprint = Blueprint("asking", __name__, url_prefix="/customers/<id_>/asked")

RIGHT, TYPED, NOT_SAID = "right", "typed", "not_said"
"""What a form of a question says: it is as it was, it is as typed, or nobody said."""


@blueprint.post("")
@only_for(*AT_THE_COUNTER)
def save(id_: str) -> Response:
    """Keep the answer to a question that is still open; its id sees to it that one answer stands.

    Raises NotThere.
    """
    read_form()
    now, said, text = workshop().now(), request.form.get("said", ""), _text()
    if said not in {RIGHT, TYPED, NOT_SAID} or (said == TYPED and not text):
        abort(HTTPStatus.BAD_REQUEST)
    with workshop().database.recording() as session:
        get_customer(session, id_)
        known = profile(history_of(session, id_), now)
        still_open = {one.key: one for one in questions(known, now, shop_day)}
        if question := still_open.get(request.form.get("question", "")):
            tell(session, _answer(question, said, text))
    return see_other(url_for("customers.show", id_=id_))


def shop_day(at: datetime) -> date:
    """The day of an instant by the clock of the shop."""
    return workshop().here(at).date()


def _text() -> str:
    text = request.form.get("text", "").strip()
    if len(text) > LONGEST_NOTE or "\0" in text:
        abort(HTTPStatus.BAD_REQUEST)
    return text


def _answer(question: Question, said: str, text: str) -> Event:
    who, now = sessions.account(), workshop().now()
    assert who is not None  # only_for saw to it
    if question.about is About.VISIT:
        note = {TYPED: text, RIGHT: _("Nothing was missing")}.get(said, "")
        return answer(question, note, "", who.id, now)
    value = {TYPED: text, RIGHT: question.value}.get(said, "")
    return answer(question, "", value, who.id, now)
