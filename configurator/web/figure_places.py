"""Pages about who customers are: where they live, what they are, and who is like the best."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.charts import Chart, Form, Mark
from configurator.figures_night import ALIKE
from configurator.storage.figures import OTHER, Asking, Sums, counted
from configurator.storage.night_figures import alike as read_alike
from configurator.storage.night_figures import find_figure
from configurator.storage.tables_figures import PlaceCellRow
from configurator.web.desk import language
from configurator.web.figure_page import (
    TIERS,
    Cell,
    Filter,
    Grid,
    Line,
    Page,
    decimal,
    few,
    filter_of,
    grid_lines,
    number,
    only,
    people_at,
    plain,
    share,
    tier_words,
    told,
)
from configurator.web.navigation import may_go
from customers.value.portrait import BANDS
from production.format import apart

Naming = Callable[[str], str]

MOST_ROWS = 30
MOST_LISTED = 50
TENTHS = 10

WAYS: Mapping[str, LazyString] = {
    "trade": _l("Occupation"),
    "band": _l("Age"),
    "who": _l("Kind of customer"),
}
"""What the page of classes goes by."""

KINDS: Mapping[str, LazyString] = {
    "private": _l("private person"),
    "organisation": _l("organisation"),
}


def places(asking: Asking) -> Page:
    """Regions by tier, or the towns of one."""
    region = only(asking, "region")
    by = "town" if region else "region"
    head = str(_("Town")) if region else str(_("Region"))
    regions = counted(asking.session, PlaceCellRow, ("region",), {}, asking.now)
    return _page(
        asking,
        by,
        head,
        region,
        told,
        filter_of("region", (str(one[0]) for one in regions), asking.asked),
    )


def classes(asking: Asking) -> Page:
    """Occupations, ages or kinds of customer by tier, perhaps of one region."""
    by = asking.asked.get("by", "")
    by = by if by in WAYS else next(iter(WAYS))
    region = only(asking, "region")
    regions = counted(asking.session, PlaceCellRow, ("region",), {}, asking.now)
    way = Filter("by", str(_("By")), tuple((key, str(words)) for key, words in WAYS.items()), by)
    named = filter_of("region", (str(one[0]) for one in regions), asking.asked)
    return _page(asking, by, str(WAYS[by]), region, partial(_class, by), way, named)


def _page(
    asking: Asking,
    by: str,
    head: str,
    only: Mapping[str, str | int],
    name: Naming,
    *filters: Filter,
) -> Page:
    sums = counted(asking.session, PlaceCellRow, (by, "tier"), only, asking.now)
    grid = _largest(sums)
    if by == "band":
        grid = Grid(sorted(grid.rows, key=lambda one: int(one or -1)), TIERS, grid.sums)
    lines = grid_lines(grid, name, lambda row, tier: _people(by, only, row, tier))
    title = _message(grid, lines, name)
    marks = tuple(mark for line in lines if not line.is_sum for mark in _marks(line))
    about = "; ".join(f"{line.head}: {line.cells[-2].text}" for line in lines)
    words = tuple(map(tier_words, TIERS))
    series = (*words, _not_shown()) if any(one.of == _not_shown() for one in marks) else words
    chart = Chart(Form.STACK, title, about, marks, str(_("customers")), series=series)
    return Page(
        title=title,
        lead=str(
            _("As of now, with what was bought today. Nothing is shown of fewer than ten people.")
        ),
        columns=(head, *words, str(_("All")), str(_("On average"))),
        lines=lines,
        chart=chart if marks else None,
        filters=filters,
    )


def _marks(line: Line) -> Iterator[Mark]:
    """The parts of a bar; what is hidden stands together at its end."""
    whole = line.cells[len(TIERS)]
    shown = 0.0
    for place, (tier, cell) in enumerate(zip(TIERS, line.cells, strict=False)):
        if not cell.is_hidden:
            shown += cell.number or 0
            yield Mark(line.head, cell.number, "", tier_words(tier), low=place)
    if not whole.is_hidden and (whole.number or 0) > shown:
        yield Mark(line.head, (whole.number or 0) - shown, "", _not_shown(), low=len(TIERS))


def _not_shown() -> str:
    return str(_("not shown"))


def _message(grid: Grid, lines: tuple[Line, ...], name: Naming) -> str:
    """In which row most of the best are, told where that is no secret."""
    best = {
        row: line.cells[0].number or 0
        for row, line in zip(grid.rows, lines, strict=False)
        if row not in {"", OTHER} and not line.cells[0].is_hidden
    }
    whole = lines[-1].cells[0].number
    if not whole or not any(best.values()):
        return few()
    first = max(best, key=lambda row: best[row])
    return str(
        _(
            "The largest group of our best customers: %(name)s, %(share)s of all CPP",
            name=apart(name(first), language()),
            share=share(best[first], whole),
        )
    )


def _largest(sums: Mapping[tuple[str | int, ...], Sums]) -> Grid:
    """The rows with most customers, the others together as one."""
    people = Counter[str]()
    for (row, _tier), one in sums.items():
        people[str(row)] += one.customers
    kept = [row for row, _customers in people.most_common(MOST_ROWS) if row != OTHER]
    found: dict[tuple[str | int, str | int], Sums] = {}
    for (row, tier), one in sums.items():
        key = (row if row in kept else OTHER), tier
        found[key] = found.get(key, Sums()).plus(one)
    is_more = len(people) > len(kept)
    return Grid([*kept, *([OTHER] if is_more else [])], TIERS, found)


def _people(by: str, only: Mapping[str, str | int], row: str | None, tier: int | None) -> str:
    if row == OTHER:
        return ""
    wanted = dict(only) | ({by: row} if row is not None else {})
    return people_at(**wanted | ({"tier": tier} if tier is not None else {}))


def _class(by: str, value: str) -> str:
    """An occupation, age or kind in words."""
    if by == "who" and value in KINDS:
        return str(KINDS[value])
    if by != "band" or not value:
        return told(value)
    begin = int(value)
    later = [one for one in BANDS if one > begin]
    if not later:
        return str(_("%(years)s and older", years=number(begin)))
    if not begin:
        return str(_("younger than %(years)s", years=number(later[0])))
    return f"{number(begin)}\N{EN DASH}{number(later[0] - 1)}"


def alike(asking: Asking) -> Page:
    """How well prospects like the best are told from others, and who they are."""
    found = find_figure(asking.session, ALIKE)
    lifts = found.figures.get("lifts") if found else None
    columns = (str(_("Of all, the most alike")), str(_("Times as many CPP as at random")))
    if not found or not lifts:
        return Page(few(), "", columns, ())
    first = decimal(lifts[0])
    title = str(
        _("Among the tenth most alike are %(times)s times as many CPP as at random", times=first)
    )
    marks = tuple(
        Mark(share(place / TENTHS), lift, decimal(lift)) for place, lift in enumerate(lifts, 1)
    )
    lines = tuple(Line(one.at, (Cell(one.text, one.amount),)) for one in marks)
    about = "; ".join(f"{one.at}: {one.text}" for one in marks)
    told_of = {key: number(found.figures[key]) for key in ("learned_from", "held_out", "best")}
    learned = _(
        "Learned from %(learned_from)s customers by what they did before they bought;"
        " three of ten, %(held_out)s with %(best)s CPP, were kept back to judge by.",
        **told_of,
    )
    return Page(
        title=title,
        lead=str(learned),
        columns=columns,
        lines=lines,
        chart=Chart(Form.BARS, title, about, marks, str(_("of all, the most alike"))),
    )


def prospects(asking: Asking) -> tuple[Line, ...]:
    """The prospects most alike, for whom may see them."""
    if not may_go("customers.index"):
        return ()
    return tuple(
        Line(
            name,
            (
                Cell(str(place), place, url_for("customers.show", id_=person)),
                plain(round(permille / TENTHS), share(permille / 1000)),
            ),
        )
        for place, (person, name, permille) in enumerate(
            read_alike(asking.session, 0, MOST_LISTED), start=1
        )
    )
