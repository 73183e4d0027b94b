"""The manager's pages of value: an overview, a page for each message, its chart and its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.charts import COLOURS, drawn
from configurator.sheets_out import as_csv, as_xlsx
from configurator.storage import audit
from configurator.storage.accounts import Role
from configurator.storage.errors import NotThere
from configurator.storage.figures import Asking, counted
from configurator.storage.figures import people as read_people
from configurator.storage.tables_figures import ValueCellRow
from configurator.storage.value import current_run
from configurator.web import (
    figure_places,
    figure_steering,
    figure_tiers,
    figure_time,
    figure_value,
    figure_weeks,
)
from configurator.web.access import only_for
from configurator.web.boundaries import ours
from configurator.web.desk import workshop
from configurator.web.figure_page import (
    FILTERS,
    LONGEST,
    Line,
    Made,
    Page,
    as_kept,
    asked_for,
    at,
    euros,
    number,
    tier_words,
    told,
)
from configurator.web.navigation import may_go
from configurator.web.own_account import me_now
from configurator.web.render import render
from configurator.web.restricting import readable
from customers.value.spread import BARS

blueprint = Blueprint("figures", __name__, url_prefix="/value")

PAGES: Mapping[str, tuple[LazyString, Made]] = {
    "concentration": (_l("Who holds the value"), figure_value.concentration),
    "distribution": (_l("How value spreads"), figure_value.distribution),
    "tiers": (_l("Tiers over time"), figure_tiers.tiers),
    "moves": (_l("Who rose and who fell"), figure_tiers.moves),
    "retention": (_l("Who comes back"), figure_time.retention),
    "forecast": (_l("Forecast and truth"), figure_time.forecast),
    "weeks": (_l("Week by week"), figure_weeks.weeks),
    "served": (_l("Served and held back"), figure_steering.served),
    "contacts": (_l("What personal care costs"), figure_steering.contacts),
    "known": (_l("Whom we know"), figure_steering.known),
    "places": (_l("Where customers live"), figure_places.places),
    "classes": (_l("Occupation and age"), figure_places.classes),
    "alike": (_l("Prospects like the best"), figure_places.alike),
}
"""The pages by their addresses, in the order of the overview: their names, and what makes them."""

FILES = {
    "csv": ("text/csv", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}
LISTED_BY = ("shop", "segment", "region", "town", "band", "trade", "who", "tier")
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Way:
    """A line of the overview: where it leads, its name, and its message."""

    address: str
    name: str
    message: str


@blueprint.get("")
@only_for(Role.MANAGER, Role.MARKETER, Role.ADMIN)
def index() -> Response:
    """What customers are worth in short, and the message of every page."""
    shop = workshop()
    with shop.database.reading() as session:
        run = current_run(session)
        sums = counted(session, ValueCellRow, ("tier",), {}, shop.now()).values()
        asking = Asking(session, {}, shop.now(), is_short=True)
        ways = [
            Way(url_for("figures.show", page=key), str(name), make(asking).title)
            for key, (name, make) in PAGES.items()
        ]
    facts = [
        (str(_("Customers")), number(sum(one.customers for one in sums))),
        (str(_("Worth together")), euros(sum(one.value_cents for one in sums))),
        (str(_("Earned so far")), euros(sum(one.earned_cents for one in sums))),
        (str(_("Purchases")), number(sum(one.purchases for one in sums))),
    ]
    return render("value/overview.html", "value/overview.html", ways=ways, facts=facts, run=run)


@blueprint.get("/<page>")
@only_for(Role.MANAGER, Role.MARKETER, Role.ADMIN)
def show(page: str) -> Response:
    """One message with its chart and its table. Raises NotThere."""
    asked = _asked()
    made = _made(page, asked)
    lines: tuple[Line, ...] = ()
    if page == "alike" and may_go("figures.people"):
        with workshop().database.reading() as session:
            lines = figure_places.prospects(Asking(session, asked, workshop().now()))
    return render(
        "value/page.html",
        "value/page.html",
        name=str(PAGES[page][0]),
        page=made,
        prospects=lines,
        picture={theme: _at("figures.chart", page, asked, theme) for theme in COLOURS},
        files={kind: _at("figures.file", page, asked, kind) for kind in FILES},
        ways=[
            (url_for("figures.show", page=key), str(name), key == page)
            for key, (name, _m) in PAGES.items()
        ],
    )


@blueprint.get("/<page>/<kind>.svg")
@only_for(Role.MANAGER, Role.MARKETER, Role.ADMIN)
def chart(page: str, kind: str) -> Response:
    """The chart of a page, light or dark. Raises NotThere."""
    made = _made(page, _asked())
    if made.chart is None or kind not in COLOURS:
        raise NotThere("chart", page)
    answer = make_response(drawn(made.chart, kind))
    answer.mimetype = "image/svg+xml"
    return answer


@blueprint.get("/<page>/table.<kind>")
@only_for(Role.MANAGER, Role.MARKETER, Role.ADMIN)
def file(page: str, kind: str) -> Response:
    """The table of a page to take along; who took it is in the trail. Raises NotThere."""
    if kind not in FILES:
        raise NotThere("file", kind)
    made, shop = _made(page, _asked()), workshop()
    mimetype, write = FILES[kind]
    rows = [
        [line.head, *(_kept(cell.number, cell.text) for cell in line.cells)] for line in made.lines
    ]
    content = write(made.title, made.columns, rows)
    deed = audit.Deed(shop.now(), me_now().id, "exported", f"value {page}", after=dict(_asked()))
    with shop.database.recording() as session:
        audit.record(session, deed)
    answer = make_response(content)
    answer.mimetype = mimetype
    answer.headers["Content-Disposition"] = f'attachment; filename="{page}.{kind}"'
    return answer


@blueprint.get("/people")
@only_for(Role.MANAGER)
def people() -> Response:
    """The customers behind a number, the most valuable first."""
    asked = asked_for((*LISTED_BY, "bar"))
    only = {key: as_kept(key, value) for key, value in asked.items() if key != "bar"}
    first = _first()
    with workshop().database.reading() as session:
        found = read_people(
            session, only, _limits(asked.get("bar")), slice(first, first + AT_ONCE + 1)
        )
    is_more = len(found) > AT_ONCE
    shown = readable(ours(found[:AT_ONCE], lambda one: one.id), lambda one: one.id)
    named = [
        tier_words(int(value)) if key == "tier" else told(str(value)) for key, value in only.items()
    ]
    return render(
        "value/people.html",
        "value/people.html",
        people=[(one, tier_words(one.tier), euros(one.value_cents)) for one in shown],
        named=named,
        before=at("figures.people", asked | {"first": str(max(first - AT_ONCE, 0))})
        if first
        else "",
        after=at("figures.people", asked | {"first": str(first + AT_ONCE)}) if is_more else "",
    )


def _asked() -> dict[str, str]:
    return asked_for(FILTERS)


def _made(page: str, asked: Mapping[str, str]) -> Page:
    """A page as it is now; what draws and writes comes after the reading. Raises NotThere."""
    if page not in PAGES:
        raise NotThere("page", page)
    shop = workshop()
    with shop.database.reading() as session:
        return PAGES[page][1](Asking(session, asked, shop.now()))


def _at(endpoint: str, page: str, asked: Mapping[str, str], kind: str) -> str:
    query = urlencode(asked)
    return f"{url_for(endpoint, page=page, kind=kind)}?{query}"


def _kept(amount: float | None, text: str) -> float | str:
    return text if amount is None else amount


def _first() -> int:
    written = request.args.get("first", "0")
    if not written.isdecimal() or len(written) > LONGEST // 10:
        abort(HTTPStatus.BAD_REQUEST)
    return int(written)


def _limits(bar: str | None) -> tuple[int | None, int | None]:
    """The values between which a bar of the distribution lies."""
    if bar is None:
        return None, None
    if not bar.isdecimal() or int(bar) > len(BARS):
        abort(HTTPStatus.BAD_REQUEST)
    place = int(bar)
    low = BARS[place - 1] if place else None
    return low, BARS[place] if place < len(BARS) else None
