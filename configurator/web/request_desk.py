"""The desk for requests: what is due first, and for each what to do next.

For who answers for the register. Of who had everything restricted, only the admin reads more than
that there is a request.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from configurator.storage import idempotency
from configurator.storage.accounts import Account, find_account
from configurator.storage.customers import Customer, find_customer
from configurator.storage.erasing import find_erasure
from configurator.storage.errors import NotThere
from configurator.storage.letters import letters_of
from configurator.storage.one_person import leader_of
from configurator.storage.outbox import Outgoing, post
from configurator.storage.requests import (
    StaleRequest,
    Word,
    add_word,
    answered_requests,
    get_request,
    open_requests,
    save_request,
    words_of_request,
)
from configurator.web import request_words
from configurator.web.access import only_for
from configurator.web.boundaries import ours
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.format import dated
from configurator.web.navigation import may_go
from configurator.web.own_account import me_now
from configurator.web.posting import hurry, letter, public, seal
from configurator.web.render import render, see_other
from configurator.web.requests import read_words
from configurator.web.restricting import is_closed_to_me
from configurator.web.rights import ANSWERABLE
from customers.rights.request import (
    ARTICLES,
    BEFORE_LIFTING,
    GROUNDS,
    Ground,
    Identity,
    NotNow,
    Request,
    Right,
    Step,
    done,
    identified,
    lifting,
    prolonged,
    refused,
)

blueprint = Blueprint("request_desk", __name__, url_prefix="/rights/requests")

EVIDENCE, PROLONGED, LIFTING = "evidence", "prolonged", "lifting"
KIND = "request"
"""Of a letter about a request."""


class NotErasedYet(Exception):
    """The request is to be erased, and nobody has had it done."""


@dataclass(frozen=True, slots=True)
class Line:
    """A request in the queue; the name is empty of who was erased or is closed to who looks."""

    request: Request
    name: str
    is_closed: bool
    left: request_words.Left


@blueprint.get("")
@only_for(*ANSWERABLE)
def index() -> Response:
    """What waits, by the day it is due, and what was answered last."""
    with workshop().database.reading() as session:
        waiting, answered = open_requests(session), answered_requests(session)
    page = "rights/requests.html"
    lines, past = (_lines(some) for some in (waiting, answered))
    return render(page, page, lines=lines, past=past, words=request_words)


@blueprint.get("/<id_>")
@only_for(*ANSWERABLE)
def show(id_: str) -> Response:
    """One request: who, what, until when, what was written down, and what to do next."""
    return _page(_found(id_))


@blueprint.post("/<id_>/<act>")
@only_for(*ANSWERABLE)
def move(id_: str, act: str) -> Response:
    """Move it on by one step, with what is to be kept of it. Raises NotThere."""
    if act not in ACTS or is_closed_to_me(_found(id_).person):
        raise NotThere("request", id_)
    words, its_letter = read_words()
    try:
        _moved(id_, act, words, its_letter)
    except NotErasedYet:
        said = _("First have it erased, by the link below; then write down that it is done.")
        return _page(_found(id_), said, words, HTTPStatus.CONFLICT)
    except (NotNow, StaleRequest):
        said = _("Somebody else moved this on meanwhile. Please look; nothing was changed.")
        return _page(_found(id_), said, words, HTTPStatus.CONFLICT)
    return see_other(url_for(".show", id_=id_))


def _moved(id_: str, act: str, words: str, its_letter: str) -> None:
    shop, form, who = workshop(), read_form(), me_now()
    content = {"act": act, "words": words, "letter": its_letter, "revision": form.revision}
    asker = idempotency.Request(f"request {id_} {who.id}", form.key, content)
    written: Outgoing | None = None
    with shop.database.recording() as session:
        if idempotency.done_before(session, asker, shop.now()):
            return
        before = get_request(session, id_)
        if its_letter not in {"", *(one.id for one in letters_of(session, before.person))}:
            abort(HTTPStatus.BAD_REQUEST)
        what, change = ACTS[act]
        word = Word(shop.new_link(), what, words, who.id, shop.now(), its_letter)
        if change is None:
            add_word(session, id_, word)
            return
        after = change(before)
        customer = find_customer(session, leader_of(session, before.person))
        is_erasure = after.right is Right.ERASURE and after.step is Step.DONE
        if is_erasure and customer and not find_erasure(session, before.person):
            raise NotErasedYet
        save_request(session, replace(after, revision=form.revision), word)
        written = _letter(after, what, words, customer)
        if written:
            post(session, written, seal(), is_sent=shop.settings.smtp is not None)
    if written:
        hurry(written)


def _identified(before: Request) -> Request:
    how = request.form.get("identity", "")
    return identified(before, Identity(how) if how in set(Identity) else abort(400))


def _refused(before: Request) -> Request:
    ground = request.form.get("ground", "")
    known = Ground(ground) if ground in set(Ground) else abort(400)
    return refused(before, known, workshop().now())


ACTS: dict[str, tuple[str, Callable[[Request], Request] | None]] = {
    "identity": (Step.IDENTIFIED, _identified),
    "prolong": (PROLONGED, lambda one: prolonged(one, workshop().now(), workshop().today())),
    "refuse": (Step.REFUSED, _refused),
    "done": (Step.DONE, lambda one: done(one, workshop().now())),
    "lift": (LIFTING, lambda one: lifting(one, workshop().today())),
    "evidence": (EVIDENCE, None),
}
"""What can be done with a request: how it is written down, and what becomes of it."""


def _letter(after: Request, what: str, words: str, customer: Customer | None) -> Outgoing | None:
    """The letter that tells him; None where there is nothing to tell or no way to."""
    is_told = what in {PROLONGED, Step.REFUSED, Step.DONE, LIFTING}
    if not is_told or customer is None or not customer.email or not workshop().settings.has_post:
        return None
    if after.right is Right.ERASURE and what == Step.DONE:
        return None  # Nothing of him is to be left, a letter neither.
    spoken = after.language
    with force_locale(spoken):
        ground = request_words.GROUNDS[after.ground] if after.ground else ""
        made = letter(
            KIND,
            customer.email,
            BEFORE_LIFTING,
            what=what,
            right=str(request_words.RIGHTS[after.right]),
            day=dated(after.received_on, spoken),
            due=dated(
                after.lifted_on if what == LIFTING and after.lifted_on else after.due_on, spoken
            ),
            ground=str(ground),
            article=ARTICLES[after.ground] if after.ground else "",
            authority=request_words.AUTHORITIES.get(after.country, ""),
            words=words,
            address=public("requests.show_own"),
        )
    return replace(made, language=spoken)


def _found(id_: str) -> Request:
    with workshop().database.reading() as session:
        found = get_request(session, id_)
    if not ours([found], lambda one: one.person):
        raise NotThere("request", id_)
    return found


def _lines(some: tuple[Request, ...]) -> list[Line]:
    today = workshop().today()
    lines = []
    with workshop().database.reading() as session:
        for one in ours(some, lambda it: it.person):
            known = find_customer(session, leader_of(session, one.person))
            is_closed = is_closed_to_me(one.person)
            name = known.name if known and not is_closed else ""
            lines.append(Line(one, name, is_closed, request_words.left(one, today)))
    return lines


def _page(one: Request, trouble: str = "", kept: str = "", status: int = HTTPStatus.OK) -> Response:
    today, is_closed = workshop().today(), is_closed_to_me(one.person)
    with workshop().database.reading() as session:
        person = leader_of(session, one.person)
        customer = None if is_closed else find_customer(session, person)
        written = () if is_closed else words_of_request(session, one.id)
        by = {it.by: find_account(session, it.by) for it in written}
        letters = () if is_closed else letters_of(session, person)
    page = "rights/request.html"
    return render(
        page,
        page,
        status=status,
        one=one,
        left=request_words.left(one, today),
        is_closed=is_closed,
        customer=customer,
        written=[(it, _name(by[it.by])) for it in written],
        letters=letters,
        done_on=_pages(one.right, person) if customer else (),
        may_prolong=one.may_be_prolonged(today),
        grounds=GROUNDS[one.right],
        articles=ARTICLES,
        words=request_words,
        spoken=language(),
        trouble=trouble,
        kept=kept,
        new_key=lambda: uuid4().hex,
    )


def _name(account: Account | None) -> str:
    return account.name if account else ""


PLACES: dict[Right, tuple[str, ...]] = {
    Right.ACCESS: ("knowledge.show",),
    Right.RECTIFICATION: ("customer_details.show", "profile.show"),
    Right.ERASURE: ("erasing.show",),
    Right.RESTRICTION: (),
    Right.OBJECTION: ("consents.of_customer",),
    Right.PORTABILITY: ("knowledge.show",),
    Right.HUMAN: ("value.of_customer", "consents.of_customer"),
}
"""The pages on which it is done."""


def _pages(right: Right, person: str) -> list[tuple[str, str]]:
    words = {
        "knowledge.show": _("What we know, to hand out"),
        "customer_details.show": _("Name, e-mail and phone"),
        "profile.show": _("Measurements"),
        "erasing.show": _("Erase everything"),
        "consents.of_customer": _("Consents"),
        "value.of_customer": _("Value"),
    }
    there = [one for one in PLACES[right] if one in current_app.view_functions and may_go(one)]
    return [(url_for(one, id_=person), words[one]) for one in there]
