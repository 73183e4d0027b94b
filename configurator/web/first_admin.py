"""The first admin: made once, by who was told a token on the console of the server."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.passwords import password_hash
from configurator.storage.accounts import Account, EmailTaken, Role
from configurator.storage.attempts import TooManyAttempts
from configurator.storage.errors import NotThere
from configurator.storage.first_admin import has_admin, make_first_admin
from configurator.web.access import for_everybody
from configurator.web.contact import read_person
from configurator.web.desk import workshop
from configurator.web.knowing import admitted, advice, mistakes_to_join, wait
from configurator.web.placing import NOBODY
from configurator.web.render import render, see_other
from production.order import Person

blueprint = Blueprint("first_admin", __name__, url_prefix="/first-admin")

TRYING = "first admin"


@blueprint.get("")
@for_everybody
def show() -> Response:
    """The form. Raises NotThere where somebody runs the shop."""
    _must_be_nobody()
    return _form(NOBODY, {})


@blueprint.post("")
@for_everybody
def make() -> Response:
    """Make the account if the token stands; then one signs in. Raises NotThere as above."""
    _must_be_nobody()
    person, password = read_person(request.form), request.form.get("password", "")
    if wrong := mistakes_to_join(person, password):
        return _form(person, wrong)
    try:
        admitted(TRYING)
    except TooManyAttempts as error:
        answer = _form(person, {"token": wait(error)}, HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(error.retry_after_s)
        return answer
    if not _made(person, password_hash(password)):
        over = _(
            "This token does not stand. On the server, `surmesure admin-token` prints another."
        )
        return _form(person, {"token": over})
    return see_other(url_for("sign_in.show"))


def _made(person: Person, hashed: str) -> bool:
    shop = workshop()
    account = Account(shop.new_link(), person.email, person.name, Role.ADMIN, shop.now())
    token = request.form.get("token", "").strip()
    try:
        with shop.database.recording() as session:
            return make_first_admin(session, token, account, hashed, shop.now()) is not None
    except EmailTaken:
        return False  # To who has no token nothing is told of who is a customer.


def _must_be_nobody() -> None:
    with workshop().database.reading() as session:
        if has_admin(session):
            raise NotThere("page", "first-admin")


def _form(person: Person, wrong: Mapping[str, str], status: int = 0) -> Response:
    usual = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(
        "sign_in/first_admin.html",
        "sign_in/first_admin.html",
        status=status or usual,
        person=person,
        wrong=wrong,
        advice=advice(),
    )
