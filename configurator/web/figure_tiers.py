"""Pages about tiers over time: how many belong to which, and who rose or fell."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from babel.dates import format_date
from flask_babel import gettext as _

from configurator.charts import Chart, Form, Mark
from configurator.storage.figures import Asking, Sums
from configurator.storage.value import all_moves
from configurator.web.desk import language
from configurator.web.figure_page import (
    TIERS,
    Filter,
    Grid,
    Line,
    Page,
    few,
    grid_lines,
    number,
    share,
    tier_key,
    tier_words,
)
from customers.value.hiding import hidden
from customers.value.tier import IN_ORDER, UNKNOWN
from production.format import locale_of

MONTHS_SHOWN = 12


def tiers(asking: Asking) -> Page:
    """How many belong to which tier at the end of each month."""
    by_month = {month: _after(moves) for month, moves in _months(asking).items()}
    months = list(by_month)[-MONTHS_SHOWN:]
    counts = {month: by_month[month] for month in months}
    shares = [(counts[one][tier_key(TIERS[0])], sum(counts[one].values())) for one in months]
    title = few()
    if shares:
        first, last = (share(part, whole) for part, whole in (shares[0], shares[-1]))
        title = str(
            _(
                "%(last)s of our customers are CPP now, %(first)s were in %(month)s",
                last=last,
                first=first,
                month=_month(months[0]),
            )
        )
    marks = tuple(
        Mark(_month(one, "MMM"), counts[one][tier_key(tier)], "", tier_words(tier), low=place)
        for one in months
        for place, tier in enumerate(TIERS)
    )
    return Page(
        title=title,
        lead=str(_("Tiers at the end of each month.")),
        columns=(str(_("Month")), *map(tier_words, TIERS), str(_("All"))),
        lines=_of_months(months, counts),
        chart=Chart(
            Form.LAYERS,
            title,
            _layers_about(months, shares),
            marks,
            series=tuple(map(tier_words, TIERS)),
        )
        if months
        else None,
    )


def moves(asking: Asking) -> Page:
    """Who went from which tier to which in a month."""
    known = _months(asking)
    month = asking.asked.get("month") or (list(known)[-1] if known else "")
    went = known.get(month, Counter())
    grid_counts = {(before, after): went[before, after] for before in ROWS for after in ROWS}
    grid = Grid(
        ROWS,
        TIERS,
        {
            (before, as_number(after)): Sums(customers=people)
            for (before, after), people in grid_counts.items()
        },
    )
    lines = tuple(
        Line(line.head, line.cells[:-1], line.is_sum)
        for line in grid_lines(grid, _tier_named, lambda _row, _tier: "")
    )
    up, down = _risen(went)
    title = (
        str(
            _(
                "In %(month)s %(up)s customers rose and %(down)s fell",
                month=_month(month),
                up=number(up),
                down=number(down),
            )
        )
        if went
        else few()
    )
    small = hidden(grid.counts)
    marks = tuple(
        Mark(
            tier_words(column),
            float(grid.counts[row, place]),
            number(int(grid.counts[row, place])),
            _tier_named(name),
        )
        for row, name in enumerate(ROWS)
        for place, column in enumerate(TIERS)
        if not small[row, place]
    )
    months = tuple((one, _month(one)) for one in known)
    return Page(
        title=title,
        lead=str(
            _("From the tier at the end of the month before (rows) to that at its end (columns).")
        ),
        columns=(str(_("From")), *map(tier_words, TIERS), str(_("All"))),
        lines=lines,
        chart=Chart(Form.SQUARES, title, title, marks) if went else None,
        filters=(Filter("month", str(_("Month")), months, month),),
    )


ROWS = tuple(map(tier_key, TIERS))


def as_number(tier: str) -> int:
    """The number of a tier by its name in addresses."""
    return {one.value: place for place, one in enumerate(IN_ORDER)}.get(tier, UNKNOWN)


def _tier_named(key: str) -> str:
    return tier_words(as_number(key))


def _months(asking: Asking) -> Mapping[str, Counter[tuple[str, str]]]:
    """Moves of each month, the oldest first, by tiers as addresses name them."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for month, before, after, people in all_moves(asking.session):
        found.setdefault(month, Counter())[before or ROWS[-1], after or ROWS[-1]] += people
    return found


def _after(moves: Mapping[tuple[str, str], int]) -> Counter[str]:
    found = Counter[str]()
    for (_before, after), people in moves.items():
        found[after] += people
    return found


def _risen(went: Mapping[tuple[str, str], int]) -> tuple[int, int]:
    """How many came into a better tier, and how many into a worse one."""
    known = [
        (as_number(a), as_number(b), n) for (a, b), n in went.items() if ROWS[-1] not in {a, b}
    ]
    return sum(n for a, b, n in known if b > a), sum(n for a, b, n in known if b < a)


def _of_months(months: Sequence[str], counts: Mapping[str, Counter[str]]) -> tuple[Line, ...]:
    grid = Grid(
        months,
        TIERS,
        {
            (month, tier): Sums(customers=counts[month][tier_key(tier)])
            for month in months
            for tier in TIERS
        },
    )
    lines = grid_lines(grid, _month, lambda _row, _tier: "")
    return tuple(Line(one.head, one.cells[:-1]) for one in lines if not one.is_sum)


def _layers_about(months: Sequence[str], shares: Iterable[tuple[int, int]]) -> str:
    told = zip(months, shares, strict=True)
    return "; ".join(f"{_month(one)}: CPP {share(part, whole)}" for one, (part, whole) in told)


def _month(month: str, pattern: str = "MMM y") -> str:
    """`Nov 2026`."""
    if not month:
        return ""
    try:
        begin = date.fromisoformat(f"{month}-01")
    except ValueError:
        return ""
    return format_date(begin, pattern, locale=locale_of(language()))
