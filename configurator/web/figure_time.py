"""Pages about time: who comes back, and whether what was foreseen came."""

from datetime import date

from babel.dates import format_date
from flask_babel import gettext as _

from configurator.charts import Chart, Form, Mark
from configurator.figures_night import COHORTS, FORECAST, read_forecast
from configurator.storage.figures import Asking
from configurator.storage.night_figures import find_figure
from configurator.web.desk import language
from configurator.web.figure_page import (
    HIDDEN,
    Cell,
    Line,
    Page,
    decimal,
    few,
    number,
    plain,
    share,
)
from customers.value.hiding import FEWEST
from production.format import locale_of

STEPS = 8
"""So many quarters after the first purchase are shown."""


def retention(asking: Asking) -> Page:
    """Of who first bought in a quarter, how many bought in each later one."""
    found = find_figure(asking.session, COHORTS)
    columns = (
        str(_("First bought")),
        str(_("Customers")),
        *(f"+{one}" for one in range(1, STEPS + 1)),
    )
    if found is None:
        return Page(few(), "", columns, ())
    begins = [date.fromisoformat(one) for one in found.figures["begins"]]
    active = {(first, later): people for first, later, people in found.figures["rows"]}
    whole = [place for place in range(1, len(begins)) if active.get((place, place), 0) >= FEWEST]
    lines = tuple(_cohort(place, begins, active) for place in whole)
    came = sum(active[one, one] for one in whole if one + 1 < len(begins))
    back = sum(active.get((one, one + 1), 0) for one in whole if one + 1 < len(begins))
    title = str(
        _("%(share)s of new customers buy again in the next quarter", share=share(back, came))
    )
    marks = tuple(
        Mark(f"+{step}", cell.number, cell.text, line.head)
        for line in lines
        for step, cell in enumerate(line.cells[1:], start=1)
        if cell.number is not None
    )
    return Page(
        title=title if came else few(),
        lead=str(
            _("By the quarter of the first purchase: who bought again, so many quarters later.")
        ),
        columns=columns,
        lines=lines,
        chart=Chart(Form.SQUARES, title, title, marks, str(_("quarters later"))) if came else None,
    )


def _cohort(place: int, begins: list[date], active: dict[tuple[int, int], int]) -> Line:
    """A row: how many came, and which share of them bought in each whole quarter since."""
    came = active[place, place]
    cells = [plain(came)]
    for later in range(place + 1, min(place + STEPS + 1, len(begins))):
        bought = active.get((place, later), 0)
        is_few = 0 < min(bought, came - bought) < FEWEST
        cells.append(HIDDEN if is_few else Cell(share(bought, came), bought / came))
    cells += [Cell("")] * (STEPS + 1 - len(cells))
    return Line(quarter(begins[place - 1]), tuple(cells))


def forecast(asking: Asking) -> Page:
    """What quarters were expected to bring, and what they brought."""
    found = find_figure(asking.session, FORECAST)
    quarters = read_forecast(dict(found.figures)) if found else []
    over = [one for one in quarters if one.actual is not None]
    columns = (
        *(str(_("Quarter")), str(_("Expected")), str(_("At least")), str(_("At most"))),
        *(str(_("Came")), str(_("Difference"))),
    )
    if not over:
        return Page(few(), "", columns, ())
    last = over[-1]
    assert last.actual is not None
    limits = {"low": number(round(last.low)), "high": number(round(last.high))}
    said = _(
        "Last quarter brought %(came)s purchases; %(low)s to %(high)s were expected",
        came=number(last.actual),
        **limits,
    )
    marks = tuple(
        Mark(
            quarter(one.begin),
            one.actual,
            number(one.actual) if one.actual is not None else "",
            low=one.low,
            high=one.high,
        )
        for one in quarters
    )
    return Page(
        title=str(said),
        lead=str(
            _(
                "Purchases of who was a customer already: bars hold 90 of 100 such quarters,"
                " points are what came."
            )
        ),
        columns=columns,
        lines=tuple(
            Line(
                quarter(one.begin),
                (
                    *(plain(round(amount)) for amount in (one.expected, one.low, one.high)),
                    plain(one.actual) if one.actual is not None else Cell(""),
                    _off(one.actual, one.expected),
                ),
            )
            for one in quarters
        ),
        chart=Chart(Form.RANGES, str(said), str(said), marks),
    )


def _off(came: int | None, expected: float) -> Cell:
    if came is None or not expected:
        return Cell("")
    off = came / expected - 1
    sign = "\N{MINUS SIGN}" if off < 0 else "+"
    return Cell(f"{sign}\N{NO-BREAK SPACE}{decimal(abs(off) * 100)}\N{NO-BREAK SPACE}%", off)


def quarter(begin: date) -> str:
    """`Q3 2026` as the reader's language has it."""
    return format_date(begin, "QQQ y", locale=locale_of(language()))
