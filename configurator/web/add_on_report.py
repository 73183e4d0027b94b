"""What add-ons bring: how each sells, and what orders bring with offers more than without."""

from dataclasses import dataclass

from flask import Blueprint, Response

from configurator.accessories import accessories_of
from configurator.storage.accounts import Role
from configurator.storage.add_ons import Sales, margin_groups, sales
from configurator.web.access import only_for
from configurator.web.amount import currency
from configurator.web.desk import language, workshop
from configurator.web.format import money, money_change
from configurator.web.render import render
from customers.taste.offering import gain_cents
from customers.value.control import Group, increment

blueprint = Blueprint("add_on_report", __name__, url_prefix="/value/add-ons")

PERCENT = 100
NOBODY = Group(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One accessory: how it sells, its chance in percent, what an offer is expected to bring."""

    name: str
    sold: Sales
    percent: int
    gain_cents: int


@blueprint.get("")
@only_for(Role.MANAGER)
def show() -> Response:
    """All accessories that were ever offered, and both groups of orders."""
    with workshop().database.reading() as session:
        sold, groups = sales(session), margin_groups(session)
    offered, held = groups.get(False, NOBODY), groups.get(True, NOBODY)
    page = "value/add_ons.html"
    return render(
        page,
        page,
        rows=[_row(one) for one in sold],
        offered=offered,
        held=held,
        more=increment(offered, held),
        amount=lambda cents: money(round(cents), currency(), language()),
        change=lambda cents: money_change(cents, currency(), language()),
    )


def _row(one: Sales) -> Row:
    engine = workshop().engines.get(one.product)
    known = accessories_of(engine.product) if engine else ()
    names = {its.key: its.name.in_(language()) for its in known}
    percent = round(one.seen.chance * PERCENT)
    gain = round(gain_cents(one.margin_cents, one.seen))
    return Row(names.get(one.accessory, one.accessory), one, percent, gain)
