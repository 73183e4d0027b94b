"""Signing in by a link in a letter: asked for by e-mail, opened in the browser that asked.

Whether somebody signs in with an address is told to nobody but who reads its letters: the answer,
the work and the number of letters are the same. Looking at the link does nothing, since programs
that search mail for harm open every address; a button uses it up.
"""

import secrets
from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.passwords import password_hash
from configurator.smtp import is_mailable
from configurator.storage import audit
from configurator.storage.accounts import Account, Role, find_credentials, set_password
from configurator.storage.attempts import TooManyAttempts
from configurator.storage.outbox import Outgoing, post
from configurator.storage.pairs import Decision
from configurator.storage.sign_in_links import (
    GOOD_FOR,
    OtherBrowser,
    SignInLink,
    make_link,
    prove_address,
    use_link,
)
from configurator.web import sessions, sign_in
from configurator.web.access import for_everybody
from configurator.web.contact import read_person
from configurator.web.csrf import must_be_ours
from configurator.web.desk import workshop
from configurator.web.headers import TELLS_NOBODY
from configurator.web.knowing import admitted, wait
from configurator.web.posting import hurry, letter, public, seal
from configurator.web.render import render, see_other

blueprint = Blueprint("link", __name__, url_prefix="/sign-in/link")

SECRET_BYTES = 32
ASKED = "asked"
"""The cookie of the browser that asked for a link."""

KEPT = timedelta(days=1)
ASKING, OPENING = "link ", "opened link"
"""What counts against the limits is kept apart from tries of passwords."""

LINK, STAFF, NOBODY = "sign_in_link", "staff", "nobody"


@blueprint.get("")
@for_everybody
def show() -> Response:
    """The form."""
    return _form("", "") if workshop().settings.has_post else _sent_to("sign_in.show")


@blueprint.post("")
@for_everybody
def ask() -> Response:
    """Write a letter to the address, whoever has it; the answer is always the same."""
    if not workshop().settings.has_post:
        return _sent_to("sign_in.show")
    email = read_person(request.form).email
    if not is_mailable(email):
        wrong = _("Please write the address in full, such as name@example.com.")
        return _form(email, wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        admitted(ASKING + email)
    except TooManyAttempts as error:
        return _too_many(error, email)
    write_to(email)
    return _sent_to("link.sent")


@blueprint.get("/sent")
@for_everybody
def sent() -> Response:
    """What to do now, whoever has the address."""
    page = "sign_in/link_sent.html"
    minutes = GOOD_FOR.seconds // 60
    return render(page, page, minutes=minutes, is_demo=workshop().settings.is_demo)


@blueprint.get("/<secret>")
@for_everybody
def landing(secret: str) -> Response:
    """The button that signs in; nothing is looked up yet."""
    return _landing(secret, "" if sessions.read(ASKED) else _elsewhere())


@blueprint.post("/<secret>")
@for_everybody
def consume(secret: str) -> Response:
    """Use the link up and sign in; a link that does not stand is told with a way on."""
    must_be_ours()
    try:
        admitted(f"{OPENING} {sessions.read(ASKED)}")
        opened = _opened(secret)
    except TooManyAttempts as error:
        return _too_many(error, "")
    except OtherBrowser:
        return _landing(secret, _elsewhere(), HTTPStatus.UNPROCESSABLE_ENTITY)
    if opened is None:
        over = _("This link does not stand any more: it was used, or is older than ten minutes.")
        return _landing(secret, over, HTTPStatus.UNPROCESSABLE_ENTITY)
    sessions.send(sessions.Cookie(ASKED, ""))
    sign_in.enter(opened, sessions.LINK)
    return _sent_to("home.show")


def write_to(email: str, *, is_of_registering: bool = False) -> None:
    """Write a letter with a link for this browser, or one that says what opens instead."""
    shop = workshop()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    browser = sessions.read(ASKED) or secrets.token_urlsafe(SECRET_BYTES)
    with shop.database.reading() as session:
        found = find_credentials(session, email)
    role = found.account.role if found else None
    id_ = found.account.id if found and role is Role.CUSTOMER else None
    # All are written, so that the work is the same.
    by_link, by_password, none = _with_link(email, secret, id_), _of_shop(email), _without(email)
    written = none if role is None else by_link if role is Role.CUSTOMER else by_password
    with shop.database.recording() as session:
        make_link(session, SignInLink(secret, browser, email, id_, is_of_registering), shop.now())
        post(session, written, seal(), is_sent=shop.settings.smtp is not None)
        deed = audit.Deed(shop.now(), "stranger", "asked for a link", f"account {id_ or 'nobody'}")
        audit.record(session, deed)
    sessions.send(sessions.Cookie(ASKED, browser, int(KEPT.total_seconds())))
    hurry(written)


def _with_link(email: str, secret: str, account: str | None) -> Outgoing:
    address = public("link.landing", secret=secret)
    minutes = GOOD_FOR.seconds // 60
    return letter(LINK, email, GOOD_FOR, account, address=address, minutes=minutes)


def _of_shop(email: str) -> Outgoing:
    return letter(STAFF, email, KEPT, address=public("sign_in.show"))


def _without(email: str) -> Outgoing:
    return letter(NOBODY, email, KEPT, address=public("register.show"))


def _opened(secret: str) -> Account | None:
    """Who is signed in by the link. Raises OtherBrowser."""
    shop = workshop()
    unknown = password_hash(secrets.token_urlsafe(SECRET_BYTES))
    with shop.database.recording() as session:
        found = use_link(session, secret, sessions.read(ASKED), shop.now())
        if found is None:
            return None
        deed = audit.Deed(shop.now(), found.account.id, "used link", f"account {found.account.id}")
        audit.record(session, deed)
        decision = Decision(f"decided {shop.new_link()}", found.account.id, shop.now())
        is_first = prove_address(session, found.account, shop.new_link(), decision)
        if is_first and not found.is_of_registering:
            # Whoever made the account had not shown that the address is his.
            set_password(session, found.account.id, unknown, found.account.id, shop.now())
        return found.account


def _elsewhere() -> str:
    said: str = _(
        "This link was asked for in another browser, and only opens there. To sign in here, ask for"
        " a link here."
    )
    return said


def _landing(secret: str, wrong: str, status: int = HTTPStatus.OK) -> Response:
    page = "sign_in/link_landing.html"
    answer = render(page, page, status=status, secret=secret, wrong=wrong)
    answer.headers["Referrer-Policy"] = TELLS_NOBODY
    return answer


def _too_many(error: TooManyAttempts, email: str) -> Response:
    answer = _form(email, wait(error), HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


def _form(email: str, wrong: str, status: int = HTTPStatus.OK) -> Response:
    page = "sign_in/link.html"
    return render(page, page, status=status, email=email, wrong=wrong)


def _sent_to(endpoint: str) -> Response:
    return see_other(url_for(endpoint))
