"""Signing in and out, for customers and the people of the shop."""

from http import HTTPStatus

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.passwords import password_hash
from configurator.storage.accounts import (
    Account,
    Credentials,
    Role,
    get_credentials,
    replace_password,
)
from configurator.storage.attempts import TooManyAttempts
from configurator.web import gallery_wishes, own_drafts, second, sessions
from configurator.web.access import for_everybody
from configurator.web.desk import workshop
from configurator.web.knowing import advice, known, mistake, wait
from configurator.web.local import local
from configurator.web.lock import tablet_here, way_on
from configurator.web.render import render, see_other

blueprint = Blueprint("sign_in", __name__)

FIRST = "first"
"""Under this name a visit keeps whose password was given by somebody else."""


@blueprint.get("/sign-in")
@for_everybody
def show() -> Response:
    """The form."""
    return _form(email="", wrong="")


@blueprint.post("/sign-in")
@for_everybody
def submit() -> Response:
    """Sign in and go where one wanted to; whatever is wrong, the same words."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        found = known(email, password)
    except TooManyAttempts as error:
        answer = _form(email, wait(error), HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(error.retry_after_s)
        return answer
    if found is None:
        return _form(
            email,
            _("E-mail and password do not belong together. Please look at both again."),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    if found.once_until:
        sessions.begin_anew({FIRST: {"account": found.account.id}})
        return _sent(url_for("sign_in.first", next=_wanted()))
    return _let_in(found.account)


@blueprint.get("/sign-in/first")
@for_everybody
def first() -> Response:
    """The form for a password of one's own, after the one given by somebody else."""
    given = _newcomer()
    return _first_form(given, "") if given else _sent(url_for("sign_in.show"))


@blueprint.post("/sign-in/first")
@for_everybody
def choose_first() -> Response:
    """Take a password of one's own in place of the one given, and sign in."""
    given, password = _newcomer(), request.form.get("password", "")
    if given is None:
        return _sent(url_for("sign_in.show"))
    if wrong := mistake(password, given.account.name, given.account.email):
        return _first_form(given, wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    shop, id_ = workshop(), given.account.id
    hashed = password_hash(password)
    with shop.database.recording() as session:
        replace_password(session, given, hashed, id_, shop.now())
    return _let_in(given.account)


@blueprint.post("/sign-out")
@for_everybody
def leave() -> Response:
    """Sign out; the browser forgets the pages it was shown."""
    sessions.sign_out()
    own_drafts.forget()
    gallery_wishes.forget_all()
    answer = _sent(url_for("home.show"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def enter(account: Account, how: str = sessions.PASSWORD) -> None:
    """Sign `account` in on this browser; what a customer designed or wished for here joins him."""
    if account.role is Role.CUSTOMER:
        sessions.sign_in(account, own_drafts.remembered(), gallery_wishes.remembered(), how)
    else:
        sessions.sign_in(account, how=how)
    own_drafts.forget()
    gallery_wishes.forget_all()


def _let_in(account: Account) -> Response:
    """Sign `account` in, or ask for its second factor."""
    if second.must_show_code(account):
        second.begin(account)
        return _sent(url_for("second.show", next=_wanted()))
    enter(account)
    return _sent(way_on(_wanted()))


def _newcomer() -> Credentials | None:
    """Whose own password is still to be chosen on this browser, if anybody's."""
    id_, shop = sessions.kept(FIRST).get("account", ""), workshop()
    if not id_:
        return None
    with shop.database.reading() as session:
        found = get_credentials(session, id_)
    stands = found.once_until is not None and found.once_until > shop.now()
    return found if stands and found.account.disabled_at is None else None


def _wanted() -> str:
    return local(request.args.get("next", ""))


def _sent(place: str) -> Response:
    return see_other(place)


def _form(email: str, wrong: str, status: int = HTTPStatus.OK) -> Response:
    return render(
        "sign_in/page.html",
        "sign_in/page.html",
        status=status,
        email=email,
        wrong=wrong,
        has_post=workshop().settings.has_post,
        is_shared=tablet_here() is not None,
        action=url_for("sign_in.submit", next=_wanted()),
    )


def _first_form(found: Credentials, wrong: str, status: int = HTTPStatus.OK) -> Response:
    return render(
        "sign_in/first.html",
        "sign_in/first.html",
        status=status,
        email=found.account.email,
        wrong=wrong,
        advice=advice(),
        action=url_for("sign_in.choose_first", next=_wanted()),
    )
