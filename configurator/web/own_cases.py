"""A customer's own cases: what he brought to us, who looks after it and by when, and answering."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.storage import idempotency
from configurator.storage.accounts import Role
from configurator.storage.case_texts import first_name
from configurator.storage.cases import (
    StaleCase,
    cases_of,
    complain,
    get_case,
    open_case,
    save_case,
    thread_of,
)
from configurator.storage.commitments import commitments_about
from configurator.storage.customers import customer_of
from configurator.storage.one_person import is_same_person
from configurator.storage.orders import find_order
from configurator.web import case_words
from configurator.web.access import must_be_own, only_for
from configurator.web.case_lines import hours_of
from configurator.web.cases import read_words
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other
from customers.dialogue.case import (
    Case,
    Deed,
    Entry,
    Origin,
    due_at,
    read_by_customer,
    said,
)
from customers.dialogue.commitment import Commitment
from customers.identity.event import Event, Kind, Medium

blueprint = Blueprint("own_cases", __name__, url_prefix="/me/cases")


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case as its customer reads it: nothing of what goes on inside, and first names of ours."""

    case: Case
    owner: str
    due_at: datetime | None
    thread: Sequence[tuple[Entry, str]]
    promises: Sequence[Commitment]


@blueprint.get("")
@only_for(Role.CUSTOMER)
def show() -> Response:
    """What he wrote and what we answered, open cases first; `order` is one to complain of."""
    return _page()


@blueprint.post("")
@only_for(Role.CUSTOMER)
def begin() -> Response:
    """Take down a complaint or a request, once for each form."""
    shop, form, words = workshop(), read_form(), read_words()
    number = _own_number()
    if not words:
        return _page(_("Please write down the words."), HTTPStatus.UNPROCESSABLE_ENTITY)
    is_complaint = request.form.get("origin", "") == Origin.COMPLAINT
    asker = idempotency.Request(f"case {me_now().id}", form.key, {"words": words, "order": number})
    now, made = shop.now(), shop.new_link()
    with shop.database.recording() as session:
        if not idempotency.done_before(session, asker, now):
            own = customer_of(session, me_now(), shop.new_link(), now)
            if is_complaint:
                event = Event(f"complained {made}", own.id, Kind.COMPLAINED, now, now, Medium.WEB)
                complain(session, replace(event, document=number, note=words))
            else:
                case = Case(made, own.id, Origin.REQUEST, now, waiting_since=now)
                entry = Entry(shop.new_link(), Deed.FROM_CUSTOMER, "", now, words)
                open_case(session, replace(case, order_number=number), entry)
    return see_other(url_for(".show"))


@blueprint.post("/<id_>")
@only_for(Role.CUSTOMER)
def answer(id_: str) -> Response:
    """Take down what he writes back; in a case that was settled, it reopens it. Raises NotThere."""
    shop, form, words = workshop(), read_form(), read_words()
    _own_case(id_)
    if not words:
        return _page(_("Please write down the words."), HTTPStatus.UNPROCESSABLE_ENTITY)
    asker = idempotency.Request(f"case {id_} {me_now().id}", form.key, {"words": words})
    entry = Entry(shop.new_link(), Deed.FROM_CUSTOMER, "", shop.now(), words)
    try:
        with shop.database.recording() as session:
            if not idempotency.done_before(session, asker, shop.now()):
                # Whatever we wrote meanwhile, his words stand after it.
                save_case(session, said(get_case(session, id_), entry), entry)
    except StaleCase:
        again = _("Somebody else moved this on meanwhile. Please look; nothing was changed.")
        return _page(again, HTTPStatus.CONFLICT)
    return see_other(url_for(".show", _anchor=f"case-{id_}"))


def _page(trouble: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    own = me_now().customer or ""
    hours = hours_of(own)
    with workshop().database.reading() as session:
        found = cases_of(session, own)
    page = "cases/own.html"
    return render(
        page,
        page,
        status=status,
        cases=_shown(found, hours),
        number=_own_number(),
        words=case_words,
        trouble=trouble,
        typed=request.form.get("words", "") if trouble else "",
        hours=hours,
        new_key=workshop().new_link,
    )


def _shown(found: Sequence[Case], hours: int) -> list[OwnCase]:
    """Cases as he reads them, open ones first."""
    with workshop().database.reading() as session:
        return [
            OwnCase(
                case=one,
                owner=first_name(session, one.owner),
                due_at=due_at(one, hours),
                thread=[
                    (it, first_name(session, it.by))
                    for it in read_by_customer(thread_of(session, one))
                ],
                promises=commitments_about(session, one.id),
            )
            for one in sorted(found, key=lambda one: not one.is_open)
        ]


def _own_number() -> str:
    """The number of the own order that is named, empty if none is. Raises NotThere."""
    number = request.values.get("order", "")
    if not number:
        return ""
    with workshop().database.reading() as session:
        stored = find_order(session, number)
        is_mine = stored is not None and is_same_person(session, stored.customer, me_now().customer)
    must_be_own("order", number, "me" if is_mine else None, "me")
    return number


def _own_case(id_: str) -> None:
    with workshop().database.reading() as session:
        case = get_case(session, id_)
        is_mine = is_same_person(session, case.person, me_now().customer)
    must_be_own("case", id_, "me" if is_mine else None, "me")
