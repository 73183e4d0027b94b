"""The inbox: what people wrote, complained, suggested or said in public, until it is answered."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage.customers import get_customer
from configurator.storage.idempotency import Request, done_before
from configurator.storage.inbox import (
    AnsweredBefore,
    Said,
    answer_message,
    attach_comment,
    count_waiting,
    waiting_messages,
)
from configurator.storage.letters import LETTER
from configurator.storage.suggestions import take_suggestion_up
from configurator.storage.value_intake import Accepted
from configurator.value_online import policies_now
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.amount import CENTS, read_cents
from configurator.web.boundaries import ours
from configurator.web.desk import language, workshop
from configurator.web.event_words import KINDS, MEDIA
from configurator.web.form import read_form
from configurator.web.format import moment
from configurator.web.happened import LONGEST_NOTE
from configurator.web.render import render, see_other
from configurator.web.restricting import readable
from configurator.web.whose import AT_THE_COUNTER
from customers.identity.event import Kind, Medium

blueprint = Blueprint("inbox", __name__)

MOST_SHOWN = 20
AGREED = "yes"


@blueprint.get("/inbox")
@only_for(*AT_THE_COUNTER)
def show() -> Response:
    """What waits, the oldest first."""
    return _page()


@blueprint.post("/inbox")
@only_for(*AT_THE_COUNTER)
def answer() -> Response:
    """Write down what was answered to a message; whoever comes second is told who was faster."""
    form, message = read_form(), request.form.get("message", "")
    said, medium = _words("answer"), request.form.get("medium", "")
    if medium not in set(Medium):
        abort(HTTPStatus.BAD_REQUEST)
    if not said:
        return _page(_("Please write down what was answered."), HTTPStatus.UNPROCESSABLE_ENTITY)
    takes_up = request.form.get("take_up") == AGREED
    cents = read_cents(request.form.get("worth", "")) if takes_up else None
    if takes_up and cents is None:
        return _page(_("Please write an amount such as 12.50."), HTTPStatus.UNPROCESSABLE_ENTITY)
    what = Said(said, Medium(medium), _account(), workshop().now())
    content = {"message": message, "answer": said, "medium": medium, "worth": cents}
    asker = Request(f"inbox {what.by}", form.key, content)
    try:
        with workshop().database.recording() as session:
            if not done_before(session, asker, what.at):
                answer_message(session, message, what)
                if cents is not None:
                    accepted = Accepted(message, cents, workshop().today())
                    take_suggestion_up(session, accepted, what.by, what.at, _points())
    except AnsweredBefore as faster:
        return _page(_faster(faster), HTTPStatus.CONFLICT, kept=(message, said))
    return see_other(url_for(".show"))


@blueprint.get("/customers/<id_>/comments/new")
@only_for(*AT_THE_COUNTER)
def comment(id_: str) -> Response:
    """The form for what somebody said in public. Raises NotThere."""
    return _comment(id_)


@blueprint.post("/customers/<id_>/comments")
@only_for(*AT_THE_COUNTER)
def keep(id_: str) -> Response:
    """Keep a public comment, only if the customer agreed, once for each form. Raises NotThere."""
    form, words, where = read_form(), _words("words"), _words("where")
    if not words:
        trouble = _("Please write down what was said.")
        return _comment(id_, trouble, (where, words), HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.form.get("agreed") != AGREED:
        trouble = _("Nothing was kept. Ask first, and tick that it may be kept.")
        return _comment(id_, trouble, (where, words), HTTPStatus.UNPROCESSABLE_ENTITY)
    note = f"{where}: {words}" if where else words
    said = Said(note, Medium.SOCIAL, _account(), workshop().now())
    asker = Request(f"customer {id_} comment", form.key, {"words": words, "where": where})
    with workshop().database.recording() as session:
        if not done_before(session, asker, said.at):
            attach_comment(session, id_, form.key, said)
    place = url_for("customers.show", id_=id_, _anchor="timeline")
    return see_other(place)


def _page(
    trouble: str = "", status: int = HTTPStatus.OK, kept: tuple[str, str] = ("", "")
) -> Response:
    """`kept` is what was typed to a message that is gone."""
    with workshop().database.reading() as session:
        waiting, count = waiting_messages(session, MOST_SHOWN), count_waiting(session)
    waiting = readable(ours(waiting, lambda one: one.customer.id), lambda one: one.customer.id)
    page = "inbox/page.html"
    return render(
        page,
        page,
        status=status,
        waiting=waiting,
        count=count,
        kinds=KINDS,
        media=MEDIA,
        letter=LETTER,
        trouble=trouble,
        kept=kept[1],
        suggested=Kind.SUGGESTED,
        worth=_worth(),
        new_key=workshop().new_link,
    )


def _comment(
    id_: str, trouble: str = "", typed: tuple[str, str] = ("", ""), status: int = HTTPStatus.OK
) -> Response:
    with workshop().database.reading() as session:
        customer = get_customer(session, id_)
    page, key = "inbox/comment.html", workshop().new_link()
    where, words = typed
    return render(
        page,
        page,
        status=status,
        customer=customer,
        trouble=trouble,
        where=where,
        words=words,
        key=key,
    )


def _faster(faster: AnsweredBefore) -> str:
    at = moment(workshop().here(faster.at), language())
    if faster.by:
        said = _("%(who)s was faster and answered it: %(moment)s.", who=faster.by, moment=at)
    else:
        said = _("This was answered before.")
    return str(said)


def _words(name: str) -> str:
    text = request.form.get(name, "").strip()
    if len(text) > LONGEST_NOTE or "\0" in text:
        abort(HTTPStatus.BAD_REQUEST)
    return text


def _worth() -> str:
    """What a suggestion is worth unless somebody says otherwise, as it is typed."""
    policies = policies_now()
    return f"{policies.terms.suggestion_cents / CENTS:.2f}" if policies else ""


def _points() -> int:
    policies = policies_now()
    return policies.care.suggestion_points if policies else 0


def _account() -> str:
    who = sessions.account()
    assert who is not None  # only_for saw to it
    return who.id
