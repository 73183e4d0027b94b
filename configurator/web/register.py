"""A customer makes an account.

Whether the e-mail has one already is told to nobody: both get the same answer after the same work,
and, where letters are sent, a letter with a link that signs in.
"""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, Response, request, url_for

from configurator.passwords import password_hash
from configurator.smtp import is_mailable
from configurator.storage import audit
from configurator.storage.accounts import Account, Role, create_account, find_by_email
from configurator.storage.attempts import TooManyAttempts
from configurator.storage.customers import customer_of
from configurator.web import link
from configurator.web.access import for_everybody
from configurator.web.contact import read_person
from configurator.web.desk import workshop
from configurator.web.knowing import admitted, advice, mistakes_to_join, wait
from configurator.web.placing import NOBODY
from configurator.web.render import render, see_other
from production.order import Person

blueprint = Blueprint("register", __name__)

SOMEBODY = "customer"
"""Who did it, in the audit trail, while nobody has proved to be anybody."""


@blueprint.get("/register")
@for_everybody
def show() -> Response:
    """The form."""
    return _form(NOBODY, {})


@blueprint.post("/register")
@for_everybody
def submit() -> Response:
    """Make the account unless the e-mail has one; the answer is the same."""
    person, password = read_person(request.form), request.form.get("password", "")
    if wrong := mistakes_to_join(person, password):
        return _form(person, wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        admitted(person.email)
    except TooManyAttempts as error:
        answer = _form(person, {}, wait(error), HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(error.retry_after_s)
        return answer
    is_new = _registered(person, password_hash(password))
    if workshop().settings.has_post and is_mailable(person.email):
        link.write_to(person.email, is_of_registering=is_new)
    return see_other(url_for("register.done"))


@blueprint.get("/register/done")
@for_everybody
def done() -> Response:
    """What holds now, whether or not the e-mail had an account."""
    settings = workshop().settings
    page = "register/done.html"
    return render(page, page, has_post=settings.has_post, is_demo=settings.is_demo)


def _registered(person: Person, hashed: str) -> bool:
    """Whether an account was made; none is where the e-mail has one."""
    shop, now = workshop(), workshop().now()
    account = Account(shop.new_link(), person.email, person.name, Role.CUSTOMER, now)
    with shop.database.recording() as session:
        there = find_by_email(session, person.email)
        if there:
            deed = audit.Deed(now, SOMEBODY, "registered again", f"account {there.id}")
            audit.record(session, deed)
        else:
            made = create_account(session, account, hashed, SOMEBODY)
            customer_of(session, made, shop.new_link(), now)
    return there is None


def _form(
    person: Person, wrong: Mapping[str, str], notice: str = "", status: int = HTTPStatus.OK
) -> Response:
    return render(
        "register/page.html",
        "register/page.html",
        status=status,
        person=person,
        wrong=wrong,
        notice=notice,
        advice=advice(),
    )
