"""The report of effort: minutes, cases and offers by tier beside the margin of each tier."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response

from configurator.storage.accounts import Role
from configurator.storage.attention import Effort, effort_told
from configurator.value_online import policies_now
from configurator.web.access import only_for
from configurator.web.amount import CENTS, currency
from configurator.web.desk import language, workshop
from configurator.web.format import short_money
from configurator.web.render import render
from customers.value.tier import Tier

blueprint = Blueprint("effort", __name__, url_prefix="/value/effort")

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One tier: what it took, and its shares of all time and of all margin, in percent."""

    effort: Effort
    minutes: int
    time_percent: int
    margin_percent: int


@blueprint.get("")
@only_for(Role.MANAGER)
def show() -> Response:
    """What each tier took and brought in the last thirty days, as of the last night."""
    with workshop().database.reading() as session:
        told = effort_told(session)
    policies = policies_now()
    floor = policies.care.effort_floor_percent if policies else 0
    rows = _rows(told[1]) if told else []
    best = next((one.time_percent for one in rows if one.effort.tier == Tier.CPP), 0)
    page = "value/effort.html"
    return render(
        page,
        page,
        since=told[0] if told else None,
        rows=rows,
        floor=floor,
        best=best,
        has_time=any(one.minutes for one in rows),
        amount=short,
    )


def short(cents: int) -> str:
    """An amount in whole units of the shop's currency."""
    return short_money(round(cents / CENTS) * CENTS, currency(), language())


def _rows(efforts: Sequence[Effort]) -> list[Row]:
    seconds = sum(one.seconds for one in efforts)
    margin = sum(max(one.margin_cents, 0) for one in efforts)
    return [
        Row(
            effort=one,
            minutes=-(-one.seconds // 60),
            time_percent=round(one.seconds * PERCENT / seconds) if seconds else 0,
            margin_percent=round(max(one.margin_cents, 0) * PERCENT / margin) if margin else 0,
        )
        for one in efforts
    ]
