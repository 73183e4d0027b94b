"""What one customer needs, said or inferred, and which segments he is in; and whom to ask next."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for

from configurator.storage.accounts import Role
from configurator.storage.customers import get_customer
from configurator.storage.errors import NotThere
from configurator.storage.events import tell
from configurator.storage.idempotency import Request, done_before
from configurator.storage.identity import history_of
from configurator.storage.needs_queue import Waiting, queue
from configurator.storage.segment_labels import label, labels_of
from configurator.storage.segment_rows import model_of
from configurator.storage.segments import get_segment, get_segmentation
from configurator.storage.traits import (
    find_traits,
    segment_of,
    support,
    wants_of,
)
from configurator.storage.value import find_value
from configurator.storage.value_wanted import want_rescored
from configurator.tastes import authored, beside
from configurator.value_online import policies_now
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.boundaries import ours
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.need_words import (
    FAMILIES,
    TOLD,
    evidence_words,
    known,
    need_words,
    trait_words,
)
from configurator.web.needs import LONGEST_NAME
from configurator.web.render import render, see_other
from configurator.web.restricting import readable
from configurator.web.segment import Change, changes
from configurator.web.whose import AT_THE_COUNTER
from customers.dialogue.answered import word_of
from customers.dialogue.question import asked_of
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import TASTE
from customers.needs.criteria import shipped
from customers.needs.segmentation import Family
from customers.needs.wants import Told, Want, is_of_community
from customers.rights.sensitive import told_by

blueprint = Blueprint("wants", __name__)

SURE, LONGEST_WORDS = 80, 300


@dataclass(frozen=True, slots=True)
class Shown:
    """A need as its card shows it."""

    words: str
    told: str
    is_said: bool
    is_common: bool
    evidence: tuple[str, ...]
    want: Want


@dataclass(frozen=True, slots=True)
class Belongs:
    """A segment somebody is in: its family and name, what put him there, what it changes."""

    family: str
    name: str
    id: str
    why: tuple[str, ...]
    changes: tuple[Change, ...]


@blueprint.get("/needs/queue")
@only_for(*AT_THE_COUNTER)
def waiting() -> Response:
    """Whose needs to find out, the most valuable first, and what to ask."""
    asked = known().needs
    with workshop().database.reading() as session:
        found = queue(session, [one.key for one in asked], workshop().now())
    questions = {one.key: one.asks.in_(language()) for one in asked}
    return render(
        "needs/queue.html",
        "needs/queue.html",
        waiting=readable(ours(found, _whose), _whose),
        questions=questions,
    )


@blueprint.get("/customers/<id_>/needs")
@only_for(*AT_THE_COUNTER)
def show(id_: str) -> Response:
    """His needs with what shows them, what is open, and his segments. Raises NotThere."""
    return _page(id_)


@blueprint.post("/customers/<id_>/needs")
@only_for(*AT_THE_COUNTER)
def note(id_: str) -> Response:
    """Write down a need he told of; the form's key makes it count once. Raises NotThere."""
    form, who, now = read_form(), sessions.account(), workshop().now()
    assert who is not None  # only_for saw to it
    need, words = request.form.get("need", ""), request.form.get("words", "").strip()
    question, sign, answer = need.partition("=")
    asked = next((one for one in known().needs if one.key == question), None)
    if not sign or asked is None or asked.answer(answer) is None or len(words) > LONGEST_WORDS:
        abort(HTTPStatus.BAD_REQUEST)
    if told_by(words):
        return _page(id_, is_sensitive=True)
    event = Event(
        id=f"need {id_} {form.key}",
        person=id_,
        kind=Kind.ANSWERED,
        at=now,
        told_at=now,
        medium=Medium.SHOP,
        adviser=who.id,
        line=_product_of(question),
        tellings=(Telling(TASTE, word_of(asked_of(question), answer), Source.STAFF, SURE),),
        note=words,
    )
    with workshop().database.recording() as session:
        get_customer(session, id_)
        tell(session, event)
        want_rescored(session, id_, now)
    return see_other(url_for(".show", id_=id_))


@blueprint.post("/customers/<id_>/label")
@only_for(Role.MANAGER)
def call(id_: str) -> Response:
    """Say what the shop calls him in a family, to learn from; nothing takes it back."""
    form, who, now = read_form(), sessions.account(), workshop().now()
    assert who is not None  # only_for saw to it
    family, text = request.form.get("family", ""), request.form.get("label", "").strip()
    if family not in set(Family) or len(text) > LONGEST_NAME or "\0" in text or told_by(text):
        abort(HTTPStatus.BAD_REQUEST)
    with workshop().database.recording() as session:
        get_customer(session, id_)
        asker = Request(f"label {id_} {family}", form.key, {"label": text})
        if not done_before(session, asker, now):
            label(session, Family(family), id_, text, who.id, now)
    return see_other(url_for(".show", id_=id_))


def needs_of(person: str, told: Sequence[Event]) -> tuple[Shown, ...]:
    """The needs of somebody of whom that much is `told`, as the clerk's screen shows them too."""
    with workshop().database.reading() as session:
        wants = wants_of(session, person, told, known().needs, workshop().now())
        counted = support(session)
    least = shipped().limits.community
    return tuple(
        Shown(
            need_words(one.need),
            str(TOLD[one.told]),
            one.told is Told.SAID,
            is_of_community(one.need, counted, least),
            evidence_words(one),
            one,
        )
        for one in wants
    )


def belongs_to(person: str) -> tuple[Belongs, ...]:
    """The segment of each family the person is in, if he lets us know, with why."""
    now = workshop().now()
    with workshop().database.reading() as session:
        in_ = [segment_of(session, person, family, now) for family in FAMILIES]
    found = []
    for id_ in filter(None, in_):
        with suppress(NotThere):  # One that was told to us from elsewhere has no page.
            found.append(_belongs(person, id_))
    return tuple(found)


def _belongs(person: str, id_: str) -> Belongs:
    """Why he is in it, and what it changes. Raises NotThere."""
    with workshop().database.reading() as session:
        segment = get_segment(session, id_)
        made = get_segmentation(session, segment.segmentation)
        traits, worth = find_traits(session, person) or {}, find_value(session, person)
    model = model_of(made, known().criteria, {key: [value] for key, value in traits.items()})
    because = model.why(traits, segment.place)
    why = tuple(trait_words(key, value, sign) for key, sign, value in because)
    tier, policies = worth.tier if worth else "", policies_now()
    told = changes(policies, segment.treatment, tier) if policies else ()
    return Belongs(str(FAMILIES[made.asked.family]), segment.name, id_, why, told)


def _page(id_: str, *, is_sensitive: bool = False) -> Response:
    with workshop().database.reading() as session:
        customer, labels = get_customer(session, id_), labels_of(session, id_)
        told = history_of(session, id_)
    shown = needs_of(id_, told)
    answered = {one.want.question for one in shown}
    questions = known().needs
    return render(
        "needs/customer.html",
        "needs/customer.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if is_sensitive else HTTPStatus.OK,
        customer=customer,
        needs=shown,
        belongs=belongs_to(id_),
        open=[one for one in questions if one.key not in answered],
        questions=questions,
        spoken=language(),
        families=FAMILIES,
        labels=labels,
        is_sensitive=is_sensitive,
        typed=request.form.get("words", ""),
        key=uuid4().hex,
    )


def _product_of(question: str) -> str:
    """The product beside which the question stands."""
    for engine in workshop().engines.values():
        path = beside(engine)
        if path and any(one.key == question for one in authored(path, engine)[0]):
            return engine.product.key
    return ""


def _whose(one: Waiting) -> str:
    return one.person
