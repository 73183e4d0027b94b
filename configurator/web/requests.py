"""Asking by right: a person on his own page, or the counter that takes it down for him."""

from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage import idempotency
from configurator.storage.accounts import Role
from configurator.storage.consents import standing_of
from configurator.storage.customers import Customer, customer_of
from configurator.storage.letters import letters_of
from configurator.storage.requests import (
    Word,
    requests_of,
    take_request,
    words_of_request,
)
from configurator.web import request_words, sessions
from configurator.web.access import only_for
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other
from configurator.web.whose import AT_THE_COUNTER, known_customer, own_customer
from customers.rights.request import (
    Identity,
    Request,
    Right,
    Step,
    due_on,
    identified,
    law_of,
)

blueprint = Blueprint("requests", __name__)

LONGEST_WORDS = 2000
TOLD = (Step.REFUSED.value, Step.DONE.value, "prolonged")
"""What was written at these is for the person to read."""


@blueprint.get("/me/requests")
@only_for(Role.CUSTOMER)
def show_own() -> Response:
    """What who asks may ask for, and what became of what he asked."""
    return _page(own_customer())


@blueprint.post("/me/requests")
@only_for(Role.CUSTOMER)
def ask_own() -> Response:
    """Take down what he asks for: he is signed in, so we know him."""
    shop, me = workshop(), me_now()
    with shop.database.recording() as session:
        own = customer_of(session, me, shop.new_link(), shop.now())
    _take(own.id, Identity.SIGNED_IN)
    return see_other(url_for(".show_own"))


@blueprint.get("/customers/<id_>/requests")
@only_for(*AT_THE_COUNTER)
def of_customer(id_: str) -> Response:
    """The same for who stands in the shop, or wrote. Raises NotThere."""
    return _page(known_customer(id_))


@blueprint.post("/customers/<id_>/requests")
@only_for(*AT_THE_COUNTER)
def take(id_: str) -> Response:
    """Take down what he asks for, and how we know him if we do. Raises NotThere."""
    said = request.form.get("identity", "")
    if said not in {"", *Identity}:
        abort(HTTPStatus.BAD_REQUEST)
    _take(known_customer(id_).id, Identity(said) if said else None)
    return see_other(url_for(".of_customer", id_=id_))


def read_words() -> tuple[str, str]:
    """The words of the form, and the letter it names; what no form sends is bad (400)."""
    words, letter = request.form.get("words", "").strip(), request.form.get("letter", "")
    if len(words) > LONGEST_WORDS:
        abort(HTTPStatus.BAD_REQUEST)
    return words, letter


def _take(person: str, identity: Identity | None) -> None:
    shop, form, who, right = workshop(), read_form(), me_now(), request.form.get("right", "")
    words, letter = read_words()
    if right not in set(Right):
        abort(HTTPStatus.BAD_REQUEST)
    content = {"right": right, "words": words, "letter": letter, "identity": identity or ""}
    asker = idempotency.Request(f"request {person} {who.id}", form.key, content)
    with shop.database.recording() as session:
        if idempotency.done_before(session, asker, shop.now()):
            return
        country = standing_of(session, person, shop.now()).country
        law = law_of(country, shop.settings.answerable.country)
        asked = _asked(person, Right(right), law, who.id)
        asked = identified(asked, identity) if identity else asked
        known = {one.id for one in letters_of(session, person)}
        word = Word(shop.new_link(), Step.RECEIVED, words, who.id, shop.now(), letter)
        take_request(session, asked, word if letter in {"", *known} else _bad())


def _asked(person: str, right: Right, law: str, by: str) -> Request:
    shop = workshop()
    return Request(
        id=shop.new_link(),
        person=person,
        right=right,
        received_at=shop.now(),
        received_on=shop.today(),
        due_on=due_on(right, law, shop.today()),
        country=law,
        language=language(),
        by=by,
    )


def _bad() -> Word:
    abort(HTTPStatus.BAD_REQUEST)


def _page(customer: Customer | None) -> Response:
    is_counter = sessions.of_the_shop()
    with workshop().database.reading() as session:
        asked = requests_of(session, customer.id) if customer else ()
        told = {
            one.id: [it for it in words_of_request(session, one.id) if it.what in TOLD]
            for one in asked
        }
        letters = letters_of(session, customer.id) if customer and is_counter else ()
    page, today = "rights/ask.html", workshop().today()
    return render(
        page,
        page,
        customer=customer if is_counter else None,
        asked=[(one, request_words.left(one, today), told[one.id]) for one in asked],
        letters=letters,
        words=request_words,
        hints=_hints(),
        key=uuid4().hex,
    )


def _hints() -> dict[Right, str]:
    """What each right gives, in a line."""
    return {
        Right.ACCESS: _("All of it, where it comes from, what for, and who looked at it."),
        Right.RECTIFICATION: _("What is wrong, and what is right instead."),
        Right.ERASURE: _("All but what the law has us keep for our accounts."),
        Right.RESTRICTION: _("While something is unclear: kept, read by one person, not used."),
        Right.OBJECTION: _("Which use, and why; against news and offers no why is needed."),
        Right.PORTABILITY: _("What you gave us, in a file other programs can read."),
        Right.HUMAN: _("Which decision; somebody looks at it anew and tells you why."),
    }
