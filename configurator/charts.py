"""Charts as SVG, drawn on the server: one message each, told by its title, in both themes.

What draws them is loaded with the first chart, which takes a second, and never before. A chart
that was drawn once is kept by all that is in it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from html import escape
from typing import Any

WIDE, HIGH, ROW = 560, 260, 26
TEXT_PX = 13
DARK = 0.75
"""From this share of the most on a square is so dark that it is written on in light."""

KEPT = 256
"""So many charts are kept by each process, of some 10 kB each."""

FAMILY = "Lato, 'Noto Sans Arabic', system-ui, sans-serif"
ROOT = re.compile(r"<svg[^>]*>")


class Form(StrEnum):
    """How a chart shows its rows."""

    BARS = "bars"
    ROWS = "rows"
    CURVE = "curve"
    STACK = "stack"
    LAYERS = "layers"
    SQUARES = "squares"
    RANGES = "ranges"


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing drawn: at `at`, of the series `of`, so large, with `text` written beside it.

    `low` and `high` are limits of a range; of a range whose truth is not known `amount` is None.
    """

    at: str
    amount: float | None
    text: str = ""
    of: str = ""
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart says (`title`) and shows; `about` describes it to who does not see it.

    `series` are in the order they are stacked, `across` and `up` name the axes.
    """

    form: Form
    title: str
    about: str
    marks: tuple[Mark, ...]
    across: str = ""
    up: str = ""
    series: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Colours:
    """Of the tokens of the look (`static/css/tokens.css`), those a chart needs."""

    ground: str
    line: str
    ink: str
    soft: str
    first: str
    second: str
    third: str
    fourth: str
    fifth: str
    tint: str


COLOURS: Mapping[str, Colours] = {
    "light": Colours(
        *("#fffdf8", "#d9cfbd", "#201d18", "#554d41"),
        *("#27396f", "#b9733f", "#877c6b", "#d9cfbd"),
        fifth="#ece5d7",
        tint="#b9c1dc",
    ),
    "dark": Colours(
        *("#211f1b", "#3d3932", "#f2ecdf", "#c9c0b0"),
        *("#aebbf0", "#c98a55", "#8d8373", "#6b6455"),
        fifth="#4a453b",
        tint="#4a5480",
    ),
}


@lru_cache(maxsize=KEPT)
def drawn(chart: Chart, theme: str) -> str:
    """The SVG of a chart, with title and description; no style and no script in it."""
    import altair as alt  # noqa: PLC0415 - loaded with the first chart: no process waits for it before
    import vl_convert  # noqa: PLC0415 - the same

    colours = COLOURS[theme]
    found = DRAWING[chart.form](alt, chart, colours)
    spec = found.configure(**_manner(colours)).to_dict()
    svg = vl_convert.vegalite_to_svg(spec)
    words = f"<title>{escape(chart.title)}</title><desc>{escape(chart.about)}</desc>"
    return ROOT.sub(lambda root: f'{root[0][:-1]} role="img">{words}', svg, count=1)


def _manner(colours: Colours) -> dict[str, Any]:
    axis = {
        "labelColor": colours.soft,
        "titleColor": colours.soft,
        "gridColor": colours.line,
        "labelFontSize": TEXT_PX,
        "titleFontSize": TEXT_PX,
        "titleFontWeight": "normal",
        "labelLimit": 170,
        "labelAngle": 0,
        "labelPadding": 8,
        "titlePadding": 12,
        "domain": False,
        "ticks": False,
    }
    legend = {"labelColor": colours.ink, "labelFontSize": TEXT_PX, "orient": "top", "title": None}
    return {
        "background": colours.ground,
        "font": FAMILY,
        "padding": 16,
        "axis": axis,
        "legend": {**legend, "symbolType": "square", "columnPadding": 20},
        "view": {"stroke": None},
        "text": {"color": colours.ink, "fontSize": TEXT_PX},
    }


def _rows(altair: Any, chart: Chart) -> Any:  # noqa: ANN401 - loaded late, so its types are too
    names = ("at", "amount", "text", "of", "low", "high")
    return altair.Data(values=[{name: getattr(one, name) for name in names} for one in chart.marks])


def _order(chart: Chart) -> list[str]:
    return list(dict.fromkeys(one.at for one in chart.marks))


def _named(title: str) -> str | None:
    return title or None


def _bars(altair: Any, chart: Chart, colours: Colours) -> Any:  # noqa: ANN401 - as above
    base = altair.Chart(_rows(altair, chart), width=WIDE, height=HIGH).encode(
        altair.X("at:N", sort=_order(chart), title=_named(chart.across)),
        altair.Y("amount:Q", axis=None),
    )
    bars = base.mark_bar(color=colours.first, size=34)
    return bars + base.mark_text(dy=-9).encode(text="text:N")


def _rows_of_bars(altair: Any, chart: Chart, colours: Colours) -> Any:  # noqa: ANN401 - as above
    order = _order(chart)
    base = altair.Chart(_rows(altair, chart), width=WIDE - 130, height=ROW * len(order)).encode(
        altair.X("amount:Q", axis=None),
        altair.Y("at:N", sort=order, title=None),
    )
    bars = base.mark_bar(color=colours.first, size=ROW - 8)
    return bars + base.mark_text(align="left", dx=6).encode(text="text:N")


def _curve(altair: Any, chart: Chart, colours: Colours) -> Any:  # noqa: ANN401 - as above
    """Marks are points of a curve (`low`, `amount`); those with a text are shown and named."""
    share = altair.Axis(format="%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    scale = altair.Scale(domain=[0, 1])
    base = altair.Chart(_rows(altair, chart), width=WIDE, height=HIGH + 60).encode(
        altair.X("low:Q", axis=share, scale=scale, title=_named(chart.across)),
        altair.Y("amount:Q", axis=share, scale=altair.Scale(domainMin=0), title=_named(chart.up)),
    )
    line = base.mark_line(color=colours.first, strokeWidth=2.5)
    shown = base.transform_filter("datum.text != ''")
    point = shown.mark_point(color=colours.second, filled=True, size=90, opacity=1)
    return line + point + shown.mark_text(align="left", dx=12, dy=12).encode(text="text:N")


def _series(altair: Any, chart: Chart, colours: Colours) -> Any:  # noqa: ANN401 - as above
    shades = [colours.first, colours.second, colours.third, colours.fourth, colours.fifth]
    scale = altair.Scale(domain=list(chart.series), range=shades[: len(chart.series)])
    return altair.Color("of:N", scale=scale, sort=list(chart.series))


def _stack(altair: Any, chart: Chart, colours: Colours) -> Any:  # noqa: ANN401 - as above
    """Bars from the start, a row for each place."""
    order = _order(chart)
    return (
        altair.Chart(_rows(altair, chart), width=WIDE - 130, height=ROW * len(order))
        .mark_bar(size=ROW - 8)
        .encode(
            altair.X(
                "amount:Q", axis=altair.Axis(tickCount=4, format="~s"), title=_named(chart.across)
            ),
            altair.Y("at:N", sort=order, title=None),
            _series(altair, chart, colours),
            altair.Order("low:Q"),
        )
    )


def _layers(altair: Any, chart: Chart, colours: Colours) -> Any:  # noqa: ANN401 - as above
    """Bars upwards, each as high as the others: shares over time."""
    return (
        altair.Chart(_rows(altair, chart), width=WIDE, height=HIGH)
        .mark_bar(size=26)
        .encode(
            altair.X("at:N", sort=_order(chart), title=_named(chart.across)),
            altair.Y(
                "amount:Q", stack="normalize", axis=altair.Axis(format="%", tickCount=5), title=None
            ),
            _series(altair, chart, colours),
            altair.Order("low:Q"),
        )
    )


def _squares(altair: Any, chart: Chart, colours: Colours) -> Any:  # noqa: ANN401 - as above
    order, down = _order(chart), list(dict.fromkeys(one.of for one in chart.marks))
    base = altair.Chart(_rows(altair, chart), width=WIDE - 90, height=30 * len(down)).encode(
        altair.X("at:N", sort=order, title=_named(chart.across), axis=altair.Axis(orient="top")),
        altair.Y("of:N", sort=down, title=None),
    )
    most = max((one.amount or 0 for one in chart.marks), default=0)
    shades = [colours.ground, colours.tint, colours.first]
    scale = altair.Scale(domain=[0, most / 2, most], range=shades, interpolate="rgb")
    shade = altair.Color("amount:Q", scale=scale, legend=None)
    dark = altair.condition(
        f"datum.amount > {most * DARK}", altair.value(colours.ground), altair.value(colours.ink)
    )
    squares = base.mark_rect(stroke=colours.line).encode(shade)
    return squares + base.mark_text().encode(text="text:N", color=dark)


def _ranges(altair: Any, chart: Chart, colours: Colours) -> Any:  # noqa: ANN401 - as above
    """What was foreseen with its limits, and a point for what came, where that is known."""
    scale = altair.Scale(zero=False, padding=24)
    axis = altair.Axis(tickCount=5, format="~s")
    base = altair.Chart(_rows(altair, chart), width=WIDE, height=HIGH).encode(
        altair.X("at:N", sort=_order(chart), title=_named(chart.across))
    )
    limits = base.mark_bar(size=46, color=colours.fourth).encode(
        altair.Y("low:Q", scale=scale, axis=axis, title=None), altair.Y2("high:Q")
    )
    came = base.transform_filter("isValid(datum.amount)").encode(altair.Y("amount:Q", scale=scale))
    point = came.mark_point(color=colours.first, filled=True, size=110, opacity=1)
    return limits + point + came.mark_text(dy=-16).encode(text="text:N")


DRAWING: Mapping[Form, Callable[[Any, Chart, Colours], Any]] = {
    Form.BARS: _bars,
    Form.ROWS: _rows_of_bars,
    Form.CURVE: _curve,
    Form.STACK: _stack,
    Form.LAYERS: _layers,
    Form.SQUARES: _squares,
    Form.RANGES: _ranges,
}
