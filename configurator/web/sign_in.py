"""Signing in and out, for the people of the shop."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from configurator.passwords import is_outdated, is_password, password_hash
from configurator.storage.accounts import Account, find_credentials, renew_hash
from configurator.storage.attempts import (
    Attempt,
    SignInLimits,
    TooManyAttempts,
    admit_attempt,
    note_success,
)
from configurator.web import sessions
from configurator.web.desk import workshop
from configurator.web.render import render

blueprint = Blueprint("sign_in", __name__)

A_MINUTE_S = 60


@blueprint.get("/sign-in")
def show() -> Response:
    """The form."""
    return _form(email="", wrong="")


@blueprint.post("/sign-in")
def submit() -> Response:
    """Sign in and go where one wanted to; whatever is wrong, the same words."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        account = _account(email, password)
    except TooManyAttempts as error:
        answer = _form(email, _wait(error), HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(error.retry_after_s)
        return answer
    if account is None:
        return _form(
            email,
            _("E-mail and password do not belong together. Please look at both again."),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    sessions.sign_in(account)
    return make_response(redirect(_wanted(), 303))


@blueprint.post("/sign-out")
def leave() -> Response:
    """Sign out; the browser forgets the pages it was shown."""
    sessions.sign_out()
    answer = make_response(redirect(url_for("home.show"), 303))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def local(address: str) -> str:
    r"""`address` if it is a path of ours, else the list of orders.

    Browsers read `//host`, `/\host` and paths with control characters as other sites.
    """
    parts = urlsplit(address) if address.isprintable() and "\\" not in address else None
    ours = parts and not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return address if ours and not address.startswith("//") else url_for("orders.index")


def _account(email: str, password: str) -> Account | None:
    """The account these belong to, or None. Raises TooManyAttempts, before any hashing."""
    shop, limits = workshop(), workshop().settings.limits
    attempt = Attempt(email, request.remote_addr or "", sessions.device())
    allowed = SignInLimits(
        limits.sign_in_tries, limits.sign_in_tries_overall, limits.sign_in_window
    )
    with shop.database.writing() as session:
        number = admit_attempt(session, attempt, shop.now(), allowed)
        found = find_credentials(session, email)
    hashed = found.password_hash if found else None
    if not is_password(password, hashed) or found is None:
        return None
    _note(number)
    if is_outdated(found.password_hash):
        renewed = password_hash(password)
        with shop.database.recording() as session:
            renew_hash(session, found.account.id, found.password_hash, renewed)
    return found.account


def _note(number: int) -> None:
    """Remember that this device is the account's own, so strangers cannot lock it out."""
    shop = workshop()
    device = sessions.device() or shop.new_link()
    with shop.database.writing() as session:
        note_success(session, number, device)
    sessions.send(sessions.Cookie(sessions.DEVICE, device, sessions.A_YEAR_S))


def _wait(error: TooManyAttempts) -> str:
    minutes = -(-error.retry_after_s // A_MINUTE_S)
    said: str = ngettext(
        "Too many tries. Please wait %(num)s minute and try again.",
        "Too many tries. Please wait %(num)s minutes and try again.",
        minutes,
    )
    return said


def _wanted() -> str:
    return local(request.args.get("next", ""))


def _form(email: str, wrong: str, status: int = HTTPStatus.OK) -> Response:
    return render(
        "sign_in/page.html",
        "sign_in/page.html",
        status=status,
        email=email,
        wrong=wrong,
        action=url_for("sign_in.submit", next=_wanted()),
    )
