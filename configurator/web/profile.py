"""The conversation about how a customer's measurements changed from visit to visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from configurator.storage.customers import MeasurementTaken, get_customer, measurement_history
from configurator.web.access import only_for
from configurator.web.desk import workshop
from configurator.web.known_body import AT_HOME
from configurator.web.measure_words import NAMES, Units, amount_in, unit_name
from configurator.web.render import render
from configurator.web.whose import AT_THE_COUNTER
from customers.body.measurement import measurement
from customers.body.profile import (
    Again,
    Difference,
    Taken,
    Version,
    differences,
    measure_again,
    versions,
)

blueprint = Blueprint("profile", __name__, url_prefix="/customers/<id_>/measurements")

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement in two versions, as people read it."""

    name: str
    unit: str
    before: str
    after: str
    change: str
    was_taken: bool


@blueprint.get("")
@only_for(*AT_THE_COUNTER)
def show(id_: str) -> Response:
    """All versions, and two of them side by side: the last two unless others are asked for."""
    with workshop().database.reading() as session:
        customer = get_customer(session, id_)
        history = measurement_history(session, id_)
    known = versions_of(history)
    before, after = _asked(known)
    return render(
        "customers/profile.html",
        "customers/profile.html",
        customer=customer,
        versions=list(enumerate(known, 1)),
        before=before + 1,
        after=after + 1,
        lines=_lines(known[before], known[after]) if known else (),
        two=(known[before], known[after]) if known else (),
        again=again_words(known, workshop().now()),
    )


def versions_of(history: Sequence[MeasurementTaken]) -> tuple[Version, ...]:
    """The versions of what was ever measured of one customer."""
    return versions(
        [
            Taken(
                one.key,
                one.amount,
                one.measured_at,
                str(_("at home")) if one.how in AT_HOME else one.measured_by,
                one.how,
            )
            for one in history
        ]
    )


def again_words(known: Sequence[Version], now: datetime) -> str:
    """Why the customer should be measured again, as people read it; empty if he need not be."""
    why = measure_again(known, now)
    return again_said(why) if why else ""


def again_said(why: Again) -> str:
    """`why` in words."""
    match why:
        case Again.OLD:
            return str(_("The measurements are more than a year old. Please measure again."))
        case Again.WEIGHT:
            return str(_("The weight has changed since the tape was taken. Please measure again."))


def _asked(known: Sequence[Version]) -> tuple[int, int]:
    """The places of the two versions to compare, the older first."""
    last = len(known) - 1
    wanted = [_place(name, last) for name in ("before", "after")]
    before = max(last - 1, 0) if wanted[0] is None else wanted[0]
    after = max(last, 0) if wanted[1] is None else wanted[1]
    return min(before, after), max(before, after)


def _place(name: str, last: int) -> int | None:
    text = request.args.get(name, "")
    names = {str(number + 1): number for number in range(last + 1)}
    return names.get(text)


def _lines(before: Version, after: Version) -> list[Line]:
    return [_line(one, after) for one in differences(before, after)]


def _line(one: Difference, after: Version) -> Line:
    of = measurement(one.key)
    unit = Units.METRIC.of(of)
    change = ""
    if one.change:
        sign = MINUS if one.change < 0 else "+"
        change = f"{sign}\N{NO-BREAK SPACE}{amount_in(abs(one.change), unit, of)}"
    return Line(
        name=str(NAMES[one.key]),
        unit=unit_name(unit),
        before=amount_in(one.before, unit, of) if one.before is not None else "",
        after=amount_in(one.after, unit, of) if one.after is not None else "",
        change=change,
        was_taken=one.key in after.taken,
    )
