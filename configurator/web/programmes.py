"""Programmes and offers: how large one is before it begins, who goes without, what it brought."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage.accounts import Role
from configurator.storage.idempotency import Request, done_before
from configurator.storage.jobs import find_job
from configurator.storage.programmes import (
    DRAWING,
    AlreadyBegun,
    Programme,
    begin_programme,
    end_programme,
    get_programme,
    plan_programme,
    programmes,
)
from configurator.storage.value import current_run
from configurator.storage.workload import workload
from configurator.value_online import policies_now
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.amount import currency, read_cents
from configurator.web.desk import language, workshop
from configurator.web.effort import short
from configurator.web.form import read_form
from configurator.web.format import money_change
from configurator.web.render import render, see_other
from customers.value.offer import Sizing, sizing
from customers.value.tier import Tier

blueprint = Blueprint("programmes", __name__, url_prefix="/value/programmes")

LONGEST_NAME = 80
FIELDS = ("name", "tier", "cost", "take", "control")
USUAL = {"name": "", "tier": Tier.CPP.value, "cost": "", "take": "10", "control": "10"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A programme with its size today."""

    programme: Programme
    size: Sizing


@blueprint.get("")
@only_for(Role.MANAGER)
def show() -> Response:
    """All programmes, and the form for another."""
    return _page()


@blueprint.post("")
@only_for(Role.MANAGER)
def plan() -> Response:
    """Plan an offer: its size is shown, and nobody is reached yet."""
    form, shop = read_form(), workshop()
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    cents = read_cents(typed["cost"])
    take, control = _percent(typed["take"]), _percent(typed["control"])
    if typed["tier"] not in set(Tier) or "\0" in typed["name"]:
        abort(HTTPStatus.BAD_REQUEST)
    if not 0 < len(typed["name"]) <= LONGEST_NAME or cents is None or take is None or not control:
        told = _("Please give a name, an amount, and whole percent: someone must go without.")
        return _page(told, typed)
    key = shop.new_link()
    planned = Programme(key, typed["name"], Tier(typed["tier"]), cents, take, control, seed=key)
    asker = Request(f"programme {_account()}", form.key, typed)
    with shop.database.recording() as session:
        if not done_before(session, asker, shop.now()):
            plan_programme(session, planned, _account(), shop.now())
    return _back()


@blueprint.post("/<key>/begin")
@only_for(Role.MANAGER)
def begin(key: str) -> Response:
    """Have it reach its people from now on. Raises NotThere."""
    return _moved(key, begins=True)


@blueprint.post("/<key>/end")
@only_for(Role.MANAGER)
def end(key: str) -> Response:
    """Have it reach nobody else. Raises NotThere."""
    return _moved(key, begins=False)


def _moved(key: str, *, begins: bool) -> Response:
    read_form()
    shop, move = workshop(), begin_programme if begins else end_programme
    try:
        with shop.database.recording() as session:
            get_programme(session, key)
            move(session, key, shop.today(), _account(), shop.now())
    except AlreadyBegun:
        return _page(_("This was done before."), status=HTTPStatus.CONFLICT)
    return _back()


def _page(
    trouble: str = "",
    typed: dict[str, str] | None = None,
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> Response:
    policies = policies_now()
    minutes = policies.care.station_minutes if policies else 1
    with workshop().database.reading() as session:
        run, found, job = current_run(session), programmes(session), find_job(session, DRAWING)
        work = workload(session, minutes)
    people = {tier: one.customers for tier, one in run.tiers.items()} if run else {}
    shown = [
        Shown(
            one,
            sizing(
                people.get(one.tier, 0),
                one.control_percent,
                one.cost_cents,
                one.take_percent,
                work,
            ),
        )
        for one in found
    ]
    page = "value/programmes.html"
    return render(
        page,
        page,
        status=status if trouble else HTTPStatus.OK,
        shown=shown,
        built_in=set(Tier),
        tiers=[one.value for one in Tier],
        typed=typed or USUAL,
        trouble=trouble,
        is_drawing=job is not None and job.done_at is None,
        amount=short,
        change=lambda cents: money_change(cents, currency(), language()),
        new_key=workshop().new_link,
    )


def _percent(typed: str) -> int | None:
    return int(typed) if re.fullmatch(r"[0-9]{1,2}|100", typed) else None


def _back() -> Response:
    return see_other(url_for(".show"))


def _account() -> str:
    who = sessions.account()
    assert who is not None  # only_for saw to it
    return who.id
