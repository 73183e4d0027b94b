"""Promises, for who answers for them: how many we keep, and what of those we did not."""

from datetime import timedelta
from functools import partial
from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for

from configurator.storage import idempotency
from configurator.storage.accounts import Role
from configurator.storage.apologies import apologised
from configurator.storage.commitments import (
    broken_since,
    get_commitment,
    judge,
    judged_since,
)
from configurator.storage.errors import NotThere
from configurator.web import case_words
from configurator.web.access import only_for
from configurator.web.boundaries import ours
from configurator.web.case_lines import name_of
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other
from configurator.web.restricting import is_closed_to_me, readable
from configurator.web.whose import AT_THE_COUNTER
from customers.dialogue.commitment import (
    BY_HAND,
    Commitment,
    Ended,
    Kind,
    Rate,
    State,
    broken,
    done,
    rates_by_kind,
    rates_by_month,
    withdrawn,
)

blueprint = Blueprint("commitments", __name__)

YEAR = timedelta(days=365)
MANAGERS = (Role.MANAGER, Role.ADMIN)
ENDS = {State.KEPT: done, State.BROKEN: broken, State.WITHDRAWN: withdrawn}


@blueprint.get("/commitments")
@only_for(*MANAGERS)
def show() -> Response:
    """Of the last year: how many were kept by kind and by month, and what broke."""
    shop = workshop()
    since = shop.now() - YEAR
    with shop.database.reading() as session:
        judged = judged_since(session, since, shop.settings.time_zone)
        late = broken_since(session, since)
        sorry = apologised(session, [one.id for one in late])
    late = readable(ours(late, _person), _person)
    page = "commitments/page.html"
    return render(
        page,
        page,
        by_kind=rates_by_kind(judged),
        by_month=rates_by_month(judged),
        broken=[(one, name_of(one.person), one.id in sorry) for one in late],
        words=case_words,
    )


@blueprint.post("/commitments/<id_>")
@only_for(*AT_THE_COUNTER)
def judge_it(id_: str) -> Response:
    """Say what became of a promise made by one of us; said once. Raises NotThere."""
    shop, form, state = workshop(), read_form(), request.form.get("state", "")
    with shop.database.reading() as session:
        promise = get_commitment(session, id_)
    is_mine = bool(ours([promise], _person)) and not is_closed_to_me(promise.person)
    if promise.kind not in BY_HAND or not is_mine:
        raise NotThere("commitment", id_)
    if state not in ENDS:
        abort(HTTPStatus.BAD_REQUEST)
    end = partial(ENDS[State(state)], at=shop.now())
    asker = idempotency.Request(f"commitment {id_}", form.key, {"state": state})
    try:
        with shop.database.recording() as session:
            if not idempotency.done_before(session, asker, shop.now()):
                judge(session, id_, end, me_now().id, shop.now())
    except Ended:
        pass  # Who was second sees on the page what the first had said.
    return see_other(url_for("cases.show", id_=promise.about))


def days_kept() -> Rate | None:
    """How many of the days promised in the last year were kept; None if too few to tell."""
    shop = workshop()
    with shop.database.reading() as session:
        judged = judged_since(session, shop.now() - YEAR, shop.settings.time_zone)
    rate = rates_by_kind(judged).get(Kind.DATE)
    return rate if rate and rate.is_published else None


def _person(one: Commitment) -> str:
    return one.person
