"""One's own account: name, phone, e-mail and password.

Another phone or e-mail is a delicate matter: who showed long ago who he is gives the present
password, as often as at the sign-in. A new password always asks for the present one, but of who was
just let in by a letter; it ends all other visits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.passwords import password_hash
from configurator.storage.accounts import (
    Account,
    Credentials,
    EmailTaken,
    Role,
    StaleAccount,
    find_account,
    folded_email,
    get_credentials,
    replace_password,
    save_account,
)
from configurator.storage.attempts import TooManyAttempts
from configurator.storage.customers import (
    Customer,
    StaleCustomer,
    customer_of,
    find_customer,
    save_customer,
)
from configurator.storage.idempotency import Request, done_before
from configurator.storage.visits import visits_of
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.contact import mistakes, read_person
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.knowing import advice, mistake, must_know, wait
from configurator.web.render import render, see_other
from production.order import Person

blueprint = Blueprint("own_account", __name__, url_prefix="/me/account")

CONTACT, EMAIL, PASSWORD = "contact", "email", "password"


@dataclass(frozen=True, slots=True)
class Filled:
    """One of the forms as it came: what was typed, what is wrong by field, a word about all."""

    form: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""


@blueprint.get("")
@only_for(*Role)
def show() -> Response:
    """What we know of who asks, to be changed."""
    return _page(Filled())


@blueprint.post("/contact")
@only_for(Role.CUSTOMER)
def contact() -> Response:
    """Save name and phone."""
    me, form, person = me_now(), read_form(), read_person(request.form)
    filled = Filled(CONTACT, name=person.name, phone=person.phone)
    if wrong := mistakes(Person(person.name, me.email, person.phone)):
        return _page(replace(filled, wrong=wrong), HTTPStatus.UNPROCESSABLE_ENTITY)
    if refused := _not_known(me, filled):
        return refused
    shop, now = workshop(), workshop().now()
    asker = Request(f"account {me.id} contact", form.key, {"revision": form.revision})
    try:
        with shop.database.recording() as session:
            if not done_before(session, asker, now):
                own = customer_of(session, me, shop.new_link(), now)
                wanted = replace(own, name=person.name, phone=person.phone, revision=form.revision)
                save_customer(session, wanted, me.id, now)
                account = find_account(session, me.id) or me
                save_account(session, replace(account, name=person.name), me.id, now)
    except StaleCustomer as conflict:
        return _page(replace(filled, notice=_theirs(conflict.current)), HTTPStatus.CONFLICT)
    return _saved(CONTACT)


@blueprint.post("/email")
@only_for(Role.CUSTOMER)
def email() -> Response:
    """Save another e-mail to sign in with."""
    me, form, wanted = me_now(), read_form(), read_person(request.form).email
    filled = Filled(EMAIL, email=wanted)
    wrong = mistakes(Person(me.name, wanted, "")).get("email", "")
    if wrong:
        return _page(replace(filled, wrong={"email": wrong}), HTTPStatus.UNPROCESSABLE_ENTITY)
    if refused := _not_known(me, filled):
        return refused
    shop, now = workshop(), workshop().now()
    asker = Request(f"account {me.id} email", form.key, {"revision": form.revision})
    try:
        with shop.database.recording() as session:
            if not done_before(session, asker, now):
                account = find_account(session, me.id) or me
                changed = replace(account, email=wanted, revision=form.revision)
                save_account(session, changed, me.id, now)
                own = customer_of(session, me, shop.new_link(), now)
                if folded_email(own.email) in {folded_email(me.email), ""}:
                    save_customer(session, replace(own, email=wanted), me.id, now)
    except EmailTaken:
        taken = {"email": _("This address cannot be taken. Please give another.")}
        return _page(replace(filled, wrong=taken), HTTPStatus.UNPROCESSABLE_ENTITY)
    except StaleAccount:
        told = _("Your account was changed on another device. Please look, then save once more.")
        return _page(replace(filled, notice=told), HTTPStatus.CONFLICT)
    return _saved(EMAIL)


@blueprint.post("/password")
@only_for(*Role)
def password() -> Response:
    """Save another password and end all other visits."""
    me, wanted = me_now(), request.form.get("password", "")
    filled = Filled(PASSWORD)
    if weak := mistake(wanted, me.name, me.email):
        return _page(replace(filled, wrong={"password": weak}), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        given = _known(me)
    except TooManyAttempts as error:
        return _too_many(filled, error)
    if given is None:
        return _wrong_password(filled)
    hashed = password_hash(wanted)
    with workshop().database.recording() as session:
        # A form sent twice finds its own first coming: the present password is another then.
        replace_password(session, given, hashed, me.id, workshop().now())
    sessions.sign_in(me)
    return _saved(PASSWORD)


def me_now() -> Account:
    """Who asks for a page that is only for those signed in."""
    found = sessions.account()
    assert found is not None  # only_for saw to it
    return found


def _not_known(me: Account, filled: Filled) -> Response | None:
    """The answer to whoever does not know the present password; None if he does.

    Who has just shown that he is it is not asked.
    """
    if sessions.is_proved_lately():
        return None
    try:
        return None if must_know(me, request.form.get("current", "")) else _wrong_password(filled)
    except TooManyAttempts as error:
        return _too_many(filled, error)


def _known(me: Account) -> Credentials | None:
    """His credentials if who asks knows the password, or was just let in by a letter instead."""
    if sessions.is_proved_lately(sessions.LINK):
        with workshop().database.reading() as session:
            return get_credentials(session, me.id)
    return must_know(me, request.form.get("current", ""))


def _wrong_password(filled: Filled) -> Response:
    wrong = {"current": _("This is not your present password. Please look at it again.")}
    return _page(replace(filled, wrong=wrong), HTTPStatus.UNPROCESSABLE_ENTITY)


def _too_many(filled: Filled, error: TooManyAttempts) -> Response:
    answer = _page(replace(filled, wrong={"current": wait(error)}), HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


def _theirs(current: Customer) -> str:
    said: str = _(
        "This was changed on another device; it now says %(theirs)s. What you typed still stands"
        " below; save it once more to put it in place.",
        theirs=", ".join(filter(None, (current.name, current.phone))),
    )
    return said


def _saved(form: str) -> Response:
    return see_other(url_for("own_account.show", saved=form))


def _page(filled: Filled, status: int = HTTPStatus.OK) -> Response:
    with workshop().database.reading() as session:
        me = find_account(session, me_now().id) or me_now()
        own = find_customer(session, me.customer) if me.customer else None
        visits = visits_of(session, me.id, sessions.own_secret(), workshop().now())
    own = own or Customer("", me.name, me.email, "", me.created_at)
    typed = filled if filled.form == CONTACT else replace(filled, name=own.name, phone=own.phone)
    return render(
        "me/account.html",
        "me/account.html",
        status=status,
        me=me,
        own=own,
        filled=typed,
        saved=request.args.get("saved", ""),
        is_customer=me.role is Role.CUSTOMER,
        visits=visits,
        is_proved=sessions.is_proved_lately(),
        is_by_link=sessions.is_proved_lately(sessions.LINK),
        advice=advice(),
        new_key=lambda: uuid4().hex,
    )
