"""What an order says of the body it is for: what is missing, what was estimated, what is old."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from configurator.storage.customers import measurement_history
from configurator.web.desk import Desk, language, workshop
from configurator.web.format import listed
from configurator.web.measure_words import NAMES, amount_in, unit_name
from configurator.web.measuring import Tape, tape_at
from configurator.web.profile import again_said, again_words, versions_of
from configurator.web.whose import customer_here
from customers.body.measurement import measurement
from customers.body.profile import STALE_AFTER, Again
from customers.body.reading import How


@dataclass(frozen=True, slots=True)
class OrderBody:
    """Sentences and names about the body, all of them empty where there is nothing to say.

    `to_measure` must be measured; `may_estimate` is not measured either, but an estimate would
    do. Both are empty before anything was measured at all. `estimated` holds `Knee, about 39 cm`.
    """

    again: str
    estimated: tuple[str, ...]
    to_measure: str
    may_estimate: str


def order_body(at: Desk) -> OrderBody:
    """What the pages of ordering say of the body of the draft."""
    tape = tape_at(at)
    known = {*at.draft.body_mm, *tape.settled, *(tape.before if tape.customer else ())}
    required = [one.key for one in tape.asked if one.required]
    missing = [key for key in required if key not in known] if known else []
    close = [key for key in missing if key in tape.estimates]
    return OrderBody(
        again=_again(at),
        estimated=tuple(_estimated(at, tape, key) for key in _estimates(at, tape)),
        to_measure=_names([key for key in missing if key not in close]),
        may_estimate=_names(close),
    )


def _names(keys: Sequence[str]) -> str:
    return listed([str(NAMES[key]) for key in keys], language()) if keys else ""


def _estimates(at: Desk, tape: Tape) -> list[str]:
    """The measurements of the draft that nobody took."""
    how = {key: one.how for key, one in tape.before.items()}
    how |= {key: one.how.value for key, one in tape.latest.items()}
    return [key for key in at.draft.body_mm if how.get(key) == How.ESTIMATE.value]


def _estimated(at: Desk, tape: Tape, key: str) -> str:
    one = measurement(key)
    unit = tape.units.of(one)
    amount = amount_in(at.draft.body_mm[key], unit, one)
    name, length = NAMES[key], f"{amount}\N{NO-BREAK SPACE}{unit_name(unit)}"
    return str(_("%(name)s about %(amount)s, estimated", name=name, amount=length))


def _again(at: Desk) -> str:
    """Why to measure again, where the asker may know the customer, else by the day alone."""
    now, customer = workshop().now(), customer_here(at.draft)
    if customer:
        with workshop().database.reading() as session:
            history = measurement_history(session, customer.id)
        if told := again_words(versions_of(history), now):
            return told
    if at.draft.measured_at and now - at.draft.measured_at > STALE_AFTER:
        return again_said(Again.OLD)
    return ""
