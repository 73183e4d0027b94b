"""The forms of a campaign: what was typed, step by step, as a changed plan."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus

from flask import abort, request

from catalog.product import Kind
from configurator.web.amount import currency, read_cents
from configurator.web.desk import workshop
from customers.dialogue.campaign import Plan
from customers.dialogue.campaign_offer import Offer
from customers.dialogue.campaign_text import LANGUAGES, Words
from customers.rights.purpose import Channel

LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT = 80, 150, 4000
MOST_SEGMENTS = 20
NONE, PERCENT, CENTS, ADD_ON = "none", "percent", "cents", "add_on"


def read_step(step: str, plan: Plan) -> Plan:
    """The plan as the form of a step has it; what is no amount or day is nothing yet."""
    return READ[step](plan)


def add_ons() -> Mapping[str, Mapping[str, str]]:
    """The values that cost something and so can be given away: names by language, by value."""
    found: dict[str, Mapping[str, str]] = {}
    for engine in workshop().engines.values():
        for option in engine.product.of_kind(Kind.DESIGN):
            for value in option.values:
                if value.price_cents > 0:
                    found[f"{option.key}={value.key}"] = {
                        language: f"{option.name.in_(language)}: {value.name.in_(language)}"
                        for language in LANGUAGES
                    }
    return found


def _segment(plan: Plan) -> Plan:
    chosen = tuple(dict.fromkeys(request.form.getlist("segment")))[:MOST_SEGMENTS]
    return replace(plan, name=_text("name", LONGEST_NAME), segments=chosen)


def _objective(plan: Plan) -> Plan:
    return replace(
        plan,
        objective=_text("objective", LONGEST_TEXT),
        within_days=_whole("within"),
        take_percent=_whole("take"),
        worth_cents=read_cents(request.form.get("worth", "")) or 0,
    )


def _texts(plan: Plan) -> Plan:
    texts = {
        one: Words(_text(f"subject-{one}", LONGEST_SUBJECT), _text(f"body-{one}", LONGEST_TEXT))
        for one in LANGUAGES
    }
    return replace(plan, texts=texts)


def _offer(plan: Plan) -> Plan:
    kind, named = request.form.get("kind", NONE), add_ons()
    begins, ends = _day("begins"), _day("ends")
    if kind == NONE or begins is None or ends is None:
        return replace(plan, offer=None, add_on_names={})
    add_on = request.form.get("add_on", "") if kind == ADD_ON else ""
    if add_on and add_on not in named:
        abort(HTTPStatus.BAD_REQUEST)
    offer = Offer(
        begins,
        ends,
        percent=_whole("percent") if kind == PERCENT else 0,
        cents=(read_cents(request.form.get("amount", "")) or 0) if kind == CENTS else 0,
        add_on=add_on,
    )
    names = dict(named[add_on]) if add_on else {}
    return replace(plan, offer=offer, add_on_names=names, currency=currency())


def _sending(plan: Plan) -> Plan:
    asked = set(request.form.getlist("channel"))
    return replace(
        plan,
        purpose=request.form.get("purpose", ""),
        channels=tuple(one for one in Channel if one is not Channel.ANY and one in asked),
        begins_on=_day("begins"),
        ends_on=_day("ends"),
        cost_cents=read_cents(request.form.get("cost", "")) or 0,
        held_percent=_whole("held"),
    )


READ: Mapping[str, Callable[[Plan], Plan]] = {
    "segment": _segment,
    "objective": _objective,
    "texts": _texts,
    "offer": _offer,
    "sending": _sending,
}


def _text(name: str, longest: int) -> str:
    text = request.form.get(name, "").replace("\r\n", "\n").strip()
    if len(text) > longest or "\0" in text:
        abort(HTTPStatus.BAD_REQUEST)
    return text


def _whole(name: str) -> int:
    typed = request.form.get(name, "").strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len("999") else 0


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        return None
