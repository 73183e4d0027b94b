"""A page of figures: one message, a chart and the table under it, and what it is filtered by."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
from babel.numbers import format_decimal
from flask import request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.charts import Chart
from configurator.storage.figures import Asking, Sums
from configurator.web.desk import language, workshop
from configurator.web.format import count, short_money
from configurator.web.navigation import may_go
from customers.value.hiding import hidden, with_sums
from customers.value.tier import IN_ORDER, UNKNOWN
from production.format import locale_of

NOTHING = "-"
"""In an address: what is empty, such as the region of who told none."""

LONGEST = 80
CENTS, EURO = 100, "EUR"
TIERS = (*reversed(range(len(IN_ORDER))), UNKNOWN)
"""Numbers of tiers as pages list them, the best first."""

FILTERS: Mapping[str, LazyString] = {
    "shop": _l("Shop"),
    "segment": _l("Segment"),
    "region": _l("Region"),
    "tier": _l("Tier"),
    "month": _l("Month"),
    "by": _l("By"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table: as it is read, as a spreadsheet takes it, and where its people are."""

    text: str
    number: float | None = None
    address: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; `is_sum` for the last."""

    head: str
    cells: tuple[Cell, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """What a page can be filtered by: values and their words, and which is chosen."""

    key: str
    words: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Page:
    """All of it; without a chart `lead` says why. `columns` begin with that of the heads."""

    title: str
    lead: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    chart: Chart | None = None
    filters: tuple[Filter, ...] = ()


Made = Callable[[Asking], Page]


def asked_for(keys: Iterable[str]) -> dict[str, str]:
    """What of `keys` the address asks for; what is too long is nothing of ours."""
    found = {key: request.args.get(key, "") for key in keys}
    return {key: value for key, value in found.items() if 0 < len(value) <= LONGEST}


def only(asking: Asking, *keys: str) -> dict[str, str | int]:
    """The filters among `keys` that were asked for, as cells have them."""
    return {key: as_kept(key, asking.asked[key]) for key in keys if key in asking.asked}


def as_kept(key: str, value: str) -> str | int:
    """A value of an address as cells have it."""
    if key == "tier":
        numbers = {one.value: number for number, one in enumerate(IN_ORDER)}
        return numbers.get(value, UNKNOWN)
    return "" if value == NOTHING else value


def as_asked(key: str, value: str | int) -> str:
    """The same the other way."""
    if key == "tier":
        return tier_key(int(value))
    return str(value) or NOTHING


def tier_key(number: int) -> str:
    """The tier as addresses name it."""
    return IN_ORDER[number].value if number < UNKNOWN else NOTHING


def tier_words(number: int) -> str:
    """The tier as people read it."""
    return IN_ORDER[number].value if number < UNKNOWN else str(_("not yet known"))


def told(value: str) -> str:
    """A region, town or the like; words for who told none, and for rare ones together."""
    if value == "*":
        return str(_("others"))
    return value or str(_("not told"))


def filter_of(key: str, values: Iterable[str | int], asked: Mapping[str, str]) -> Filter:
    """A filter by the values there are."""

    def name(value: str | int) -> str:
        return tier_words(value) if isinstance(value, int) else told(value)

    options = tuple((as_asked(key, one), name(one)) for one in sorted(set(values), key=str))
    return Filter(key, str(FILTERS[key]), options, asked.get(key, ""))


def number(amount: int) -> str:
    """A count as it is read."""
    return count(amount, language())


def share(part: float, whole: float = 1.0) -> str:
    """A share in whole percent."""
    of_100 = round(part / whole * 100) if whole else 0
    return f"{number(of_100)}\N{NO-BREAK SPACE}%"


def decimal(amount: float) -> str:
    """A number with one decimal."""
    return format_decimal(amount, "0.0", locale=locale_of(language()))


def few() -> str:
    """What is said where ten people are not there."""
    return str(_("There are too few customers to tell"))


def euros(cents: float) -> str:
    """An amount in whole units of the shop's currency."""
    return short_money(round(cents / CENTS) * CENTS, currency(), language())


def currency() -> str:
    """Of the shop: all its products are sold in one."""
    return next((one.product.currency for one in workshop().engines.values()), EURO)


def people_at(**wanted: str | int) -> str:
    """Where the people of a cell are listed; empty for whom that list is not."""
    if not may_go("figures.people"):
        return ""
    named = {key: as_asked(key, value) for key, value in wanted.items()}
    return at("figures.people", named)


def at(endpoint: str, asked: Mapping[str, str]) -> str:
    """The address of a view with what it is asked."""
    query = urlencode(asked)
    return f"{url_for(endpoint)}?{query}" if query else url_for(endpoint)


def plain(amount: int, text: str | None = None, address: str = "") -> Cell:
    """A cell that tells of no group of people, or of one large enough."""
    return Cell(number(amount) if text is None else text, amount, address)


@dataclass(frozen=True, slots=True)
class Grid:
    """People counted two ways: by the keys of rows and those of columns."""

    rows: Sequence[str]
    columns: Sequence[int]
    sums: Mapping[tuple[str | int, str | int], Sums]

    @property
    def counts(self) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        """How many are in each cell."""
        of = [[self._of(row, column).customers for column in self.columns] for row in self.rows]
        return np.array(of, np.int64).reshape(len(self.rows), len(self.columns))

    def mean_cents(self, row: str | None) -> float:
        """What customers of a row (of all, if None) are worth on average."""
        rows = self.rows if row is None else [row]
        of = [self._of(one, column) for one in rows for column in self.columns]
        people = sum(one.customers for one in of)
        return sum(one.value_cents for one in of) / people if people else 0.0

    def _of(self, row: str | int, column: str | int) -> Sums:
        return self.sums.get((row, column), Sums())


def grid_lines(
    grid: Grid, name: Callable[[str], str], address: Callable[[str | None, int | None], str]
) -> tuple[Line, ...]:
    """The rows of a grid with sums and what people are worth, small cells hidden.

    `address` leads to the people of a row and a column, all of them where that is None.
    """
    shown, small = with_sums(grid.counts), hidden(grid.counts)
    found = []
    for place, row in enumerate([*grid.rows, None]):
        columns = [*grid.columns, None]
        cells = [
            HIDDEN if small[place, at] else _counted(int(shown[place, at]), address(row, column))
            for at, column in enumerate(columns)
        ]
        mean = grid.mean_cents(row)
        is_few = small[place, -1] or not shown[place, -1]
        cells.append(HIDDEN if is_few else Cell(euros(mean), round(mean / CENTS)))
        head = str(_("All")) if row is None else name(row)
        found.append(Line(head, tuple(cells), row is None))
    return tuple(found)


def _counted(people: int, address: str) -> Cell:
    return plain(people, None, address if people else "")


HIDDEN = Cell("\N{MIDDLE DOT}", is_hidden=True)
"""What would tell of fewer than ten people."""
