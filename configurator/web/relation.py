"""The account of a customer with us, for managers: what each side gave, and where it is uneven."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from flask import Blueprint, Response

from configurator.storage.accounts import Role
from configurator.storage.relation import given_of, uneven_relations
from configurator.value_online import policies_now
from configurator.web import case_words
from configurator.web.access import only_for
from configurator.web.amount import currency
from configurator.web.boundaries import ours
from configurator.web.case_lines import name_of
from configurator.web.desk import workshop
from configurator.web.render import render
from configurator.web.restricting import readable
from configurator.web.whose import known_customer
from customers.dialogue.account import Given, Item, Side, balance, by_month, uneven

blueprint = Blueprint("relation", __name__)

MOST_SHOWN = 100
MONTHS = 12


@blueprint.get("/customers/<id_>/account")
@only_for(Role.MANAGER)
def show(id_: str) -> Response:
    """What the customer and we gave each other. Raises NotThere."""
    customer, policies, shop = known_customer(id_), policies_now(), workshop()
    given: Sequence[Given] = ()
    if policies:
        with shop.database.reading() as session:
            given = given_of(session, customer.id, policies, shop.settings.time_zone)
    page, today = "commitments/account.html", shop.today()
    months = policies.care.uneven_months if policies else 0
    ends = {side: list(by_month(given, side, today).items())[-MONTHS:] for side in Side}
    return render(
        page,
        page,
        customer=customer,
        items=_items(given),
        balances={side: balance(given, side) for side in Side},
        months=[
            (day, his, ends[Side.SHOP][n][1]) for n, (day, his) in enumerate(ends[Side.CUSTOMER])
        ],
        uneven=uneven(given, months, today) if months else (),
        words=case_words,
        currency=currency(),
    )


@blueprint.get("/relations")
@only_for(Role.MANAGER)
def index() -> Response:
    """Relations in which one side has had less than it gave for months, as of the last night."""
    with workshop().database.reading() as session:
        found = uneven_relations(session, MOST_SHOWN)
    found = readable(ours(found, lambda one: one[0]), lambda one: one[0])
    page = "commitments/relations.html"
    return render(
        page,
        page,
        found=[(person, name_of(person), one) for person, one in found],
        words=case_words,
        currency=currency(),
    )


def _items(given: Sequence[Given]) -> list[tuple[Item, int, int, int]]:
    """Each item with how many there were, and what the customer and we had of it, in cents."""
    sorted_ = sorted(given, key=attrgetter("item"))
    found = {item: list(its) for item, its in groupby(sorted_, attrgetter("item"))}
    return [
        (item, sum(one.count for one in its), balance(its, Side.CUSTOMER), balance(its, Side.SHOP))
        for item in Item
        if (its := found.get(item))
    ]
