"""Profiles that are only kept (GDPR art. 18): who looks after data protection opens them alone.

That is the admin. Everybody else of the shop is told that a profile is restricted, and no more; the
customer reads his own. An order he still waits for is made and handed over all the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from flask import Flask, request
from flask_babel import gettext as _

from configurator.storage.accounts import Role
from configurator.storage.consents import is_restricted, restricted
from configurator.storage.customer_search import Found
from configurator.storage.customers import Customer
from configurator.storage.erasing import OVER
from configurator.storage.orders import OrderLine, find_order
from configurator.web import sessions
from configurator.web.boundaries import API, FOR_THE_WORKSHOP, OF_CUSTOMER, OF_ORDER
from configurator.web.desk import workshop
from configurator.web.restricted import Restricted

READS_ALL = (Role.ADMIN, Role.CUSTOMER)
"""The admin, and who is shown nothing but his own."""

Item = TypeVar("Item")


def init_restricting(app: Flask) -> None:
    """Have `app` open restricted profiles to nobody but the admin, after the API is there."""
    app.before_request(_must_be_open)
    app.before_request_funcs.setdefault(API, []).append(_must_be_open)


def is_closed_to_me(person: str) -> bool:
    """Whether the profile is restricted and who asks is none of those who may open it."""
    if not _is_bound():
        return False
    with workshop().database.reading() as session:
        return is_restricted(session, person)


def readable(items: Sequence[Item], customer_of: Callable[[Item], str]) -> tuple[Item, ...]:
    """Those of `items` whose customer who asks may read."""
    closed = _closed()
    return tuple(one for one in items if customer_of(one) not in closed)


def veiled(found: Sequence[Found]) -> tuple[Found, ...]:
    """Customers as who asks may see them: of the restricted only that they are there."""
    closed = _closed()
    return tuple(
        Found(_veil(one.customer), 0, "") if one.customer.id in closed else one for one in found
    )


def veiled_customers(customers: Sequence[Customer]) -> tuple[Customer, ...]:
    """The same for customers alone."""
    closed = _closed()
    return tuple(_veil(one) if one.id in closed else one for one in customers)


def veiled_lines(lines: Sequence[OrderLine]) -> tuple[OrderLine, ...]:
    """Orders, those without a name that are over and whose customer is restricted."""
    closed, nobody = _closed(), _("Restricted")
    return tuple(
        replace(one, customer_name=nobody) if one.customer in closed and one.state in OVER else one
        for one in lines
    )


def _veil(customer: Customer) -> Customer:
    """A customer of whom nothing is told."""
    return replace(customer, name=_("Restricted"), email="", phone="")


def _closed() -> frozenset[str]:
    if not _is_bound():
        return frozenset()
    with workshop().database.reading() as session:
        return restricted(session)


def _is_bound() -> bool:
    who = sessions.account()
    return who is not None and who.role not in READS_ALL


def _must_be_open() -> None:
    """Raise Restricted for a page about such a profile."""
    rule = request.url_rule.rule if request.url_rule else ""
    if not rule.startswith((*OF_CUSTOMER, *OF_ORDER)) or not _is_bound():
        return
    if rule.endswith(FOR_THE_WORKSHOP):
        return
    named = request.view_args or {}
    with workshop().database.reading() as session:
        if rule.startswith(OF_CUSTOMER):
            asked = [named[name] for name in ("id_", "other") if name in named]
        else:
            stored = find_order(session, named["number"])
            asked = [stored.customer] if stored and stored.state in OVER else []
        if any(is_restricted(session, one) for one in asked):
            raise Restricted
