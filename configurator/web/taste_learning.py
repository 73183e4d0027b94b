"""Learning, shown: how much each order still takes of a customer, for himself and for managers."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from babel.numbers import format_decimal
from flask import Blueprint, Response, make_response, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from configurator.charts import COLOURS, Chart, Form, Mark, drawn
from configurator.storage.accounts import Role
from configurator.storage.consents import refusing
from configurator.storage.efforts import learning_of_all
from configurator.storage.errors import NotThere
from configurator.storage.taste import answers_used_again, orders_made
from configurator.web.access import only_for
from configurator.web.desk import language, workshop
from configurator.web.own_account import me_now
from configurator.web.render import render
from configurator.web.tasted import PURPOSE
from customers.rights.purpose import Channel
from customers.taste.effort import Learning, effort, learning
from production.format import locale_of, percent

blueprint = Blueprint("taste_learning", __name__)

MOST_ORDERS = 8
"""More of somebody's orders are too few to say anything of."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned: a title that says it, by number of order, and the chart of it."""

    title: str
    lines: Sequence[Learning]
    chart: Chart


@blueprint.get("/value/learning")
@only_for(Role.MANAGER, Role.ADMIN)
def show() -> Response:
    """Questions and accepted suggestions of all first orders, second ones and so on."""
    return _page(_overall(), url_for(".picture", theme="light"), 0, is_own=False)


@blueprint.get("/value/learning/<theme>.svg")
@only_for(Role.MANAGER, Role.ADMIN)
def picture(theme: str) -> Response:
    """The chart of it. Raises NotThere for no theme of ours."""
    return _drawn(_overall(), theme)


@blueprint.get("/me/taste")
@only_for(Role.CUSTOMER)
def show_own() -> Response:
    """The same of the customer's own orders, and how often an answer of his was used again."""
    lesson, again = _own()
    return _page(lesson, url_for(".own_picture", theme="light"), again, is_own=True)


@blueprint.get("/me/taste/<theme>.svg")
@only_for(Role.CUSTOMER)
def own_picture(theme: str) -> Response:
    """The chart of it. Raises NotThere for no theme of ours."""
    return _drawn(_own()[0], theme)


def _overall() -> Lesson:
    today = workshop().today()
    with workshop().database.reading() as session:
        left_out = refusing(session, PURPOSE, Channel.ANY, today)
        return _lesson(learning_of_all(session, MOST_ORDERS, left_out))


def _own() -> tuple[Lesson, int]:
    person = me_now().customer
    if not person:
        return _lesson(()), 0
    with workshop().database.reading() as session:
        made = [one for key in workshop().engines for one in orders_made(session, key, person)]
        efforts = [effort(one.configuration, one.made.values) for one in made]
        return _lesson(learning([efforts])[:MOST_ORDERS]), answers_used_again(session, person)


def _lesson(lines: Sequence[Learning]) -> Lesson:
    title = _title(lines)
    marks = tuple(
        Mark(at=str(one.order), amount=one.questions, text=_number(one.questions)) for one in lines
    )
    about = _("Questions and choices each order took, by its number.")
    chart = Chart(Form.BARS, title, about, marks, _("Order"), _("Questions and choices"))
    return Lesson(title, lines, chart)


def _title(lines: Sequence[Learning]) -> str:
    if len(lines) < 2:  # noqa: PLR2004 - one order is compared with nothing
        return str(_("Nothing to compare yet"))
    first, last = lines[0], lines[-1]
    words = {"number": last.order, "last": _number(last.questions)}
    words["first"] = _number(first.questions)
    told = _("Order %(number)s took %(last)s questions and choices, the first %(first)s", **words)
    return str(told)


def _number(amount: float) -> str:
    return str(format_decimal(round(amount, 1), locale=locale_of(language())))


def _page(lesson: Lesson, address: str, again: int, *, is_own: bool) -> Response:
    page = "taste/learning.html"
    reused_words = ngettext(
        "%(num)s answer of yours was used again without being asked for.",
        "%(num)s answers of yours were used again without being asked for.",
        again,
    )
    return render(
        page,
        page,
        lesson=lesson,
        rows=[
            (
                one.order,
                one.orders,
                _number(one.questions),
                percent(round(one.accepted * 1000), language()) if one.accepted is not None else "",
            )
            for one in lesson.lines
        ],
        light=address,
        dark=address.replace("light", "dark"),
        again=reused_words if again else "",
        is_own=is_own,
    )


def _drawn(lesson: Lesson, theme: str) -> Response:
    if theme not in COLOURS:
        raise NotThere("picture", theme)
    answer = make_response(drawn(lesson.chart, theme), HTTPStatus.OK)
    answer.mimetype = "image/svg+xml"
    answer.cache_control.private = True
    answer.cache_control.max_age = 0
    return answer
