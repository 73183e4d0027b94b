"""Pages to steer by: who was kept, what contacts cost, how many are known."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.charts import Chart, Form, Mark
from configurator.steering_night import CONTACTS, KNOWN, SERVED
from configurator.storage.contact_costs import (
    AFTER_MESSAGE,
    MESSAGES,
    MINUTES,
    OFFERS,
    OTHERS,
    PROPOSED,
)
from configurator.storage.figures import Asking
from configurator.storage.known_shares import PROSPECTS
from configurator.storage.night_figures import find_figure
from configurator.storage.programmes import Programme, programmes
from configurator.web.desk import language
from configurator.web.figure_page import (
    HIDDEN,
    Cell,
    Filter,
    Line,
    Page,
    currency,
    euros,
    few,
    number,
    plain,
    share,
    tier_words,
)
from configurator.web.format import money
from customers.value.control import Kept, kept_more
from customers.value.hiding import FEWEST
from customers.value.tier import Tier

KINDS: Mapping[str, LazyString] = {
    MESSAGES: _l("Messages"),
    MINUTES: _l("Advisers' time"),
    OFFERS: _l("Offers"),
}
NONE = "\N{EN DASH}"
WAYS: Mapping[str, LazyString] = {
    AFTER_MESSAGE: _l("After a message"),
    PROPOSED: _l("Proposed by taste"),
    OTHERS: _l("All others"),
}


def served(asking: Asking) -> Page:
    """Of those served and those who go without: how many came back, and what they brought."""
    found = find_figure(asking.session, SERVED)
    rows = found.figures["rows"] if found else []
    names = {one.key: _named(one) for one in programmes(asking.session)}
    there = [key for key in names if any(row[0] == key for row in rows)]
    chosen = asking.asked.get("by", "")
    chosen = chosen if chosen in there else next(iter(there), "")
    groups: dict[tuple[int, int], dict[bool, Kept]] = {}
    for programme, drawn, since, is_control, *counts in rows:
        if programme == chosen:
            groups.setdefault((drawn, since), {})[is_control] = Kept(*counts)
    told = {key: one for key, one in groups.items() if _is_enough(one)}
    title = few()
    if told:
        newest = told[max(told)]
        title = str(
            _(
                "%(served)s of those served came back, %(control)s of those who went without",
                served=share(newest[False].share),
                control=share(newest[True].share),
            )
        )
    marks = tuple(
        Mark(
            _cohort(*key),
            limits.more * 100,
            _points(limits.more),
            low=limits.low * 100,
            high=limits.high * 100,
        )
        for key, one in sorted(told.items())
        if (limits := kept_more(one[False], one[True]))
    )
    return Page(
        title=title,
        lead=str(_("By the year in which chance drew who goes without, and the year since then.")),
        columns=(
            str(_("Drawn in")),
            str(_("Served")),
            str(_("Came back")),
            str(_("Brought each")),
            str(_("Go without")),
            str(_("Came back")),
            str(_("Brought each")),
            str(_("Difference")),
        ),
        lines=tuple(_served_line(key, one) for key, one in sorted(groups.items())),
        chart=Chart(Form.RANGES, title, title, marks, up=str(_("points more"))) if marks else None,
        filters=(
            Filter("by", str(_("Programme")), tuple((one, names[one]) for one in there), chosen),
        )
        if there
        else (),
    )


def contacts(asking: Asking) -> Page:
    """What a personal contact costs, and what orders that came of it earn."""
    found = find_figure(asking.session, CONTACTS)
    costs = found.figures["costs"] if found else {}
    earned = found.figures["earned"] if found else {}
    many, cents = (sum(one[place] for one in costs.values()) for place in (0, 1))
    lines = [_each(str(words), *costs.get(key, (0, 0))) for key, words in KINDS.items()]
    lines.append(_each(str(_("Personal contacts")), many, cents, is_sum=True))
    lines += [_each(str(words), *earned.get(way, (0, 0))) for way, words in WAYS.items()]
    personal = [earned.get(way, (0, 0)) for way in (AFTER_MESSAGE, PROPOSED)]
    orders, margin = (sum(one[place] for one in personal) for place in (0, 1))
    lines.append(_each(str(_("Personal orders")), orders, margin, is_sum=True))
    lines.append(_each(str(_("Personal orders, less contacts")), orders, margin - cents))
    title = few()
    if many:
        title = str(
            _(
                "A personal contact costs %(cost)s, a personal order earns %(margin)s",
                cost=_exact(cents / many),
                margin=euros(margin / orders if orders else 0),
            )
        )
    marks = tuple(
        Mark(str(words), one[1] / one[0] / 100, euros(one[1] / one[0]))
        for way, words in WAYS.items()
        if (one := earned.get(way, (0, 0)))[0]
    )
    return Page(
        title=title,
        lead=str(
            _(
                "Of 90 days: messages, times somebody was busy with a customer, offers; and the"
                " margin of an order by how it came."
            )
        ),
        columns=("", str(_("How many")), str(_("Amount")), str(_("Each"))),
        lines=tuple(lines) if many or orders else (),
        chart=Chart(Form.ROWS, title, title, marks) if marks and many else None,
    )


def personal(asking: Asking) -> tuple[str, str]:
    """What a personal contact costs and what a personal order earns; dashes before the first."""
    found = find_figure(asking.session, CONTACTS)
    costs = found.figures["costs"].values() if found else ()
    earned = found.figures["earned"] if found else {}
    orders = [earned.get(way, (0, 0)) for way in (AFTER_MESSAGE, PROPOSED)]
    return _mean(costs), _mean(orders)


def needs_known(asking: Asking) -> str:
    """Of how many active customers we know what they need; a dash before the first night."""
    found = find_figure(asking.session, KNOWN)
    rows = found.figures["rows"] if found else []
    people, needs = (sum(row[place] for row in rows) for place in (1, 3))
    return share(needs, people) if people >= FEWEST else NONE


def known(asking: Asking) -> Page:
    """How many active customers are known by identity, needs and value, by tier."""
    found = find_figure(asking.session, KNOWN)
    rows = [row for row in (found.figures["rows"] if found else []) if row[1]]
    told = [row for row in rows if row[1] >= FEWEST]
    people, needs = (sum(row[place] for row in told) for place in (1, 3))
    title = few()
    if people:
        title = str(
            _("Of %(share)s of active customers we know what they need", share=share(needs, people))
        )
    series = (str(_("Identity")), str(_("Needs")), str(_("Value")))
    marks = tuple(
        Mark(words, cell.number or 0.0, cell.text, _tier(row[0]))
        for row in told
        for words, cell in zip(series, _known_line(row).cells[1:], strict=True)
    )
    return Page(
        title=title,
        lead=str(_("Active is who did something within a year. Answers raise it the night after.")),
        columns=(str(_("Tier")), str(_("Looked at")), *series),
        lines=tuple(_known_line(row) for row in rows),
        chart=Chart(Form.SQUARES, title, title, marks) if told else None,
    )


def _named(one: Programme) -> str:
    of_tier = one.key in set(Tier)
    return str(_("What %(tier)s is given", tier=one.tier)) if of_tier else one.name


def _is_enough(one: Mapping[bool, Kept]) -> bool:
    return all(one.get(key, Kept(0, 0, 0)).people >= FEWEST for key in (False, True))


def _served_line(key: tuple[int, int], one: Mapping[bool, Kept]) -> Line:
    cells: list[Cell] = []
    for which in (False, True):
        its = one.get(which, Kept(0, 0, 0))
        cells += _kept_cells(its)
    limits = kept_more(one[False], one[True]) if _is_enough(one) else None
    text = (
        f"{_points(limits.more)} ({_points(limits.low)} … {_points(limits.high)})" if limits else ""
    )
    return Line(_cohort(*key), (*cells, Cell(text, limits.more if limits else None)))


def _kept_cells(its: Kept) -> Sequence[Cell]:
    if its.people < FEWEST:
        return [HIDDEN] * 3 if its.people else [plain(0), Cell(""), Cell("")]
    back = HIDDEN if 0 < min(its.back, its.people - its.back) < FEWEST else None
    each = its.cents / its.people
    return [
        plain(its.people),
        back or Cell(share(its.share), its.share),
        Cell(euros(each), each / 100),
    ]


def _cohort(drawn: int, since: int) -> str:
    years = (_l("%(year)s, first year"), _l("%(year)s, second year"), _l("%(year)s, third year"))
    return str(years[since]) % {"year": drawn}


def _points(more: float) -> str:
    """Percentage points with their sign."""
    sign = "\N{MINUS SIGN}" if more < 0 else "+"
    return f"{sign}{number(round(abs(more) * 100))}"


def _mean(pairs: Iterable[Sequence[int]]) -> str:
    many, cents = (sum(part) for part in zip((0, 0), *pairs, strict=True))
    return _exact(cents / many) if many else NONE


def _exact(cents: float) -> str:
    return money(round(cents), currency(), language())


def _each(words: str, many: int, cents: int, *, is_sum: bool = False) -> Line:
    mean = Cell(_exact(cents / many), round(cents / many) / 100) if many else Cell("")
    return Line(words, (plain(many), Cell(euros(cents), cents / 100), mean), is_sum)


def _known_line(row: Sequence[int]) -> Line:
    tier, people, *parts = row
    if people < FEWEST:
        return Line(_tier(tier), (HIDDEN,) * 4)
    shares = (
        HIDDEN if 0 < min(one, people - one) < FEWEST else Cell(share(one, people), one / people)
        for one in parts
    )
    return Line(_tier(tier), (plain(people), *shares))


def _tier(number_: int) -> str:
    return str(_("bought nothing yet")) if number_ == PROSPECTS else tier_words(number_)
