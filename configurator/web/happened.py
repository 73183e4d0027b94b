"""What happened with a customer, as the clerk reads it, and writing down what just did."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from configurator.storage.accounts import find_account
from configurator.storage.customers import get_customer
from configurator.storage.events import tell
from configurator.storage.letters import LETTER
from configurator.web import consent_words, sessions
from configurator.web.access import only_for
from configurator.web.desk import language, workshop
from configurator.web.event_words import ELSEWHERE, KINDS, MEDIA
from configurator.web.form import read_form
from configurator.web.gallery_words import OF_DESIGNS, Place, designs_told
from configurator.web.render import render, see_other
from configurator.web.whose import AT_THE_COUNTER
from customers.identity.event import CONSENTS, Event, Kind, Medium
from customers.rights.sensitive import Kind as Sensitive
from customers.rights.sensitive import told_by
from production.format import in_a_row

blueprint = Blueprint("happened", __name__, url_prefix="/customers/<id_>/log")

LOGGED = {
    Kind.VISITED: Medium.SHOP,
    Kind.CALLED: Medium.PHONE,
    Kind.NOTED: Medium.SHOP,
}
"""What the clerk writes down with one tap, and by which medium that happens."""

SENSITIVE: dict[Sensitive, LazyString] = {
    Sensitive.HEALTH: _l("health"),
    Sensitive.BELIEF: _l("belief or politics"),
    Sensitive.ORIGIN: _l("origin"),
    Sensitive.INTIMACY: _l("intimacy"),
    Sensitive.OFFENCE: _l("offences"),
    Sensitive.NATIONAL_ID: _l("a number of the state for a person"),
}

LONGEST_NOTE = 2000
MOST_NOTES = 2


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, in words; `medium` as in the log, empty where it is not known.

    `address` opens what the note speaks of, if that can be opened. `letter` is the id of what was
    attached, if anything was.
    """

    at: datetime
    what: str
    note: str
    medium: str = ""
    address: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody of the shop wrote down of a customer, and who it was."""

    text: str
    at: datetime
    by: str


@blueprint.post("")
@only_for(*AT_THE_COUNTER)
def log(id_: str) -> Response:
    """Write down a visit, a call or a note; the form's key makes it happen once.

    A note that seems to tell what none should hold is shown again first.
    """
    form, who, now = read_form(), sessions.account(), workshop().now()
    assert who is not None  # only_for saw to it
    kind, note = request.form.get("kind", ""), request.form.get("note", "").strip()
    if kind not in LOGGED or len(note) > LONGEST_NOTE or "\0" in note:
        abort(400)
    if (kinds := told_by(note)) and "sure" not in request.form:
        return _doubted(id_, kind, note, kinds)
    event = Event(
        id=f"logged {id_} {form.key}",
        person=id_,
        kind=Kind(kind),
        at=now,
        told_at=now,
        medium=LOGGED[Kind(kind)],
        shop=workshop().settings.shop if kind == Kind.VISITED else "",
        adviser=who.id,
        note=note,
    )
    with workshop().database.recording() as session:
        get_customer(session, id_)
        tell(session, event)
    return see_other(url_for("customers.show", id_=id_, _anchor="timeline"))


def _doubted(id_: str, kind: str, note: str, kinds: Iterable[Sensitive]) -> Response:
    """What was typed, to be written otherwise or kept all the same."""
    with workshop().database.reading() as session:
        customer = get_customer(session, id_)
    page, words = "customers/sensitive.html", [str(SENSITIVE[one]) for one in kinds]
    return render(
        page,
        page,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        customer=customer,
        kind=kind,
        note=note,
        tells=in_a_row(words, language()),
        key=request.form.get("key", ""),
    )


def happened(told: Sequence[Event]) -> Iterator[Happening]:
    """What only the log knows of; orders, designs and measurements tell of themselves."""
    designs, ids = designs_told(told), {one.id for one in told}
    names = _advisers(one for one in told if one.kind is Kind.VISITED)
    for one in told:
        ours = one.kind is Kind.BOUGHT and one.id == f"{Kind.BOUGHT} {one.document}"
        if one.kind in ELSEWHERE or ours:
            continue
        words = str(KINDS.get(one.kind, one.kind))
        # What an answer is about is an event of ours, and told by itself; messages have no number.
        unsaid = one.kind in {*OF_DESIGNS, Kind.TOLD} or one.document in ids
        document = consent_words.about(one.document) if one.kind in CONSENTS else one.document
        place = designs.get(one.id, Place("" if unsaid else document, ""))
        came = (one.shop or str(MEDIA[one.medium]), names.get(one.adviser, ""))
        said = came if one.kind is Kind.VISITED else ()
        about = ", ".join(filter(None, [*said, place.words, _noted(one)]))
        letter = one.id.removeprefix(LETTER) if one.id.startswith(LETTER) else ""
        yield Happening(one.at, words, about, one.medium, place.address, letter)


def _noted(event: Event) -> str:
    """What was written down; of what we told, the subject."""
    return event.note.partition("\n\n")[0] if event.kind is Kind.TOLD else event.note


def notes(told: Sequence[Event]) -> tuple[Note, ...]:
    """The newest notes and who wrote them, the newest first."""
    noted = [one for one in told if one.kind is Kind.NOTED and one.note]
    newest = sorted(noted, key=lambda one: one.at, reverse=True)[:MOST_NOTES]
    names = _advisers(newest)
    return tuple(Note(one.note, one.at, names.get(one.adviser, "")) for one in newest)


def medium_of_order(told: Sequence[Event], number: str) -> str:
    """By which medium the order with that number was placed, empty where the log is younger."""
    found = (one.medium for one in told if one.id == f"{Kind.BOUGHT} {number}")
    return next(found, "")


def media(happenings: Sequence[Happening]) -> list[tuple[str, str]]:
    """The media something happened by, each with its words, in their usual order."""
    used = {one.medium for one in happenings}
    return [(medium, str(words)) for medium, words in MEDIA.items() if medium in used]


def _advisers(told: Iterable[Event]) -> Mapping[str, str]:
    """The names of who wrote these down, by account; empty for one that is gone."""
    accounts = {one.adviser for one in told}
    with workshop().database.reading() as session:
        who = {one: find_account(session, one) for one in accounts if one}
    return {account: found.name if found else "" for account, found in who.items()}
