"""Messages: what went, what waits, what was not sent and why; how plans do; and stopping one."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage import idempotency
from configurator.storage.accounts import Role
from configurator.storage.message_lists import (
    STATES,
    Asked,
    NotWaiting,
    count_reasons,
    count_states,
    messages,
    messages_to,
    progress,
    stop_message,
)
from configurator.storage.opposition import count_opposed, take_in_list
from configurator.web import message_why, sessions
from configurator.web.access import only_for
from configurator.web.channel_words import CHANNELS
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.render import render, see_other
from configurator.web.restricting import is_closed_to_me
from configurator.web.whose import AT_THE_COUNTER, known_customer
from customers.dialogue.follow_up import follow_ups
from customers.dialogue.message import Because

blueprint = Blueprint("messages", __name__)

READERS = (Role.MARKETER, Role.MANAGER)
LISTS = (Role.MANAGER, Role.ADMIN)
MOST_SHOWN, MOST_OF_ONE = 100, 100
LONGEST = 100


@blueprint.get("/messages")
@only_for(*READERS)
def index() -> Response:
    """The newest messages, by the state, programme and reason that are asked for."""
    asked, page = _asked(), "messages/list.html"
    with workshop().database.reading() as session:
        lines = messages(session, asked, MOST_SHOWN)
        states, reasons = count_states(session, asked), count_reasons(session, asked)
        programmes = [one.programme for one in progress(session)]
    return render(
        page,
        page,
        asked=asked,
        lines=lines,
        states=states,
        reasons=reasons,
        programmes=programmes,
        channels=_channels(),
        say=message_why,
    )


@blueprint.get("/messages/plans")
@only_for(*READERS)
def plans() -> Response:
    """Each follow-up and campaign: its objective, what tells it, its end, and how far it is."""
    page = "messages/plans.html"
    with workshop().database.reading() as session:
        found = {one.programme: one for one in progress(session)}
    others = [one for key, one in found.items() if key not in follow_ups()]
    return render(page, page, plans=follow_ups(), found=found, others=others, say=message_why)


@blueprint.get("/customers/<id_>/messages")
@only_for(*AT_THE_COUNTER)
def of_customer(id_: str) -> Response:
    """What a customer was told, will be told and was not, and why. Raises NotThere."""
    return _of(id_)


@blueprint.post("/customers/<id_>/messages/<message>/stop")
@only_for(*AT_THE_COUNTER)
def stop(id_: str, message: str) -> Response:
    """Have a message that waits never go, once. Raises NotThere."""
    form, now, by = read_form(), workshop().now(), _account()
    customer = known_customer(id_)
    asker = idempotency.Request(f"message {message} stop {by}", form.key, {"message": message})
    try:
        with workshop().database.recording() as session:
            if not idempotency.done_before(session, asker, now):
                stop_message(session, message, customer.id, by, now)
    except NotWaiting:
        trouble = _("It went or ended meanwhile; nothing was stopped.")
        return _of(id_, trouble, HTTPStatus.CONFLICT)
    return see_other(url_for(".of_customer", id_=id_))


@blueprint.get("/messages/opposition")
@only_for(*LISTS)
def opposition() -> Response:
    """The list of those who want no calls that sell: how many numbers, and since when."""
    return _opposition()


@blueprint.post("/messages/opposition")
@only_for(*LISTS)
def take_in() -> Response:
    """Take in a list of numbers, one in a line; those that are known aside."""
    form, sent = read_form(), request.files.get("file")
    try:
        text = sent.stream.read().decode("utf-8-sig") if sent else ""
    except UnicodeDecodeError:
        return _opposition(_("The file is no text in UTF-8."), HTTPStatus.UNPROCESSABLE_ENTITY)
    numbers = [line.split(";")[0].split(",")[0] for line in text.splitlines()]
    now, by = workshop().now(), _account()
    asker = idempotency.Request(f"opposition {by}", form.key, {"lines": len(numbers)})
    with workshop().database.recording() as session:
        if not idempotency.done_before(session, asker, now):
            take_in_list(session, numbers, by, now)
    return see_other(url_for(".opposition"))


def _of(id_: str, trouble: str = "", status: int = HTTPStatus.OK) -> Response:
    customer, page = known_customer(id_), "messages/customer.html"
    if is_closed_to_me(customer.id):
        abort(HTTPStatus.NOT_FOUND)
    with workshop().database.reading() as session:
        lines = messages_to(session, customer.id, MOST_OF_ONE)
    return render(
        page,
        page,
        status=status,
        customer=customer,
        lines=lines,
        trouble=trouble,
        channels=_channels(),
        new_key=workshop().new_link,
        say=message_why,
    )


def _opposition(trouble: str = "", status: int = HTTPStatus.OK) -> Response:
    page, key = "messages/opposition.html", workshop().new_link()
    with workshop().database.reading() as session:
        count, last = count_opposed(session)
    return render(page, page, status=status, count=count, last=last, trouble=trouble, key=key)


def _asked() -> Asked:
    state, because = request.args.get("state", ""), request.args.get("why", "")
    programme = request.args.get("programme", "")[:LONGEST]
    return Asked(
        state if state in STATES else "", programme, because if because in set(Because) else ""
    )


def _channels() -> dict[str, str]:
    return {one.value: str(words) for one, words in CHANNELS.items()}


def _account() -> str:
    who = sessions.account()
    assert who is not None
    return who.id
