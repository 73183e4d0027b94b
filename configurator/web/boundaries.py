"""Shops that see only their own customers, where the policy says so.

Somebody is a shop's customer when anything happened with him there. Whoever comes in from another
shop shows his card or says his whole address or number; that opens him to the clerk for this visit,
and is written down. Nobody else is listed, found or opened: he is not there, as for any wrong
address. The admin sees all.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Flask, request

from configurator.settings import ALL_SHOPS
from configurator.storage import audit
from configurator.storage.accounts import Role, folded_email
from configurator.storage.customers import Customer
from configurator.storage.errors import NotThere
from configurator.storage.orders import get_order
from configurator.storage.pairs import folded_contact
from configurator.storage.shops import of_shop
from configurator.web import sessions
from configurator.web.desk import workshop

BOUND = (Role.STAFF, Role.MANAGER, Role.MARKETER)
LET_IN = "let in"
"""Under this name a visit keeps which customers of other shops were opened."""

API = "api"
OF_CUSTOMER = ("/customers/<id_>", "/api/v1/customers/<id_>")
OF_ORDER = ("/orders/<number>", "/api/v1/orders/<number>")
FOR_THE_WORKSHOP = "/work-order.pdf"

Item = TypeVar("Item")


def init_boundaries(app: Flask) -> None:
    """Have `app` open to each shop its own customers only, if the policy says so.

    After the API is there: it says later who asks.
    """
    app.before_request(_must_be_ours)
    app.before_request_funcs.setdefault(API, []).append(_must_be_ours)


def is_bound() -> bool:
    """Whether who asks sees the customers of this shop alone."""
    settings, who = workshop().settings, sessions.account()
    sees_all = not settings.shop or settings.shops_see == ALL_SHOPS
    return not sees_all and who is not None and who.role in BOUND


def ours(items: Sequence[Item], customer_of: Callable[[Item], str]) -> tuple[Item, ...]:
    """Those of `items` whose customer who asks may see."""
    if not is_bound():
        return tuple(items)
    known = _known([customer_of(one) for one in items])
    return tuple(one for one in items if customer_of(one) in known)


def let_in_who_is_named(found: Sequence[Customer], text: str) -> None:
    """Open those of `found` whose whole address or number `text` is."""
    if not is_bound():
        return
    number = folded_contact("phone", text)
    for one in found:
        is_named = folded_email(text) == folded_email(one.email) and bool(one.email)
        if is_named or (one.phone and number and number == folded_contact("phone", one.phone)):
            let_in(one.id)


def let_in(customer: str) -> None:
    """Open a customer of another shop to this visit; nothing for one of ours."""
    if not is_bound() or customer in _known([customer]):
        return
    shop, who = workshop(), sessions.account()
    assert who is not None  # is_bound saw to it
    sessions.keep(LET_IN, {**sessions.kept(LET_IN), customer: shop.now().isoformat()})
    with shop.database.recording() as session:
        what, subject = "opened customer of another shop", f"customer {customer}"
        audit.record(session, audit.Deed(shop.now(), who.id, what, subject))


def _known(customers: Sequence[str]) -> frozenset[str]:
    with workshop().database.reading() as session:
        known = of_shop(session, customers, workshop().settings.shop)
    return known | frozenset(sessions.kept(LET_IN))


def _must_be_ours() -> None:
    """Raise NotThere for a page about a customer of another shop."""
    rule = request.url_rule.rule if request.url_rule else ""
    if not rule.startswith((*OF_CUSTOMER, *OF_ORDER)) or not is_bound():
        return
    if rule.endswith(FOR_THE_WORKSHOP):
        return  # Initials and no more: it goes wherever the garment goes.
    named = request.view_args or {}
    if rule.startswith(OF_CUSTOMER):
        asked = [named[name] for name in ("id_", "other") if name in named]
    else:
        with workshop().database.reading() as session:
            asked = [get_order(session, named["number"]).customer]
    known = _known(asked)
    for one in asked:
        if one not in known:
            raise NotThere("customer", one)
