"""The conversation about who is one person: what waits, two side by side, and taking it back."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    request,
    url_for,
)
from flask_babel import gettext as _

from configurator.pairing import ALIKE
from configurator.storage.customers import Customer, get_customer
from configurator.storage.idempotency import Request, done_before
from configurator.storage.identity import merge_persons, prove_contact, unmerge_persons
from configurator.storage.jobs import OPEN, PAIRS, Work, find_job, want_job
from configurator.storage.one_person import is_same_person
from configurator.storage.pairs import APART, MERGED, Decision, keep_apart
from configurator.storage.side_by_side import Both, queue, side_by_side
from configurator.web import sessions
from configurator.web.access import delicate, only_for
from configurator.web.boundaries import ours
from configurator.web.desk import workshop
from configurator.web.event_words import FIELDS, SHARED
from configurator.web.form import read_form
from configurator.web.render import render, see_other
from configurator.web.whose import AT_THE_COUNTER
from customers.identity.merging import NoSuchMerge, OnePersonAlready

blueprint = Blueprint("same_person", __name__, url_prefix="/customers")

MOST_PAIRS = 50
LOOK = Work(PAIRS, PAIRS)

CHECKED: dict[str, Callable[[Customer], str]] = {
    "phone": lambda customer: customer.phone,
    "email": lambda customer: customer.email,
}
"""What a clerk can check with the customer: the number rings, the letter is read out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field of two customers, and whether they differ in it."""

    name: str
    one: str
    other: str
    differs: bool


@blueprint.get("/pairs")
@only_for(*AT_THE_COUNTER)
def index() -> Response:
    """The pairs that wait for somebody to decide, and when was looked for them."""
    with workshop().database.reading() as session:
        found, job = queue(session, MOST_PAIRS), find_job(session, LOOK)
    groups = [one for one in found if ours(one.customers, lambda each: each.id) == one.customers]
    page = "customers/pairs.html"
    looking = job is not None and job.state in OPEN
    looked_at = job.done_at if job else None
    return render(
        page,
        page,
        groups=groups,
        because=because,
        looking=looking,
        looked_at=looked_at,
        key=uuid4().hex,
    )


@blueprint.post("/pairs")
@only_for(*AT_THE_COUNTER)
def look() -> Response:
    """Have the worker compare all customers now."""
    form, now = read_form(), workshop().now()
    asker = Request("customers pairs", form.key, {})
    with workshop().database.recording() as session:
        if not done_before(session, asker, now):
            want_job(session, LOOK, now)
    hints = current_app.extensions["queue"]
    if hints is not None:
        hints.put(LOOK)
    return see_other(url_for(".index"))


@blueprint.get("/<id_>/same/<other>")
@only_for(*AT_THE_COUNTER)
def show(id_: str, other: str) -> Response:
    """Two side by side, and what differs."""
    with workshop().database.reading() as session:
        both = side_by_side(session, id_, other, workshop().now())
        if is_same_person(session, id_, other):
            return _sent(both.one.customer.id)
    page = "customers/same.html"
    return render(page, page, both=both, lines=_lines(both), key=uuid4().hex)


@blueprint.post("/<id_>/same/<other>")
@only_for(*AT_THE_COUNTER)
@delicate("same_person.show")
def decide(id_: str, other: str) -> Response:
    """Make both one person, known as the first, or remember that they are two."""
    form, decision = read_form(), _decision()
    said = request.form.get("decision", "")
    if said not in {MERGED, APART}:
        abort(400)
    asker = Request(f"customers {id_} {other}", form.key, {"decision": said})
    try:
        with workshop().database.recording() as session:
            if done_before(session, asker, decision.at):
                pass
            elif said == MERGED:
                merge_persons(session, id_, other, decision)
            else:
                keep_apart(session, id_, other, decision)
    except OnePersonAlready:
        pass  # Another tablet was faster: what was wanted stands.
    return _sent(id_) if said == MERGED else see_other(url_for(".index"))


@blueprint.post("/<id_>/prove")
@only_for(*AT_THE_COUNTER)
def prove(id_: str) -> Response:
    """Note that a phone or mail was checked with the customer, who is here.

    Whoever else proved the same is merged with him. An address by letter is proved where the
    letter's link is opened.
    """
    form, decision = read_form(), _decision()
    kind, value = request.form.get("kind", ""), request.form.get("value", "")
    asker = Request(f"customer {id_} prove", form.key, {"kind": kind, "value": value})
    with workshop().database.recording() as session:
        customer = get_customer(session, id_)
        # Never a number that was changed since the page was drawn.
        if kind not in CHECKED or not value or value != CHECKED[kind](customer):
            abort(HTTPStatus.BAD_REQUEST)
        if not done_before(session, asker, decision.at):
            prove_contact(session, id_, kind, value, decision)
    return _sent(id_)


@blueprint.post("/<id_>/unmerge")
@only_for(*AT_THE_COUNTER)
@delicate("customers.show")
def undo(id_: str) -> Response:
    """Take a merge back: both have their own again."""
    form, decision, merge = read_form(), _decision(), request.form.get("merge", "")
    asker = Request(f"customer {id_} unmerge", form.key, {"merge": merge})
    try:
        with workshop().database.recording() as session:
            if not done_before(session, asker, decision.at):
                unmerge_persons(session, merge, decision)
    except NoSuchMerge:
        pass  # The same: it stands no longer.
    return _sent(id_)


def because(reason: str) -> str:
    """Why two may be one person, in words."""
    if not reason.startswith(ALIKE):
        return str(SHARED.get(reason) or _("alike in many things"))
    named = [str(FIELDS[key]) for key in reason.split()[1:] if key in FIELDS]
    said = _("alike: %(fields)s", fields=", ".join(named)) if named else _("alike in many things")
    return str(said)


def _lines(both: Both) -> list[Line]:
    known, other = both.one.known, both.other.known
    clashing = {one.key for one in both.clashes}
    return [
        Line(str(words), known.value(key), other.value(key), key in clashing)
        for key, words in FIELDS.items()
        if known.value(key) or other.value(key)
    ]


def _decision() -> Decision:
    who = sessions.account()
    assert who is not None  # only_for saw to it
    return Decision(f"decided {workshop().new_link()}", who.id, workshop().now())


def _sent(id_: str) -> Response:
    return see_other(url_for("customers.show", id_=id_))
