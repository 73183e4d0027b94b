"""Pages about the value of customers now: how it spreads, who holds it, who moved."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from flask_babel import gettext as _

from configurator.charts import Chart, Form, Mark
from configurator.storage.figures import Asking, Sums, counted
from configurator.storage.tables_figures import ValueCellRow
from configurator.web.figure_page import (
    Cell,
    Filter,
    Grid,
    Line,
    Page,
    euros,
    few,
    filter_of,
    grid_lines,
    only,
    people_at,
    plain,
    share,
)
from customers.value.hiding import FEWEST
from customers.value.spread import BARS, Class, bars, curve, median_cents, share_of_first

KEYS = ("shop", "segment", "region", "tier")
HEADS = (0.01, 0.05, 0.1, 0.2, 0.5)
FIFTH = 0.2
ALL = 0


def distribution(asking: Asking) -> Page:
    """How many customers are worth how much."""
    narrowed = only(asking, *KEYS)
    sums = counted(asking.session, ValueCellRow, ("bucket",), narrowed, asking.now)
    grid = Grid([str(one) for one in range(len(BARS) + 1)], (ALL,), _by_bar(sums))
    lines = tuple(
        Line(line.head, line.cells[1:], line.is_sum)
        for line in grid_lines(grid, _between, lambda row, _all: _people(narrowed, row))
    )
    shown = [line for line in lines if not line.is_sum]
    middle = median_cents(_classes(sums))
    title = str(
        _("Half of our customers are worth less than %(amount)s", amount=euros(middle or 0))
    )
    marks = tuple(
        Mark(line.head, line.cells[-2].number, line.cells[-2].text)
        for line in shown
        if not line.cells[-2].is_hidden
    )
    return Page(
        title=title if _enough(sums) else few(),
        lead=str(_("Customers by what they brought and will bring, less what they cost.")),
        columns=(str(_("Value")), str(_("Customers")), str(_("On average"))),
        lines=lines,
        chart=Chart(Form.ROWS, title, _about(marks), marks) if _enough(sums) else None,
        filters=_filters(asking, KEYS),
    )


def concentration(asking: Asking) -> Page:
    """Which share of the value the first so many of a hundred customers hold."""
    sums = counted(asking.session, ValueCellRow, ("bucket",), only(asking, *KEYS), asking.now)
    classes = _classes(sums)
    points = curve(classes, FEWEST)
    people = sum(one.customers for one in sums.values())
    of_fifth = share_of_first(points, FIFTH) if people * FIFTH >= FEWEST else None
    if of_fifth is None:
        return Page(few(), "", (str(_("Customers")), str(_("Of all value"))), ())
    title = str(_("A fifth of our customers hold %(share)s of the value", share=share(of_fifth)))
    marks = tuple(Mark("", y, low=x) for x, y in points)
    fifth = Mark("", of_fifth, share(of_fifth), low=FIFTH)
    heads = [(one, share_of_first(points, one)) for one in HEADS if people * one >= FEWEST]
    lines = tuple(
        Line(
            str(_("The first %(share)s", share=share(head))),
            (plain(round(people * head)), Cell(share(part or 0), round((part or 0) * 100))),
        )
        for head, part in heads
    )
    about = "; ".join(f"{line.head}: {line.cells[1].text}" for line in lines)
    return Page(
        title=title,
        lead=str(_("Customers from the most to the least valuable, and what they hold together.")),
        columns=(
            str(_("Customers")),
            str(_("How many")),
            str(_("Of all value")),
        ),
        lines=lines,
        chart=Chart(
            Form.CURVE,
            title,
            about,
            (*marks, fifth),
            str(_("share of customers")),
            str(_("share of value")),
        ),
        filters=_filters(asking, KEYS),
    )


def _by_bar(sums: Mapping[tuple[str | int, ...], Sums]) -> dict[tuple[str | int, str | int], Sums]:
    """Cells by number of the bar they are shown in."""
    found: dict[tuple[str | int, str | int], Sums] = {}
    for (bucket,), one in sums.items():
        (bar,) = (bar.number for bar in bars([Class(int(bucket), 1, 0)]) if bar.customers)
        key = str(bar), ALL
        found[key] = found.get(key, Sums()).plus(one)
    return found


def _classes(sums: Mapping[tuple[str | int, ...], Sums]) -> list[Class]:
    together: dict[int, Sums] = {}
    for key, one in sums.items():
        together[int(key[0])] = together.get(int(key[0]), Sums()).plus(one)
    return [Class(key, one.customers, one.value_cents) for key, one in together.items()]


def _between(bar: str) -> str:
    """`25 EUR to 50 EUR`, in words."""
    limits = dict(enumerate([*pairwise(BARS)], start=1))
    place = int(bar)
    if place in limits:
        low, high = limits[place]
        return f"{euros(low)}\N{EN DASH}{euros(high)}"
    if place:
        return str(_("from %(amount)s", amount=euros(BARS[-1])))
    return str(_("below %(amount)s", amount=euros(0)))


def _people(narrowed: Mapping[str, str | int], row: str | None) -> str:
    return people_at(**dict(narrowed) | ({"bar": row} if row is not None else {}))


def _filters(asking: Asking, keys: Sequence[str]) -> tuple[Filter, ...]:
    if asking.is_short:
        return ()
    return tuple(
        filter_of(
            key,
            (one[0] for one in counted(asking.session, ValueCellRow, (key,), {}, asking.now)),
            asking.asked,
        )
        for key in keys
    )


def _enough(sums: Mapping[tuple[str | int, ...], Sums]) -> bool:
    return sum(one.customers for one in sums.values()) >= FEWEST


def _about(marks: Sequence[Mark]) -> str:
    return "; ".join(f"{one.at}: {one.text}" for one in marks)
