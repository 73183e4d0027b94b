"""Showing again who one is, before a delicate act: who finds a tablet open must not do it."""

from http import HTTPStatus

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.storage.accounts import Role
from configurator.storage.attempts import TooManyAttempts
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.desk import workshop
from configurator.web.knowing import must_know, wait
from configurator.web.local import local
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other

blueprint = Blueprint("prove", __name__, url_prefix="/me/prove")


@blueprint.get("")
@only_for(*Role)
def show() -> Response:
    """The form."""
    return _form("")


@blueprint.post("")
@only_for(*Role)
def submit() -> Response:
    """Remember that the password was given, and go back."""
    try:
        known = must_know(me_now(), request.form.get("password", ""))
    except TooManyAttempts as error:
        answer = _form(wait(error), HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(error.retry_after_s)
        return answer
    if known is None:
        wrong = _("This is not your present password. Please look at it again.")
        return _form(wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    sessions.note_proved()
    return see_other(local(request.args.get("next", "")))


def _form(wrong: str, status: int = HTTPStatus.OK) -> Response:
    page = "sign_in/prove.html"
    me = me_now()
    return render(
        page,
        page,
        status=status,
        me=me,
        wrong=wrong,
        may_ask_link=me.role is Role.CUSTOMER and workshop().settings.has_post,
        action=url_for("prove.submit", next=local(request.args.get("next", ""))),
    )
