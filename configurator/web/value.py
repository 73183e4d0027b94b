"""What a customer is worth, line by line, and what he costs: for managers alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from configurator.steering_night import TRACES, read_traces
from configurator.storage.accounts import Role
from configurator.storage.consents import may_now
from configurator.storage.customers import get_customer
from configurator.storage.gestures import gestures_of
from configurator.storage.night_figures import find_figure
from configurator.storage.one_person import leader_of
from configurator.storage.segments import name_of_segment
from configurator.storage.steering import find_trace
from configurator.storage.value import find_path, find_value
from configurator.storage.value_anew import Today, rescore, value_lines
from configurator.storage.value_intake import Cost, note_cost
from configurator.storage.value_wanted import LIFETIME_VALUE
from configurator.value_online import policies_now, terms_now
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.amount import CENTS, currency, read_cents
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.format import money, money_change, short_money
from configurator.web.render import render, see_other
from configurator.web.treated import GESTURES, gesture_worth
from customers.rights.purpose import Channel
from customers.value.lifetime import COSTS, Line, Part
from customers.value.policy import Policy
from customers.value.potential import Potential, Trace, potential
from customers.value.tier import Tier

blueprint = Blueprint("value", __name__)

PARTS: Mapping[Part, LazyString] = {
    Part.REALISED: _l("Earned"),
    Part.EXPECTED: _l("Expected"),
    Part.REFERRAL: _l("Referral"),
    Part.SUGGESTION: _l("Suggestion"),
    Part.ACQUISITION: _l("To win him"),
    Part.SERVICE: _l("Service"),
    Part.RETENTION: _l("To keep him"),
}
TRACES_SAID: Mapping[Trace, LazyString] = {
    Trace.DESIGNED: _l("designed or wished for something"),
    Trace.CAME: _l("came or spoke with us"),
    Trace.LOOKED: _l("looked at designs"),
    Trace.NOTHING: _l("nothing yet"),
}
MOST_LINES, LONGEST_SOURCE = 100, 80
FIELDS = ("part", "amount", "source")


@dataclass(frozen=True, slots=True)
class Told:
    """One line as people read it."""

    part: str
    on: date
    source: str
    amount: str


@blueprint.get("/customers/<id_>/value")
@only_for(Role.MANAGER)
def of_customer(id_: str) -> Response:
    """His value with its limits, ranks and tier, and every line. Raises NotThere."""
    return _shown(id_)


@blueprint.post("/customers/<id_>/value")
@only_for(Role.MANAGER)
def note(id_: str) -> Response:
    """Note what he cost us today; the form's key makes it count once. Raises NotThere."""
    form, who, shop = read_form(), sessions.account(), workshop()
    assert who is not None  # only_for saw to it
    part, source = request.form.get("part", ""), request.form.get("source", "").strip()
    if part not in COSTS or len(source) > LONGEST_SOURCE or "\0" in source:
        abort(HTTPStatus.BAD_REQUEST)
    cents, terms = read_cents(request.form.get("amount", "")), terms_now()
    if cents is None:
        return _shown(id_, wrong=True)
    cost = Cost(f"{who.id} {form.key}", id_, Part(part), shop.today(), cents, source)
    with shop.database.recording() as session:
        get_customer(session, id_)
        note_cost(session, cost, who.id, shop.now())
        if terms:
            rescore(session, id_, Today(shop.now(), shop.today()), terms)
    return see_other(url_for("value.of_customer", id_=id_))


def _shown(id_: str, *, wrong: bool = False) -> Response:
    terms = terms_now()
    with workshop().database.reading() as session:
        customer, worth = get_customer(session, id_), find_value(session, id_)
        lines = value_lines(session, id_, terms) if terms and worth else ()
        path, gestures = find_path(session, id_), gestures_of(session, id_)
        segment = name_of_segment(session, worth.segment) if worth else ""
        may_know = may_now(session, id_, LIFETIME_VALUE, Channel.ANY, workshop().now())
    ahead = _potential(id_) if may_know and not worth else None
    return render(
        "value/customer.html",
        "value/customer.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        customer=customer,
        worth=worth if may_know else None,
        policy=_policy(worth.tier) if worth else None,
        segment=segment,
        may_know=may_know,
        ahead=ahead,
        did=str(TRACES_SAID[ahead.trace]) if ahead else "",
        lines=_told(lines),
        path=path,
        gestures=[(one, str(GESTURES[one.kind])) for one in gestures],
        gesture_words=lambda one: gesture_worth(one, workshop().today()),
        amount=lambda cents: money(cents, currency(), language()),
        rounded=lambda cents: short_money(round(cents / CENTS) * CENTS, currency(), language()),
        costs=[(part.value, str(PARTS[part])) for part in COSTS],
        typed={name: request.form.get(name, "") if wrong else "" for name in FIELDS},
        wrong=wrong,
        key=uuid4().hex,
    )


def _potential(person: str) -> Potential | None:
    """What a prospect may bring, as of the last night; None before anybody bought."""
    with workshop().database.reading() as session:
        found = find_figure(session, TRACES)
        trace = find_trace(session, leader_of(session, person))
    return potential(trace, read_traces(dict(found.figures))) if found else None


def _policy(tier: str) -> Policy | None:
    """What the tier is given; None where none is known or the file holds mistakes."""
    policies = policies_now()
    return policies.policies[Tier(tier)] if policies and tier else None


def _told(lines: Sequence[Line]) -> tuple[Told, ...]:
    return tuple(
        Told(
            str(PARTS[line.part]),
            line.on,
            line.source,
            money_change(line.cents, currency(), language()),
        )
        for line in lines[:MOST_LINES]
    )
