"""What is done with the order on the table: given a roll, and measured."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage.accounts import Account, find_account
from configurator.storage.documents import fingerprint
from configurator.storage.errors import NotThere
from configurator.storage.found import Finding, MeasuredMeanwhile, Told, record_findings
from configurator.storage.idempotency import Request, done_before
from configurator.storage.orders import get_order
from configurator.storage.rolls import (
    CutAlready,
    TakenMeanwhile,
    find_reading,
    read_roll,
    take_roll,
)
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.format import listed
from configurator.web.on_table import read_lengths
from configurator.web.render import asked_by_htmx, see_other
from configurator.web.roll_form import Typed, judged, read_typed
from configurator.web.scanning import WORKERS
from configurator.web.stations import Seen, place_called, station_page
from production.found import stage_at
from production.order import Order
from production.supplement import Roll, kind_of
from production.tracking import State

blueprint = Blueprint("bench", __name__, url_prefix="/workshop")

ANOTHER = "another"
"""What is sent in place of a roll's key where its strip is read just now."""

LONGEST_KEY = 9
FOUND_PART = "workshop/_found_answer.html"


@blueprint.post("/cutting/roll")
@only_for(*WORKERS)
def take() -> Response:
    """Cut an order from a roll that is known, or whose strip was just read. Raises NotThere."""
    form, order, who, now = read_form(), _order(), _asker(), workshop().now()
    key = request.form.get("roll", "")
    if not key:
        return _refused(order, _("Please say which roll."), HTTPStatus.UNPROCESSABLE_ENTITY)
    roll: Roll | None = None
    if key == ANOTHER:
        found = judged(read_typed(), kind_of(order), who.id, now)
        if isinstance(found, Typed):
            told = found.doubt or _("The roll cannot be taken so: see its fields.")
            return _refused(order, told, HTTPStatus.UNPROCESSABLE_ENTITY, found)
        roll = found
    elif not (key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY):
        abort(HTTPStatus.BAD_REQUEST)
    content = {"roll": key, "read": _read(roll)}
    asked = Request(f"roll of {order.number} {fingerprint(content)}", form.key, content)
    try:
        with workshop().database.recording() as session:
            if not done_before(session, asked, now):
                known = read_roll(session, roll) if roll else find_reading(session, int(key))
                if known is None:
                    raise NotThere("roll", key)
                take_roll(session, order.number, known, seen=form.revision, by=who.id, at=now)
    except CutAlready:
        told = _("%(number)s is cut already: its numbers stay.", number=order.number)
        return _refused(order, told, HTTPStatus.CONFLICT)
    except TakenMeanwhile:
        told = _("%(number)s was given another roll meanwhile. Look again.", number=order.number)
        return _refused(order, told, HTTPStatus.CONFLICT)
    return _shown(State.CUTTING, order)


@blueprint.post("/<station>/found")
@only_for(*WORKERS)
def measure(station: str) -> Response:
    """Keep what was measured of a garment, whole or point by point. Raises NotThere."""
    place, form, order, who = place_called(station), read_form(), _order(), _asker()
    stage = stage_at(order, place)
    if stage is None:
        abort(HTTPStatus.BAD_REQUEST)
    points = tuple(target.point.key for target in order.tailoring.targets)
    lengths, texts = read_lengths(points)
    now = workshop().now()
    told = Told(order.number, stage, lengths, form.revision, who.id, now)
    # A page keeps its key while field after field of it is saved.
    content = {"stage": stage.value, "found": dict(lengths), "seen": form.revision}
    asked = Request(f"found {order.number} {fingerprint(content)}", form.key, content)
    try:
        with workshop().database.recording() as session:
            if not done_before(session, asked, now):
                record_findings(session, told)
    except MeasuredMeanwhile as error:
        seen = Seen(order.number, trouble=_meanwhile(order, error.current))
        return station_page(place, seen, HTTPStatus.CONFLICT, typed=texts)
    if len(lengths) < len(texts):
        refused, seen = HTTPStatus.UNPROCESSABLE_ENTITY, Seen(order.number)
        return station_page(place, seen, refused, typed=texts, part=FOUND_PART)
    return _shown(place, order, FOUND_PART)


def _read(roll: Roll | None) -> list[str | int]:
    """A reading as JSON; nothing for a roll known before."""
    if roll is None:
        return []
    return [roll.number, roll.shrinkage.warp_permille, roll.shrinkage.weft_permille]


def _refused(order: Order, trouble: str, status: int, strip: Typed | None = None) -> Response:
    return station_page(State.CUTTING, Seen(order.number, trouble=trouble), status, strip=strip)


def _shown(place: State, order: Order, part: str = "workshop/_answer.html") -> Response:
    if asked_by_htmx():
        return station_page(place, Seen(order.number), part=part)
    to = url_for("stations.show", station=place, order=order.number)
    return see_other(to)


def _meanwhile(order: Order, current: tuple[Finding, ...]) -> str:
    names = {one.point.key: one.point.name.in_(language()) for one in order.tailoring.targets}
    with workshop().database.reading() as session:
        account = find_account(session, current[0].by)
    told = [f"{names[one.point]} {one.found_mm or '-'}" for one in current]
    return str(
        _(
            "%(name)s measured meanwhile: %(told)s mm. Look at both, then save yours again.",
            name=account.name if account else current[0].by,
            told=listed(told, language()),
        )
    )


def _order() -> Order:
    """The order this request is about. Raises NotThere."""
    with workshop().database.reading() as session:
        return get_order(session, request.form.get("number", "")).order


def _asker() -> Account:
    who = sessions.account()
    assert who is not None  # only_for saw to it
    return who
