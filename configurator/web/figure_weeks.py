"""The page of weeks: what each was expected to bring, and what came."""

from collections.abc import Mapping
from datetime import date, timedelta

from babel.dates import format_date
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.charts import Chart, Form, Mark
from configurator.steering_night import ORDERS, VISITS, WEEKS, read_weeks
from configurator.storage.figures import Asking
from configurator.storage.night_figures import find_figure
from configurator.web.desk import language
from configurator.web.figure_page import FILTERS, Cell, Filter, Line, Page, few, number, plain
from customers.value.weekly import Week
from production.format import locale_of

COUNTED: Mapping[str, LazyString] = {ORDERS: _l("Orders"), VISITS: _l("Visits")}


def weeks(asking: Asking) -> Page:
    """What each week was expected to bring, and what it brought."""
    what = asking.asked.get("by", ORDERS)
    what = what if what in COUNTED else ORDERS
    found = _weeks(asking, what)
    over = [one for one in found if one.actual is not None]
    title = few()
    if over:
        last = over[-1]
        title = str(
            _(
                "Last week brought %(came)s; %(low)s to %(high)s were expected",
                came=number(last.actual or 0),
                low=number(round(last.low)),
                high=number(round(last.high)),
            )
        )
    marks = tuple(
        Mark(
            week(one.begin),
            one.actual,
            number(one.actual) if one.actual is not None else "",
            low=one.low,
            high=one.high,
        )
        for one in found
    )
    options = tuple((key, str(words)) for key, words in COUNTED.items())
    return Page(
        title=title,
        lead=str(_("Bars hold 90 of 100 such weeks, points are what came.")),
        columns=(
            *(str(_("Week of")), str(_("Expected")), str(_("At least")), str(_("At most"))),
            *(str(_("Came")), ""),
        ),
        lines=tuple(map(_week_line, found)) if over else (),
        chart=Chart(Form.RANGES, title, title, marks) if over else None,
        filters=(Filter("by", str(FILTERS["by"]), options, what),),
    )


def outside(asking: Asking) -> list[tuple[str, str, Week]]:
    """What last week brought otherwise than foreseen: its key and words, and the week."""
    found = []
    for what, words in COUNTED.items():
        over = [one for one in _weeks(asking, what) if one.actual is not None]
        is_last = over and over[-1].begin + timedelta(weeks=2) > asking.now.date()
        if is_last and over[-1].is_outside:
            found.append((what, str(words), over[-1]))
    return found


def week(begin: date) -> str:
    """`16 Nov` as the reader's language has it."""
    return format_date(begin, "d MMM", locale=locale_of(language()))


def _weeks(asking: Asking, what: str) -> list[Week]:
    found = find_figure(asking.session, WEEKS)
    return read_weeks(dict(found.figures), what) if found else []


def _week_line(one: Week) -> Line:
    came = plain(one.actual) if one.actual is not None else Cell("")
    limits = (plain(round(amount)) for amount in (one.expected, one.low, one.high))
    said = str(_("outside")) if one.is_outside else ""
    return Line(week(one.begin), (*limits, came, Cell(said)))
