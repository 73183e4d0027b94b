"""The manager's conversation about needs and segments: three families, three ways, saved or not."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, current_app, request, url_for

from configurator.csv_rows import Mistyped, csv_rows
from configurator.storage.accounts import Account, Role
from configurator.storage.customers import find_customer
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Request, done_before
from configurator.storage.jobs import SEGMENTS, Work, want_job
from configurator.storage.segment_labels import label, label_counts
from configurator.storage.segment_rows import Segmentation
from configurator.storage.segments import ask, in_force, segmentations, segments_in, sizes
from configurator.storage.traits import (
    support,
)
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.amount import currency
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.format import short_money
from configurator.web.need_words import (
    FAMILIES,
    KINDS,
    WAYS,
    known,
    need_words,
)
from configurator.web.render import render, see_other
from customers.needs.criteria import shipped
from customers.needs.rule import Written
from customers.needs.segmentation import Asked, Family, Way
from customers.needs.traits import as_key
from customers.needs.wants import is_of_community

blueprint = Blueprint("needs", __name__, url_prefix="/needs")

MOST_RULES, MOST_GROUPS, MOST_SEED = 20, 12, 10**6
LONGEST_NAME, MOST_LABELS = 60, 20_000
CENTS = 100


@blueprint.get("")
@only_for(Role.MANAGER, Role.MARKETER)
def index() -> Response:
    """The segments in force of each family, and the needs of the community."""
    with workshop().database.reading() as session:
        found = in_force(session)
        shown = {family: segments_in(session, one.id) for family, one in found.items()}
        people = {family: sizes(session, family) for family in Family}
        needs = support(session)
    limits = shipped().limits
    shared = {need for need in needs if is_of_community(need, needs, limits.community)}
    return render(
        "needs/page.html",
        "needs/page.html",
        families=[
            (family, words, shown.get(family, ()), people[family], found.get(family))
            for family, words in FAMILIES.items()
        ],
        needs=sorted(((needs[one], need_words(one)) for one in shared), reverse=True),
        own=len(needs) - len(shared),
        limits=limits,
        middle=_middle,
    )


@blueprint.get("/<family>")
@only_for(Role.MANAGER, Role.MARKETER)
def show(family: str) -> Response:
    """The three ways to a family's segments side by side, and what was made lately."""
    return _ways(_family(family))


@blueprint.post("/<family>")
@only_for(Role.MANAGER, Role.MARKETER)
def make(family: str) -> Response:
    """Have segments made in one way; the worker does it, and the form's key has it done once."""
    form, who, of, way = read_form(), asker(), _family(family), request.form.get("way", "")
    if way not in set(Way):
        abort(HTTPStatus.BAD_REQUEST)
    id_, now = workshop().new_link(), workshop().now()
    asked = _asked(of, Way(way))
    if asked is None:
        return _ways(of, lacks_rules=True, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    request_ = Request(f"segments {who.id}", form.key, {"family": family, "way": way})
    with workshop().database.recording() as session:
        if not done_before(session, request_, now):
            ask(session, id_, asked, who.id, now)
            want_job(session, Work(SEGMENTS, id_), now)
            wake(id_)
            return _sent(url_for("made.show", id_=id_))
    return _sent(url_for(".show", family=family))


@blueprint.post("/<family>/labels")
@only_for(Role.MANAGER)
def take_labels(family: str) -> Response:
    """Take in a CSV of customers and labels, all or nothing."""
    form, who, of = read_form(), asker(), _family(family)
    sent, now = request.files.get("file"), workshop().now()
    try:
        rows = _labels(sent.stream.read() if sent else b"")
    except Mistyped as mistake:
        trouble = str(mistake)
        return _ways(of, trouble=trouble, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    with workshop().database.recording() as session:
        strange = [person for person in rows if find_customer(session, person) is None]
        request_ = Request(f"labels {family} {who.id}", form.key, {"rows": len(rows)})
        if not strange and not done_before(session, request_, now):
            for person, text in rows.items():
                label(session, of, person, text, who.id, now)
    if strange:
        return _ways(of, strange=len(strange), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _sent(url_for(".show", family=family))


def _asked(family: Family, way: Way) -> Asked | None:
    """What a form asks for; None for rules without any."""
    if way is Way.RULES:
        written = tuple(_written(request.form.get("rules", "")))[:MOST_RULES]
        return Asked(family, way, written) if written else None
    number, seed = (_whole(request.form.get(name, "")) for name in ("number", "seed"))
    criteria = known().criteria.all
    chosen = tuple(one.key for one in criteria if one.key in request.form.getlist("criteria"))
    return Asked(family, way, (), chosen, min(number, MOST_GROUPS), min(seed, MOST_SEED))


def _written(text: str) -> list[Written]:
    """One segment a line: its name, a colon and the rule."""
    found: dict[str, Written] = {}
    for line in text.splitlines():
        name, colon, sentence = line.partition(":")
        if line.strip():
            key = name.strip()[:LONGEST_NAME] if colon else line.strip()[:LONGEST_NAME]
            found.setdefault(key, Written(key, sentence.strip()))
    return list(found.values())


def _labels(written: bytes) -> Mapping[str, str]:
    """Labels by customer. Raises Mistyped."""
    rows = list(csv_rows(written))
    if not rows or [cell.strip() for cell in rows[0][1]] != ["customer", "label"]:
        raise Mistyped(1, "", "the columns are customer,label")
    found: dict[str, str] = {}
    for line, cells in rows[1 : MOST_LABELS + 1]:
        if len(cells) != len(("customer", "label")) or not as_key(cells[1]):
            raise Mistyped(line, "label", "a customer and a label belong here")
        found[cells[0].strip()] = cells[1].strip()[:LONGEST_NAME]
    return found


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len("1000000") else 0


def _ways(
    family: Family,
    *,
    trouble: str = "",
    strange: int = 0,
    lacks_rules: bool = False,
    status: int = HTTPStatus.OK,
) -> Response:
    with workshop().database.reading() as session:
        lately, labels = segmentations(session, family), label_counts(session, family)
    criteria = known().criteria
    grouped = [
        (words, [one for one in criteria.all if one.family is kind])
        for kind, words in KINDS.items()
    ]
    return render(
        "needs/ways.html",
        "needs/ways.html",
        status=status,
        family=family,
        title=FAMILIES[family],
        ways=WAYS,
        lately=lately,
        labels=sorted(labels.items()),
        criteria=[(words, some) for words, some in grouped if some],
        typed=request.form.get("rules", "") if lacks_rules else "",
        trouble=trouble,
        strange=strange,
        lacks_rules=lacks_rules,
        key=uuid4().hex,
    )


def _middle(current: Segmentation | None, place: int) -> str:
    if current is None or place >= len(current.figures):
        return ""
    cents = current.figures[place].middle_cents
    return short_money(round(cents / CENTS) * CENTS, currency(), language()) if cents else ""


def _family(text: str) -> Family:
    if text not in set(Family):
        raise NotThere("family", text)
    return Family(text)


def asker() -> Account:
    """Who is signed in: `only_for` saw to it."""
    who = sessions.account()
    assert who is not None  # only_for saw to it
    return who


def wake(id_: str) -> None:
    """Have the worker look at a segmentation at once."""
    queue = current_app.extensions["queue"]
    if queue is not None:
        queue.put(Work(SEGMENTS, id_))


def _sent(address: str) -> Response:
    return see_other(address)
