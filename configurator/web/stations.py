"""The stations of the workshop: what waits there, and the scans that move it on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage.errors import NotThere
from configurator.storage.orders import get_order
from configurator.storage.scans import (
    MOST_WAITING,
    Recorded,
    count_open,
    find_scan,
    follow_order,
    waiting_at,
)
from configurator.storage.slots import with_slots
from configurator.value_online import policies_now
from configurator.web.access import only_for
from configurator.web.desk import language, workshop
from configurator.web.on_table import on_table
from configurator.web.render import asked_by_htmx, render, see_other
from configurator.web.roll_form import Typed
from configurator.web.scanning import WORKERS, note, number_meant, record
from configurator.web.station_view import Echo, Line, bench, echo, queue, tabs
from configurator.web.status_words import DOUBTS, SHOP
from production.panel import View
from production.picture import picture
from production.tracking import PLACES, STATIONS, Direction, State

blueprint = Blueprint("stations", __name__, url_prefix="/workshop")

SCANNED = {way.value: way for way in (Direction.IN, Direction.OUT, Direction.BACK)}
LONGEST_TOLD = 24
A_DAY_S = 24 * 3600
DRAWN_LATELY = 128


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page of a station shows besides its queue.

    `number` is the order on the table, `echo` the last scan, `trouble` what was wrong with the
    last request and `typed` what it said.
    """

    number: str | None = None
    echo: Echo | None = None
    trouble: str = ""
    typed: str = ""


@blueprint.get("")
@only_for(*WORKERS)
def index() -> Response:
    """All stations, with how much lies at each."""
    shop = workshop()
    with shop.database.reading() as session:
        loads = count_open(session, shop.today())
    page = "workshop/index.html"
    return render(page, page, tabs=tabs(loads), held=loads[State.HOLD])


@blueprint.get("/<station>")
@only_for(*WORKERS)
def show(station: str) -> Response:
    """The queue of a station, with the order and the last scan that the address names."""
    place, number = place_called(station), request.args.get("order")
    said = _said_before(number, request.args.get("scan", "")) if number else None
    return station_page(place, Seen(number, said))


@blueprint.post("/<station>/scan")
@only_for(*WORKERS)
def scan(station: str) -> Response:
    """A scan in or out, or the way back to an earlier station (`to`)."""
    place, typed = place_called(station), request.form.get("number", "")
    way = SCANNED.get(request.form.get("direction", ""))
    to = place_called(request.form.get("to", "")) if way is Direction.BACK else place
    if way is None:
        abort(HTTPStatus.BAD_REQUEST)
    try:
        return _answered(place, record(number_meant(typed), way, to))
    except NotThere:
        return _not_an_order(place, typed)


@blueprint.post("/<station>/undo")
@only_for(*WORKERS)
def undo(station: str) -> Response:
    """Take a scan back. Raises NotThere."""
    other = {"undoes": request.form.get("undoes", "")}
    return _answered(place_called(station), record(_number(), Direction.UNDO, other=other))


@blueprint.post("/<station>/hold")
@only_for(*WORKERS)
def hold(station: str) -> Response:
    """Put an order on hold, saying why. Raises NotThere."""
    if not note():
        told = _("Please say why, so that somebody can settle it.")
        return station_page(
            place_called(station), Seen(_number(), trouble=told), HTTPStatus.UNPROCESSABLE_ENTITY
        )
    return _answered(place_called(station), record(_number(), Direction.HOLD))


@blueprint.post("/<station>/release")
@only_for(*WORKERS)
def release(station: str) -> Response:
    """Let an order go on. Raises NotThere."""
    return _answered(place_called(station), record(_number(), Direction.RELEASE))


@blueprint.get("/picture/<number>.svg")
@only_for(*WORKERS)
def front(number: str) -> Response:
    """The garment of an order in small, as it was chosen; nobody's measures. Raises NotThere."""
    with workshop().database.reading() as session:
        order = get_order(session, number).order
    look = tuple((key, tuple(sorted(of.items()))) for key, of in sorted(order.look.items()))
    answer = Response(_drawn(look), mimetype="image/svg+xml")
    # An order is frozen, and a queue of pictures would be fetched anew at every scan.
    answer.cache_control.private = True
    answer.cache_control.max_age = A_DAY_S
    return answer


Look = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@lru_cache(maxsize=DRAWN_LATELY)
def _drawn(look: Look) -> str:
    return picture({key: dict(strings) for key, strings in look}, View.FRONT, "")


def place_called(station: str) -> State:
    """The place of that name. Raises NotThere."""
    if station not in PLACES or station == State.COLLECTED:
        raise NotThere("station", station)
    return State(station)


def _number() -> str:
    return request.form.get("number", "")


def _answered(place: State, recorded: Recorded) -> Response:
    """What follows a scan: for htmx the parts that changed, else the page that shows them."""
    if asked_by_htmx():
        return station_page(place, Seen(recorded.number, echo(recorded)))
    to = url_for("stations.show", station=place, order=recorded.number, scan=recorded.scan.scan_id)
    return see_other(to)


def _not_an_order(place: State, typed: str) -> Response:
    number = typed.strip()[:LONGEST_TOLD]
    told = (
        _("There is no order %(number)s.", number=number)
        if number
        else _("No number arrived. Please scan again.")
    )
    return station_page(place, Seen(trouble=told, typed=typed), HTTPStatus.UNPROCESSABLE_ENTITY)


def _said_before(number: str, scan_id: str) -> Echo | None:
    with workshop().database.reading() as session:
        said = find_scan(session, number, scan_id)
        return (
            echo(Recorded(number, said, follow_order(session, number).tracking, existed=True))
            if said
            else None
        )


def station_page(  # noqa: PLR0913 - where, what, how it went, and what was refused
    place: State,
    seen: Seen,
    status: int = HTTPStatus.OK,
    *,
    typed: Mapping[str, str] | None = None,
    strip: Typed | None = None,
    part: str = "workshop/_answer.html",
) -> Response:
    """The page of a station, or for htmx that `part` of it.

    `typed` lengths and `strip` were refused and stand in their fields again.
    """
    shop = workshop()
    today = shop.today()
    with shop.database.reading() as session:
        loads, found = count_open(session, today), waiting_at(session, place)
        found_order = follow_order(session, seen.number) if seen.number else None
        slots = with_slots(session, [one.stored.order.number for one in found])
    table = on_table(found_order, place, typed, strip) if found_order else None
    policies = policies_now()
    minutes = policies.care.station_minutes if policies else 0
    cards = queue(found, place, language(), today, Line(slots, minutes))
    return render(
        "workshop/page.html",
        part,
        status=status,
        place=place,
        stations=STATIONS,
        tabs=tabs(loads),
        cards=cards[:MOST_WAITING],
        bench=bench(found_order, table, place, language(), today)
        if found_order and table
        else None,
        seen=replace(seen, typed=seen.typed.strip()[:LONGEST_TOLD]),
        states=State,
        shop_words=SHOP,
        doubt_words=DOUBTS,
        new_id=lambda: uuid4().hex,
    )
