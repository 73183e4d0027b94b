"""What a clerk does now for the customer before him, the most pressing first, each with its why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from configurator.storage.orders import StoredOrder
from configurator.web.clerk import Known, is_late
from configurator.web.designs import Design
from configurator.web.desk import language, workshop
from configurator.web.format import ago, day, short_money
from configurator.web.profile import again_said, versions_of
from customers.body.profile import Again, measure_again
from production.tracking import State

MOST_TO_DO = 3


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something to do now: what, why, and where it is done."""

    what: str
    why: str
    label: str
    address: str


def to_do(known: Known, now: datetime) -> tuple[ToDo, ...]:
    """What to do now, the most pressing first."""
    return tuple(_to_do(known, now))[:MOST_TO_DO]


def _to_do(known: Known, now: datetime) -> Iterator[ToDo]:
    for stored in known.orders:
        yield from _about_order(stored, workshop().today())
    yield from _about_body(known, now)
    yield from map(_about_design, known.designs[:1])
    if not known.customer.phone and not known.customer.email:
        address = url_for("customer_details.show", id_=known.customer.id)
        why = _("There is no way yet to say when something is ready.")
        yield ToDo(_("Ask for a phone number or e-mail"), why, _("Write down"), address)


def _about_order(stored: StoredOrder, today: date) -> Iterator[ToDo]:
    number = stored.order.number
    address = url_for("orders.show", number=number)
    promised = day(stored.order.promised_on, language())
    if stored.state == State.READY:
        why = _("Promised for %(day)s. Try it on, then hand it over.", day=promised)
        yield ToDo(_("%(number)s is ready", number=number), why, _("Open"), address)
    elif is_late(stored, today):
        why = _("Promised for %(day)s and not ready yet. Say so before being asked.", day=promised)
        yield ToDo(_("%(number)s is late", number=number), why, _("Open"), address)


def _about_body(known: Known, now: datetime) -> Iterator[ToDo]:
    product = next(iter(workshop().engines), None)
    if product is None:
        return
    address = url_for("guided.of_customer", id_=known.customer.id, product_key=product)
    last = max((one.measured_at for one in known.history), default=None)
    again = measure_again(versions_of(known.history), now)
    if last is None:
        why = _("Nothing is known of the body yet: it takes ten minutes.")
        yield ToDo(_("Take the measurements"), why, _("Measure"), address)
    elif again:
        why = _("Last time was %(ago)s.", ago=ago(now - last, language()))
        if again is Again.WEIGHT:
            why = again_said(again)
        yield ToDo(_("Measure again?"), why, _("Measure"), address)


def _about_design(design: Design) -> ToDo:
    about = {"design": design.title}
    if design.is_complete and design.ready_on:
        total = short_money(design.total_cents, design.currency, language())
        ready = day(design.ready_on, language())
        why = _("All is decided: %(total)s, ready %(day)s.", total=total, day=ready)
        return ToDo(_("Order %(design)s?", **about), why, _("To the order"), design.order)
    if not design.open and not design.draft.measured_at:
        why = _("The design is complete. What is missing are the measurements.")
        return ToDo(_("Measure for %(design)s", **about), why, _("Measure"), design.measure)
    why = ngettext("%(num)s choice is open.", "%(num)s choices are open.", design.open)
    return ToDo(_("Go on with %(design)s?", **about), why, _("Continue"), design.address)
